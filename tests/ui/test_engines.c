/* Engines beside our own figures: how far behind they are, what differs, and how that looks. */
#include <inttypes.h>
#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <locale.h>

#include "blotter/ui/format.h"
#include "blotter/window/engines.h"
#include "blotter/window/shown.h"
#include "stage.h"
#include "ui/clock_trail.h"
#include "ui/engine_standing.h"

/* --- the trail ------------------------------------------------------------------------------- */

static mono_time ms(uint64_t ms)
{
    return (mono_time){NS_PER_S + ms * NS_PER_MS};
}

static int64_t passed(const struct clock_trail *t, int64_t at)
{
    mono_time real;
    return clock_trail_passed(t, (civil_time){at}, &real) ? (int64_t)mono_ms_between(ms(0), real)
                                                          : -1;
}

static void the_trail_knows_when_the_clock_passed(void **state)
{
    (void)state;
    struct clock_trail t = {0};
    clock_trail_note(&t, ms(0), CIVIL_NEVER);
    assert_int_equal(passed(&t, 5), -1);
    clock_trail_note(&t, ms(0), (civil_time){100});
    clock_trail_note(&t, ms(1000), (civil_time){200});
    clock_trail_note(&t, ms(2000), (civil_time){200});
    clock_trail_note(&t, ms(3000), (civil_time){300});
    assert_int_equal(passed(&t, 99), -1);
    assert_int_equal(passed(&t, 100), 0);
    assert_int_equal(passed(&t, 101), 1000);
    assert_int_equal(passed(&t, 300), 3000);
    assert_int_equal(passed(&t, 301), -1);
    clock_trail_note(&t, ms(4000), (civil_time){250}); /* a seek back */
    assert_int_equal(passed(&t, 200), -1);
    assert_int_equal(passed(&t, 250), 4000);
}

/* Days at ten frames a second: it stays in its bounds, and off by a small part. */
static void the_trail_is_bounded(void **state)
{
    (void)state;
    enum { FRAMES = 500000 };
    static struct clock_trail t;
    for (int64_t i = 0; i <= FRAMES; i++)
        clock_trail_note(&t, ms((uint64_t)i * 100), (civil_time){i});
    for (int64_t at = 0; at <= FRAMES; at += 997) {
        int64_t off = passed(&t, at) - 100 * at;
        assert_true(off >= 0 && off <= 100 * FRAMES / 64);
    }
    assert_int_equal(passed(&t, FRAMES), INT64_C(100) * FRAMES);
}

/* --- standing -------------------------------------------------------------------------------- */

struct beside {
    struct stage stage;
    struct engines *engines;
    struct clock_trail trail;
};

static void set(struct beside *b, bool utf8)
{
    stage_set(&b->stage, "1h,6h,12h", utf8);
    const struct analysis_config *config = analysis_settings(b->stage.analysis);
    b->engines = engines_create(config->windows, config->window_count, ENGINES_BYTES);
    b->trail = (struct clock_trail){0};
    b->stage.scene.engines = b->engines;
    b->stage.scene.trail = &b->trail;
    b->stage.scene.now = ms(0);
    b->stage.scene.tab = 2;
}

/* As at 3 h a second. */
static void play(struct beside *b, int hours)
{
    for (int step = 0; step < 3 * hours; step++) {
        stage_steps(&b->stage, 1);
        b->stage.scene.now = mono_add_ms(b->stage.scene.now, 111);
        clock_trail_note(&b->trail, b->stage.scene.now, analysis_position(b->stage.analysis));
    }
}

static void clear(struct beside *b)
{
    engines_destroy(b->engines);
    stage_clear(&b->stage);
}

static void add_rows(struct buffer *out, const struct counts *counts, const struct interner *names)
{
    struct top_list top = {0};
    counts_top(counts, names, TOP_ROWS, &top);
    for (size_t i = 0; i < top.count; i++) {
        struct text name = intern_text(names, top.of[i].id);
        buffer_printf(out, "%s[\"%.*s\",%" PRIu32 "]", i > 0 ? "," : "", (int)name.len, name.ptr,
                      top.of[i].count);
    }
    top_list_finish(&top);
}

/* What an engine says of 6 h at the full hour before the clock and `back` hours more: ours, and
 * `more` reports. */
static void say(struct beside *b, const char *by, int back, int more)
{
    const struct analysis *a = b->stage.analysis;
    civil_time clock = analysis_position(a);
    civil_time at = {clock.s - clock.s % CIVIL_HOUR_S - INT64_C(3600) * back};
    struct tally ours;
    struct buffer json = {0};
    char text[CIVIL_TEXT_LEN];
    const char *why;
    tally_init(&ours, 1U << PLACE_AREA);
    assert_true(analysis_window_at(a, 1, at, &ours));
    civil_write(at, text);
    buffer_printf(&json,
                  "{\"kind\":\"window\",\"by\":\"%s\",\"window\":\"6h\",\"at\":\"%.*s\","
                  "\"total\":%" PRIu64 ",\"near\":%" PRIu64 ",\"crimes\":[",
                  by, CIVIL_TEXT_LEN, text, ours.total + (uint64_t)more, ours.near);
    if (more > 0)
        buffer_printf(&json, "[\"ROBBERY\",%d],[\"NOT OURS\",9]", more);
    else
        add_rows(&json, &ours.crimes, analysis_crimes(a));
    buffer_printf(&json, "],\"places\":[");
    add_rows(&json, &ours.places[PLACE_AREA], analysis_places(a, PLACE_AREA));
    buffer_printf(&json, "]}");
    assert_true(engines_take(b->engines, buffer_text(&json), b->stage.scene.now, &why));
    buffer_free(&json);
    tally_finish(&ours);
}

static struct engine_standing standing(const struct beside *b, size_t k)
{
    struct engine_standing e;
    const struct scene *s = &b->stage.scene;
    engine_standing_find(b->engines, k, s->analysis, 1, &b->trail, s->now, &e);
    engine_standing_finish(&e);
    return e;
}

static void an_engine_that_keeps_up_is_equal_and_a_little_behind(void **state)
{
    (void)state;
    struct beside b;
    set(&b, true);
    play(&b, 40);
    say(&b, "spark", 2, 0);
    say(&b, "spark", 1, 0);
    say(&b, "spark", 0, 0);
    struct engine_standing e = standing(&b, 0);
    assert_true(e.has_value && e.has_ours && e.knows_real);
    assert_int_equal(e.differs, 0);
    assert_true(e.behind_s >= 0 && e.behind_s < 3600);
    assert_true(e.behind_ms < 400);
    assert_int_equal(e.silent_ms, 0);
    clear(&b);
}

static void what_differs_is_known_at_the_tick_that_both_know(void **state)
{
    (void)state;
    struct beside b;
    set(&b, true);
    play(&b, 40);
    say(&b, "spark", 5, 0);
    say(&b, "flink", 5, 3);
    play(&b, 3);
    struct engine_standing flink = standing(&b, 0);
    struct engine_standing spark = standing(&b, 1);
    assert_int_equal(flink.differs, ENGINE_DIFFERS_TOTAL | ENGINE_DIFFERS_CRIMES);
    assert_int_equal(spark.differs, 0);
    assert_true(spark.behind_s >= 8 * 3600 && spark.behind_s < 9 * 3600);
    assert_true(spark.behind_ms > 2500 && spark.behind_ms < 3200);
    clear(&b);
}

/* It is silent since the tick that it lacks was due; not while none is, however long that takes. */
static void an_engine_that_stops_is_silent(void **state)
{
    (void)state;
    struct beside b;
    set(&b, true);
    play(&b, 40);
    say(&b, "spark", 1, 0);
    say(&b, "spark", 0, 0);
    b.stage.scene.now = mono_add_ms(b.stage.scene.now, 60000); /* nothing plays */
    assert_int_equal(standing(&b, 0).silent_ms, 0);
    play(&b, 3);
    assert_int_equal(standing(&b, 0).silent_ms, 0);
    play(&b, 30);
    uint64_t silent_ms = standing(&b, 0).silent_ms;
    assert_true(silent_ms > 10000 && silent_ms < 11500);
    say(&b, "spark", 0, 0);
    assert_int_equal(standing(&b, 0).silent_ms, 0);
    clear(&b);
}

/* An engine knows nothing of it. */
static void under_a_filter_nothing_is_compared(void **state)
{
    (void)state;
    struct beside b;
    set(&b, true);
    play(&b, 40);
    say(&b, "spark", 0, 5);
    analysis_set_filter(b.stage.analysis, "robbery");
    assert_false(standing(&b, 0).has_ours);
    clear(&b);
}

/* What the log has let go, or has not seen, cannot be compared. */
static void what_we_do_not_know_is_no_difference(void **state)
{
    (void)state;
    struct beside b;
    set(&b, true);
    play(&b, 30);
    say(&b, "spark", 0, 5);
    assert_true(standing(&b, 0).differs != 0);
    play(&b, 30);
    assert_false(standing(&b, 0).has_ours);
    assert_int_equal(standing(&b, 0).differs, 0);
    clear(&b);
}

/* --- figures from elsewhere ------------------------------------------------------------------ */

/* `b` shows what an engine says of another's stream, and reads none. */
static void compute(struct beside *b, const char *by, int back)
{
    struct beside other;
    struct engine_value values[3];
    const struct engine_value *shown[3] = {NULL, NULL, NULL};
    set(&other, true);
    play(&other, 40);
    say(&other, by, back, 0);
    say(&other, by, 0, 0);
    civil_time at = engines_at(other.engines, 0)->last_at;
    if (engines_find(other.engines, 0, 1, at, &values[1]))
        shown[1] = &values[1];
    analysis_show(b->stage.analysis, at, shown);
    engine_value_finish(&values[1]);
    engines_destroy(b->engines);
    b->engines = other.engines;
    b->stage.scene.engines = other.engines;
    b->stage.status.figures_only = b->stage.status.attached = true;
    stage_clear(&other.stage);
}

static void computed(struct beside *b)
{
    compute(b, "spark", 1);
}

static void computed_unknown(struct beside *b)
{
    computed(b);
    b->stage.scene.tab = 1;
}

static void computed_live(struct beside *b)
{
    computed(b);
    b->stage.scene.tab = 0;
}

/* The clock goes on to a tick of which this window has not been said. */
static void figures_move_on_and_are_not_added_up(void **state)
{
    (void)state;
    struct beside b;
    const struct engine_value *none[3] = {NULL, NULL, NULL};
    set(&b, true);
    computed(&b);
    struct analysis *a = b.stage.analysis;
    civil_time at = analysis_position(a);
    uint64_t total = analysis_window(a, 1)->total;
    computed(&b);
    assert_true(total > 0);
    assert_int_equal(analysis_window(a, 1)->total, total);
    assert_int_equal(analysis_window(a, 0)->total, 0);
    analysis_show(a, civil_add(at, 3600), none);
    assert_int_equal(analysis_position(a).s, at.s + 3600);
    assert_int_equal(analysis_window(a, 1)->total, 0);
    assert_int_equal(counts_there(&analysis_window(a, 1)->crimes), 0);
    clear(&b);
}

/* --- screens --------------------------------------------------------------------------------- */

static void equal(struct beside *b)
{
    play(b, 40);
    say(b, "spark", 1, 0);
    say(b, "spark", 0, 0);
}

static void different(struct beside *b)
{
    play(b, 40);
    say(b, "flink", 3, 0);
    say(b, "spark", 3, 4);
    play(b, 2);
}

static void silent(struct beside *b)
{
    equal(b);
    play(b, 36);
}

static void none(struct beside *b)
{
    play(b, 40);
}

static const struct {
    const char *name;
    void (*set)(struct beside *b);
    int cols, rows;
    bool ascii;
} goldens[] = {
    {"engines-equal-80x24", equal, 80, 24, false},
    {"engines-equal-40x10", equal, 40, 10, false},
    {"engines-different-80x24", different, 80, 24, false},
    {"engines-different-120x40", different, 120, 40, false},
    {"engines-different-40x10", different, 40, 10, false},
    {"engines-different-80x24-ascii", different, 80, 24, true},
    {"engines-silent-80x24", silent, 80, 24, false},
    {"engines-silent-40x10", silent, 40, 10, false},
    {"engines-computed-80x24", computed, 80, 24, false},
    {"engines-computed-120x40", computed, 120, 40, false},
    {"engines-computed-40x10", computed, 40, 10, false},
    {"engines-computed-unknown-80x24", computed_unknown, 80, 24, false},
    {"engines-computed-live-80x24", computed_live, 80, 24, false},
    {"engines-none-80x24", none, 80, 24, false},
    {"engines-none-40x10", none, 40, 10, false},
};

static void golden_screens(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        struct beside b;
        set(&b, !goldens[i].ascii);
        canvas_resize(&b.stage.canvas, goldens[i].cols, goldens[i].rows);
        goldens[i].set(&b);
        stage_draw(&b.stage, goldens[i].cols, goldens[i].rows);
        stage_assert_golden(&b.stage, goldens[i].name);
        clear(&b);
    }
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trail_knows_when_the_clock_passed),
        cmocka_unit_test(the_trail_is_bounded),
        cmocka_unit_test(an_engine_that_keeps_up_is_equal_and_a_little_behind),
        cmocka_unit_test(what_differs_is_known_at_the_tick_that_both_know),
        cmocka_unit_test(an_engine_that_stops_is_silent),
        cmocka_unit_test(under_a_filter_nothing_is_compared),
        cmocka_unit_test(what_we_do_not_know_is_no_difference),
        cmocka_unit_test(figures_move_on_and_are_not_added_up),
        cmocka_unit_test(golden_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
