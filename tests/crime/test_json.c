#include "base/check.h"

#include "crime/json_lead.h"

#define TEXT(s)                                                                                    \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* Walks over a copy that ends where the text does, so that reading on is seen. How many members it
 * has, or -1. The last one's value is read as a string, if it is one, into `out`. */
static int walk(struct text s, struct json_value *last, struct buffer *out)
{
    char *copy = malloc(s.len > 0 ? s.len : 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    struct json_walk w = json_walk((struct text){copy, s.len});
    struct json_value key;
    int members = 0;
    while (json_next(&w, &key) && json_take(&w, last))
        members++;
    if (w.why == NULL && members > 0 && last->type == JSON_STRING) {
        struct text text = json_string(last, out);
        if (text.ptr != out->data)
            buffer_add(out, text);
    }
    free(copy);
    return w.why == NULL ? members : -1;
}

static bool is_accepted(struct text s)
{
    struct json_value last;
    struct buffer out = {0};
    bool accepted = walk(s, &last, &out) >= 0;
    buffer_free(&out);
    return accepted;
}

/* What Python's json.loads says of the same texts, but for NaN and Infinity, which RFC 8259 does
 * not have, and for broken UTF-8, which is mended. */
static const struct text accepted[] = {
    TEXT("{}"),
    TEXT(" \t\r\n{ \t\r\n} \t\r\n"),
    TEXT("{\"\":0}"),
    TEXT("{\"a\":-0}"),
    TEXT("{\"a\":-0.0e-00}"),
    TEXT("{\"a\":1E+2}"),
    TEXT("{\"a\":1e99999}"),
    TEXT("{\"a\":123456789012345678901234567890}"),
    TEXT("{\"a\":0.1}"),
    TEXT("{\"a\":\"\"}"),
    TEXT("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}"),
    TEXT("{\"a\":\"\\u0000\\uFFFF\\uabcd\"}"),
    TEXT("{\"a\":\"\\ud800\"}"),
    TEXT("{\"a\":\"\x7F/ \"}"),
    TEXT("{\"a\":\"\xFF\xC0\x80\"}"),
    TEXT("{\"\xFF\":1}"),
    TEXT("{\"a\":\"\\\\\"}"),
    TEXT("{\"a\":\"0123456789abcdef0123456789abcdef\"}"),
    TEXT("{\"a\":true,\"b\":false,\"c\":null}"),
    TEXT("{\"a\":1,\"a\":2}"),
    TEXT("{\"a\":[]}"),
    TEXT("{\"a\":{}}"),
    TEXT("{\"a\":{ }}"),
    TEXT("{\"a\":[ ]}"),
    TEXT("{\"a\":[[],{},[{}],{\"b\":[]}]}"),
    TEXT("{\"a\":[1,\"]\",{\"b\":\"}\"}]}"),
    TEXT("{\"a\" : [ 1 , 2 , { \"b\" : null , \"c\" : [ ] } ] , \"d\" : { \"e\" : 1 } }"),
    TEXT("{\"a\":{\"0\":1}}"),
    TEXT("{\"a\":{\"0\":1,\"1\":2}}"),
    TEXT("{\"a\":{\"0\":[1]}}"),
    TEXT("{\"a\":{\"0\":{}},\"b\":{\"0\":{\"1\":2}}}"),
};

static const struct text rejected[] = {
    TEXT(""),
    TEXT(" "),
    TEXT("{"),
    TEXT("}"),
    TEXT("[]"),
    TEXT("1"),
    TEXT("\"a\""),
    TEXT("null"),
    TEXT("{}}"),
    TEXT("{}{}"),
    TEXT("{} x"),
    TEXT("{},"),
    TEXT("\xEF\xBB\xBF{}"),
    TEXT("{}\0"),
    TEXT("\0{}"),
    TEXT("{\0}"),
    TEXT("{}\f"),
    TEXT("{\v}"),
    TEXT("{}\xC2\xA0"),
    TEXT("{,}"),
    TEXT("{\"a\"}"),
    TEXT("{\"a\":}"),
    TEXT("{\"a\":"),
    TEXT("{\"a"),
    TEXT("{\"a\":1"),
    TEXT("{\"a\":1,}"),
    TEXT("{\"a\":1,"),
    TEXT("{\"a\":1 \"b\":2}"),
    TEXT("{\"a\":1;\"b\":2}"),
    TEXT("{\"a\":1,,\"b\":2}"),
    TEXT("{\"a\"::1}"),
    TEXT("{\"a\",1}"),
    TEXT("{a:1}"),
    TEXT("{'a':1}"),
    TEXT("{1:1}"),
    TEXT("{\"a\":1/*c*/}"),
    TEXT("{\"a\":01}"),
    TEXT("{\"a\":-01}"),
    TEXT("{\"a\":-}"),
    TEXT("{\"a\":+1}"),
    TEXT("{\"a\":.5}"),
    TEXT("{\"a\":5.}"),
    TEXT("{\"a\":5.e1}"),
    TEXT("{\"a\":1e}"),
    TEXT("{\"a\":1e+}"),
    TEXT("{\"a\":1e+-1}"),
    TEXT("{\"a\":1.2.3}"),
    TEXT("{\"a\":--1}"),
    TEXT("{\"a\":0x10}"),
    TEXT("{\"a\":1a}"),
    TEXT("{\"a\":1 2}"),
    TEXT("{\"a\":\xEF\xBC\x91}"),
    TEXT("{\"a\":NaN}"),
    TEXT("{\"a\":-Infinity}"),
    TEXT("{\"a\":tru}"),
    TEXT("{\"a\":TRUE}"),
    TEXT("{\"a\":nulls}"),
    TEXT("{\"a\":n"),
    TEXT("{\"a\":\"\n\"}"),
    TEXT("{\"a\":\"\t\"}"),
    TEXT("{\"a\":\"\0\"}"),
    TEXT("{\"a\":\"0123456789abcdef\x1F\"}"),
    TEXT("{\"a\n\":1}"),
    TEXT("{\"a\":\"\\x\"}"),
    TEXT("{\"a\":\"\\U0041\"}"),
    TEXT("{\"a\":\"\\\0\"}"),
    TEXT("{\"a\":\"\\u\"}"),
    TEXT("{\"a\":\"\\u12\"}"),
    TEXT("{\"a\":\"\\u12g4\"}"),
    TEXT("{\"a\":\"\\u+123\"}"),
    TEXT("{\"a\":\"\\"),
    TEXT("{\"a\":\"\\\"}"),
    TEXT("{\"a\":\"\\u00"),
    TEXT("{\"a\":[1,]}"),
    TEXT("{\"a\":[,1]}"),
    TEXT("{\"a\":[1 2]}"),
    TEXT("{\"a\":[1:2]}"),
    TEXT("{\"a\":[}"),
    TEXT("{\"a\":[1}"),
    TEXT("{\"a\":[1]"),
    TEXT("{\"a\":{]}"),
    TEXT("{\"a\":{1]}"),
    TEXT("{\"a\":{\"b\"}}"),
    TEXT("{\"a\":{\"b\":1,}}"),
    TEXT("{\"a\":{\"b\":1]}"),
    TEXT("{\"a\":{\"b\":[}]}"),
    TEXT("{\"a\":{\"0\":1"),
    TEXT("{\"a\":{\"0\":01}}"),
    TEXT("{\"a\":{\"0\":1}"),
    TEXT("{\"a\":{:1}}"),
    TEXT("{\"a\":[\"\\u12\"]}"),
    TEXT("{\"a\":[tru]}"),
    TEXT("{\"a\":[1]]}"),
};

static void only_json_objects_are_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++)
        EXPECT(is_accepted(accepted[i]), "row %zu: %s", i, accepted[i].ptr);
    for (size_t i = 0; i < COUNT_OF(rejected); i++)
        EXPECT(!is_accepted(rejected[i]), "row %zu: %s", i, rejected[i].ptr);
    assert_false(is_accepted((struct text){NULL, 0}));
}

/* No part of an object is one, and with more behind it it is none. */
static void cut_or_followed_an_object_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct text s = text_trim(accepted[i]);
        for (size_t len = 0; len < s.len; len++)
            EXPECT(!is_accepted((struct text){s.ptr, len}), "row %zu cut at %zu", i, len);
    }
}

static void a_value_has_its_type_and_its_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *object;
        enum json_type type;
        const char *raw;
        bool wrapped, escaped;
    } cases[] = {
        {"{\"a\":null}", JSON_NULL, "null", false, false},
        {"{\"a\":false}", JSON_FALSE, "false", false, false},
        {"{\"a\":true }", JSON_TRUE, "true", false, false},
        {"{\"a\": -1.50e+07 }", JSON_NUMBER, "-1.50e+07", false, false},
        {"{\"a\":0}", JSON_NUMBER, "0", false, false},
        {"{\"a\":\" x \"}", JSON_STRING, " x ", false, false},
        {"{\"a\":\"\\\"\"}", JSON_STRING, "\\\"", false, true},
        {"{\"a\":[ 1, {} ] }", JSON_ARRAY, "[ 1, {} ]", false, false},
        {"{\"a\":{}}", JSON_OBJECT, "{}", false, false},
        {"{\"a\":{\"0\":1,\"1\":2}}", JSON_OBJECT, "{\"0\":1,\"1\":2}", false, false},
        {"{\"a\":{\"0\":[1]}}", JSON_OBJECT, "{\"0\":[1]}", false, false},
        {"{\"a\":{\"0\":{\"1\":1}}}", JSON_OBJECT, "{\"0\":{\"1\":1}}", false, false},
        {"{\"a\":{\"0\":1}}", JSON_NUMBER, "1", true, false},
        {"{\"a\":{ \"0\" : null } }", JSON_NULL, "null", true, false},
        {"{\"a\":{\"\":\"\\u0041\"}}", JSON_STRING, "\\u0041", true, true},
        {"{\"a\":1,\"b\":{\"0\":1},\"c\":2}", JSON_NUMBER, "2", false, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_walk w = json_walk(text_of(cases[i].object));
        struct json_value key;
        struct json_value value = {.type = JSON_NULL};
        while (json_next(&w, &key) && json_take(&w, &value))
            ;
        EXPECT_AT(i, w.why == NULL && value.type == cases[i].type);
        EXPECT_AT(i, value.wrapped == cases[i].wrapped && value.escaped == cases[i].escaped);
        EXPECT_TEXT_AT(i, value.raw, cases[i].raw);
    }
}

/* Bytes that mean something in every place of a block of sixteen, and of the bytes behind it. */
static void strings_of_any_length_end_at_their_quote(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text; /* NULL: rejected */
    } pieces[] = {
        {"", ""},
        {"\\\"", "\""},
        {"\\u00e9", "\xC3\xA9"},
        {"\xC3\xA9", "\xC3\xA9"},
        {"\n", NULL},
        {"\x01", NULL},
        {"\x7F", "\x7F"},
        {"\x80", "\xEF\xBF\xBD"},
        {" ", " "},
        {"!", "!"},
        {"#", "#"},
        {"[", "["},
        {"]", "]"},
        {"\\/", "/"},
        {"\x1F", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        for (size_t before = 0; before < 40; before++)
            for (size_t after = 0; after < 40; after += 13) {
                struct buffer b = {0};
                struct buffer expected = {0};
                struct buffer out = {0};
                struct json_value last;
                buffer_printf(&b, "{\"a\":\"%*s%s%*s\"}", (int)before, "", pieces[i].bytes,
                              (int)after, "");
                if (pieces[i].text != NULL)
                    buffer_printf(&expected, "%*s%s%*s", (int)before, "", pieces[i].text,
                                  (int)after, "");
                buffer_reserve(&out, b.len * 3);
                int members = walk(buffer_text(&b), &last, &out);
                EXPECT_AT(i, members == (pieces[i].text != NULL ? 1 : -1));
                EXPECT_AT(i, text_equal(buffer_text(&out), buffer_text(&expected)));
                buffer_free(&b);
                buffer_free(&expected);
                buffer_free(&out);
            }
}

static void nesting_has_a_limit_and_a_reason(void **state)
{
    (void)state;
    static const struct {
        size_t depth;
        bool accepted;
    } cases[] = {{1, true},
                 {8, true},
                 {1000, true},
                 {JSON_DEPTH_MAX, true},
                 {JSON_DEPTH_MAX + 1, false},
                 {5000000, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        buffer_printf(&b, "{\"x\":");
        for (size_t k = 0; k < cases[i].depth; k++)
            buffer_printf(&b, k % 3 == 1 ? "{\"y\":" : "[");
        buffer_add_byte(&b, '5');
        for (size_t k = cases[i].depth; k > 0; k--)
            buffer_add_byte(&b, (k - 1) % 3 == 1 ? '}' : ']');
        buffer_add_byte(&b, '}');
        struct json_walk w = json_walk(buffer_text(&b));
        struct json_value key;
        struct json_value value;
        while (json_next(&w, &key) && json_take(&w, &value))
            ;
        EXPECT_AT(i, (w.why == NULL) == cases[i].accepted);
        EXPECT_AT(i, cases[i].accepted || strcmp(w.why, "nested too deep") == 0);
        buffer_free(&b);
    }
}

/* --- leads ------------------------------------------------------------------------------------ */

static void a_lead_is_followed_only_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *seen; /* whose second lead is noted, or the first when it has no other */
        const char *then;
        bool followed;
    } cases[] = {
        {"{\"a\":1,\"b\":2}", "{\"x\":1,\"b\":3,\"cccccccccccccccc\":4}", true},
        {"{\"a\":1,\"b\":2}", "{\"x\":1,\"b\":\"3\"                   }", true},
        {"{\"a\":1,\"b\":2}", "{\"x\":1,\"b\": 3                      }", true},
        {"{\"a\":1,\"b\": 2}", "{\"x\":1,\"b\":3                      }", false},
        {"{\"a\":1 , \"b\" : 2}", "{\"x\":1 , \"b\" : 3               }", true},
        {"{\"a\":1,\"b\":2}", "{\"x\":1,\"bb\":3                      }", false},
        {"{\"a\":1,\"bb\":2}", "{\"x\":1,\"b\":3                      }", false},
        {"{\"a\":1,\"b\":2}", "{\"b\":1,\"c\":3                       }", false},
        {"{\"a\":1,\"0123456789abcdef\":2}", "{\"x\":1,\"0123456789abcdef\":3              }",
         true},
        {"{\"a\":1,\"0123456789abcdef\":2}", "{\"x\":1,\"0123456789abcdeg\":3              }",
         false},
        {"{\"a\":1,\"0123456789abcdef\":2}", "{\"x\":1,\"0123456789abcdef\":3}", false}, /* short */
        {"{\"a\":1,\"0123456789abcdef0123456789abcdef0123456789abcdef\":2}",
         "{\"x\":1,\"0123456789abcdef0123456789abcdef0123456789abcdef\":2             }", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_walk w = json_walk(text_of(cases[i].seen));
        struct json_value key;
        struct json_value value;
        struct json_lead lead;
        assert_true(json_next(&w, &key) && json_take(&w, &value) && json_next(&w, &key));
        json_lead_note(&lead, &w);
        w = json_walk(text_of(cases[i].then));
        EXPECT_AT(i, !json_follow(&w, &lead)); /* not the first */
        assert_true(json_next(&w, &key) && json_take(&w, &value));
        EXPECT_AT(i, json_follow(&w, &lead) == cases[i].followed);
        EXPECT_AT(i, cases[i].followed || json_next(&w, &key));
        EXPECT_AT(i, json_take(&w, &value));
        EXPECT_AT(i, value.raw.len == 1 && *value.raw.ptr >= '2' && *value.raw.ptr <= '3');
    }
}

/* A lead that opens an object must not do so in the middle of one. */
static void an_opening_lead_is_followed_only_at_the_beginning(void **state)
{
    (void)state;
    struct json_walk w = json_walk(text_of(" {\"a\":1}"));
    struct json_value key;
    struct json_value value;
    struct json_lead lead;
    assert_true(json_next(&w, &key));
    json_lead_note(&lead, &w);
    w = json_walk(text_of(" {\"a\":1 {\"a\":2                }"));
    assert_true(json_follow(&w, &lead) && json_take(&w, &value));
    assert_false(json_follow(&w, &lead));
    assert_false(json_next(&w, &key));
    assert_non_null(w.why);
}

static void items_of_an_array_come_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *items; /* their raw texts, each with a bar behind it */
    } rows[] = {
        {"{\"a\":[]}", ""},
        {"{\"a\":[ \n ]}", ""},
        {"{\"a\":[1]}", "1|"},
        {"{\"a\": [ 1 , \"b,]\" , [2,[3]] ,{\"c\":[]},null ] }", "1|b,]|[2,[3]]|{\"c\":[]}|null|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_walk w = json_walk(text_of(rows[i].json));
        struct json_value key;
        struct json_value value;
        struct buffer got = {0};
        assert_true(json_next(&w, &key) && json_take(&w, &value));
        assert_int_equal(value.type, JSON_ARRAY);
        struct json_walk items = json_items(&value);
        while (json_item(&items, &value)) {
            buffer_add(&got, value.raw);
            buffer_add_byte(&got, '|');
        }
        EXPECT(text_is(buffer_text(&got), rows[i].items), "%s: %.*s", rows[i].json, (int)got.len,
               got.data);
        buffer_free(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_json_objects_are_accepted),
        cmocka_unit_test(cut_or_followed_an_object_is_none),
        cmocka_unit_test(a_value_has_its_type_and_its_bytes),
        cmocka_unit_test(strings_of_any_length_end_at_their_quote),
        cmocka_unit_test(nesting_has_a_limit_and_a_reason),
        cmocka_unit_test(a_lead_is_followed_only_where_it_stands),
        cmocka_unit_test(an_opening_lead_is_followed_only_at_the_beginning),
        cmocka_unit_test(items_of_an_array_come_in_order),
    };
    return cmocka_run_group_tests_name("crime/json", tests, NULL, NULL);
}
