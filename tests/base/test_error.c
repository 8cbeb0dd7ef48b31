#include "base/check.h"

#include "blotter/base/error.h"
#include "blotter/base/utf8.h"

static void failing_is_a_value_with_a_status(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(error_set(&err, "%s:%d: no such file", "a.csv", 7));
    assert_int_equal(err.status, EXIT_STATUS_FAILURE);
    assert_string_equal(err.text, "a.csv:7: no such file");
    assert_false(error_usage(&err, "--speed: %s", "3x"));
    assert_int_equal(err.status, EXIT_STATUS_USAGE);
    assert_string_equal(err.text, "--speed: 3x");
}

/* DESIGN §4: text from outside reaches the terminal only as printable characters. */
static void nothing_that_a_terminal_obeys_comes_out(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"plain", "plain"},
        {"a\nb", "a?b"},
        {"\x1B[2J", "?[2J"},
        {"\x7F", "?"},
        {"\t\r\v\f\b\a", "??????"},
        {"caf\xC3\xA9 \xF0\x9F\x9A\x94", "caf\xC3\xA9 \xF0\x9F\x9A\x94"},
        {"\x9B"
         "2J",
         "?2J"}, /* CSI in one byte */
        {"\xC2\x9B"
         "2J",
         "?2J"}, /* the same in UTF-8 */
        {"a\xE2\x82", "a?"},
        {"\xFF\xFE", "??"},
        {"100%s", "100%s"},
        {"x\u202Ey\u2066", "x?y?"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        error_set(&err, "%s", cases[i].in);
        EXPECT_TEXT_AT(i, text_of(err.text), cases[i].out);
    }
    for (int c = 1; c < 256; c++) {
        char byte[] = {(char)c, '\0'};
        struct error err;
        error_set(&err, "%s", byte);
        EXPECT((c >= 0x20 && c < 0x7F) ? err.text[0] == c : strcmp(err.text, "?") == 0, "%d", c);
    }
}

static void a_long_error_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 5; lead++) {
        char text[2048] = "";
        memset(text, 'a', lead);
        for (size_t i = lead; i + 4 < sizeof text; i += 4)
            memcpy(text + i, "\xF0\x9F\x9A\x94", 5);
        struct error err;
        error_set(&err, "%s", text);
        EXPECT(strlen(err.text) >= sizeof err.text - 5, "%zu", strlen(err.text));
        EXPECT(utf8_is_valid(text_of(err.text)), "lead %zu", lead);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failing_is_a_value_with_a_status),
        cmocka_unit_test(nothing_that_a_terminal_obeys_comes_out),
        cmocka_unit_test(a_long_error_is_cut_between_characters),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
