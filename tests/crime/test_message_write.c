#include "base/check.h"

#include "blotter/crime/message.h"

static civil_time at(const char *text)
{
    civil_time t;
    assert_true(civil_parse(text_of(text), &t));
    return t;
}

static void strings_escape_quotes_backslashes_and_control_bytes_only(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++) {
        char byte = (char)c;
        char expected[16];
        if (c < 0x20 || c == 0x7F)
            snprintf(expected, sizeof expected, "\"\\u00%02x\"", (unsigned)c);
        else if (c == '"' || c == '\\')
            snprintf(expected, sizeof expected, "\"\\%c\"", c);
        else
            snprintf(expected, sizeof expected, "\"%c\"", c);
        struct buffer b = {0};
        json_write_string(&b, (struct text){&byte, 1});
        EXPECT_TEXT_AT(c, buffer_text(&b), expected);
        buffer_free(&b);
    }
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", "\"\""},
        {"a\"b\\c/d", "\"a\\\"b\\\\c/d\""},
        {"\\\\\"\"", "\"\\\\\\\\\\\"\\\"\""},
        {"\x1F\x1E", "\"\\u001f\\u001e\""},
        {"x\ny\tz", "\"x\\u000ay\\u0009z\""},
        {"caf\xC3\xA9 \xF0\x9F\x9A\x94 \xE2\x80\xA8",
         "\"caf\xC3\xA9 \xF0\x9F\x9A\x94 \xE2\x80\xA8\""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        json_write_string(&b, text_of(cases[i].in));
        EXPECT_TEXT_AT(i, buffer_text(&b), cases[i].out);
        buffer_free(&b);
    }
    struct buffer b = {0};
    json_write_string(&b, (struct text){NULL, 0});
    EXPECT_TEXT_AT(99, buffer_text(&b), "\"\"");
    buffer_free(&b);
}

static void a_crimes_texts_are_escaped_wherever_the_byte_stands(void **state)
{
    (void)state;
    enum { LONGEST = 19 };
    struct buffer tail = {0};
    struct buffer expected = {0};
    for (int c = 0; c < 0x100; c++)
        for (size_t len = 1; len <= LONGEST; len++)
            for (size_t place = 0; place < len; place++) {
                char text[LONGEST];
                memset(text, 'x', sizeof text);
                text[place] = (char)c;
                tail.len = expected.len = 0;
                message_write_crime_tail(&tail, &(struct crime){.id = {text, len}});
                buffer_add(&expected, text_of("\"id\":"));
                json_write_string(&expected, (struct text){text, len});
                EXPECT(tail.len > expected.len &&
                           memcmp(tail.data, expected.data, expected.len) == 0,
                       "byte %d at %zu of %zu", c, place, len);
            }
    buffer_free(&tail);
    buffer_free(&expected);
}

/* Crimes have a writer of their own, which takes sixteen bytes at a time. */
static void a_crimes_strings_are_written_as_all_others(void **state)
{
    (void)state;
    static const char pieces[] = "abcdefgh ijklmnop/qrstuvw\xC3\xA9\"\\\n\x7F\x1F";
    struct random r = {12};
    for (size_t i = 0; i < 20000; i++) {
        char text[80];
        size_t len = random_below(&r, sizeof text);
        size_t kinds = i % 2 == 0 ? sizeof pieces : 25; /* every other one without escapes */
        for (size_t k = 0; k < len; k++)
            text[k] = pieces[random_below(&r, kinds)];
        char *exact = malloc(len > 0 ? len : 1); /* so that reading on is seen */
        memcpy(exact, text, len);
        struct buffer head = {0};
        struct buffer expected = {0};
        message_write_crime_head(&head, (struct text){exact, len}, (uint32_t)i, i * i * i);
        buffer_printf(&expected, "{\"kind\":\"crime\",\"run\":");
        json_write_string(&expected, (struct text){text, len});
        buffer_printf(&expected, ",\"officer\":%zu,\"seq\":%zu,", i, i * i * i);
        EXPECT_AT(i, text_equal(buffer_text(&head), buffer_text(&expected)));
        head.len = expected.len = 0;
        message_write_crime_tail(&head, &(struct crime){.premise = {exact, len}});
        buffer_printf(&expected, "\"premise\":");
        json_write_string(&expected, (struct text){text, len});
        buffer_printf(&expected, ",\"lat\":null,\"lon\":null}");
        EXPECT_AT(i, head.len > expected.len && memcmp(head.data + head.len - expected.len,
                                                       expected.data, expected.len) == 0);
        buffer_free(&head);
        buffer_free(&expected);
        free(exact);
    }
}

/* DESIGN §3 "Message", byte for byte. */
static void messages_are_the_lines_of_the_contract(void **state)
{
    (void)state;
    const struct text run = text_of("0005f1a2b3c4d5e6");
    const struct {
        struct message m;
        const char *line;
    } cases[] = {
        {{.kind = MESSAGE_START,
          .run = run,
          .officer = 3,
          .officers = 4,
          .began_ms = 1700000000000,
          .windows_from = at("2023-01-01T00:59:59"),
          .at = at("2023-01-01T00:59:59"),
          .until = at("2023-04-03T23:59")},
         "{\"kind\":\"start\",\"run\":\"0005f1a2b3c4d5e6\",\"officer\":3,\"officers\":4,\"seq\":0,"
         "\"began\":1700000000000,\"windows_from\":\"2023-01-01T00:59:59\","
         "\"at\":\"2023-01-01T00:59:59\",\"until\":\"2023-04-03T23:59:00\"}"},
        {{.kind = MESSAGE_START,
          .run = run,
          .officer = 1,
          .officers = 1,
          .began_ms = 0,
          .windows_from = at("2023-01-01"),
          .at = at("2023-01-02"),
          .until = at("2023-01-03"),
          .continues = text_of("a\"b")},
         "{\"kind\":\"start\",\"run\":\"0005f1a2b3c4d5e6\",\"officer\":1,\"officers\":1,\"seq\":0,"
         "\"began\":0,\"windows_from\":\"2023-01-01T00:00:00\",\"at\":\"2023-01-02T00:00:00\","
         "\"until\":\"2023-01-03T00:00:00\",\"continues\":\"a\\\"b\"}"},
        {{.kind = MESSAGE_CLOCK,
          .run = run,
          .officer = 3,
          .officers = 4,
          .seq = 1234,
          .at = at("2023-01-01T01:15")},
         "{\"kind\":\"clock\",\"run\":\"0005f1a2b3c4d5e6\",\"officer\":3,\"officers\":4,"
         "\"seq\":1234,\"at\":\"2023-01-01T01:15:00\"}"},
        {{.kind = MESSAGE_CLOCK,
          .run = text_of("x"),
          .officer = 10000,
          .officers = 10000,
          .seq = 0,
          .at = at("2023-01-01T01:15:01"),
          .paused = true},
         "{\"kind\":\"clock\",\"run\":\"x\",\"officer\":10000,\"officers\":10000,\"seq\":0,"
         "\"at\":\"2023-01-01T01:15:01\",\"paused\":true}"},
        {{.kind = MESSAGE_CLOCK,
          .run = text_of("x"),
          .officer = 1,
          .officers = 1,
          .at = at("2023-01-01T01:15:01"),
          .paused = true,
          .listens = true,
          .obeys = 17},
         "{\"kind\":\"clock\",\"run\":\"x\",\"officer\":1,\"officers\":1,\"seq\":0,"
         "\"at\":\"2023-01-01T01:15:01\",\"paused\":true,\"obeys\":17}"},
        {{.kind = MESSAGE_END,
          .run = run,
          .officer = 3,
          .officers = 4,
          .seq = 9876,
          .at = at("2023-04-03T23:59")},
         "{\"kind\":\"end\",\"run\":\"0005f1a2b3c4d5e6\",\"officer\":3,\"officers\":4,"
         "\"seq\":9876,\"at\":\"2023-04-03T23:59:00\"}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer b = {0};
        message_write(&b, &cases[i].m);
        EXPECT_TEXT_AT(i, buffer_text(&b), cases[i].line);
        buffer_free(&b);
    }
}

static void crimes_are_the_line_of_the_contract(void **state)
{
    (void)state;
    struct crime c = {.id = text_of("230104567"),
                      .reported_at = at("2023-01-01T01:12"),
                      .occurred_at = at("2023-01-01T00:05"),
                      .code = text_of("624"),
                      .crime = text_of("BATTERY - SIMPLE ASSAULT"),
                      .area = text_of("Central"),
                      .district = text_of("0163"),
                      .address = text_of("700 W 7TH ST"),
                      .premise = text_of("STREET"),
                      .lat = text_of("34.0483"),
                      .lon = text_of("-118.2631")};
    struct buffer b = {0};
    message_write_crime_head(&b, text_of("0005"), 3, 1234);
    message_write_crime_tail(&b, &c);
    EXPECT_TEXT_AT(
        0, buffer_text(&b),
        "{\"kind\":\"crime\",\"run\":\"0005\",\"officer\":3,\"seq\":1234,\"id\":\"230104567\","
        "\"reported_at\":\"2023-01-01T01:12:00\",\"occurred_at\":\"2023-01-01T00:05:00\","
        "\"code\":624,\"crime\":\"BATTERY - SIMPLE ASSAULT\",\"area\":\"Central\","
        "\"district\":\"0163\",\"address\":\"700 W 7TH ST\",\"premise\":\"STREET\","
        "\"lat\":34.0483,\"lon\":-118.2631}");
    b.len = 0;
    c = (struct crime){.reported_at = c.reported_at, .occurred_at = c.occurred_at};
    message_write_crime_head(&b, text_of("\""), 1, 1);
    message_write_crime_tail(&b, &c);
    EXPECT_TEXT_AT(
        1, buffer_text(&b),
        "{\"kind\":\"crime\",\"run\":\"\\\"\",\"officer\":1,\"seq\":1,\"id\":\"\","
        "\"reported_at\":\"2023-01-01T01:12:00\",\"occurred_at\":\"2023-01-01T00:05:00\","
        "\"code\":null,\"crime\":\"\",\"area\":\"\",\"district\":\"\",\"address\":\"\","
        "\"premise\":\"\",\"lat\":null,\"lon\":null}");
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_escape_quotes_backslashes_and_control_bytes_only),
        cmocka_unit_test(a_crimes_texts_are_escaped_wherever_the_byte_stands),
        cmocka_unit_test(a_crimes_strings_are_written_as_all_others),
        cmocka_unit_test(messages_are_the_lines_of_the_contract),
        cmocka_unit_test(crimes_are_the_line_of_the_contract),
    };
    return cmocka_run_group_tests_name("crime/message_write", tests, NULL, NULL);
}
