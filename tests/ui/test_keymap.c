/* The keymap: no key twice, every row complete, no two rows of one rank in the footer, and what the
 * user binds. */
#include "blotter/ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "ui/keymap_state.h"

static void every_row_is_complete(void **state)
{
    (void)state;
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(rows[i].keys[0].key);
        assert_true(rows[i].named < KEYS_PER_ROW);
        assert_true(strlen(rows[i].name) > 0);
        assert_true(strlen(rows[i].help) > 0);
    }
}

static void no_key_is_there_twice(void **state)
{
    (void)state;
    struct keymap *k = keymap_create();
    for (size_t i = 0; i < k->count; i++)
        for (unsigned place = 1; place <= PLACES; place <<= 1)
            if ((k->bindings[i].places & place) != 0)
                assert_ptr_equal(keymap_find(k, k->bindings[i].key, place), &k->bindings[i]);
    assert_null(keymap_find(k, 'Z', IN_VIEWS | IN_HELP));
    assert_null(keymap_find(k, KEY_CODE_ESCAPE, IN_VIEWS));
    keymap_destroy(k);
}

static void every_verb_has_a_key_and_every_rank_one_row(void **state)
{
    (void)state;
    struct keymap *k = keymap_create();
    bool has_key[VERB_COUNT] = {false};
    for (size_t i = 0; i < k->count; i++) {
        const struct binding *b = &k->bindings[i];
        has_key[b->action.verb] = true;
        for (size_t n = 0; n < i; n++) {
            const struct binding *other = &k->bindings[n];
            if (b->row->hint != 0 && b->row != other->row &&
                (b->places & other->places) == (IN_VIEWS | IN_HELP))
                assert_int_not_equal(b->row->hint, other->row->hint);
        }
    }
    for (size_t verb = 0; verb < VERB_COUNT; verb++)
        assert_true(has_key[verb]);
    keymap_destroy(k);
}

static void keys_have_names(void **state)
{
    (void)state;
    static const struct {
        int key;
        const char *name;
    } names[] = {
        {'Z', "Z"},       {' ', "Space"},      {1, "Ctrl-A"},
        {0xE9, "U+00E9"}, {KEY_CODE_UP, "Up"}, {KEY_CODE_OTHER, "like that"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char name[KEY_NAME_SIZE];
        assert_string_equal(key_describe(names[i].key, name), names[i].name);
    }
}

static void keys_are_read_by_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int key; /* 0: none */
    } names[] = {
        {"Z", 'Z'},       {"+", '+'},
        {"Equals", '='},  {"Bracket", '['},
        {"é", 0xE9},      {"Ctrl-P", 'P' - '@'},
        {"Tab", '\t'},    {"Shift-Left", KEY_CODE_SHIFT_LEFT},
        {"Ctrl-p", 0},    {"", 0},
        {"ab", 0},        {"\xff", 0},
        {"Ctrl-", 0},     {" ", 0},
        {"like that", 0}, {"F5", 0},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int key = 0;
        bool known = key_parse(text_of(names[i].name), &key);
        if (known != (names[i].key != 0) || (known && key != names[i].key))
            fail_msg("%s: %d", names[i].name, key);
    }
}

/* The line of the help that says so; "" when there is none. */
static const char *label_of(const struct keymap *k, const char *help, struct key_help *line)
{
    for (size_t i = 0; keymap_help(k, i, line); i++)
        if (strstr(line->help, help) != NULL)
            return line->label;
    return "";
}

static void what_the_user_binds_is_what_keys_do(void **state)
{
    (void)state;
    struct keymap *k = keymap_create();
    struct key_help line;
    struct error err = {0};
    assert_true(keymap_bind(k, "p", "pause", &err));
    assert_true(keymap_bind(k, "Ctrl-P", "seek -6h", &err));
    assert_true(keymap_bind(k, "h", "seek -1h", &err));
    assert_true(keymap_bind(k, "q", "none", &err));
    assert_true(keymap_bind(k, "/", "restart", &err));
    assert_int_equal(keymap_find(k, 'p', IN_VIEWS)->action.verb, VERB_PAUSE);
    assert_int_equal(keymap_find(k, ' ', IN_VIEWS)->action.verb, VERB_PAUSE);
    assert_int_equal(keymap_find(k, 'P' - '@', IN_HELP)->action.number, -6 * 3600000);
    assert_null(keymap_find(k, 'q', PLACES));
    assert_int_equal(keymap_find(k, 'h', IN_VIEWS | IN_MAP)->action.verb, VERB_SEEK);
    assert_int_equal(keymap_find(k, '/', IN_HELP)->action.verb, VERB_RESTART);
    assert_string_equal(label_of(k, "pause, and", &line), "p");
    assert_string_equal(label_of(k, "seek an hour", &line), "h Right");
    assert_string_equal(label_of(k, "count places by", &line), "");
    assert_string_equal(label_of(k, "quit", &line), "");
    assert_string_equal(label_of(k, "start over", &line), "/");
    assert_string_equal(label_of(k, "seek -6h", &line), "Ctrl-P");
    assert_string_equal(label_of(k, "the tab of that number", &line), "1-9");
    keymap_destroy(k);
}

static void what_cannot_be_bound_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *key, *command, *why;
    } cases[] = {
        {"F5", "pause", "no such key; use a character, Ctrl-A, Space, Shift-Left, ..."},
        {"p", "halt", "no command \"halt\"; `man blotter` lists them"},
        {"p", "", "no command \"\"; `man blotter` lists them"},
        {"p", "pause now", "it goes: pause"},
        {"p", "speed fast", "Not a speed. Try 10m, 3h, 1d, max, or 120/s: reports a second"},
        {"p", "seek 1h", "it goes: seek -1h|+1h"},
        {"p", "tab 0", "it goes: tab 1|next|previous"},
        {"p", "go never", "Not a time. Try 2023-01-05 14:30, 01-05, 14:30, +2h or -30m"},
        {"x", "quit", "bound already, to save"},
    };
    struct keymap *k = keymap_create();
    struct error err = {0};
    assert_true(keymap_bind(k, "x", "save", &err));
    size_t count = k->count;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(keymap_bind(k, cases[i].key, cases[i].command, &err));
        assert_string_equal(err.text, cases[i].why);
    }
    assert_int_equal(k->count, count);
    keymap_destroy(k);
}

/* Each command is written as the manual says, and read back. */
static void forms_are_read(void **state)
{
    (void)state;
    struct action a;
    struct error err;
    size_t i = 0;
    for (const char *form; (form = keymap_command(i)) != NULL; i++) {
        char text[128] = "";
        size_t len = strcspn(form, "|[");
        while (len > 0 && form[len - 1] == ' ')
            len--;
        memcpy(text, form, len);
        assert_true(action_parse(text_of(text), &a, &err));
        assert_int_equal(a.verb, i);
    }
    assert_int_equal(i, VERB_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(no_key_is_there_twice),
        cmocka_unit_test(every_verb_has_a_key_and_every_rank_one_row),
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(keys_are_read_by_their_names),
        cmocka_unit_test(what_the_user_binds_is_what_keys_do),
        cmocka_unit_test(what_cannot_be_bound_says_why),
        cmocka_unit_test(forms_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
