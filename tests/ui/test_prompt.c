/* The prompt: keys in, a line out. */
#include "ui/prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "ui/keys.h"

/* Keys beyond characters, as one character of the tables below. */
static int key_of(char c)
{
    static const struct {
        char c;
        int key;
    } keys[] = {
        {'<', KEY_CODE_LEFT}, {'>', KEY_CODE_RIGHT},    {'{', KEY_CODE_HOME}, {'}', KEY_CODE_END},
        {'#', 0x7F},          {'~', KEY_CODE_DELETE},   {'^', KEY_CODE_UP},   {'_', KEY_CODE_DOWN},
        {'$', '\r'},          {'@', KEY_CODE_BACK_TAB},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].c == c)
            return keys[i].key;
    return (unsigned char)c;
}

/* What stands on the line, a | where the cursor is. */
static void assert_line(const struct prompt *p, const char *want, size_t row)
{
    struct prompt before = *p;
    struct buffer got = {0};
    struct buffer all = {0};
    before.line.len = p->at;
    prompt_write(&before, &got);
    prompt_write(p, &all);
    size_t cursor = got.len;
    buffer_add_byte(&got, '|');
    buffer_append(&got, all.data + cursor, all.len - cursor);
    if (!text_equal(buffer_text(&got), text_of(want)))
        fail_msg("row %zu: \"%.*s\", not \"%s\"", row, (int)got.len, got.data, want);
    buffer_free(&got);
    buffer_free(&all);
}

static void type(struct prompt *p, const char *keys)
{
    for (; *keys != '\0'; keys++)
        prompt_key(p, key_of(*keys));
}

static void keys_edit_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *first, *keys, *line;
    } rows[] = {
        {"", "", "|"},
        {"", "abc", "abc|"},
        {"abc", "", "abc|"},
        {"abc", "<<x", "ax|bc"},
        {"abc", "<<<<<x>>>>>y", "xabcy|"},
        {"abc", "{x}y", "xabcy|"},
        {"abc", "\001x\005y", "xabcy|"},
        {"abc", "\002\002#", "|bc"},
        {"abc", "\001\006\010", "|bc"},
        {"abc", "#", "ab|"},
        {"abc", "{#", "|abc"},
        {"abc", "~", "abc|"},
        {"abc", "{~\004", "|c"},
        {"one two", "\027", "one |"},
        {"one two", "\027\027", "|"},
        {"one two  ", "\027x", "one x|"},
        {"one two", "<\027", "one |o"},
        {"one two", "<<\025", "|wo"},
        {"one two", "<<\013", "one t|"},
        {"", "#~\027\025\013<>", "|"},
        {"ä日x", "<<#", "|日x"},
        {"a\tb\033c\xff\xc2\x9b", "", "abc|"},
        {"abc", "@\t", "abc|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answers history = {.count = 0};
        struct prompt p;
        prompt_begin(&p, &history, text_of(rows[i].first));
        type(&p, rows[i].keys);
        assert_line(&p, rows[i].line, i);
    }
}

static void enter_and_escape_end_it_and_leave_the_line(void **state)
{
    (void)state;
    struct answers history = {.count = 0};
    struct prompt p;
    prompt_begin(&p, &history, text_of("abc"));
    assert_int_equal(prompt_key(&p, 'd'), PROMPT_GOES_ON);
    assert_int_equal(prompt_key(&p, '\n'), PROMPT_ENTERED);
    assert_int_equal(prompt_key(&p, KEY_CODE_ENTER), PROMPT_ENTERED);
    assert_int_equal(prompt_key(&p, KEY_CODE_ESCAPE), PROMPT_LEFT);
    assert_line(&p, "abcd|", 0);
}

static void keep(struct answers *history, const char *line)
{
    struct prompt p;
    prompt_begin(&p, history, text_of(line));
    prompt_keep(&p);
}

static void up_and_down_go_through_what_was_entered(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *line;
    } rows[] = {
        {"^", "three|"},
        {"^^", "two|"},
        {"^^^", "one|"},
        {"^^^^^", "one|"},
        {"^^_", "three|"},
        {"new^_", "new|"},
        {"new^^__", "new|"},
        {"new_", "new|"},
        {"^x^^", "one|"},
        {"^x__", "|"},
        {"\020\020\016", "three|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answers history = {.count = 0};
        struct prompt p;
        keep(&history, "one");
        keep(&history, "two");
        keep(&history, "two");
        keep(&history, "");
        keep(&history, "three");
        prompt_begin(&p, &history, text_of(""));
        type(&p, rows[i].keys);
        assert_line(&p, rows[i].line, i);
    }
}

static void the_history_keeps_the_latest(void **state)
{
    (void)state;
    struct answers history = {.count = 0};
    struct prompt p;
    char line[16];
    for (int i = 0; i < 3 * ANSWERS_KEPT; i++) {
        snprintf(line, sizeof line, "%d", i);
        keep(&history, line);
    }
    prompt_begin(&p, &history, text_of(""));
    for (int i = 3 * ANSWERS_KEPT - 1; i >= 2 * ANSWERS_KEPT; i--) {
        snprintf(line, sizeof line, "%d|", i);
        prompt_key(&p, KEY_CODE_UP);
        assert_line(&p, line, (size_t)i);
    }
    prompt_key(&p, KEY_CODE_UP);
    assert_line(&p, line, 0);
}

static void what_is_too_long_is_cut(void **state)
{
    (void)state;
    struct answers history = {.count = 0};
    struct prompt p;
    prompt_begin(&p, &history, text_of(""));
    for (int i = 0; i < 1000000; i++)
        prompt_key(&p, 'a' + i % 26);
    assert_int_equal(p.line.len, PROMPT_CHARS);
    assert_int_equal(p.line.ch[1], 'b');
    prompt_key(&p, KEY_CODE_HOME);
    prompt_key(&p, 'x');
    assert_int_equal(p.line.ch[0], 'a');
    assert_int_equal(p.line.len, PROMPT_CHARS);
}

/* Whatever comes, the cursor stays on the line and no control character gets there. */
static void any_keys_leave_a_line(void **state)
{
    (void)state;
    struct answers history = {.count = 0};
    struct prompt p;
    uint64_t random = 1;
    prompt_begin(&p, &history, text_of(""));
    for (int i = 0; i < 200000; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        uint32_t roll = (uint32_t)(random >> 33);
        int key =
            roll % 3 == 0 ? (int)(roll >> 2) % 0x20 : KEY_CODE_BACK_TAB + (int)(roll >> 2) % 40;
        prompt_key(&p, roll % 5 == 0 ? (int)(roll >> 3) % 0x110000 : key);
        if (roll % 97 == 0)
            prompt_keep(&p);
        assert_true(p.at <= p.line.len && p.line.len <= PROMPT_CHARS);
        assert_true(history.count <= ANSWERS_KEPT && p.back <= history.count);
        for (size_t k = 0; k < p.line.len; k++)
            assert_true(p.line.ch[k] >= ' ' && (p.line.ch[k] < 0x7F || p.line.ch[k] >= 0xA0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_edit_the_line),
        cmocka_unit_test(enter_and_escape_end_it_and_leave_the_line),
        cmocka_unit_test(up_and_down_go_through_what_was_entered),
        cmocka_unit_test(the_history_keeps_the_latest),
        cmocka_unit_test(what_is_too_long_is_cut),
        cmocka_unit_test(any_keys_leave_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
