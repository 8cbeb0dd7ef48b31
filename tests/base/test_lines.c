#include "base/check.h"

#include "blotter/base/lines.h"

static struct buffer seen;

static void take(void *user, struct text line)
{
    (void)user;
    buffer_add(&seen, line);
    buffer_add_byte(&seen, '|');
}

static void lines_come_whole_however_the_bytes_are_cut(void **state)
{
    (void)state;
    static const char bytes[] = "one\n\ntwo three\nrest";
    for (size_t piece = 1; piece < sizeof bytes; piece++) {
        struct lines lines = {0};
        seen.len = 0;
        for (size_t at = 0; at < sizeof bytes - 1; at += piece) {
            size_t left = sizeof bytes - 1 - at;
            lines_feed(&lines, (struct text){bytes + at, left < piece ? left : piece}, take, NULL);
        }
        lines_end(&lines, take, NULL);
        EXPECT_TEXT_AT(piece, buffer_text(&seen), "one||two three|rest|");
        lines_free(&lines);
    }
    buffer_free(&seen);
}

static void a_line_that_is_too_long_is_cut_and_the_next_is_whole(void **state)
{
    (void)state;
    struct lines lines = {0};
    char bytes[1000];
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < 10; i++)
        lines_feed(&lines, (struct text){bytes, sizeof bytes}, take, NULL);
    lines_feed(&lines, text_of("\nnext\n"), take, NULL);
    assert_int_equal(seen.len, LINE_MAX_BYTES + 1 + 5);
    assert_memory_equal(seen.data + LINE_MAX_BYTES, "|next|", 6);
    lines_free(&lines);
    buffer_free(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_whole_however_the_bytes_are_cut),
        cmocka_unit_test(a_line_that_is_too_long_is_cut_and_the_next_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
