#include "base/check.h"
#include "window/lanes.h"
#include "window/reports.h"

enum { MOST = 4000 };

static bool pop(struct lanes *lanes, civil_time to, struct report *ret)
{
    if (lanes_due(lanes).s > to.s || lanes->waiting == 0)
        return false;
    *ret = *lanes_first(lanes);
    lanes_pop(lanes);
    return true;
}

struct waiting {
    struct report items[MOST];
    size_t count;
};

/* Takes the earliest out, if it is not later than `to`; its time. */
static bool take_earliest(struct waiting *w, int64_t to, int64_t *ret)
{
    size_t best = 0;
    for (size_t i = 1; i < w->count; i++)
        if (w->items[i].reported_at.s < w->items[best].reported_at.s)
            best = i;
    if (w->count == 0 || w->items[best].reported_at.s > to)
        return false;
    *ret = w->items[best].reported_at.s;
    return true;
}

/* Removes the one with this number; false when it is not there, or has another time. */
static bool take_out(struct waiting *w, const struct report *r)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->items[i].crime == r->crime) {
            bool same = w->items[i].reported_at.s == r->reported_at.s;
            w->items[i] = w->items[--w->count];
            return same;
        }
    return false;
}

static void any_interleaving_comes_out_sorted(void **state)
{
    (void)state;
    static struct waiting w;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct random r = {seed};
        size_t officers = 1 + random_below(&r, 9);
        size_t disorder = random_below(&r, 3) * 10; /* per cent of reports out of order */
        int64_t clocks[10] = {0};
        struct lanes lanes;
        lanes_init(&lanes);
        w.count = 0;
        for (uint32_t n = 0; n < 3000; n++) {
            size_t officer = 1 + random_below(&r, officers);
            clocks[officer] += (int64_t)random_below(&r, 5);
            int64_t t = clocks[officer];
            if (random_below(&r, 100) < disorder)
                t -= (int64_t)random_below(&r, 50);
            struct report report = report_at(t, n);
            lanes_push(&lanes, (uint32_t)officer, &report);
            w.items[w.count++] = report;
            int64_t to = clocks[1 + random_below(&r, officers)];
            for (size_t k = random_below(&r, 4); k > 0; k--) {
                int64_t expected = 0;
                struct report out;
                bool there = take_earliest(&w, to, &expected);
                bool popped = pop(&lanes, (civil_time){to}, &out);
                EXPECT(popped == there, "seed %d, step %u", (int)seed, (unsigned)n);
                if (popped)
                    EXPECT(out.reported_at.s == expected && take_out(&w, &out), "seed %d, step %u",
                           (int)seed, (unsigned)n);
            }
        }
        int64_t last = INT64_MIN;
        struct report out;
        while (pop(&lanes, CIVIL_FOREVER, &out)) {
            EXPECT(out.reported_at.s >= last && take_out(&w, &out), "seed %d", (int)seed);
            last = out.reported_at.s;
        }
        EXPECT(w.count == 0, "seed %d", (int)seed);
        lanes_finish(&lanes);
    }
}

static void of_equal_times_the_smallest_lane_is_first(void **state)
{
    (void)state;
    struct lanes lanes;
    lanes_init(&lanes);
    static const uint32_t officers[] = {3, 1, 2, 1, 3};
    for (uint32_t i = 0; i < COUNT_OF(officers); i++) {
        struct report r = report_at(7, i);
        lanes_push(&lanes, officers[i], &r);
    }
    static const uint32_t expected[] = {1, 3, 2, 0, 4};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct report out;
        EXPECT_AT(i, pop(&lanes, (civil_time){7}, &out) && out.crime == expected[i]);
    }
    lanes_finish(&lanes);
}

static void what_is_late_waits_until_it_is_due(void **state)
{
    (void)state;
    struct lanes lanes;
    lanes_init(&lanes);
    static const struct {
        int64_t at, due;
    } late[] = {{3, 12}, {5, 10}, {4, 10}, {9, 9}};
    for (uint32_t i = 0; i < COUNT_OF(late); i++) {
        struct report r = report_at(late[i].at, i);
        lanes_push_late(&lanes, &r, (civil_time){late[i].due});
        r = report_at(8 + i, 10 + i);
        lanes_push(&lanes, 1, &r);
    }
    assert_int_equal(lanes.late, 4);
    static const uint32_t expected[] = {10, 3, 11, 1, 2, 12, 13, 0};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        EXPECT_AT(i, lanes_first_is_late(&lanes) == (expected[i] < 10));
        EXPECT_AT(i, lanes_first(&lanes)->crime == expected[i]);
        lanes_pop(&lanes);
    }
    assert_int_equal(lanes.late + lanes.waiting, 0);
    lanes_finish(&lanes);
}

static void clear_forgets_what_waits(void **state)
{
    (void)state;
    struct lanes lanes;
    lanes_init(&lanes);
    struct report out;
    assert_false(pop(&lanes, CIVIL_FOREVER, &out));
    for (uint32_t i = 0; i < 100; i++) {
        struct report r = report_at(100 - (int64_t)i, i);
        lanes_push(&lanes, 1 + i % 3, &r);
    }
    lanes_clear(&lanes);
    assert_false(pop(&lanes, CIVIL_FOREVER, &out));
    struct report r = report_at(1, 7);
    lanes_push(&lanes, 2, &r);
    assert_true(pop(&lanes, CIVIL_FOREVER, &out));
    assert_int_equal(out.crime, 7);
    lanes_finish(&lanes);
}

/* A lane that is never empty must not grow for ever. */
static void a_lane_in_steady_use_does_not_grow(void **state)
{
    (void)state;
    struct lanes lanes;
    lanes_init(&lanes);
    for (uint32_t i = 0; i < 100000; i++) {
        struct report r = report_at(i, i);
        lanes_push(&lanes, 1, &r);
        struct report out;
        if (i >= 10)
            assert_true(pop(&lanes, CIVIL_FOREVER, &out) && out.crime == i - 10);
    }
    assert_true(lanes.of[1].cap <= 64);
    lanes_finish(&lanes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_interleaving_comes_out_sorted),
        cmocka_unit_test(of_equal_times_the_smallest_lane_is_first),
        cmocka_unit_test(what_is_late_waits_until_it_is_due),
        cmocka_unit_test(clear_forgets_what_waits),
        cmocka_unit_test(a_lane_in_steady_use_does_not_grow),
    };
    return cmocka_run_group_tests_name("window/lanes", tests, NULL, NULL);
}
