#include "base/check.h"
#include "window/reports.h"

#include "blotter/window/patterns.h"

static struct report on(const char *time, uint32_t crime)
{
    civil_time t;
    assert_true(civil_parse(text_of(time), &t));
    return report_at(t.s, crime);
}

static void add(struct patterns *p, const char *time, uint32_t crime)
{
    struct report r = on(time, crime);
    patterns_add(p, &r, 1);
}

static civil_time at(const char *time)
{
    return on(time, 0).reported_at;
}

static void an_hour_is_that_of_the_report(void **state)
{
    (void)state;
    struct patterns p;
    patterns_init(&p);
    add(&p, "2023-01-01T23:59:59", 1); /* a Sunday */
    add(&p, "2023-01-02T00:00:00", 1);
    add(&p, "2023-01-02T00:59:59", 2);
    add(&p, "1969-12-29T05:00:00", 2); /* a Monday before all times */
    assert_int_equal(p.week[6][23], 1);
    assert_int_equal(p.week[0][0], 2);
    assert_int_equal(p.week[0][5], 1);
    assert_int_equal(patterns_of_hour(&p, 0), 2);
    assert_int_equal(patterns_of_crime(&p, 2, 0), 1);
    assert_int_equal(patterns_of_crime(&p, 7, 0), 0);
    patterns_finish(&p);
}

static void the_last_four_weeks_end_on_the_day_that_it_is(void **state)
{
    (void)state;
    struct patterns p;
    week_counts recent;
    patterns_init(&p);
    add(&p, "2023-01-01T08:00:00", 1);
    patterns_recent(&p, at("2023-01-28T23:59:59"), recent);
    assert_int_equal(recent[6][8], 1);
    patterns_recent(&p, at("2023-01-29T00:00:00"), recent);
    assert_int_equal(recent[6][8], 0);
    add(&p, "2023-01-29T09:00:00", 1); /* where the first one stood */
    add(&p, "2023-01-01T09:00:00", 1); /* late, by more than four weeks */
    patterns_recent(&p, at("2023-01-29T10:00:00"), recent);
    assert_int_equal(recent[6][9], 1);
    assert_int_equal(p.week[6][9], 2);
    patterns_finish(&p);
}

static void a_month_without_reports_is_one_of_none(void **state)
{
    (void)state;
    struct patterns p;
    uint32_t counts[4];
    int32_t first;
    patterns_init(&p);
    assert_int_equal(patterns_months(&p, counts, 4, &first), 0);
    add(&p, "2023-02-28T23:59:59", 1);
    add(&p, "2022-12-31T00:00:00", 1); /* late */
    add(&p, "2023-02-01T00:00:00", 1);
    assert_int_equal(patterns_months(&p, counts, 4, &first), 3);
    assert_int_equal(first, 2022 * 12 + 11);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 0);
    assert_int_equal(counts[2], 2);
    assert_int_equal(patterns_months(&p, counts, 2, &first), 2); /* the last ones */
    assert_int_equal(first, 2023 * 12);
    assert_int_equal(counts[1], 2);
    patterns_finish(&p);
}

static void a_hostile_number_of_crimes_takes_little_memory(void **state)
{
    (void)state;
    struct patterns p;
    patterns_init(&p);
    for (uint32_t crime = 0; crime < 3 * PATTERN_CRIMES; crime++)
        add(&p, "2023-01-01T08:00:00", crime);
    assert_int_equal(p.week[6][8], 3 * PATTERN_CRIMES);
    assert_true(p.crime_cap <= 2 * PATTERN_CRIMES);
    assert_int_equal(patterns_of_crime(&p, PATTERN_CRIMES - 1, 8), 1);
    assert_int_equal(patterns_of_crime(&p, PATTERN_CRIMES, 8), 0);
    struct buffer saved = {0};
    patterns_save(&p, &saved);
    struct patterns loaded;
    patterns_init(&loaded);
    struct wire w = {.left = buffer_text(&saved)};
    patterns_load(&loaded, &w, 3 * PATTERN_CRIMES, 3 * PATTERN_CRIMES);
    assert_false(w.bad);
    assert_int_equal(w.left.len, 0);
    assert_int_equal(patterns_of_crime(&loaded, PATTERN_CRIMES - 1, 8), 1);
    buffer_free(&saved);
    patterns_finish(&loaded);
    patterns_finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_hour_is_that_of_the_report),
        cmocka_unit_test(the_last_four_weeks_end_on_the_day_that_it_is),
        cmocka_unit_test(a_month_without_reports_is_one_of_none),
        cmocka_unit_test(a_hostile_number_of_crimes_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
