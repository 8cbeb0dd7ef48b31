#include "base/bugs.h"

#include "blotter/base/bug.h"

static void has_a_bug(void)
{
    int left = -1;
    BUG_IF(left < 0);
}

static void has_none(void)
{
    int left = 0;
    BUG_IF(left < 0);
}

static void what_must_not_be_stops_and_is_named(void **state)
{
    (void)state;
    static const struct bug_case cases[] = {{"left < 0", has_a_bug}};
    bug_check(cases, COUNT_OF(cases));
}

static void what_holds_says_nothing(void **state)
{
    (void)state;
    char said[256];
    int status = bug_run(has_none, said, sizeof said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    assert_string_equal(said, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_must_not_be_stops_and_is_named),
        cmocka_unit_test(what_holds_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
