/* The key table: no key twice, every row complete, no two rows of one rank in the footer. */
#include "blotter/ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void every_row_is_complete(void **state)
{
    (void)state;
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(rows[i].keys[0], 0);
        assert_true(rows[i].where != 0);
        assert_true(strlen(rows[i].label) > 0);
        assert_true(strlen(rows[i].name) > 0);
        assert_true(strlen(rows[i].help) > 0);
        assert_true(rows[i].action < ACTION_COUNT);
    }
}

static void no_key_is_there_twice(void **state)
{
    (void)state;
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < KEYS_PER_ROW && rows[i].keys[k] != 0; k++)
            for (unsigned where = 1; where <= KEY_PLACES; where <<= 1)
                if ((rows[i].where & where) != 0)
                    assert_ptr_equal(keymap_find(rows[i].keys[k], where), &rows[i]);
}

static void every_action_has_a_key_and_every_rank_one_row(void **state)
{
    (void)state;
    size_t count;
    const struct key_row *rows = keymap_rows(&count);
    bool has_key[ACTION_COUNT] = {false};
    for (size_t i = 0; i < count; i++) {
        has_key[rows[i].action] = true;
        for (size_t k = 0; k < i; k++)
            if (rows[i].hint != 0 && (rows[i].where & rows[k].where) == KEY_EVERYWHERE)
                assert_int_not_equal(rows[i].hint, rows[k].hint);
    }
    for (size_t action = 0; action < ACTION_COUNT; action++)
        assert_true(has_key[action]);
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
    assert_null(keymap_find('Z', KEY_EVERYWHERE));
    assert_null(keymap_find(KEY_CODE_ESCAPE, KEY_IN_VIEWS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(no_key_is_there_twice),
        cmocka_unit_test(every_action_has_a_key_and_every_rank_one_row),
        cmocka_unit_test(keys_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
