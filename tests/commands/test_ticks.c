#include "base/check.h"

#include "window/messages.h"

#include "commands/ticks.h"

#define BEGIN (INT64_C(19358) * CIVIL_DAY_S) /* 2023-01-01 */

static void a_million_ticks_are_few_and_one_more_is_not(void **state)
{
    (void)state;
    static const struct {
        int64_t every_s, first, last; /* seconds after BEGIN */
        bool few;
    } cases[] = {
        {1, 0, 0, true},
        {1, 0, 999999, true},
        {1, 0, 1000000, false},
        {60, 1, 60 * 1000000, true}, /* the first tick is at 60 */
        {60, 1, 60 * 1000000 + 1, false},
        {60, 0, 60 * 999999, true},
        {60, 0, 60 * 999998 + 1, true},
        {60, 0, 60 * 999999 + 1, false}, /* the last tick is behind the last report */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct ticks ticks = {
            .every_s = cases[i].every_s, .known = true, .first_report = {BEGIN + cases[i].first}};
        struct error err;
        EXPECT_AT(i,
                  ticks_are_few(&ticks, (civil_time){BEGIN + cases[i].last}, &err) == cases[i].few);
    }
}

static void what_is_too_many_is_said_with_both_ends(void **state)
{
    (void)state;
    const struct ticks ticks = {.every_s = 1, .known = true, .first_report = {BEGIN}};
    struct error err;
    assert_false(ticks_are_few(&ticks, (civil_time){BEGIN + 10 * CIVIL_DAY_S * 2}, &err));
    for (const char *const *word =
             (const char *const[]){"2023-01-01T00:00:00", "2023-01-21T00:00:00", "1728001 ticks",
                                   "--every", "--start", "--end", NULL};
         *word != NULL; word++)
        EXPECT(strstr(err.text, *word) != NULL, "%s: %s", *word, err.text);
}

static void as_long_as_no_tick_is_known_none_is_too_many(void **state)
{
    (void)state;
    const struct ticks ticks = {.every_s = 1};
    struct error err;
    assert_true(ticks_are_few(&ticks, CIVIL_FOREVER, &err));
}

/* Ticks are multiples from the midnight before the first report of all, wherever it goes on. */
static void figures_of_a_checkpoint_are_gone_on_with_behind_where_they_stand(void **state)
{
    (void)state;
    const int64_t window = HOUR;
    struct ticks ticks = {.every_s = 7 * HOUR};
    struct analysis *a = created(1, &window);
    struct analysis *loaded = created(1, &window);
    struct buffer saved = {0};
    struct error err;
    analysis_follow(a, text_of("r"));
    feed_start(a, "r", 1, 1, BEGIN, BEGIN, BEGIN + 70 * HOUR);
    feed_crime(a, "r", 1, 1, BEGIN + HOUR);
    feed_clock(a, "r", 1, 1, 1, BEGIN + 15 * HOUR, false);
    analysis_move(a, (civil_time){BEGIN + 14 * HOUR});
    analysis_save(a, &saved);
    assert_true(analysis_load(loaded, buffer_text(&saved), &err));
    assert_false(ticks_are_due(&ticks, loaded, (civil_time){BEGIN + 15 * HOUR}));
    feed_crime(loaded, "r", 1, 2, BEGIN + 69 * HOUR);
    assert_true(ticks_are_due(&ticks, loaded, (civil_time){BEGIN + 60 * HOUR}));
    assert_int_equal(ticks.next.s, BEGIN + 21 * HOUR);
    buffer_free(&saved);
    analysis_destroy(a);
    analysis_destroy(loaded);
}

/* The last report was hours ago. */
static void what_goes_on_after_its_end_has_ticks_until_then(void **state)
{
    (void)state;
    const int64_t window = HOUR;
    struct ticks ticks = {.every_s = HOUR};
    struct analysis *a = created(1, &window);
    analysis_follow(a, text_of("r"));
    feed_start(a, "r", 1, 1, BEGIN, BEGIN, BEGIN + 70 * HOUR);
    feed_crime(a, "r", 1, 1, BEGIN + HOUR);
    feed_clock(a, "r", 1, 1, 1, BEGIN + 9 * HOUR, true);
    assert_true(ticks_are_due(&ticks, a, (civil_time){BEGIN + 9 * HOUR}));
    ticks_advance(&ticks);
    assert_false(ticks_are_due(&ticks, a, (civil_time){BEGIN + 9 * HOUR}));
    ticks.goes_on = true;
    assert_true(ticks_are_due(&ticks, a, (civil_time){BEGIN + 9 * HOUR}));
    analysis_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_ticks_are_few_and_one_more_is_not),
        cmocka_unit_test(what_is_too_many_is_said_with_both_ends),
        cmocka_unit_test(as_long_as_no_tick_is_known_none_is_too_many),
        cmocka_unit_test(what_goes_on_after_its_end_has_ticks_until_then),
        cmocka_unit_test(figures_of_a_checkpoint_are_gone_on_with_behind_where_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
