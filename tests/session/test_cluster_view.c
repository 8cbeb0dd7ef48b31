#include "base/check.h"

#include "blotter/session/cluster_view.h"

static mono_time at_ms(uint64_t ms)
{
    return mono_add_ms((mono_time){NS_PER_S}, ms);
}

/* A status of two partitions that end there. */
static struct cluster_status status_of(int64_t end0, int64_t end1, int64_t last_ms)
{
    struct cluster_status s = {.partition_count = 2};
    s.partitions = calloc(2, sizeof *s.partitions);
    s.partitions[0] = (struct status_partition){.end = end0, .last_ms = last_ms};
    s.partitions[1] = (struct status_partition){.end = end1, .last_ms = last_ms};
    return s;
}

static void look(struct cluster_view *v, uint64_t ms, struct cluster_status s,
                 const struct cluster_reading *reading)
{
    cluster_view_take(v, at_ms(ms), &s, reading);
    assert_null(s.partitions);
}

static void lag_is_in_messages_and_in_the_streams_time(void **state)
{
    (void)state;
    static const struct {
        int64_t end, next, last_ms, read_ms;
        struct cluster_lag lag;
    } cases[] = {
        {100, 100, 9000, 9000, {0, 0}},
        {100, 100, STATUS_UNKNOWN, STATUS_UNKNOWN, {0, 0}},
        {100, 90, 9000, 5000, {10, 4000}},
        {100, 90, 9000, STATUS_UNKNOWN, {10, STATUS_UNKNOWN}},
        {100, 90, STATUS_UNKNOWN, 5000, {10, STATUS_UNKNOWN}},
        {100, 120, 9000, 9500, {0, 0}}, /* read since the look */
        {100, 90, 9000, 9500, {10, 0}}, /* the times are not in order */
        {STATUS_UNKNOWN, 90, 1, 1, {STATUS_UNKNOWN, STATUS_UNKNOWN}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cluster_view v = {0};
        const int64_t next[] = {cases[i].next, 7};
        const int64_t read_ms[] = {cases[i].read_ms, 1};
        const struct cluster_reading reading = {.partitions = 2, .next = next, .at_ms = read_ms};
        look(&v, 0, status_of(cases[i].end, 7, cases[i].last_ms), &reading);
        EXPECT_AT(i, v.lags[0].messages == cases[i].lag.messages);
        EXPECT_AT(i, v.lags[0].ms == cases[i].lag.ms);
        EXPECT_AT(i, v.lags[1].messages == 0 && v.lags[1].ms == 0);
        cluster_view_finish(&v);
    }
}

static void the_topics_lag_is_the_sum_and_the_longest(void **state)
{
    (void)state;
    struct cluster_view v = {0};
    const int64_t next[] = {60, 95};
    const int64_t read_ms[] = {2000, 8000};
    const struct cluster_reading reading = {.partitions = 2, .next = next, .at_ms = read_ms};
    look(&v, 0, status_of(100, 100, 9000), &reading);
    assert_int_equal(cluster_view_lag(&v).messages, 45);
    assert_int_equal(cluster_view_lag(&v).ms, 7000);
    look(&v, 1000, status_of(100, 100, 9000), NULL);
    assert_int_equal(cluster_view_lag(&v).messages, STATUS_UNKNOWN);
    assert_int_equal(cluster_view_lag(&v).ms, STATUS_UNKNOWN);
    cluster_view_finish(&v);
}

static void rates_are_what_went_by_between_two_looks(void **state)
{
    (void)state;
    struct cluster_view v = {0};
    const int64_t next[] = {0, 0};
    struct cluster_reading reading = {.partitions = 2, .next = next, .at_ms = next};
    reading.messages = 10;
    reading.bytes = 1000;
    look(&v, 0, status_of(10, 0, 1), &reading);
    assert_false(v.rates.known);
    reading.messages = 20;
    reading.bytes = 4000;
    look(&v, 2000, status_of(30, 40, 1), &reading);
    assert_true(v.rates.known);
    assert_true(v.rates.messages_in == 30 && v.rates.messages_out == 5);
    assert_true(v.rates.bytes_out == 1500 && v.rates.bytes_in == 9000);
    /* Nothing is read: those that come are as those that came. */
    look(&v, 3000, status_of(50, 40, 1), &reading);
    assert_true(v.rates.messages_in == 20 && v.rates.messages_out == 0);
    assert_true(v.rates.bytes_out == 0 && v.rates.bytes_in == 4000);
    /* Another consumer, another topic of that name, and a partition that is not heard of. */
    reading.messages = 1;
    look(&v, 4000, status_of(60, 40, 1), &reading);
    assert_false(v.rates.known);
    look(&v, 5000, status_of(0, 0, 1), &reading);
    assert_false(v.rates.known);
    look(&v, 6000, status_of(STATUS_UNKNOWN, 40, 1), &reading);
    assert_false(v.rates.known);
    look(&v, 7000, status_of(60, 40, 1), &reading);
    assert_false(v.rates.known);
    cluster_view_finish(&v);
}

static unsigned errors_at(const struct cluster_view *v, uint64_t ms)
{
    unsigned times;
    cluster_view_errors(v, at_ms(ms), &times);
    return times;
}

static void a_look_that_found_nothing_leaves_the_last_one(void **state)
{
    (void)state;
    struct cluster_view v = {0};
    look(&v, 0, status_of(10, 20, 1), NULL);
    cluster_view_fail(&v, at_ms(1000), "no broker answers");
    assert_true(v.known && !v.rates.known);
    assert_int_equal(v.status.partitions[1].end, 20);
    assert_string_equal(v.problem, "no broker answers");
    assert_int_equal(errors_at(&v, 1000), 1);
    look(&v, 2000, status_of(10, 20, 1), NULL);
    assert_string_equal(v.problem, "");
    cluster_view_finish(&v);
}

static void errors_are_those_of_the_last_minute(void **state)
{
    (void)state;
    struct cluster_view v = {0};
    cluster_view_note_error(&v, at_ms(0), "one");
    cluster_view_note_error(&v, at_ms(10000), "two");
    cluster_view_note_error(&v, at_ms(20000), "one");
    assert_int_equal(v.error_count, 2);
    assert_string_equal(v.errors[0].text, "one");
    assert_int_equal(v.errors[0].times, 2);
    assert_int_equal(errors_at(&v, 69999), 3);
    assert_int_equal(errors_at(&v, 70000), 2);
    assert_int_equal(errors_at(&v, 80000), 0);
    cluster_view_note_error(&v, at_ms(80000), "one");
    assert_int_equal(errors_at(&v, 80000), 1);
    for (int i = 0; i < 100; i++) {
        char text[300];
        snprintf(text, sizeof text, "%0250d", i);
        cluster_view_note_error(&v, at_ms(90000), text);
        snprintf(text, sizeof text, "%d", i);
        cluster_view_note_error(&v, at_ms(90000), text);
    }
    assert_int_equal(v.error_count, VIEW_ERRORS);
    assert_string_equal(v.errors[0].text, "99");
    cluster_view_finish(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lag_is_in_messages_and_in_the_streams_time),
        cmocka_unit_test(the_topics_lag_is_the_sum_and_the_longest),
        cmocka_unit_test(rates_are_what_went_by_between_two_looks),
        cmocka_unit_test(a_look_that_found_nothing_leaves_the_last_one),
        cmocka_unit_test(errors_are_those_of_the_last_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
