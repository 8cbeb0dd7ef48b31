#include "base/check.h"

#include <iconv.h>

#include "blotter/base/utf8.h"

/* What may stand at the start of a well-formed sequence, found by having iconv write all of them:
 * bit i of prefixes[n] is the n + 1 bytes of i, big-endian. */
static struct {
    unsigned char one[32], two[8192];
    unsigned char *three;
} prefixes;

static void set_bit(unsigned char *bits, size_t i)
{
    bits[i / 8] |= (unsigned char)(1U << i % 8);
}

static bool bit(const unsigned char *bits, size_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

/* The bytes of a code point as iconv has them; 0 when it is none. */
static size_t encode(iconv_t cd, uint32_t code_point, unsigned char out[4])
{
    unsigned char in[4] = {(unsigned char)(code_point >> 24), (unsigned char)(code_point >> 16),
                           (unsigned char)(code_point >> 8), (unsigned char)code_point};
    char *in_at = (char *)in;
    char *out_at = (char *)out;
    size_t in_left = 4;
    size_t out_left = 4;
    iconv(cd, NULL, NULL, NULL, NULL);
    if (code_point > 0x10FFFF || iconv(cd, &in_at, &in_left, &out_at, &out_left) == (size_t)-1)
        return 0;
    return 4 - out_left;
}

static int set_up(void **state)
{
    (void)state;
    iconv_t cd = iconv_open("UTF-8", "UCS-4BE");
    prefixes.three = calloc(1, 1 << 21);
    if (cd == (iconv_t)-1 || prefixes.three == NULL)
        return 1;
    for (uint32_t c = 0x80; c <= 0x10FFFF; c++) {
        unsigned char s[4];
        size_t len = encode(cd, c, s);
        if (len > 0)
            set_bit(prefixes.one, s[0]);
        if (len > 1)
            set_bit(prefixes.two, (size_t)s[0] << 8 | s[1]);
        if (len > 2)
            set_bit(prefixes.three, (size_t)s[0] << 16 | (size_t)s[1] << 8 | s[2]);
    }
    iconv_close(cd);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(prefixes.three);
    return 0;
}

/* The longest start of `s` that begins a well-formed sequence, at least one byte. */
static size_t maximal_subpart(const unsigned char *s, size_t len)
{
    if (len > 2 && bit(prefixes.three, (size_t)s[0] << 16 | (size_t)s[1] << 8 | s[2]))
        return 3;
    if (len > 1 && bit(prefixes.two, (size_t)s[0] << 8 | s[1]))
        return 2;
    return 1;
}

static void every_code_point_is_written_and_read_as_iconv_has_it(void **state)
{
    (void)state;
    iconv_t cd = iconv_open("UTF-8", "UCS-4BE");
    struct buffer b = {0};
    for (uint32_t c = 0; c <= 0x110010; c++) {
        unsigned char expected[4];
        size_t len = encode(cd, c, expected);
        b.len = 0;
        utf8_add(&b, c);
        if (len == 0) { /* a surrogate, or past the last */
            EXPECT(text_is(buffer_text(&b), "\xEF\xBF\xBD"), "U+%04X", (unsigned)c);
            continue;
        }
        EXPECT(b.len == len && memcmp(b.data, expected, len) == 0, "U+%04X", (unsigned)c);
        size_t taken;
        bool ok;
        EXPECT(utf8_next(buffer_text(&b), &taken, &ok) == c, "U+%04X", (unsigned)c);
        EXPECT(ok && taken == len && utf8_is_valid(buffer_text(&b)), "U+%04X", (unsigned)c);
    }
    buffer_free(&b);
    iconv_close(cd);
}

/* The first three bytes, all of them, then one that does or does not go on. */
static void every_start_is_its_maximal_subpart(void **state)
{
    (void)state;
    static const unsigned char fourths[] = {0x00, 0x7F, 0x80, 0xBF, 0xC2};
    for (uint32_t n = 0; n < 1 << 24; n++) {
        unsigned char s[4] = {(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n,
                              fourths[n % sizeof fourths]};
        bool four = s[0] >= 0xF0 && maximal_subpart(s, 4) == 3 && (s[3] & 0xC0) == 0x80;
        size_t expected = four ? 4 : s[0] < 0x80 ? 1 : maximal_subpart(s, 4);
        bool whole =
            s[0] < 0x80 || four || (expected == 2 && s[0] < 0xE0) || (expected == 3 && s[0] < 0xF0);
        size_t len;
        bool ok;
        uint32_t c = utf8_next((struct text){(const char *)s, 4}, &len, &ok);
        if (len != expected || ok != whole || (!ok && c != UTF8_REPLACEMENT))
            EXPECT(false, "%02X %02X %02X %02X: %zu bytes, expected %zu", s[0], s[1], s[2], s[3],
                   len, expected);
    }
}

/* The Unicode Standard 15, section 3.9, tables 3-8 to 3-11, and the borders of table 3-7. */
static const struct {
    const char *in, *out;
} mendings[] = {
#define R "\xEF\xBF\xBD"
    {"", ""},
    {"plain ASCII, longer than a word", "plain ASCII, longer than a word"},
    {"\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", "a" R R R "b" R "c" R R "d"},
    {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", R R R R R R R R "A"},
    {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", R R R R R R R R "A"},
    {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", R R R R R "A" R R "B"},
    {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", R R R R "A"},
    {"\xC2", R},
    {"\xE2\x82", R},
    {"\xF0\x9F\x98", R},
    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
    {"12345678\xE9", "12345678" R},
    {"1234567\xE9"
     "9",
     "1234567" R "9"},
    {"\xEF\xBF\xBD", R},
    {"\xEF\xBF\xBE\xEF\xBF\xBF", "\xEF\xBF\xBE\xEF\xBF\xBF"}, /* noncharacters are characters */
    {"\xF4\x8F\xBF\xBF\xF4\x90\x80\x80", "\xF4\x8F\xBF\xBF" R R R R},
    {"\xF8\x88\x80\x80\x80", R R R R R},
    {"\x80\x80", R R},
#undef R
};

static void mends_one_replacement_a_maximal_subpart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mendings); i++) {
        struct buffer b = {0};
        utf8_add_mended(&b, text_of(mendings[i].in));
        EXPECT_TEXT_AT(i, buffer_text(&b), mendings[i].out);
        EXPECT_AT(i, utf8_is_valid(text_of(mendings[i].in)) ==
                         (strcmp(mendings[i].in, mendings[i].out) == 0));
        buffer_free(&b);
    }
    struct buffer b = {0};
    utf8_add_mended(&b, (struct text){NULL, 0});
    assert_int_equal(b.len, 0);
    assert_true(utf8_is_valid((struct text){NULL, 0}));
}

static void every_ascii_byte_stays_as_it_is(void **state)
{
    (void)state;
    char all[128];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    for (size_t len = 0; len <= sizeof all; len++) {
        struct buffer b = {0};
        utf8_add_mended(&b, (struct text){all, len});
        EXPECT(text_equal(buffer_text(&b), (struct text){all, len}), "%zu bytes", len);
        EXPECT(utf8_is_valid((struct text){all, len}), "%zu bytes", len);
        buffer_free(&b);
    }
}

/* Random bytes, in blocks that end where the text does, so that reading on is seen. */
static void mending_agrees_with_its_definition(void **state)
{
    (void)state;
    static const unsigned char likely[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                           0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
                                           0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    struct random r = {3};
    for (size_t i = 0; i < 100000; i++) {
        size_t len = random_below(&r, 20);
        unsigned char *s = malloc(len + 1);
        for (size_t k = 0; k < len; k++)
            s[k] = likely[random_below(&r, sizeof likely)];
        s = realloc(s, len > 0 ? len : 1);
        struct buffer expected = {0};
        bool valid = true;
        for (size_t at = 0; at < len;) {
            size_t taken = s[at] < 0x80 ? 1 : maximal_subpart(s + at, len - at);
            if (taken == 3 && s[at] >= 0xF0 && at + 3 < len && (s[at + 3] & 0xC0) == 0x80)
                taken = 4;
            bool whole = s[at] < 0x80 || (taken > 1 && taken == (s[at] < 0xE0   ? 2U
                                                                 : s[at] < 0xF0 ? 3U
                                                                                : 4U));
            if (whole)
                buffer_append(&expected, s + at, taken);
            else
                buffer_append(&expected, "\xEF\xBF\xBD", 3);
            valid = valid && whole;
            at += taken;
        }
        struct buffer b = {0};
        utf8_add_mended(&b, (struct text){(const char *)s, len});
        EXPECT(text_equal(buffer_text(&b), buffer_text(&expected)), "case %zu", i);
        EXPECT(utf8_is_valid((struct text){(const char *)s, len}) == valid, "case %zu", i);
        buffer_free(&b);
        buffer_free(&expected);
        free(s);
    }
}

/* DESIGN §4 "Text from outside". */
static void each_reader_gets_what_is_fit_for_it(void **state)
{
    (void)state;
    static const struct {
        const char *in, *program, *terminal, *json;
    } cases[] = {
        {"a\nb", "a\nb", "a\nb", "a\nb"},
        {"\x1B[2J", "\x1B[2J", "\uFFFD[2J", "\\u001b[2J"},
        {"\x7F\r", "\x7F\r", "\uFFFD\uFFFD", "\\u007f\\u000d"},
        {"\xC2\x9B", "\xC2\x9B", "\uFFFD", "\\u009b"},
        {"\x9B", "\uFFFD", "\uFFFD", "\uFFFD"},
        {"x\u202Ey", "x\u202Ey", "x\uFFFDy", "x\\u202ey"},
        {"\u2066\u2069", "\u2066\u2069", "\uFFFD\uFFFD", "\\u2066\\u2069"},
        {"\U000E0041", "\U000E0041", "\uFFFD", "\\udb40\\udc41"},
        {"caf\u00E9 \U0001F694 \u65E5", "caf\u00E9 \U0001F694 \u65E5",
         "caf\u00E9 \U0001F694 \u65E5", "caf\u00E9 \U0001F694 \u65E5"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *const wanted[] = {cases[i].program, cases[i].terminal, cases[i].json};
        for (int reader = UTF8_FOR_PROGRAM; reader <= UTF8_FOR_TERMINAL_AS_JSON; reader++) {
            struct buffer b = {0};
            utf8_add_for(&b, text_of(cases[i].in), (enum utf8_reader)reader);
            EXPECT_TEXT_AT(i, buffer_text(&b), wanted[reader]);
            buffer_free(&b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_written_and_read_as_iconv_has_it),
        cmocka_unit_test(every_start_is_its_maximal_subpart),
        cmocka_unit_test(mends_one_replacement_a_maximal_subpart),
        cmocka_unit_test(every_ascii_byte_stays_as_it_is),
        cmocka_unit_test(mending_agrees_with_its_definition),
        cmocka_unit_test(each_reader_gets_what_is_fit_for_it),
    };
    return cmocka_run_group_tests_name("base/utf8", tests, set_up, tear_down);
}
