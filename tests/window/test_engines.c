#include "base/check.h"

#include <inttypes.h>

#include "blotter/window/engines.h"

static const struct window_spec windows[] = {{"1h", 3600}, {"6h", 21600}};

static struct engines *created(size_t bytes)
{
    return engines_create(windows, 2, bytes);
}

/* `at`: hours of 2023-01-01. */
static bool say(struct engines *e, const char *by, const char *window, int at, int total)
{
    struct buffer json = {0};
    const char *why;
    buffer_printf(&json,
                  "{\"kind\":\"window\",\"by\":\"%s\",\"window\":\"%s\",\"at\":\"2023-01-%02dT%02d:"
                  "00:00\",\"total\":%d,\"near\":0,\"crimes\":[],\"places\":[]}",
                  by, window, 1 + at / 24, at % 24, total);
    bool taken = engines_take(e, buffer_text(&json), (mono_time){(uint64_t)at}, &why);
    buffer_free(&json);
    return taken;
}

static civil_time hour(int at)
{
    return (civil_time){1672531200 + 3600 * (int64_t)at};
}

/* -1: nothing. */
static int total(const struct engines *e, size_t k, size_t window, int at)
{
    struct engine_value v;
    int found = engines_find(e, k, window, hour(at), &v) ? (int)v.total : -1;
    engine_value_finish(&v);
    return found;
}

static int last(const struct engines *e, size_t k, size_t window, int at)
{
    struct engine_value v;
    int found = engines_find_last(e, k, window, hour(at), &v) ? (int)v.total : -1;
    engine_value_finish(&v);
    return found;
}

static void the_last_value_of_an_engine_window_and_tick_counts(void **state)
{
    (void)state;
    struct engines *e = created(ENGINES_BYTES);
    say(e, "spark", "1h", 5, 1);
    say(e, "spark", "6h", 5, 2);
    say(e, "flink", "60m", 5, 3); /* the same window, by another name */
    say(e, "spark", "1h", 5, 4);
    say(e, "spark", "1h", 3, 5);
    say(e, "spark", "12h", 5, 6); /* none of ours */
    assert_int_equal(engines_count(e), 2);
    assert_string_equal(engines_at(e, 0)->name, "flink");
    assert_string_equal(engines_at(e, 1)->name, "spark");
    assert_int_equal(engines_at(e, 1)->last_at.s, hour(3).s);
    assert_int_equal(engines_speaker(e), 0);
    assert_int_equal(total(e, 0, 0, 5), 3);
    assert_int_equal(total(e, 1, 0, 5), 4);
    assert_int_equal(total(e, 1, 1, 5), 2);
    assert_int_equal(total(e, 1, 0, 3), 5);
    assert_int_equal(total(e, 1, 0, 4), -1);
    assert_int_equal(total(e, 0, 1, 5), -1);
    engines_destroy(e);
}

static void the_last_before_a_time_is_found(void **state)
{
    (void)state;
    struct engines *e = created(ENGINES_BYTES);
    say(e, "b", "1h", 7, 70);
    say(e, "b", "1h", 3, 30);
    say(e, "a", "6h", 4, 41);
    say(e, "c", "1h", 1, 10);
    assert_int_equal(last(e, 1, 0, 2), -1);
    assert_int_equal(last(e, 1, 0, 3), 30);
    assert_int_equal(last(e, 1, 0, 6), 30);
    assert_int_equal(last(e, 1, 0, 99), 70);
    assert_int_equal(last(e, 0, 1, 99), 41);
    assert_int_equal(last(e, 0, 0, 99), -1);
    engines_destroy(e);
}

/* Held against a table, in the order of a generator. */
static void any_order_gives_the_same(void **state)
{
    (void)state;
    enum { HOURS = 200 };
    struct engines *e = created(ENGINES_BYTES);
    int table[HOURS];
    memset(table, -1, sizeof table);
    uint32_t x = 1;
    for (int i = 0; i < 3 * HOURS; i++) {
        x = x * 1664525 + 1013904223;
        int at = (int)(x >> 16) % HOURS;
        say(e, "spark", "6h", at, i);
        table[at] = i;
    }
    int before = -1;
    for (int at = 0; at < HOURS; at++) {
        before = table[at] >= 0 ? table[at] : before;
        assert_int_equal(total(e, 0, 1, at), table[at]);
        assert_int_equal(last(e, 0, 1, at), before);
    }
    engines_destroy(e);
}

static void only_news_moves_the_time_at_which_it_spoke(void **state)
{
    (void)state;
    struct engines *e = created(ENGINES_BYTES);
    say(e, "spark", "1h", 5, 1);
    say(e, "spark", "1h", 6, 1);
    assert_int_equal(engines_at(e, 0)->said_at.ns, 6);
    assert_int_equal(engines_at(e, 0)->last_at.s, hour(6).s);
    say(e, "spark", "1h", 5, 1);
    assert_int_equal(engines_at(e, 0)->said_at.ns, 6);
    assert_int_equal(engines_at(e, 0)->last_at.s, hour(5).s);
    say(e, "spark", "1h", 5, 2);
    assert_int_equal(engines_at(e, 0)->said_at.ns, 5);
    engines_destroy(e);
}

static void what_is_replaced_after_it_was_compared_is_counted(void **state)
{
    (void)state;
    struct engines *e = created(ENGINES_BYTES);
    say(e, "spark", "1h", 5, 1);
    say(e, "spark", "1h", 6, 1);
    engines_note_compared(e, 0, 0, hour(5));
    engines_note_compared(e, 0, 0, hour(9)); /* there is none */
    say(e, "spark", "1h", 6, 2);
    say(e, "spark", "1h", 5, 1);
    assert_int_equal(engines_changed(e), 0);
    say(e, "spark", "1h", 5, 2);
    say(e, "spark", "1h", 5, 3);
    assert_int_equal(engines_changed(e), 1);
    say(e, "spark", "1h", 5, 1); /* after all */
    assert_int_equal(engines_changed(e), 0);
    say(e, "spark", "1h", 5, 4);
    engines_begin_round(e);
    assert_int_equal(engines_changed(e), 0);
    say(e, "spark", "1h", 5, 5);
    assert_int_equal(engines_changed(e), 0);
    engines_destroy(e);
}

/* Whoever can write to the topic can write much. */
static void what_is_kept_is_bounded(void **state)
{
    (void)state;
    struct engines *e = created(10000);
    int kept = 0;
    while (say(e, "spark", "1h", kept, kept))
        assert_true(++kept < 100);
    assert_true(kept > 10);
    assert_int_equal(total(e, 0, 0, 0), 0);
    assert_true(say(e, "spark", "1h", 3, 7)); /* in the place of what it replaces */
    assert_false(say(e, "spark", "6h", 3, 7));
    engines_pass(e, hour(2));
    assert_true(say(e, "spark", "6h", 3, 8) && say(e, "spark", "6h", 4, 8));
    assert_false(say(e, "spark", "6h", 5, 8));
    assert_int_equal(total(e, 0, 0, 1), -1);
    assert_int_equal(total(e, 0, 0, 2), 2);
    assert_true(say(e, "spark", "6h", 1, 8)); /* nobody asks for it */
    assert_int_equal(total(e, 0, 1, 1), -1);
    engines_destroy(e);
}

static void engines_are_bounded(void **state)
{
    (void)state;
    struct engines *e = created(ENGINES_BYTES);
    char name[8];
    for (int i = 0; i < ENGINES_MAX; i++) {
        snprintf(name, sizeof name, "e%d", ENGINES_MAX - i);
        assert_true(say(e, name, "1h", 1, i));
    }
    assert_false(say(e, "more", "1h", 1, 1));
    assert_true(say(e, "e1", "1h", 1, 9));
    assert_int_equal(engines_count(e), ENGINES_MAX);
    assert_string_equal(engines_at(e, 0)->name, "e1");
    assert_int_equal(total(e, 0, 0, 1), 9);
    engines_destroy(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_value_of_an_engine_window_and_tick_counts),
        cmocka_unit_test(the_last_before_a_time_is_found),
        cmocka_unit_test(any_order_gives_the_same),
        cmocka_unit_test(only_news_moves_the_time_at_which_it_spoke),
        cmocka_unit_test(what_is_replaced_after_it_was_compared_is_counted),
        cmocka_unit_test(what_is_kept_is_bounded),
        cmocka_unit_test(engines_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
