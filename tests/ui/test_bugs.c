/* Invariants of the screen: each, broken by hand, stops the program. */
#include "ui/list.h"

#include "base/bugs.h"
#include "orders.h"

static void select_a_row_that_is_not_there(void)
{
    struct list l = {.held = true, .selected = 7};
    list_do(&l, LIST_OPEN, 5, 3);
}

static struct answers none;

static void put_the_cursor_behind_the_line(void)
{
    struct prompt p = {.at = 1, .history = &none};
    prompt_key(&p, 'a');
}

static void look_back_at_an_answer_that_never_was(void)
{
    struct prompt p = {.back = 1, .history = &none};
    prompt_key(&p, 'a');
}

static void show_a_report_that_is_not_held(void)
{
    struct reports r = {.list = {.held = true, .selected = 1}, .count = 1};
    reports_selected(&r);
}

static void show_a_tab_that_is_not_there(void)
{
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 80, 24);
    st.scene.tab = 99;
    deck_do(&d, &(struct action){.verb = VERB_QUIT});
}

static void draw_beside_the_canvas(void)
{
    struct canvas c;
    canvas_init(&c, false);
    canvas_resize(&c, 80, 24);
    canvas_at(&c, 80, 0)->width = 1;
}

static void go_back_in_real_time(void)
{
    struct tempo t = {.end = 2,
                      .samples = {{.at = {UINT64_C(9000000000)}}, {.at = {UINT64_C(1000000)}}}};
    double speed;
    tempo_measure(&t, (mono_time){UINT64_C(20000000000)}, &speed);
}

static const struct bug_case cases[] = {
    {"l->selected >= count", select_a_row_that_is_not_there},
    {"p->at > p->line.len || p->line.len > PROMPT_CHARS", put_the_cursor_behind_the_line},
    {"p->back > p->history->count", look_back_at_an_answer_that_never_was},
    {"r->list.held && r->list.selected >= r->count", show_a_report_that_is_not_held},
    {"d->scene->tab >= tabs_count(d->scene)", show_a_tab_that_is_not_there},
    {"x < 0 || x >= c->cols || y < 0 || y >= c->rows", draw_beside_the_canvas},
    {"last->at.ns < first->at.ns", go_back_in_real_time},
};

static void a_broken_invariant_stops_the_program(void **state)
{
    (void)state;
    bug_check(cases, sizeof cases / sizeof cases[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_broken_invariant_stops_the_program)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
