#include "base/check.h"

#include "blotter/replay/faults.h"

static struct faults parsed(const char *list)
{
    struct faults f = {.seed = 1};
    struct error err = {0};
    EXPECT(faults_parse(text_of(list), &f, &err), "%s: %s", list, err.text);
    return f;
}

static void a_list_says_what_it_says(void **state)
{
    (void)state;
    const struct faults f =
        parsed("silent=2@03:30+6h, late=12.5%:2h,missing=0.0001%,garbled=100%,duplicate=0%");
    assert_int_equal(f.kinds, (1 << FAULT_KINDS) - 1);
    assert_int_equal(f.per_million[FAULT_LATE], 125000);
    assert_int_equal(f.per_million[FAULT_DUPLICATE], 0);
    assert_int_equal(f.per_million[FAULT_MISSING], 1);
    assert_int_equal(f.per_million[FAULT_GARBLED], 1000000);
    assert_int_equal(f.late_s, 7200);
    assert_int_equal(f.silent_officer, 2);
    assert_int_equal(f.silent_from_s, 12600);
    assert_int_equal(f.silent_s, 21600);
    assert_int_equal(f.seed, 1);
}

static void nonsense_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const lists[] = {
        "",
        ",",
        "late",
        "late=",
        "late=1%",
        "late=1%:",
        "late=1%:0s",
        "late=1%:32d",
        "late=1:1h",
        "late=.5%:1h",
        "late=-1%:1h",
        "late=100.0001%:1h",
        "duplicate=1",
        "duplicate=1.%",
        "duplicate=0.00001%",
        "duplicate=1%,duplicate=1%",
        "missing=50%,late=30%:1h,duplicate=21%",
        "silent=0@03:00+6h",
        "silent=1@3:00+6h",
        "silent=1@03:60+6h",
        "silent=1@03:00+1d",
        "silent=1@03:00",
        "Late=1%:1h",
        "\xff=1%",
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct faults f = {.seed = 5};
        struct error err = {0};
        EXPECT(!faults_parse(text_of(lists[i]), &f, &err), "\"%s\"", lists[i]);
        EXPECT_AT(i, f.kinds == 0 && f.seed == 5 && err.status == EXIT_STATUS_USAGE);
    }
}

enum { DRAWN = 100000 };

/* Counts what happens to so many reports; those of another seed are others. */
static struct fault_counts drawn(struct faults f, uint64_t seed)
{
    struct fault_counts counts = {0};
    f.seed = seed;
    for (int i = 0; i < DRAWN; i++) {
        char tail[32];
        snprintf(tail, sizeof tail, "\"id\":\"%d\"", i);
        struct fate fate = faults_draw(&f, text_of(tail), (civil_time){i}, CIVIL_FOREVER);
        struct fate again = faults_draw(&f, text_of(tail), (civil_time){i}, CIVIL_FOREVER);
        EXPECT_AT(i, fate.fault == again.fault && fate.due.s == again.due.s);
        int64_t late_s = fate.due.s - i;
        EXPECT_AT(i, fate.fault == FAULT_LATE ? late_s >= 1 && late_s <= f.late_s : late_s == 0);
        fault_counts_add(&counts, &fate);
    }
    return counts;
}

static void shares_are_about_what_was_asked_for(void **state)
{
    (void)state;
    const struct faults f = parsed("late=2%:1h,duplicate=1%,missing=4%,garbled=3%");
    static const uint64_t expected[] = {[FAULT_LATE] = 2000,
                                        [FAULT_DUPLICATE] = 1000,
                                        [FAULT_MISSING] = 4000,
                                        [FAULT_GARBLED] = 3000};
    const struct fault_counts one = drawn(f, 1);
    const struct fault_counts other = drawn(f, 2);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        EXPECT_AT(i, one.of[i] > expected[i] * 9 / 10 && one.of[i] < expected[i] * 11 / 10);
        EXPECT_AT(i, one.of[i] != other.of[i]);
    }
}

static void nothing_is_late_beyond_the_last_report(void **state)
{
    (void)state;
    const struct faults f = parsed("late=100%:31d");
    const civil_time last = {1000};
    assert_int_equal(faults_draw(&f, text_of("a"), (civil_time){999}, last).due.s, 1000);
    struct fate fate = faults_draw(&f, text_of("a"), last, last);
    assert_int_equal(fate.fault, FAULT_NONE);
    assert_int_equal(fate.due.s, 1000);
}

static void a_silence_comes_each_day_also_over_midnight(void **state)
{
    (void)state;
    enum { H = CIVIL_HOUR_S, D = CIVIL_DAY_S };
    const struct faults f = parsed("silent=2@22:00+5h");
    static const struct {
        int64_t at_s, until_s;
    } rows[] = {
        {21 * H, 21 * H}, {22 * H - 1, 22 * H - 1},   {22 * H, 27 * H},       {23 * H, 27 * H},
        {D, D + 3 * H},   {D + 3 * H - 1, D + 3 * H}, {D + 3 * H, D + 3 * H}, {0, 3 * H},
        {-1, 3 * H},      {-2 * H - 1, -2 * H - 1},   {-2 * H, 3 * H}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const civil_time at = {rows[i].at_s};
        EXPECT_AT(i, faults_silent_until(&f, 2, at).s == rows[i].until_s);
        EXPECT_AT(i, faults_silent_until(&f, 1, at).s == rows[i].at_s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_says_what_it_says),
        cmocka_unit_test(nonsense_is_refused_and_changes_nothing),
        cmocka_unit_test(shares_are_about_what_was_asked_for),
        cmocka_unit_test(nothing_is_late_beyond_the_last_report),
        cmocka_unit_test(a_silence_comes_each_day_also_over_midnight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
