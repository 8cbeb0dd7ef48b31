/* Lists: what keys do to one, and that a list which is held stands still. */
#include "ui/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "ui/reports.h"
#include "stage.h"

enum { COUNT = 20, SHOWN = 5 };

struct move {
    int act;
    size_t selected, top;
};

static void keys_move_the_selection_and_keep_it_in_sight(void **state)
{
    (void)state;
    static const struct move moves[] = {
        {LIST_DOWN, 0, 0},      {LIST_DOWN, 1, 0},      {LIST_UP, 0, 0},
        {LIST_UP, 0, 0},        {LIST_PAGE_DOWN, 4, 0}, {LIST_DOWN, 5, 1},
        {LIST_UP, 4, 1},        {LIST_PAGE_DOWN, 8, 4}, {LIST_LAST, 19, 15},
        {LIST_DOWN, 19, 15},    {LIST_PAGE_UP, 15, 15}, {LIST_PAGE_UP, 11, 11},
        {LIST_FIRST, 0, 0},     {LIST_LAST, 19, 15},    {LIST_PAGE_DOWN, 19, 15},
        {LIST_PAGE_UP, 15, 15}, {LIST_OPEN, 15, 15},
    };
    struct list l = {0};
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        assert_null(list_do(&l, moves[i].act, COUNT, SHOWN));
        if (l.selected != moves[i].selected || l.top != moves[i].top)
            fail_msg("move %zu: %zu from %zu", i, l.selected, l.top);
    }
}

static void escape_closes_then_lets_go(void **state)
{
    (void)state;
    struct list l = {0};
    assert_non_null(list_do(&l, LIST_LEAVE, COUNT, SHOWN));
    assert_null(list_do(&l, LIST_OPEN, COUNT, SHOWN));
    assert_true(l.held && l.open);
    assert_null(list_do(&l, LIST_LEAVE, COUNT, SHOWN));
    assert_true(l.held && !l.open);
    assert_null(list_do(&l, LIST_LEAVE, COUNT, SHOWN));
    assert_false(l.held);
}

static void nothing_can_be_selected_in_an_empty_list(void **state)
{
    (void)state;
    struct list l = {0};
    assert_non_null(list_do(&l, LIST_DOWN, 0, SHOWN));
    assert_false(l.held);
}

/* A screen that has become smaller, or has no room at all. */
static void the_selection_stays_in_sight_at_any_size(void **state)
{
    (void)state;
    struct list l = {.held = true, .selected = 12, .top = 3};
    for (size_t shown = 1; shown <= COUNT + 5; shown++) {
        size_t top = list_top(&l, COUNT, shown);
        assert_true(top <= l.selected && l.selected < top + shown);
        assert_true(top + shown <= COUNT || top == 0);
    }
    list_top(&l, COUNT, 0);
}

static void held_reports_stay_while_the_stream_goes_on(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    stage_play(&st, 30);
    struct reports reports = {0};
    assert_null(reports_do(&reports, st.analysis, LIST_DOWN, SHOWN));
    struct report selected = *reports_selected(&reports);
    assert_memory_equal(&selected, analysis_recent(st.analysis, 0), sizeof selected);
    uint64_t total = analysis_all(st.analysis)->total;
    stage_play(&st, 30); /* the log holds none of them any more */
    assert_memory_equal(&selected, reports_selected(&reports), sizeof selected);
    assert_memory_equal(&selected, reports_at(&reports, st.analysis, 0), sizeof selected);
    assert_int_equal(reports_newer(&reports, st.analysis),
                     analysis_all(st.analysis)->total - total);
    assert_null(reports_do(&reports, st.analysis, LIST_LEAVE, SHOWN));
    assert_ptr_equal(reports_at(&reports, st.analysis, 0), analysis_recent(st.analysis, 0));
    reports_release(&reports);
    stage_clear(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_move_the_selection_and_keep_it_in_sight),
        cmocka_unit_test(escape_closes_then_lets_go),
        cmocka_unit_test(nothing_can_be_selected_in_an_empty_list),
        cmocka_unit_test(the_selection_stays_in_sight_at_any_size),
        cmocka_unit_test(held_reports_stay_while_the_stream_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
