/* Layout as arithmetic: at no size does a rectangle leave what it was made from or cover another,
 * and what matters most is there. */
#include "ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { COLS = 300, ROWS = 120, ALERTS = 6, TABLE = 6 };

static bool holds(struct rect outer, struct rect r)
{
    return r.x >= outer.x && r.y >= outer.y && r.w >= 0 && r.h >= 0 &&
           r.x + r.w <= outer.x + outer.w && r.y + r.h <= outer.y + outer.h;
}

static bool overlap(struct rect a, struct rect b)
{
    return !rect_is_empty(a) && !rect_is_empty(b) && a.x < b.x + b.w && b.x < a.x + a.w &&
           a.y < b.y + b.h && b.y < a.y + a.h;
}

static void check(struct rect outer, const struct rect *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!rect_is_empty(parts[i]) && !holds(outer, parts[i]))
            fail_msg("part %zu of %dx%d leaves it", i, outer.w, outer.h);
        for (size_t k = 0; k < i; k++)
            if (overlap(parts[i], parts[k]))
                fail_msg("parts %zu and %zu of %dx%d overlap", k, i, outer.w, outer.h);
    }
}

static void check_scope(struct rect r, int table)
{
    struct scope_layout l = layout_scope(r, table);
    const struct rect parts[] = {l.summary, l.crimes, l.places};
    check(r, parts, 3);
}

static void check_views(struct rect content, bool reading, int table)
{
    struct live_layout live = layout_live(content, reading, table);
    const struct rect live_parts[] = {live.batch, live.all, live.rate, live.latest};
    check(content, live_parts, 4);
    check_scope(live.batch, table);
    check_scope(live.all, table);
    for (int engines = 0; engines < 20; engines += 5) {
        struct window_layout window = layout_window(content, reading, table, engines);
        const struct rect window_parts[] = {window.scope, window.histogram, window.latest,
                                            window.engines};
        check(content, window_parts, 4);
        check_scope(window.scope, table);
        assert_true(engines > 0 || rect_is_empty(window.engines));
    }
    struct map_layout map = layout_map(content);
    const struct rect map_parts[] = {map.head, map.map, map.latest, map.caption};
    check(content, map_parts, 4);
    struct patterns_layout patterns = layout_patterns(content);
    const struct rect pattern_parts[] = {patterns.all, patterns.recent, patterns.months,
                                         patterns.crimes, patterns.day};
    check(content, pattern_parts, 5);
    struct log_layout log = layout_log(content);
    const struct rect log_parts[] = {log.account, log.head, log.lines};
    check(content, log_parts, 3);
    struct rect box = layout_box(content, 70, 15);
    check(content, &box, 1);
}

static void no_rectangle_overlaps_or_leaves(void **state)
{
    (void)state;
    for (int cols = 1; cols <= COLS; cols++)
        for (int rows = 1; rows <= ROWS; rows++)
            for (int alerts = 0; alerts <= ALERTS; alerts += 1 + rows / 20) {
                struct frame f = layout_frame(cols, rows, alerts);
                const struct rect parts[] = {f.tabs,     f.status,    f.speed,
                                             f.position, f.head_rule, f.warnings,
                                             f.content,  f.foot_rule, f.footer};
                check((struct rect){0, 0, cols, rows}, parts, sizeof parts / sizeof parts[0]);
                for (int table = 2; table < 2000; table = table * 3) {
                    check_views(f.content, false, table);
                    check_views(f.content, true, table);
                }
            }
}

static void what_matters_most_is_there(void **state)
{
    (void)state;
    for (int cols = SCREEN_MIN_COLS; cols <= COLS; cols++)
        for (int rows = SCREEN_MIN_ROWS; rows <= ROWS; rows++)
            for (int alerts = 0; alerts <= 3; alerts++) {
                struct frame f = layout_frame(cols, rows, alerts);
                assert_false(f.too_small);
                assert_int_equal(f.tabs.h, 1);
                assert_int_equal(f.status.h, 1);
                assert_int_equal(f.position.h, 1);
                assert_int_equal(f.footer.h, 1);
                assert_int_equal(f.warnings.h, alerts);
                assert_true(f.content.h >= 2);
                assert_false(rect_is_empty(layout_live(f.content, false, TABLE).batch));
                assert_false(rect_is_empty(layout_live(f.content, false, TABLE).all));
                assert_false(rect_is_empty(layout_window(f.content, false, TABLE, 0).scope));
                struct window_layout beside = layout_window(f.content, false, TABLE, 8);
                assert_false(rect_is_empty(beside.scope));
                assert_true(f.content.h < 4 || beside.engines.h > 0);
                assert_false(rect_is_empty(layout_map(f.content).map));
                assert_false(rect_is_empty(layout_log(f.content).lines));
            }
}

static void too_small_is_said_and_nothing_else(void **state)
{
    (void)state;
    assert_true(layout_frame(39, 10, 0).too_small);
    assert_true(layout_frame(40, 9, 0).too_small);
    assert_false(layout_frame(40, 10, 0).too_small);
    assert_true(rect_is_empty(layout_frame(39, 10, 0).tabs));
}

/* What the figures need is given to them before what is nice to have. */
static void tables_are_whole_where_they_fit(void **state)
{
    (void)state;
    static const struct {
        int cols, rows;
    } sizes[] = {{80, 24}, {100, 30}, {120, 40}, {200, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct rect content = layout_frame(sizes[i].cols, sizes[i].rows, 0).content;
        struct live_layout live = layout_live(content, false, TABLE);
        const struct rect scopes[] = {live.batch, live.all,
                                      layout_window(content, false, TABLE, 0).scope};
        for (size_t k = 0; k < sizeof scopes / sizeof scopes[0]; k++) {
            assert_true(layout_scope(scopes[k], TABLE).crimes.h >= 6);
            assert_true(layout_scope(scopes[k], TABLE).places.h >= 6);
        }
        assert_true(live.latest.h >= 3);
        assert_int_not_equal(live.rate.h, 0);
        assert_true(layout_window(content, false, TABLE, 0).histogram.h >= 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rectangle_overlaps_or_leaves),
        cmocka_unit_test(what_matters_most_is_there),
        cmocka_unit_test(too_small_is_said_and_nothing_else),
        cmocka_unit_test(tables_are_whole_where_they_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
