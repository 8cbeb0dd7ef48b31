#include "base/check.h"

#include "blotter/base/utf8.h"
#include "blotter/crime/message.h"

static const wall_time now = {UINT64_C(1700000000000000)};

static struct decoder *decoder;

static int set_up(void **state)
{
    (void)state;
    decoder = decoder_create(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decoder_destroy(decoder);
    decoder_destroy(NULL);
    return 0;
}

/* Why the last one was undecodable. */
static const char *reason;

/* Decodes a copy that ends where the text does, so that reading on is seen. */
static enum decoded decode(struct text value, struct message *m, char **ret_copy)
{
    char *copy = malloc(value.len > 0 ? value.len : 1);
    if (value.len > 0)
        memcpy(copy, value.ptr, value.len);
    reason = "";
    enum decoded decoded = decoder_read(decoder, (struct text){copy, value.len}, now, m, &reason);
    EXPECT(decoded != DECODED_UNDECODABLE || *reason != '\0', "%.*s: no reason", (int)value.len,
           value.ptr);
    *ret_copy = copy;
    return decoded;
}

#define HEAD "{\"kind\":\"crime\",\"run\":\"r\",\"officer\":3,\"seq\":7,"
#define REPORTED "\"reported_at\":\"2023-01-01T01:12:00\""
#define CRIME_OF(crime) HEAD REPORTED ",\"crime\":\"" crime "\"}"
#define CLOCK                                                                                      \
    "\"kind\":\"clock\",\"run\":\"r\",\"officer\":1,\"officers\":2,\"seq\":3,\"at\":\"2023-01-"    \
    "01T01:15:00\""

#define START_BEGAN(began)                                                                         \
    "{" CLOCK ",\"kind\":\"start\",\"began\":" began                                               \
    ",\"windows_from\":\"2023-01-01\",\"until\":\"2023-01-02\"}"

static const struct {
    const char *value;
    enum decoded decoded;
} kinds[] = {
    {HEAD REPORTED "}", DECODED_MESSAGE},
    {" {\t" CLOCK "\n}\r\n ", DECODED_MESSAGE},
    {"{" CLOCK "}", DECODED_MESSAGE},
    {"{" CLOCK ",\"paused\":true}", DECODED_MESSAGE},
    {"{" CLOCK ",\"unknown\":[{\"kind\":\"crime\"},[1,[2]],null],\"x\":{}}", DECODED_MESSAGE},
    {"{\"x\":{\"run\":5,\"seq\":[]}," CLOCK "}", DECODED_MESSAGE},
    /* no JSON object */
    {" ", DECODED_UNDECODABLE},
    {"null", DECODED_UNDECODABLE},
    {"5", DECODED_UNDECODABLE},
    {"\"kind\"", DECODED_UNDECODABLE},
    {"[]", DECODED_UNDECODABLE},
    {"[{" CLOCK "}]", DECODED_UNDECODABLE},
    {"{" CLOCK, DECODED_UNDECODABLE},
    {"{" CLOCK "}}", DECODED_UNDECODABLE},
    {"{" CLOCK "}]", DECODED_UNDECODABLE},
    {"{" CLOCK "]", DECODED_UNDECODABLE},
    {"{" CLOCK "}x", DECODED_UNDECODABLE},
    {"{" CLOCK "} {}", DECODED_UNDECODABLE},
    {"{" CLOCK "}{" CLOCK "}", DECODED_UNDECODABLE},
    {"{" CLOCK "} \"x\"", DECODED_UNDECODABLE},
    {"{" CLOCK "},", DECODED_UNDECODABLE},
    {"{" CLOCK "}:", DECODED_UNDECODABLE},
    {",{" CLOCK "}", DECODED_UNDECODABLE},
    {"{\"a\" \"b\"}", DECODED_UNDECODABLE},
    {"{\"a\"}", DECODED_UNDECODABLE},
    {"{\"a\":}", DECODED_UNDECODABLE},
    {"{\"a\":1 \"b\":2}", DECODED_UNDECODABLE},
    {"{\"a\":{}\"b\":2}", DECODED_UNDECODABLE},
    {"{\"a\":\"b\":\"c\"}", DECODED_UNDECODABLE},
    {"{,}", DECODED_UNDECODABLE},
    {"{\"a\":1,}", DECODED_UNDECODABLE},
    {"{,\"a\":1}", DECODED_UNDECODABLE},
    {"{\"a\":1,,\"b\":2}", DECODED_UNDECODABLE},
    {"{\"a\"::1}", DECODED_UNDECODABLE},
    {"{\"a\",1}", DECODED_UNDECODABLE},
    {"{\"a\":1:}", DECODED_UNDECODABLE},
    {"{:}", DECODED_UNDECODABLE},
    {"{a:1}", DECODED_UNDECODABLE},
    {"{1:1}", DECODED_UNDECODABLE},
    {"{\"a\":b}", DECODED_UNDECODABLE},
    {"{'a':1}", DECODED_UNDECODABLE},
    {"{\"a\":\"\\x\"}", DECODED_UNDECODABLE},
    {"{\"a\":\"\\u12\"}", DECODED_UNDECODABLE},
    {"{\"a\":\"\\u12g4\"}", DECODED_UNDECODABLE},
    {"{\"a\":[1}", DECODED_UNDECODABLE},
    {"{\"a\":{1]}", DECODED_UNDECODABLE},
    {"\xEF\xBB\xBF{}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"lat\":34x,\"lon\":-118}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"lat\":034,\"lon\":-118}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"lat\":34.,\"lon\":-118}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"lat\":-,\"lon\":-118}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"lat\":1\"2,\"lon\":-118}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"code\":062}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"code\":6x}", DECODED_UNDECODABLE},
    {"{\"a\":tru}", DECODED_UNDECODABLE},
    {"{\"a\":+1}", DECODED_UNDECODABLE},
    {"{\"a\":nulls}", DECODED_UNDECODABLE},
    /* ours, with something missing */
    {"{\"kind\":5," CLOCK "}", DECODED_MESSAGE}, /* the last kind counts */
    {"{" CLOCK ",\"kind\":5}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":null}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":\"\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":\"Clock\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":\"tick\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"run\":7}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"run\":null}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officer\":0}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officer\":3}", DECODED_UNDECODABLE}, /* of 2 */
    {"{" CLOCK ",\"officer\":-1}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officer\":1.5}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officer\":\"1\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officer\":4294967296}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officers\":4294967296}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"officers\":4294967295}", DECODED_MESSAGE},
    {"{" CLOCK ",\"officers\":null}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"seq\":-1}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"seq\":null}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"seq\":99999999999999999999999999999999999}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"seq\":9223372036854775807}", DECODED_MESSAGE},
    {"{" CLOCK ",\"at\":\"2023-01-01T01:60:00\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"at\":1672535700}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"at\":null}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"at\":[]}", DECODED_UNDECODABLE},
    {HEAD "\"reported_at\":null}", DECODED_UNDECODABLE},
    {HEAD "\"reported_at\":5}", DECODED_UNDECODABLE},
    {HEAD REPORTED ",\"seq\":0}", DECODED_UNDECODABLE},
    {"{\"kind\":\"crime\",\"officer\":3,\"seq\":7," REPORTED "}", DECODED_UNDECODABLE},
    {"{\"kind\":\"crime\",\"run\":\"r\",\"seq\":7," REPORTED "}", DECODED_UNDECODABLE},
    {"{\"kind\":\"crime\",\"run\":\"r\",\"officer\":3," REPORTED "}", DECODED_UNDECODABLE},
    {"{\"kind\":\"start\"," CLOCK "}", DECODED_MESSAGE},
    {"{" CLOCK ",\"kind\":\"start\"}", DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":\"start\",\"began\":1,\"windows_from\":\"2023-01-01\","
     "\"until\":\"2023-01-02\"}",
     DECODED_MESSAGE},
    {"{" CLOCK ",\"kind\":\"start\",\"began\":-1,\"windows_from\":\"2023-01-01\","
     "\"until\":\"2023-01-02\"}",
     DECODED_UNDECODABLE},
    {START_BEGAN("1700086400000"), DECODED_MESSAGE},
    {START_BEGAN("1700086400001"), DECODED_UNDECODABLE},
    {"{" CLOCK ",\"kind\":\"end\"}", DECODED_MESSAGE},
};

static void a_value_is_ours_or_foreign_or_undecodable(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct message m;
        char *copy;
        enum decoded decoded = decode(text_of(kinds[i].value), &m, &copy);
        EXPECT(decoded == kinds[i].decoded, "row %zu: %s: %d", i, kinds[i].value, (int)decoded);
        free(copy);
    }
}

/* Without a kind it may be another's crime, but none of these is one. */
static const struct {
    const char *value, *why;
} reasons[] = {
    {"{}", "no description"},
    {"{\"a\":1}", "no description"},
    {"{\"a\":{\"kind\":\"clock\"}}", "no description"},
    {"{\"Kind\":\"clock\"}", "no description"},
    {"{\"run\":\"r\",\"officer\":1,\"seq\":1}", "no description"},
    {"", "not a JSON object"},
    {"{\"a\":\"\",\"\":\"\"}", "no description"},
    {"{ \"a\" : [ ] , \"b\" : { } }", "no description"},
    {"{\"a\":-0.5e-7,\"b\":true,\"c\":false,\"d\":null}", "no description"},
    {"{\"kind\":\"crime\"}", "no run"},
    {"{" CLOCK ",\"kind\":{\"0\":\"clock\"}}", "kind is no text"},
    {"{" CLOCK ",\"officers\":{\"0\":2}}", "no officers"},
    {"{\"run\":\"r\",\"officer\":3,\"seq\":7," REPORTED "}", "no description"},
    {"\xFF", "not a JSON object"},
    {"[]", "not a JSON object"},
    {"{" CLOCK ",\"officer\":null}", "no officer"},
    {HEAD "\"crime\":\"ROBBERY\"}", "no reported_at"},
    {START_BEGAN("1700086400001"), "its began is more than a day ahead of the clock here"},
    {START_BEGAN("9223372036854775807"), "its began is more than a day ahead of the clock here"},
    {START_BEGAN("9223372036854775808"), "no began"},
};

static void a_reason_is_given(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(text_of(reasons[i].value), &m, &copy) == DECODED_UNDECODABLE);
        EXPECT_TEXT_AT(i, text_of(reason), reasons[i].why);
        free(copy);
    }
}

static void nul_bytes_end_no_message(void **state)
{
    (void)state;
    static const struct text cases[] = {
        {"{\"a\":1}\0", 8},
        {"{\"a\":1}\0{}", 10},
        {"\0", 1},
        {"\0{}", 3},
        {"{\0}", 3},
        {"{\"a\0\":1}", 8},
        {"{\"a\":\"\0\"}", 9},
        {"{\"a\":\"\\\0\"}", 10},
        {"{\"a\":\"\\u\0\0\0\0\"}", 14},
        {"{\"a\":1\0}", 8},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(cases[i], &m, &copy) == DECODED_UNDECODABLE);
        free(copy);
    }
}

static void expect_crime_text(size_t i, const char *value, struct text expected)
{
    struct message m;
    char *copy;
    EXPECT(decode(text_of(value), &m, &copy) == DECODED_MESSAGE, "row %zu: %s", i, value);
    EXPECT(text_equal(m.crime.crime, expected), "row %zu: %s is \"%.*s\"", i, value,
           (int)m.crime.crime.len, m.crime.crime.ptr);
    free(copy);
}

#define R "\xEF\xBF\xBD"

static void every_escape_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        struct text text;
    } cases[] = {
        {CRIME_OF(""), {"", 0}},
        {CRIME_OF("plain"), {"plain", 5}},
        {CRIME_OF("\\\"\\\\\\/\\b\\f\\n\\r\\t"), {"\"\\/\b\f\n\r\t", 8}},
        {CRIME_OF("a\\u0041b"), {"aAb", 3}},
        {CRIME_OF("\\u0000"), {"\0", 1}},
        {CRIME_OF("\\u001f\\u001F\\u007f"), {"\x1F\x1F\x7F", 3}},
        {CRIME_OF("\\u00e9\\u00E9"), {"\xC3\xA9\xC3\xA9", 4}},
        {CRIME_OF("\\u20ac\\uFFFD\\uffff"), {"\xE2\x82\xAC" R "\xEF\xBF\xBF", 9}},
        {CRIME_OF("\\ud83d\\ude94"), {"\xF0\x9F\x9A\x94", 4}},
        {CRIME_OF("\\uD800\\uDC00"), {"\xF0\x90\x80\x80", 4}},
        {CRIME_OF("\\uDBFF\\uDFFF"), {"\xF4\x8F\xBF\xBF", 4}},
        {CRIME_OF("\\ud83d"), {R, 3}},
        {CRIME_OF("\\ude94"), {R, 3}},
        {CRIME_OF("\\ude94\\ud83d"), {R R, 6}},
        {CRIME_OF("\\ud83dx"), {R "x", 4}},
        {CRIME_OF("\\ud83d\\u0041"), {R "A", 4}},
        {CRIME_OF("\\ud83d\\n"), {R "\n", 4}},
        {CRIME_OF("\\ud83d\\ud83d\\ude94"), {R "\xF0\x9F\x9A\x94", 7}},
        {CRIME_OF("\\ud83d\\\\ude94"), {R "\\ude94", 9}},
        {CRIME_OF("\\\\u0041"), {"\\u0041", 6}},
        {CRIME_OF("\\u005c\\u0022"), {"\\\"", 2}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_crime_text(i, cases[i].value, cases[i].text);
}

static void broken_utf8_is_mended(void **state)
{
    (void)state;
    static const struct {
        const char *value, *text;
    } cases[] = {
        {CRIME_OF("caf\xC3\xA9"), "caf\xC3\xA9"},
        {CRIME_OF("\xFF"), R},
        {CRIME_OF("\xE2\x82"), R},
        {CRIME_OF("\xE2\x82\\u0041"), R "A"},
        {CRIME_OF("\xE2\\u0082"), R "\xC2\x82"},
        {CRIME_OF("\xED\xA0\x80"), R R R},
        {CRIME_OF("\\n\xC0\x80\\n"), "\n" R R "\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_crime_text(i, cases[i].value, text_of(cases[i].text));
}

/* A key may be written with escapes too. */
static void keys_are_strings_like_any_other(void **state)
{
    (void)state;
    struct message m;
    char *copy;
    static const char escaped[] =
        "{\"\\u006bind\":\"cl\\u006fck\",\"r\\u0075n\":\"r\",\"officer\":1,"
        "\"officers\":2,\"seq\":3,\"\\u0061\\u0074\":\"2023-01-01\"}";
    assert_int_equal(decode(text_of(escaped), &m, &copy), DECODED_MESSAGE);
    assert_int_equal(m.kind, MESSAGE_CLOCK);
    free(copy);
}

/* --- all fields ------------------------------------------------------------------------------- */

static const char *const fields[] = {
    "\"kind\":\"crime\"",
    "\"run\":\"0005\"",
    "\"officer\":3",
    "\"seq\":1234",
    "\"id\":\"230104567\"",
    "\"reported_at\":\"2023-01-01T01:12:00\"",
    "\"occurred_at\":\"2023-01-01T00:05:00\"",
    "\"code\":624",
    "\"crime\":\"BATTERY - \\\"SIMPLE\\\" ASSAULT\"",
    "\"area\":\"Central\"",
    "\"district\":\"0163\"",
    "\"address\":\"700 W 7TH ST\"",
    "\"premise\":\"STREET\"",
    "\"lat\":34.04830",
    "\"lon\":-118.2631",
    "\"unknown\":{\"kind\":\"end\",\"seq\":[1,2,{\"lat\":0}]}",
};

static void expect_the_crime(const struct message *m, size_t i)
{
    civil_time reported;
    civil_time occurred;
    assert_true(civil_parse(text_of("2023-01-01T01:12"), &reported));
    assert_true(civil_parse(text_of("2023-01-01T00:05"), &occurred));
    EXPECT_AT(i, m->kind == MESSAGE_CRIME && m->officer == 3 && m->seq == 1234);
    EXPECT_AT(i, m->crime.reported_at.s == reported.s && m->crime.occurred_at.s == occurred.s);
    EXPECT_AT(i, m->officers == 0 && m->began_ms == 0 && m->at.s == 0 && !m->paused);
    EXPECT_TEXT_AT(i, m->run, "0005");
    EXPECT_TEXT_AT(i, m->crime.id, "230104567");
    EXPECT_TEXT_AT(i, m->crime.code, "624");
    EXPECT_TEXT_AT(i, m->crime.crime, "BATTERY - \"SIMPLE\" ASSAULT");
    EXPECT_TEXT_AT(i, m->crime.area, "Central");
    EXPECT_TEXT_AT(i, m->crime.district, "0163");
    EXPECT_TEXT_AT(i, m->crime.address, "700 W 7TH ST");
    EXPECT_TEXT_AT(i, m->crime.premise, "STREET");
    EXPECT_TEXT_AT(i, m->crime.lat, "34.04830");
    EXPECT_TEXT_AT(i, m->crime.lon, "-118.2631");
}

static void fields_come_in_any_order(void **state)
{
    (void)state;
    struct random r = {9};
    for (size_t i = 0; i < 2000; i++) {
        const char *shuffled[COUNT_OF(fields)];
        for (size_t k = 0; k < COUNT_OF(fields); k++) {
            size_t to = random_below(&r, k + 1);
            shuffled[k] = shuffled[to];
            shuffled[to] = fields[k];
        }
        struct buffer b = {0};
        for (size_t k = 0; k < COUNT_OF(fields); k++)
            buffer_printf(&b, "%s%s%s", k == 0 ? "{" : ",", i % 2 == 0 ? "" : " \n", shuffled[k]);
        buffer_add_byte(&b, '}');
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(buffer_text(&b), &m, &copy) == DECODED_MESSAGE);
        expect_the_crime(&m, i);
        free(copy);
        buffer_free(&b);
    }
}

static void of_a_repeated_field_the_last_counts(void **state)
{
    (void)state;
    static const char *const firsts[] = {
        "\"kind\":\"end\"", "\"run\":\"other\"",       "\"officer\":\"x\"",
        "\"seq\":[]",       "\"id\":\"\\ud83d\"",      "\"reported_at\":null",
        "\"code\":5",       "\"crime\":{\"crime\":5}", "\"lat\":1",
        "\"lon\":null",
    };
    for (size_t i = 0; i < COUNT_OF(firsts); i++) {
        struct buffer b = {0};
        buffer_printf(&b, "{%s", firsts[i]);
        for (size_t k = 0; k < COUNT_OF(fields); k++)
            buffer_printf(&b, ",%s", fields[k]);
        buffer_add_byte(&b, '}');
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(buffer_text(&b), &m, &copy) == DECODED_MESSAGE);
        expect_the_crime(&m, i);
        free(copy);
        buffer_free(&b);
    }
}

static void cut_at_every_length_it_is_undecodable(void **state)
{
    (void)state;
    struct buffer b = {0};
    for (size_t k = 0; k < COUNT_OF(fields); k++)
        buffer_printf(&b, "%s%s", k == 0 ? "{" : ",", fields[k]);
    buffer_add_byte(&b, '}');
    for (size_t len = 0; len <= b.len; len++) {
        struct message m;
        char *copy;
        enum decoded decoded = decode((struct text){b.data, len}, &m, &copy);
        EXPECT_AT(len, decoded == (len < b.len ? DECODED_UNDECODABLE : DECODED_MESSAGE));
        free(copy);
    }
    buffer_free(&b);
}

/* record.h: digits of a JSON number or nothing, both or none. */
static void numbers_are_numbers_or_null(void **state)
{
    (void)state;
    static const struct {
        const char *value, *lat, *lon, *code;
    } cases[] = {
        {HEAD REPORTED ",\"lat\":34.0,\"lon\":-118.20,\"code\":624}", "34.0", "-118.20", "624"},
        {HEAD REPORTED ",\"lat\":3.4e1,\"lon\":-1E+2,\"code\":0}", "3.4e1", "-1E+2", "0"},
        {HEAD REPORTED ",\"lat\":null,\"lon\":null,\"code\":null}", "", "", ""},
        {HEAD REPORTED "}", "", "", ""},
        {HEAD REPORTED ",\"lat\":34}", "", "", ""},
        {HEAD REPORTED ",\"lat\":34,\"lon\":null}", "", "", ""},
        {HEAD REPORTED ",\"lat\":null,\"lon\":-118}", "", "", ""},
        {HEAD REPORTED ",\"lat\":\"34\",\"lon\":-118}", "", "", ""},
        {HEAD REPORTED ",\"lat\":[34],\"lon\":-118}", "", "", ""},
        {HEAD REPORTED ",\"lat\":true,\"lon\":false,\"code\":true}", "", "", ""},
        {HEAD REPORTED ",\"code\":-5}", "", "", ""},
        {HEAD REPORTED ",\"code\":1.5}", "", "", ""},
        {HEAD REPORTED ",\"code\":\"624\"}", "", "", ""},
        {HEAD REPORTED ",\"code\":99999999999999999999999}", "", "", "99999999999999999999999"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(text_of(cases[i].value), &m, &copy) == DECODED_MESSAGE);
        EXPECT_TEXT_AT(i, m.crime.lat, cases[i].lat);
        EXPECT_TEXT_AT(i, m.crime.lon, cases[i].lon);
        EXPECT_TEXT_AT(i, m.crime.code, cases[i].code);
        free(copy);
    }
}

/* --- large and deep --------------------------------------------------------------------------- */

static void deep_and_wide_values_are_passed_over(void **state)
{
    (void)state;
    static const struct {
        size_t depth;
        char open, close;
        enum decoded decoded;
    } cases[] = {
        {10, '[', ']', DECODED_MESSAGE},          {1000, '[', ']', DECODED_MESSAGE},
        {20000, '[', ']', DECODED_MESSAGE},       {100000, '[', ']', DECODED_UNDECODABLE},
        {1000000, '[', ' ', DECODED_UNDECODABLE}, {1000000, ' ', ']', DECODED_UNDECODABLE},
        {1000, ' ', ' ', DECODED_UNDECODABLE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        buffer_printf(&b, "{\"x\":");
        for (size_t k = 0; k < cases[i].depth; k++)
            buffer_add_byte(&b, cases[i].open);
        for (size_t k = 0; k < cases[i].depth; k++)
            buffer_add_byte(&b, cases[i].close);
        buffer_printf(&b, ",%s}", CLOCK);
        struct message m;
        char *copy;
        EXPECT_AT(i, decode(buffer_text(&b), &m, &copy) == cases[i].decoded);
        free(copy);
        buffer_free(&b);
    }
}

static void the_longest_description_is_read_whole(void **state)
{
    (void)state;
    struct buffer b = {0};
    struct buffer expected = {0};
    buffer_printf(&b, "%s", HEAD REPORTED ",\"crime\":\"");
    for (size_t i = 0; i < 64 * 1024; i++) {
        static const char *const pieces[][2] = {
            {"x", "x"}, {"\\u0800", "\xE0\xA0\x80"}, {"\xFF", R}, {"\\\"", "\""}, {"\\ud800", R}};
        const char *const *piece = pieces[i % COUNT_OF(pieces)];
        buffer_printf(&b, "%s", piece[0]);
        buffer_printf(&expected, "%s", piece[1]);
    }
    buffer_printf(&b, "\",\"area\":\"\xFF\"}");
    struct message m;
    char *copy;
    assert_int_equal(decode(buffer_text(&b), &m, &copy), DECODED_MESSAGE);
    assert_true(text_equal(m.crime.crime, buffer_text(&expected)));
    EXPECT_TEXT_AT(0, m.crime.area, R);
    free(copy);
    buffer_free(&b);
    buffer_free(&expected);
}

/* --- there and back --------------------------------------------------------------------------- */

static struct text random_text(struct random *r, struct buffer *b)
{
    static const char *const pieces[] = {
        "a", "\"",   "\\",      "\n", "/", "\x7F", "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x9A\x94",
        " ", "\x01", "\\u0041", "{",  "}", ","};
    b->len = 0;
    for (size_t n = random_below(r, 12); n > 0; n--) {
        const char *piece = pieces[random_below(r, COUNT_OF(pieces))];
        if (random_below(r, 20) == 0)
            buffer_add_byte(b, '\0');
        buffer_append(b, piece, strlen(piece));
    }
    return buffer_text(b);
}

static civil_time random_time(struct random *r)
{
    return (civil_time){(int64_t)random_below(r, 253402300800 + 62167219200) - 62167219200};
}

static void random_message(struct random *r, struct message *m, struct buffer texts[6])
{
    *m = (struct message){.kind = (enum message_kind)random_below(r, 4),
                          .run = random_text(r, &texts[0]),
                          .officer = 1 + (uint32_t)random_below(r, 9),
                          .seq = 1 + random_next(r) / 4};
    struct crime *c = &m->crime;
    if (m->kind == MESSAGE_CRIME) {
        static const char *const digits[][3] = {
            {"", "", ""}, {"34.0", "-118.20", "624"}, {"0", "-0", "0"}, {"1e5", "1E-5", "7"}};
        const char *const *number = digits[random_below(r, COUNT_OF(digits))];
        c->reported_at = random_time(r);
        c->occurred_at = random_time(r);
        c->id = random_text(r, &texts[1]);
        c->crime = random_text(r, &texts[2]);
        c->area = random_text(r, &texts[3]);
        c->address = random_text(r, &texts[4]);
        c->premise = random_text(r, &texts[5]);
        c->lat = text_of(number[0]);
        c->lon = text_of(number[1]);
        c->code = text_of(number[2]);
        return;
    }
    m->officers = m->officer + (uint32_t)random_below(r, 9);
    m->at = random_time(r);
    m->paused = m->kind == MESSAGE_CLOCK && random_below(r, 2) == 0;
    m->listens = random_below(r, 4) == 0;
    m->obeys = m->listens ? random_below(r, 1000) : 0;
    if (m->kind == MESSAGE_START) {
        m->began_ms = (int64_t)(random_next(r) % (now.us / US_PER_MS));
        m->windows_from = random_time(r);
        m->until = random_time(r);
        m->continues = random_text(r, &texts[1]);
    }
}

static bool same(const struct message *a, const struct message *b)
{
    const struct crime *c = &a->crime;
    const struct crime *d = &b->crime;
    return a->kind == b->kind && text_equal(a->run, b->run) && a->officer == b->officer &&
           a->officers == b->officers && a->seq == b->seq && a->began_ms == b->began_ms &&
           a->windows_from.s == b->windows_from.s && a->at.s == b->at.s &&
           a->until.s == b->until.s && text_equal(a->continues, b->continues) &&
           a->paused == b->paused && a->listens == b->listens && a->obeys == b->obeys &&
           text_equal(c->id, d->id) && c->reported_at.s == d->reported_at.s &&
           c->occurred_at.s == d->occurred_at.s && text_equal(c->code, d->code) &&
           text_equal(c->crime, d->crime) && text_equal(c->area, d->area) &&
           text_equal(c->district, d->district) && text_equal(c->address, d->address) &&
           text_equal(c->premise, d->premise) && text_equal(c->lat, d->lat) &&
           text_equal(c->lon, d->lon);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct random r = {10};
    struct buffer texts[6] = {{0}};
    struct buffer b = {0};
    for (size_t i = 0; i < 20000; i++) {
        struct message m;
        random_message(&r, &m, texts);
        b.len = 0;
        if (m.kind == MESSAGE_CRIME) {
            message_write_crime_head(&b, m.run, m.officer, m.seq);
            message_write_crime_tail(&b, &m.crime);
        } else {
            message_write(&b, &m);
        }
        for (size_t k = 0; k < b.len; k++)
            EXPECT((unsigned char)b.data[k] >= 0x20, "case %zu: a raw control byte", i);
        struct message back;
        char *copy;
        EXPECT(decode(buffer_text(&b), &back, &copy) == DECODED_MESSAGE, "case %zu: %.*s", i,
               (int)b.len, b.data);
        EXPECT(same(&m, &back), "case %zu: %.*s", i, (int)b.len, b.data);
        free(copy);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        buffer_free(&texts[i]);
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_ours_or_foreign_or_undecodable),
        cmocka_unit_test(a_reason_is_given),
        cmocka_unit_test(nul_bytes_end_no_message),
        cmocka_unit_test(every_escape_is_read),
        cmocka_unit_test(broken_utf8_is_mended),
        cmocka_unit_test(keys_are_strings_like_any_other),
        cmocka_unit_test(fields_come_in_any_order),
        cmocka_unit_test(of_a_repeated_field_the_last_counts),
        cmocka_unit_test(cut_at_every_length_it_is_undecodable),
        cmocka_unit_test(numbers_are_numbers_or_null),
        cmocka_unit_test(deep_and_wide_values_are_passed_over),
        cmocka_unit_test(the_longest_description_is_read_whole),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests_name("crime/message_read", tests, set_up, tear_down);
}
