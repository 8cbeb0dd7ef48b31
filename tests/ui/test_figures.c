/* How figures are written, the speeds up and down, the speed achieved, reports per hour. */
#include "base/check.h"

#include "blotter/ui/format.h"
#include "ui/action.h"
#include "stage.h"

static void counts_have_separators(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        const char *text;
    } rows[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {18460, "18,460"},
        {123456789, "123,456,789"},
        {UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    char out[FORMAT_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(format_count(rows[i].count, out), rows[i].text);
}

static void spans_and_speeds(void **state)
{
    (void)state;
    static const struct {
        double ms;
        const char *text;
    } spans[] = {
        {0, "0 ms"},
        {999, "999 ms"},
        {1000, "1 s"},
        {90e3, "1.5 min"},
        {3 * 3600e3, "3 h"},
        {7560e3, "2.1 h"},
        {86400e3, "1 d"},
        {9.96 * 86400e3, "10 d"},
        {9.94 * 86400e3, "9.9 d"},
        {400 * 86400e3, "400 d"},
    };
    char out[FORMAT_SIZE];
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        assert_string_equal(format_span(spans[i].ms, out), spans[i].text);
    assert_string_equal(format_speed((struct speed){0}, out), "max");
    assert_string_equal(format_speed((struct speed){.ms_per_s = 90 * INT64_C(60000)}, out),
                        "90 min");
    assert_string_equal(format_speed((struct speed){.ms_per_s = 1500}, out), "1500 ms");
    assert_string_equal(format_written("1h", out), "1 h");
    assert_string_equal(format_written("90", out), "90 s");
    assert_string_equal(format_clock(CIVIL_NEVER, out), "--- ---------- --:--");
}

static void the_speeds_have_an_end_each_way(void **state)
{
    (void)state;
    struct speed speed = {.ms_per_s = 1};
    int rungs = 0;
    for (; !speed_is_max(speed); rungs++)
        speed = speed_above(speed);
    assert_int_equal(rungs, 11);
    assert_true(speed_is_max(speed_above(speed)));
    for (; speed.ms_per_s != 60000; rungs--)
        speed = speed_below(speed);
    assert_int_equal(rungs, 1);
    assert_int_equal(speed_below(speed).ms_per_s, 60000);
    assert_int_equal(speed_above((struct speed){.ms_per_s = 2 * INT64_C(3600000)}).ms_per_s,
                     3 * 3600000);
    assert_int_equal(speed_below((struct speed){.ms_per_s = 2 * INT64_C(3600000)}).ms_per_s,
                     3600000);
    assert_true(speed_is_max(speed_above((struct speed){.ms_per_s = 30 * INT64_C(86400000)})));
}

static void rates_go_up_and_down_by_one_two_five(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    static const uint32_t up[] = {120, 200, 500, 1000}, down[] = {1000, 500, 200, 100, 50};
    struct speed speed = {.rate = up[0]};
    for (size_t i = 1; i < COUNT_OF(up); i++)
        EXPECT_AT(i, (speed = speed_above(speed)).rate == up[i]);
    for (size_t i = 1; i < COUNT_OF(down); i++)
        EXPECT_AT(i, (speed = speed_below(speed)).rate == down[i]);
    assert_int_equal(speed_below((struct speed){.rate = 1}).rate, 1);
    assert_int_equal(speed_above((struct speed){.rate = RATE_MAX}).rate, RATE_MAX);
    assert_string_equal(format_pace((struct speed){.rate = 1200}, out), "1,200/s");
    assert_string_equal(format_pace((struct speed){.ms_per_s = 5400000}, out), "90 min/s");
    assert_string_equal(format_pace((struct speed){0}, out), "max");
}

static void the_speed_achieved_is_that_of_two_seconds(void **state)
{
    (void)state;
    struct tempo t = {0};
    double speed;
    mono_time now = {NS_PER_S};
    civil_time clock = {1000000};
    tempo_note(&t, now, CIVIL_NEVER);
    assert_false(tempo_measure(&t, now, &speed));
    for (int i = 0; i < 100; i++) { /* 3 h/s, then 1 h/s for more than two seconds */
        tempo_note(&t, now, clock);
        now = mono_add_ms(now, 50);
        clock = civil_add(clock, i < 50 ? 540 : 180);
        if (i == 49) {
            assert_true(tempo_measure(&t, now, &speed));
            assert_true(speed > 0.98 * 3 * 3600e3 && speed < 1.02 * 3 * 3600e3);
        }
    }
    assert_true(tempo_measure(&t, now, &speed));
    assert_true(speed > 0.98 * 3600e3 && speed < 1.02 * 3600e3);
    now = mono_add_ms(now, 60000); /* it has stood still since */
    assert_true(tempo_measure(&t, now, &speed));
    assert_true(speed < 0.1 * 3600e3);
    tempo_clear(&t);
    assert_false(tempo_measure(&t, now, &speed));
}

/* The hours of the rate hold every report, also those that the log has dropped. */
static void rate_holds_every_report(void **state)
{
    (void)state;
    static const int steps[] = {1, 5, 30, 200};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct stage st;
        stage_set(&st, "1h", true);
        int played = 0;
        for (; played < 400; played += steps[i]) {
            struct rate before = st.rate;
            stage_play(&st, steps[i]);
            st.rate = before; /* as if nobody had looked in between */
            rate_note(&st.rate, st.analysis);
        }
        uint32_t hours[RATE_HOURS];
        size_t count = rate_hours(&st.rate, hours, RATE_HOURS);
        uint64_t sum = 0;
        for (size_t k = 0; k < count; k++)
            sum += hours[k];
        assert_int_equal(sum, analysis_all(st.analysis)->total);
        assert_true((int)count >= played && (int)count <= played + 2);
        stage_clear(&st);
    }
}

static void rate_begins_anew_with_a_run(void **state)
{
    (void)state;
    struct stage st;
    uint32_t hours[4];
    stage_set(&st, "12h", true);
    stage_play(&st, 30);
    assert_int_equal(rate_hours(&st.rate, hours, 4), 4);
    analysis_follow(st.analysis, text_of("another"));
    rate_note(&st.rate, st.analysis);
    assert_int_equal(rate_hours(&st.rate, hours, 4), 0);
    stage_clear(&st);
}

/* Buckets of several hours are sums of hours, and begin where the day's clock says so. */
static void buckets_are_sums_of_hours(void **state)
{
    (void)state;
    static const int64_t lengths[] = {1, 3, 6, 12, 24};
    struct stage st;
    uint32_t hours[RATE_HOURS];
    uint32_t buckets[RATE_HOURS];
    stage_set(&st, "12h", true);
    stage_play(&st, 100);
    size_t hour_count = rate_hours(&st.rate, hours, RATE_HOURS);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t count = rate_buckets(&st.rate, lengths[i], buckets, RATE_HOURS);
        size_t k = hour_count;
        int64_t hour = (st.at.s - 1) / CIVIL_HOUR_S;
        while (count-- > 0) {
            uint32_t sum = 0;
            do {
                sum += hours[--k];
            } while (k > 0 && hour-- % lengths[i] != 0);
            assert_int_equal(buckets[count], sum);
        }
        assert_int_equal(k, 0);
    }
    assert_int_equal(rate_buckets(&st.rate, 24, buckets, 2), 2);
    stage_clear(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_separators),
        cmocka_unit_test(spans_and_speeds),
        cmocka_unit_test(the_speeds_have_an_end_each_way),
        cmocka_unit_test(rates_go_up_and_down_by_one_two_five),
        cmocka_unit_test(the_speed_achieved_is_that_of_two_seconds),
        cmocka_unit_test(rate_holds_every_report),
        cmocka_unit_test(rate_begins_anew_with_a_run),
        cmocka_unit_test(buckets_are_sums_of_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
