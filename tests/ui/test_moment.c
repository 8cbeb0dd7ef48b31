/* Moments: a time as a person types it, from Sat 2023-02-11 18:42:30. */
#include "ui/action.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void what_is_typed_and_what_is_meant(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *meant; /* NULL: no time */
    } rows[] = {
        {"2023-01-05", "2023-01-05T00:00:00"},
        {"2023-01-05 14:30", "2023-01-05T14:30:00"},
        {"2023-01-05T14:30:59", "2023-01-05T14:30:59"},
        {" 2023-01-05 ", "2023-01-05T00:00:00"},
        {"01-05", "2023-01-05T00:00:00"},
        {"12-31 23:59", "2023-12-31T23:59:00"},
        {"14:30", "2023-02-11T14:30:00"},
        {"9:05", "2023-02-11T09:05:00"},
        {"00:00:01", "2023-02-11T00:00:01"},
        {"+2h", "2023-02-11T20:42:30"},
        {"-30m", "2023-02-11T18:12:30"},
        {"+7d", "2023-02-18T18:42:30"},
        {"-90", "2023-02-11T18:41:00"},
        {"", NULL},
        {" ", NULL},
        {"2", NULL},
        {"+", NULL},
        {"+2x", NULL},
        {"02-30", NULL},
        {"24:00", NULL},
        {"7:5", NULL},
        {"tomorrow", NULL},
        {"2023-01-05 14:30:59 and then some of it", NULL},
    };
    civil_time here;
    assert_true(civil_parse(text_of("2023-02-11T18:42:30"), &here));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        civil_time t;
        char text[CIVIL_TEXT_LEN + 1] = {0};
        bool is_time = moment_parse(text_of(rows[i].typed), here, &t);
        if (is_time != (rows[i].meant != NULL))
            fail_msg("\"%s\": %s", rows[i].typed, is_time ? "a time" : "no time");
        if (!is_time)
            continue;
        civil_write(t, text);
        assert_string_equal(text, rows[i].meant);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_typed_and_what_is_meant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
