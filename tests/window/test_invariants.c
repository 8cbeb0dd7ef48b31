#include "base/bugs.h"
#include "window/analysis_state.h"
#include "window/messages.h"
#include "window/reports.h"
#include "window/run_state.h"

/* What holds in the log, the lanes, the tallies, the windows and the run as long as the program has
 * no bug, broken by hand. Each of these runs in a process of its own, and nothing is freed. */

/* --- the log -------------------------------------------------------------------------------- */

static struct event_log log_of(const int64_t *times, size_t count)
{
    struct event_log log;
    log_init(&log);
    for (size_t i = 0; i < count; i++) {
        struct report r = report_at(times[i], 1);
        log_append(&log, &r);
    }
    return log;
}

static void ask_the_log_for_what_it_does_not_hold(void)
{
    struct event_log log = log_of((int64_t[]){5, 6}, 2);
    log_at(&log, 2);
}

static void append_what_is_earlier(void)
{
    log_of((int64_t[]){5, 3}, 2);
}

static void insert_what_is_not_sorted(void)
{
    struct event_log log = log_of((int64_t[]){1}, 1);
    const struct report some[] = {report_at(5, 1), report_at(3, 1)};
    log_insert(&log, some, 2);
}

static void end_before_the_first_report(void)
{
    struct event_log log = log_of((int64_t[]){1}, 1);
    const struct report r = report_at(5, 1);
    log.first = 2;
    log_append(&log, &r);
}

/* --- the lanes ------------------------------------------------------------------------------ */

static struct lanes lanes_with(bool late)
{
    struct lanes lanes;
    lanes_init(&lanes);
    struct report r = report_at(5, 1);
    if (late)
        lanes_push_late(&lanes, &r, (civil_time){7});
    else
        lanes_push(&lanes, 1, &r);
    return lanes;
}

static void lose_the_strays(void)
{
    struct lanes lanes = lanes_with(true);
    lanes.stray_count = 0;
    lanes_pop(&lanes);
}

static void count_no_late_one(void)
{
    struct lanes lanes = lanes_with(true);
    lanes.late = 0;
    lanes_pop(&lanes);
}

static void empty_a_lane_that_has_a_head(void)
{
    struct lanes lanes = lanes_with(false);
    lanes.of[1].count = 0;
    lanes_pop(&lanes);
}

static void change_the_time_of_a_head(void)
{
    struct lanes lanes = lanes_with(false);
    lanes.of[1].items[0].reported_at.s = 6;
    lanes_pop(&lanes);
}

static void let_nobody_wait(void)
{
    struct lanes lanes = lanes_with(false);
    lanes.waiting = 0;
    lanes_pop(&lanes);
}

static void let_one_wait_that_is_not_there(void)
{
    struct lanes lanes = lanes_with(false);
    lanes.waiting = 2;
    lanes_pop(&lanes);
}

static void push_what_is_due_before_its_time(void)
{
    struct lanes lanes = lanes_with(false);
    struct report r = report_at(5, 1);
    lanes_push_late(&lanes, &r, (civil_time){4});
}

static void shrink_a_lane(void)
{
    struct lanes lanes = lanes_with(false);
    lanes.of[1].cap = 0;
    struct report r = report_at(6, 1);
    lanes_push(&lanes, 1, &r);
}

/* --- tallies and the batch ------------------------------------------------------------------ */

static struct tally tally_of_one(void)
{
    struct tally t;
    tally_init(&t, TALLY_ALL_KINDS);
    struct report r = report_at(5, 1);
    tally_add(&t, &r, 1);
    return t;
}

static void remove_two_of_one(void)
{
    struct tally t = tally_of_one();
    const struct report some[] = {report_at(5, 1), report_at(5, 1)};
    tally_remove(&t, some, 2);
}

static void remove_another_crime(void)
{
    struct tally t = tally_of_one();
    struct report r = report_at(5, 2);
    tally_remove(&t, &r, 1);
}

static void remove_a_near_one_of_none(void)
{
    struct tally t = tally_of_one();
    struct report r = report_at(5, 1);
    r.near = 1;
    tally_remove(&t, &r, 1);
}

static void remove_another_place(void)
{
    struct tally t = tally_of_one();
    struct report r = report_at(5, 1);
    r.place[PLACE_AREA] += 7;
    tally_remove(&t, &r, 1);
}

static void count_what_the_batch_does_not_list(void)
{
    struct batch b;
    batch_init(&b);
    struct report r = report_at(5, 1);
    b.all.total++;
    batch_add(&b, &r, 1);
}

static void give_a_slot_more_than_there_is(void)
{
    struct batch b;
    batch_init(&b);
    b.slots[1] = 5;
    batch_next_slot(&b, (civil_time){9});
}

/* --- the windows ---------------------------------------------------------------------------- */

/* Reports at 100, 200 … 1000, and the figures at 1000: windows of 300 and 10000 seconds. */
static struct analysis *moved(void)
{
    struct analysis *a = created(2, (int64_t[]){300, 10000});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 0, 0, 1000);
    for (uint64_t k = 1; k <= 10; k++)
        feed_crime(a, "x", 1, k, (int64_t)k * 100);
    feed_clock(a, "x", 1, 1, 10, 1000, false);
    analysis_move(a, (civil_time){1000});
    return a;
}

static void look_at_the_windows(struct analysis *a)
{
    const struct report none = report_at(0, 1);
    windows_insert(&a->windows, &none, 0);
}

static void begin_a_window_behind_the_log(void)
{
    struct analysis *a = moved();
    a->windows.of[0].from = a->windows.log.end + 1;
    look_at_the_windows(a);
}

static void count_one_more_than_the_window_holds(void)
{
    struct analysis *a = moved();
    a->windows.of[0].tally.total++;
    look_at_the_windows(a);
}

static void count_more_near_than_there_are(void)
{
    struct analysis *a = moved();
    a->windows.of[0].tally.near = 99;
    look_at_the_windows(a);
}

static void leave_what_is_too_old_in_a_window(void)
{
    struct analysis *a = moved();
    a->windows.of[0].from--;
    a->windows.of[0].tally.total++;
    look_at_the_windows(a);
}

static void leave_out_what_a_window_covers(void)
{
    struct analysis *a = moved();
    a->windows.of[0].from++;
    a->windows.of[0].tally.total--;
    a->windows.of[0].tally.near = 0;
    look_at_the_windows(a);
}

static void hold_what_is_later_than_the_figures(void)
{
    struct analysis *a = moved();
    a->windows.position.s = 999;
    look_at_the_windows(a);
}

static void go_back(void)
{
    struct analysis *a = moved();
    windows_leave(&a->windows, (civil_time){999});
}

static void count_from_behind_the_log(void)
{
    struct analysis *a = moved();
    windows_leave(&a->windows, (civil_time){1100});
    a->windows.counted = a->windows.log.end + 1;
    windows_arrive(&a->windows, (civil_time){1100});
}

static void insert_what_the_figures_have_not_come_to(void)
{
    struct analysis *a = moved();
    const struct report r = report_at(1001, 1);
    windows_insert(&a->windows, &r, 1);
}

static void pick_the_same_twice(void)
{
    struct picks p = {0};
    picks_append(&p, 5);
    picks_append(&p, 5);
}

/* --- the run and its gaps ------------------------------------------------------------------- */

static struct run *run_of_two(void)
{
    struct run *run = run_create(text_of("x"));
    for (uint32_t k = 1; k <= 2; k++) {
        run_note_heard(run, k, 0);
        run_note_clock(run, k, 2, 3, (civil_time){100});
    }
    return run;
}

static void ask_for_nobody(void)
{
    run_officer(run_of_two(), 0);
}

static void expect_more_than_are_known(void)
{
    struct run *run = run_of_two();
    run->expected = 5;
    run_find_clock(run);
}

static void let_nobody_hold_the_clock(void)
{
    struct run *run = run_of_two();
    run->holders = 0;
    run_note_clock(run, 1, 2, 3, (civil_time){200});
}

static void let_more_hold_the_clock_than_there_are(void)
{
    struct run *run = run_of_two();
    run->holders = 3;
    run_note_clock(run, 1, 2, 3, (civil_time){200});
}

static void miss_nothing_where_there_is_a_gap(void)
{
    struct run *run = run_of_two();
    run_note_crime(run, 1, 6, (civil_time){200});
    run->missing = 0;
    run_note_crime(run, 1, 5, (civil_time){200});
}

/* Of every other seq from 2 to 80. */
static struct gaps gaps_made(void)
{
    struct gaps gaps = {0};
    for (uint64_t k = 1; k <= 40; k++)
        gaps_add(&gaps, &(struct gap){2 * k, 2 * k, {0}});
    return gaps;
}

enum { LEFT, RIGHT };

static struct gap_node *child(const struct gaps *gaps, int side)
{
    return &gaps->nodes[gaps->nodes[gaps->root].child[side]];
}

static void add_gap(struct gaps *gaps, uint64_t seq)
{
    gaps_add(gaps, &(struct gap){seq, seq, {0}});
}

static void raise_a_left_child(void)
{
    struct gaps gaps = gaps_made();
    child(&gaps, LEFT)->level += 7;
    add_gap(&gaps, 100);
}

static void raise_a_right_child(void)
{
    struct gaps gaps = gaps_made();
    child(&gaps, RIGHT)->level += 7;
    add_gap(&gaps, 1);
}

static void raise_a_right_childs_right_child(void)
{
    struct gaps gaps = gaps_made();
    gaps.nodes[child(&gaps, RIGHT)->child[RIGHT]].level += 7;
    add_gap(&gaps, 1);
}

static void let_a_left_child_reach_too_far(void)
{
    struct gaps gaps = gaps_made();
    child(&gaps, LEFT)->gap.to = 99;
    add_gap(&gaps, 100);
}

static void let_a_right_child_begin_too_early(void)
{
    struct gaps gaps = gaps_made();
    child(&gaps, RIGHT)->gap.from = 2;
    add_gap(&gaps, 1);
}

static void add_a_gap_twice(void)
{
    struct gaps gaps = gaps_made();
    add_gap(&gaps, 10);
}

static void count_gaps_that_are_not_there(void)
{
    struct gaps gaps = gaps_made();
    gaps.count = 1000;
    add_gap(&gaps, 100);
}

/* --- the rest ------------------------------------------------------------------------------- */

static void let_no_partition_hold_the_clock(void)
{
    struct partitions p;
    partitions_init(&p);
    partitions_set_count(&p, 2);
    p.holders = 0;
    partitions_note_foreign(&p, (struct origin){0, 0}, (civil_time){5});
}

static void add_details_to_none(void)
{
    struct details d = {0};
    const struct report r = report_at(5, 1);
    const struct message m = {.kind = MESSAGE_CRIME};
    details_add(&d, &r, &m, (struct origin){0, 0});
}

static void save(struct analysis *a)
{
    struct buffer out = {0};
    analysis_save(a, &out);
}

static void save_more_strays_than_wait(void)
{
    struct analysis *a = moved();
    feed_crime(a, "x", 1, 11, 50);
    a->lanes.waiting = 0;
    save(a);
}

static void save_a_run_and_foreign_messages(void)
{
    struct analysis *a = moved();
    a->foreign = true;
    save(a);
}

static void save_while_late_ones_are_put_in(void)
{
    struct analysis *a = moved();
    a->late_count = 1;
    save(a);
}

static void what_must_hold_stops_where_it_does_not(void **state)
{
    (void)state;
    static const struct bug_case cases[] = {
        {"position < log->first || position >= log->end", ask_the_log_for_what_it_does_not_hold},
        {"log->end > log->first && log_at(log, log->end - 1)->reported_at.s > r->reported_at.s",
         append_what_is_earlier},
        {"i > 0 && sorted[i - 1].reported_at.s > sorted[i].reported_at.s",
         insert_what_is_not_sorted},
        {"log->first > log->end", end_before_the_first_report},
        {"at >= lanes->stray_count", lose_the_strays},
        {"lanes->strays[at].late && lanes->late == 0", count_no_late_one},
        {"l->head >= l->count", empty_a_lane_that_has_a_head},
        {"l->items[l->head].reported_at.s != heap_top(&lanes->heads)->key",
         change_the_time_of_a_head},
        {"lanes->waiting == 0", let_nobody_wait},
        {"(lanes->waiting == 0) != (lanes->heads.count + lanes->queue.count == 0)",
         let_one_wait_that_is_not_there},
        {"due.s < r->reported_at.s", push_what_is_due_before_its_time},
        {"l->count > l->cap", shrink_a_lane},
        {"t->total < count", remove_two_of_one},
        {"counts_of(&t->crimes, r[i].crime) == 0", remove_another_crime},
        {"r[i].near && t->near == 0", remove_a_near_one_of_none},
        {"counts_of(&t->places[k], r[i].place[k]) == 0", remove_another_place},
        {"b->all.total != b->count - b->first", count_what_the_batch_does_not_list},
        {"b->slots[b->slot] > b->count - b->first", give_a_slot_more_than_there_is},
        {"one->from < log->first || one->from > log->end", begin_a_window_behind_the_log},
        {"!w->filter.on && one->tally.total != log->end - one->from",
         count_one_more_than_the_window_holds},
        {"one->tally.near > one->tally.total", count_more_near_than_there_are},
        {"one->from < log->end && log_at(log, one->from)->reported_at.s <= w->position.s - "
         "one->length_s",
         leave_what_is_too_old_in_a_window},
        {"one->from > log->first && log_at(log, one->from - 1)->reported_at.s > w->position.s - "
         "one->length_s",
         leave_out_what_a_window_covers},
        {"w->log.end > w->log.first && log_at(&w->log, w->log.end - 1)->reported_at.s > "
         "w->position.s",
         hold_what_is_later_than_the_figures},
        {"to.s < w->position.s", go_back},
        {"w->counted < w->log.first || w->counted > w->log.end", count_from_behind_the_log},
        {"count > 0 && end[-1].reported_at.s > w->position.s",
         insert_what_the_figures_have_not_come_to},
        {"p->first < p->end && p->at[p->end - 1] >= position", pick_the_same_twice},
        {"officer == 0 || officer > OFFICERS_MAX", ask_for_nobody},
        {"run->expected > run->known", expect_more_than_are_known},
        {"holds && !o->ended && run->expected > 0 && run->holders == 0", let_nobody_hold_the_clock},
        {"run->holders > run->known", let_more_hold_the_clock_than_there_are},
        {"fills && run->missing == 0", miss_nothing_where_there_is_a_gap},
        {"n[left].level + 1 != n[top].level", raise_a_left_child},
        {"n[right].level != n[top].level && n[right].level + 1 != n[top].level",
         raise_a_right_child},
        {"n[n[right].child[RIGHT]].level >= n[top].level", raise_a_right_childs_right_child},
        {"left != NONE && n[left].gap.to >= n[top].gap.from", let_a_left_child_reach_too_far},
        {"right != NONE && n[right].gap.from <= n[top].gap.to", let_a_right_child_begin_too_early},
        {"n[node].gap.from <= n[top].gap.to && n[node].gap.to >= n[top].gap.from", add_a_gap_twice},
        {"gaps->count > gaps->used", count_gaps_that_are_not_there},
        {"holds && p->holders == 0", let_no_partition_hold_the_clock},
        {"d->cap == 0", add_details_to_none},
        {"a->lanes.queue.count > a->lanes.waiting", save_more_strays_than_wait},
        {"a->run != NULL && a->foreign", save_a_run_and_foreign_messages},
        {"a->late_count > 0", save_while_late_ones_are_put_in},
    };
    bug_check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_must_hold_stops_where_it_does_not)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
