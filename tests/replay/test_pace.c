#include "base/check.h"

#include "replay/pace.h"

/* The wall clock is ours: a replay of hours takes no time. */
static const civil_time begin = {1672533000};
static const mono_time t0 = {UINT64_C(1000) * NS_PER_S};

static mono_time after_ms(uint64_t ms)
{
    return mono_add_ms(t0, ms);
}

static struct pace playing(int64_t ms_per_s)
{
    struct pace p;
    pace_start(&p, begin, (struct speed){.ms_per_s = ms_per_s}, t0);
    return p;
}

/* Asks often enough that nothing looks like a gap. */
static int64_t position_after(struct pace *p, uint64_t ms)
{
    uint64_t from_ms = mono_ms_between(t0, p->last_seen);
    for (uint64_t at = from_ms; at < ms; at += 100)
        pace_position(p, after_ms(at));
    return pace_position(p, after_ms(ms)).ms - sim_of(begin).ms;
}

static void position_follows_the_speed(void **state)
{
    (void)state;
    const struct {
        int64_t ms_per_s;
        uint64_t real_ms;
        int64_t simulated_ms;
    } cases[] = {
        {10800000, 0, 0},
        {10800000, 100, 1080000},
        {10800000, 10000, 108000000},
        {1000, 250, 250},
        {1, 5000, 5},
        {INT64_C(86400000) * 365, 1000, INT64_C(86400000) * 365},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pace p = playing(cases[i].ms_per_s);
        int64_t got = position_after(&p, cases[i].real_ms);
        EXPECT(got == cases[i].simulated_ms, "row %zu: %jd", i, (intmax_t)got);
    }
}

static void due_times_are_absolute_and_do_not_drift(void **state)
{
    (void)state;
    struct pace p = playing(10800000); /* 3 h a second: a minute is 1/180 s */
    for (int64_t minute = 1; minute <= 60 * 24 * 90; minute += 997) {
        mono_time due = pace_due(&p, civil_add(begin, minute * CIVIL_MINUTE_S));
        double expected_ns = (double)minute / 180.0 * 1e9;
        double off_ns = (double)(due.ns - t0.ns) - expected_ns;
        EXPECT(off_ns > -2 && off_ns < 2, "minute %jd: %f ns off", (intmax_t)minute, off_ns);
    }
}

static void a_pause_stops_time_and_resume_goes_on_from_there(void **state)
{
    (void)state;
    struct pace p = playing(60000);
    int64_t at = position_after(&p, 2000);
    pace_pause(&p, pace_position(&p, after_ms(2000)), after_ms(2000));
    assert_int_equal(position_after(&p, 9000), at);
    pace_resume(&p, after_ms(9000));
    assert_int_equal(position_after(&p, 10000), at + 60000);
}

static void a_new_speed_counts_from_its_order(void **state)
{
    (void)state;
    struct pace p = playing(60000);
    position_after(&p, 1000);
    pace_set_speed(&p, (struct speed){.ms_per_s = 3600000}, pace_position(&p, after_ms(1000)),
                   after_ms(1000));
    assert_int_equal(position_after(&p, 2000), 60000 + 3600000);
}

static void a_step_moves_a_paused_play_by_just_so_much(void **state)
{
    (void)state;
    struct pace p = playing(60000);
    pace_pause(&p, pace_position(&p, t0), t0);
    pace_step(&p, 600000, after_ms(100));
    pace_step(&p, 600000, after_ms(200));
    assert_int_equal(position_after(&p, 5000), 1200000);
}

static void a_gap_in_the_loop_is_not_played(void **state)
{
    (void)state;
    struct pace p = playing(60000);
    int64_t before = position_after(&p, 1000);
    int64_t woken = pace_position(&p, after_ms(3600000)).ms - sim_of(begin).ms;
    assert_int_equal(woken, before);
    assert_int_equal(position_after(&p, 3600500), before + 30000);
}

static void a_slow_loop_is_not_a_gap(void **state)
{
    (void)state;
    struct pace p = playing(60000);
    assert_int_equal(pace_position(&p, after_ms(1000)).ms - sim_of(begin).ms, 60000);
}

static void reports_are_counted_from_an_absolute_time(void **state)
{
    (void)state;
    struct pace p = playing(0);
    pace_set_speed(&p, (struct speed){.rate = 7}, sim_of(begin), t0);
    pace_count_from(&p, 100.5);
    assert_true(pace_counts(&p));
    for (uint64_t n = 101; n < 10000000; n += 99991) {
        double off_ns = (double)(pace_due_report(&p, n).ns - t0.ns) - ((double)n - 100.5) / 7 * 1e9;
        EXPECT(off_ns > -2 && off_ns < 2, "report %ju: %f ns off", (uintmax_t)n, off_ns);
    }
    pace_reports(&p, after_ms(1000));
    double woken = pace_reports(&p, after_ms(3600000));
    EXPECT(woken > 107.49 && woken < 107.51, "%f", woken);
}

static void at_max_everything_is_due(void **state)
{
    (void)state;
    struct pace p = playing(0);
    assert_true(civil_of(pace_position(&p, t0)).s > INT64_C(253402300799));
}

static void whole_seconds_round_down_before_1970_too(void **state)
{
    (void)state;
    assert_int_equal(civil_of((sim_time){1999}).s, 1);
    assert_int_equal(civil_of((sim_time){-1}).s, -1);
    assert_int_equal(civil_of((sim_time){-1000}).s, -1);
    assert_int_equal(civil_of((sim_time){-1001}).s, -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(position_follows_the_speed),
        cmocka_unit_test(due_times_are_absolute_and_do_not_drift),
        cmocka_unit_test(a_pause_stops_time_and_resume_goes_on_from_there),
        cmocka_unit_test(a_new_speed_counts_from_its_order),
        cmocka_unit_test(a_step_moves_a_paused_play_by_just_so_much),
        cmocka_unit_test(a_gap_in_the_loop_is_not_played),
        cmocka_unit_test(a_slow_loop_is_not_a_gap),
        cmocka_unit_test(reports_are_counted_from_an_absolute_time),
        cmocka_unit_test(at_max_everything_is_due),
        cmocka_unit_test(whole_seconds_round_down_before_1970_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
