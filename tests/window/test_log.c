#include "base/check.h"
#include "window/reports.h"

/* The log as a plain array: items[k] stands at position first + k. */
struct plain {
    struct report items[20000];
    uint64_t first;
    size_t count;
};

static void expect_same(const struct event_log *log, const struct plain *p, size_t step)
{
    EXPECT(log->first == p->first && log->end == p->first + p->count, "step %zu", step);
    for (size_t k = 0; k < p->count; k++)
        EXPECT(log_at(log, p->first + k)->crime == p->items[k].crime, "step %zu, report %zu", step,
               k);
}

static uint64_t after(const struct plain *p, int64_t t)
{
    size_t k = 0;
    while (k < p->count && p->items[k].reported_at.s <= t)
        k++;
    return p->first + k;
}

static void insert(struct plain *p, const struct report *r)
{
    size_t at = (size_t)(after(p, r->reported_at.s) - p->first);
    memmove(&p->items[at + 1], &p->items[at], (p->count++ - at) * sizeof *r);
    p->items[at] = *r;
}

static void drop(struct plain *p, int64_t t)
{
    uint64_t to = after(p, t);
    size_t gone = (size_t)(to - p->first);
    p->count -= gone;
    p->first = to;
    memmove(p->items, p->items + gone, p->count * sizeof *p->items);
}

static void random_use_agrees_with_a_plain_array(void **state)
{
    (void)state;
    struct random r = {11};
    struct plain *p = calloc(1, sizeof *p);
    struct event_log log;
    log_init(&log);
    int64_t now = 0;
    uint32_t number = 0;
    for (size_t step = 0; step < 30000; step++) {
        size_t what = random_below(&r, 100);
        if (what < 80) {
            now += (int64_t)random_below(&r, 3);
            struct report report = report_at(now, number++);
            log_append(&log, &report);
            p->items[p->count++] = report;
        } else if (what < 95) {
            struct report some[4];
            size_t count = random_below(&r, COUNT_OF(some) + 1);
            int64_t at = now - (int64_t)random_below(&r, 3000);
            uint64_t expected = count > 0 ? after(p, at) : log.end;
            for (size_t i = 0; i < count; i++) {
                some[i] = report_at(at, number++);
                insert(p, &some[i]);
                at += (int64_t)random_below(&r, 800);
            }
            EXPECT(log_insert(&log, some, count) == expected, "step %zu", step);
            if (p->count > 0 && p->items[p->count - 1].reported_at.s > now)
                now = p->items[p->count - 1].reported_at.s;
        } else {
            /* now and then everything goes, at other times the log grows past several widenings */
            int64_t t = now - (int64_t)(step / 5000 % 2 == 0 ? random_below(&r, 20) : 4000);
            log_drop(&log, (civil_time){t});
            drop(p, t);
        }
        int64_t t = now - (int64_t)random_below(&r, 100);
        uint64_t there = after(p, t);
        EXPECT(log_after(&log, (civil_time){t}) == there, "step %zu", step);
        uint64_t near = there - random_below(&r, (size_t)(there - p->first) + 1);
        EXPECT(log_after_near(&log, near, (civil_time){t}) == there, "step %zu", step);
        if (step % 100 == 0)
            expect_same(&log, p, step);
    }
    expect_same(&log, p, 30000);
    log_finish(&log);
    free(p);
}

static void equal_times_keep_their_order(void **state)
{
    (void)state;
    struct event_log log;
    log_init(&log);
    static const int64_t times[] = {5, 5, 3, 5, 3, 9, 3};
    for (uint32_t i = 0; i < COUNT_OF(times); i++) {
        struct report r = report_at(times[i], i);
        log_insert(&log, &r, 1);
    }
    static const uint32_t expected[] = {2, 4, 6, 0, 1, 3, 5};
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        EXPECT_AT(i, log_at(&log, i)->crime == expected[i]);
    log_finish(&log);
}

static void an_empty_log_holds_nothing(void **state)
{
    (void)state;
    struct event_log log;
    log_init(&log);
    assert_int_equal(log_after(&log, CIVIL_NEVER), 0);
    log_drop(&log, CIVIL_FOREVER);
    assert_int_equal(log.end, log.first);
    struct report r = report_at(1, 1);
    assert_int_equal(log_insert(&log, &r, 1), 0);
    log_drop(&log, (civil_time){1});
    assert_int_equal(log.first, 1);
    assert_int_equal(log.end, 1);
    log_finish(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_use_agrees_with_a_plain_array),
        cmocka_unit_test(equal_times_keep_their_order),
        cmocka_unit_test(an_empty_log_holds_nothing),
    };
    return cmocka_run_group_tests_name("window/log", tests, NULL, NULL);
}
