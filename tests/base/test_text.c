#include "base/check.h"

#include <math.h>

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void compares_by_bytes_and_the_shorter_first(void **state)
{
    (void)state;
    static const struct {
        struct text a, b;
        int order;
    } cases[] = {
        {{NULL, 0}, {NULL, 0}, 0},      {{NULL, 0}, {"a", 1}, -1}, {{"a", 1}, {NULL, 0}, 1},
        {{"a", 1}, {"a", 1}, 0},        {{"a", 1}, {"ab", 2}, -1}, {{"b", 1}, {"ab", 2}, 1},
        {{"\xC3\xA9", 2}, {"z", 1}, 1}, /* bytes are unsigned */
        {{"a\0b", 3}, {"a\0c", 3}, -1}, {{"a\0", 2}, {"a", 1}, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_AT(i, sign(text_compare(cases[i].a, cases[i].b)) == cases[i].order);
        EXPECT_AT(i, text_equal(cases[i].a, cases[i].b) == (cases[i].order == 0));
    }
}

static void trims_blanks_at_both_ends_only(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", ""},
        {" ", ""},
        {" \t\n\v\f\r", ""},
        {"a", "a"},
        {" a b ", "a b"},
        {"\ta\r\n", "a"},
        {"\x1F", "\x1F"},
        {"\x08 a", "\x08 a"},
        {"\xC2\xA0", "\xC2\xA0"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EXPECT_TEXT_AT(i, text_trim(text_of(cases[i].in)), cases[i].out);
    assert_int_equal(text_trim((struct text){NULL, 0}).len, 0);
}

static void cut_takes_what_stands_before_the_separator(void **state)
{
    (void)state;
    static const struct {
        const char *in, *pieces[4];
    } cases[] = {
        {"", {""}},        {"a", {"a"}},         {"a,b", {"a", "b"}}, {"a,", {"a", ""}},
        {",a", {"", "a"}}, {",,", {"", "", ""}}, {"a;b", {"a;b"}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct text rest = text_of(cases[i].in);
        for (size_t k = 0; cases[i].pieces[k] != NULL; k++) {
            EXPECT_AT(i, k == 0 || rest.ptr != NULL);
            EXPECT_TEXT_AT(i, text_cut(&rest, ','), cases[i].pieces[k]);
        }
        EXPECT_AT(i, rest.ptr == NULL && rest.len == 0);
    }
    struct text none = {NULL, 0};
    assert_int_equal(text_cut(&none, ',').len, 0);
    assert_null(none.ptr);
}

static void contains_finds_parts_in_any_case(void **state)
{
    (void)state;
    static const struct {
        struct text hay, needle;
        bool found;
    } cases[] = {
        {{NULL, 0}, {NULL, 0}, true},
        {{NULL, 0}, {"", 0}, true},
        {{NULL, 0}, {"a", 1}, false},
        {{"a", 1}, {NULL, 0}, true},
        {{"SIMPLE ASSAULT", 14}, {"assault", 7}, true},
        {{"simple assault", 14}, {"ASSAULT", 7}, true},
        {{"ASSAUL", 6}, {"ASSAULT", 7}, false},
        {{"[", 1}, {"{", 1}, false}, /* 0x5B and 0x7B differ by the bit of case */
        {{"@", 1}, {"`", 1}, false},
        {{"\xC3\xA9", 2}, {"\xC3\x89", 2}, false}, /* only ASCII has a case */
        {{"a\0b", 3}, {"\0B", 2}, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EXPECT_AT(i, text_contains_any_case(cases[i].hay, cases[i].needle) == cases[i].found);
}

static void contains_agrees_with_strcasestr(void **state)
{
    (void)state;
    struct random r = {1};
    for (size_t i = 0; i < 100000; i++) {
        char hay[12] = "";
        char needle[4] = "";
        for (size_t k = random_below(&r, sizeof hay); k-- > 0;)
            hay[k] = "aAbB"[random_below(&r, 4)];
        for (size_t k = random_below(&r, sizeof needle); k-- > 0;)
            needle[k] = "aAbB"[random_below(&r, 4)];
        bool found = text_contains_any_case(text_of(hay), text_of(needle));
        EXPECT(found == (strcasestr(hay, needle) != NULL), "\"%s\" in \"%s\"", needle, hay);
    }
}

static void u64_reads_up_to_its_limit_and_no_further(void **state)
{
    (void)state;
    for (uint64_t max = 0; max < 130; max++)
        for (uint64_t n = 0; n < 1400; n++) {
            char text[8];
            snprintf(text, sizeof text, "%d", (int)n);
            uint64_t value = 7777;
            bool ok = text_to_u64(text_of(text), max, &value);
            EXPECT(ok == (n <= max), "%s with at most %d", text, (int)max);
            EXPECT(value == (ok ? n : 7777), "%s with at most %d", text, (int)max);
        }
}

static void u64_takes_digits_only(void **state)
{
    (void)state;
    static const struct {
        struct text s;
        bool ok;
        uint64_t value;
    } cases[] = {
        {{NULL, 0}, false, 0},
        {{"", 0}, false, 0},
        {{"0", 1}, true, 0},
        {{"007", 3}, true, 7},
        {{"+1", 2}, false, 0},
        {{"-1", 2}, false, 0},
        {{" 1", 2}, false, 0},
        {{"1 ", 2}, false, 0},
        {{"1\0", 2}, false, 0},
        {{"0x1", 3}, false, 0},
        {{"18446744073709551615", 20}, true, UINT64_MAX},
        {{"18446744073709551616", 20}, false, 0},
        {{"99999999999999999999", 20}, false, 0},
        {{"00000000000000000000000000018446744073709551615", 47}, true, UINT64_MAX},
        {{"184467440737095516150", 21}, false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t value = 0;
        EXPECT_AT(i, text_to_u64(cases[i].s, UINT64_MAX, &value) == cases[i].ok);
        EXPECT_AT(i, value == cases[i].value);
    }
}

static void double_reads_finite_decimal_numbers_whole(void **state)
{
    (void)state;
    static const struct {
        struct text s;
        bool ok;
        double value;
    } cases[] = {
        {{"0", 1}, true, 0},          {{"-118.2631", 9}, true, -118.2631},
        {{"1e3", 3}, true, 1000},     {{"1E-2", 4}, true, 0.01},
        {{".5", 2}, true, 0.5},       {{"5.", 2}, true, 5},
        {{"+5", 2}, true, 5},         {{"1e-400", 6}, true, 0},
        {{"1e400", 5}, false, 0},     {{NULL, 0}, false, 0},
        {{"", 0}, false, 0},          {{" 1", 2}, false, 0},
        {{"1 ", 2}, false, 0},        {{"\t1", 2}, false, 0},
        {{"1\0", 2}, false, 0},       {{"1x", 2}, false, 0},
        {{"1,5", 3}, false, 0},       {{"nan", 3}, false, 0},
        {{"NAN(1)", 6}, false, 0},    {{"inf", 3}, false, 0},
        {{"-infinity", 9}, false, 0}, {{"0x10", 4}, false, 0}, /* not decimal */
        {{"-0X1p3", 6}, false, 0},    {{"e5", 2}, false, 0},
        {{"-", 1}, false, 0},         {{".", 1}, false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double value = 0;
        EXPECT_AT(i, text_to_double(cases[i].s, &value) == cases[i].ok);
        EXPECT_AT(i, value == cases[i].value);
    }
}

static void double_reads_more_digits_than_a_double_has(void **state)
{
    (void)state;
    char digits[400];
    memset(digits, '3', sizeof digits);
    digits[0] = '0';
    digits[1] = '.';
    double value = 0;
    assert_true(text_to_double((struct text){digits, sizeof digits}, &value));
    assert_true(fabs(value - 1.0 / 3) < 1e-15);
}

static void buffer_keeps_what_is_appended(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_append(&b, NULL, 0);
    assert_int_equal(b.len, 0);
    char expected[3000];
    size_t len = 0;
    struct random r = {2};
    while (len < 2000) {
        char piece[64];
        size_t n = random_below(&r, sizeof piece);
        memset(piece, (int)('a' + len % 26), sizeof piece);
        buffer_append(&b, piece, n);
        memcpy(expected + len, piece, n);
        len += n;
        EXPECT(b.len == len && memcmp(b.data, expected, len) == 0, "%zu bytes", len);
    }
    buffer_free(&b);
    assert_null(b.data);
    buffer_printf(&b, "%s-%d", "x", 7);
    buffer_add_byte(&b, '!');
    buffer_printf(&b, "%s", "");
    EXPECT_TEXT_AT(0, buffer_text(&b), "x-7!");
    buffer_free(&b);
}

static void buffer_writes_u64(void **state)
{
    (void)state;
    static const uint64_t cases[] = {0, 1, 9, 10, 99, 100, 1234567890, UINT64_MAX - 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "%ju", (uintmax_t)cases[i]);
        struct buffer b = {0};
        buffer_add_u64(&b, cases[i]);
        EXPECT_TEXT_AT(i, buffer_text(&b), expected);
        buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_by_bytes_and_the_shorter_first),
        cmocka_unit_test(trims_blanks_at_both_ends_only),
        cmocka_unit_test(cut_takes_what_stands_before_the_separator),
        cmocka_unit_test(contains_finds_parts_in_any_case),
        cmocka_unit_test(contains_agrees_with_strcasestr),
        cmocka_unit_test(u64_reads_up_to_its_limit_and_no_further),
        cmocka_unit_test(u64_takes_digits_only),
        cmocka_unit_test(double_reads_finite_decimal_numbers_whole),
        cmocka_unit_test(double_reads_more_digits_than_a_double_has),
        cmocka_unit_test(buffer_keeps_what_is_appended),
        cmocka_unit_test(buffer_writes_u64),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
