#include "base/check.h"

#include "replay/agenda.h"

enum { OFFICERS = 3, REPORTS = 3000, SPREAD_S = 20 * CIVIL_DAY_S };

static struct store store;
static struct faults faults;

static void given(const char *list, uint64_t seed)
{
    struct error err;
    struct random random = {seed};
    bool sorted;
    faults = (struct faults){.seed = seed};
    EXPECT(faults_parse(text_of(list), &faults, &err), "%s", err.text);
    store_init(&store, SIZE_MAX / 2);
    for (int i = 0; i < REPORTS; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        const struct crime c = {.reported_at = {(int64_t)random_below(&random, SPREAD_S)},
                                .id = text_of(id)};
        store_add(&store, &c, 1 + (uint32_t)random_below(&random, OFFICERS));
    }
    store_sort(&store, SIZE_MAX, &sorted, &err);
}

static int finish(void **state)
{
    (void)state;
    store_finish(&store);
    return 0;
}

/* Where the report stands in the store. */
static size_t place_of(const struct stored_report *r)
{
    struct store_cursor *c = store_cursor_create(&store, civil_add(r->reported_at, -1));
    size_t place = store_count_until(&store, civil_add(r->reported_at, -1));
    for (; !text_equal(store_cursor_peek(c)->tail, r->tail); place++)
        store_cursor_next(c);
    store_cursor_destroy(c);
    return place;
}

static bool comes_after(const struct errand *one, const struct errand *other)
{
    bool was_put_off = one->fate.fault == FAULT_LATE || one->fate.fault == FAULT_MISSING;
    bool is_put_off = other->fate.fault == FAULT_LATE || other->fate.fault == FAULT_MISSING;
    if (one->due.s != other->due.s)
        return one->due.s < other->due.s;
    return was_put_off != is_put_off ? is_put_off
                                     : place_of(&one->report) < place_of(&other->report);
}

static void each_report_comes_once_and_in_the_order_in_which_it_is_due(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        static bool seen[REPORTS];
        struct errand before = {.due = CIVIL_NEVER};
        struct buffer tail = {0};
        size_t count = 0;
        memset(seen, 0, sizeof seen);
        given("late=20%:3d,missing=10%,duplicate=5%,garbled=5%", seed);
        struct agenda *a = agenda_create(&store, &faults, CIVIL_NEVER, CIVIL_NEVER);
        for (const struct errand *task; (task = agenda_peek(a)) != NULL; agenda_next(a)) {
            size_t place = place_of(&task->report);
            EXPECT_AT(place, !seen[place] && task->due.s == task->fate.due.s);
            EXPECT_AT(place, count == 0 || comes_after(&before, task));
            seen[place] = true;
            count++;
            before = *task;
            tail.len = 0;
            buffer_add(&tail, task->report.tail);
            before.report.tail = buffer_text(&tail);
        }
        assert_int_equal(count, REPORTS);
        agenda_destroy(a);
        buffer_free(&tail);
        finish(NULL);
    }
}

/* From any time on it is the rest of the whole. */
static void it_can_be_entered_anywhere(void **state)
{
    (void)state;
    given("late=20%:3d,missing=10%", 3);
    struct agenda *whole = agenda_create(&store, &faults, CIVIL_NEVER, CIVIL_NEVER);
    for (int64_t after = SPREAD_S / 50; after < SPREAD_S; after += SPREAD_S / 50) {
        while (agenda_peek(whole)->due.s <= after)
            agenda_next(whole);
        struct agenda *rest = agenda_create(&store, &faults, (civil_time){after}, CIVIL_NEVER);
        const struct errand *one = agenda_peek(whole);
        const struct errand *other = agenda_peek(rest);
        EXPECT_AT(after, one->due.s == other->due.s && one->fate.fault == other->fate.fault);
        EXPECT_AT(after, text_equal(one->report.tail, other->report.tail));
        agenda_destroy(rest);
    }
    agenda_destroy(whole);
}

static void who_is_silent_says_all_at_its_end_in_order_and_others_do_not_wait(void **state)
{
    (void)state;
    enum { FROM = 3 * CIVIL_HOUR_S, LONG = 6 * CIVIL_HOUR_S };
    given("silent=2@03:00+6h", 4);
    struct agenda *a = agenda_create(&store, &faults, CIVIL_NEVER, CIVIL_NEVER);
    int64_t due_s = INT64_MIN;
    int64_t reported_s = INT64_MIN;
    for (const struct errand *task; (task = agenda_peek(a)) != NULL; agenda_next(a)) {
        int64_t at_s = task->report.reported_at.s;
        bool held = task->report.officer == 2 && at_s % CIVIL_DAY_S >= FROM &&
                    at_s % CIVIL_DAY_S < FROM + LONG;
        int64_t ends_s = at_s - at_s % CIVIL_DAY_S + FROM + LONG;
        EXPECT_AT(at_s, task->due.s == (held ? ends_s : at_s) && task->due.s >= due_s);
        EXPECT_AT(at_s, task->report.officer != 2 || at_s >= reported_s);
        EXPECT_AT(at_s, agenda_is_silent(a, 2, task->report.reported_at) ==
                            (at_s % CIVIL_DAY_S >= FROM && at_s % CIVIL_DAY_S < FROM + LONG));
        due_s = task->due.s;
        if (task->report.officer == 2)
            reported_s = at_s;
    }
    agenda_destroy(a);
}

static void a_silence_that_is_broken_is_over(void **state)
{
    (void)state;
    given("silent=2@03:00+6h", 4);
    const civil_time now = {CIVIL_DAY_S + 5 * CIVIL_HOUR_S};
    struct agenda *a = agenda_create(&store, &faults, CIVIL_NEVER, CIVIL_NEVER);
    while (agenda_peek(a)->due.s <= now.s)
        agenda_next(a);
    agenda_break_silence(a, now);
    size_t count = 0;
    for (; agenda_peek(a)->due.s == now.s; agenda_next(a), count++)
        assert_int_equal(agenda_peek(a)->report.officer, 2);
    assert_true(count > 0);
    for (const struct errand *task; (task = agenda_peek(a)) != NULL; agenda_next(a))
        assert_int_equal(task->due.s, task->report.reported_at.s);
    agenda_destroy(a);
}

/* Also up to a time within a silence, though its end is when that is done. */
static void what_was_due_is_counted(void **state)
{
    (void)state;
    given("late=20%:3d,missing=10%,garbled=5%,silent=1@00:00+2h", 6);
    const civil_time until = {SPREAD_S / 2 + CIVIL_HOUR_S};
    struct fault_counts expected = {.of = {[FAULT_SILENT] = SPREAD_S / CIVIL_DAY_S / 2 + 1}};
    struct agenda *a = agenda_create(&store, &faults, CIVIL_NEVER, CIVIL_NEVER);
    for (const struct errand *task; (task = agenda_peek(a)) != NULL; agenda_next(a))
        if (task->fate.due.s <= until.s)
            fault_counts_add(&expected, &task->fate);
    const struct agenda_tally tally = agenda_count(&store, &faults, until);
    assert_memory_equal(&tally.counts, &expected, sizeof expected);
    assert_int_equal(tally.silences_until.s, until.s + CIVIL_HOUR_S - 1);
    assert_true(expected.of[FAULT_LATE] > 0 && expected.of[FAULT_GARBLED] > 0);
    agenda_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_report_comes_once_and_in_the_order_in_which_it_is_due),
        cmocka_unit_test_teardown(it_can_be_entered_anywhere, finish),
        cmocka_unit_test_teardown(who_is_silent_says_all_at_its_end_in_order_and_others_do_not_wait,
                                  finish),
        cmocka_unit_test_teardown(a_silence_that_is_broken_is_over, finish),
        cmocka_unit_test_teardown(what_was_due_is_counted, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
