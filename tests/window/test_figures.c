#include "base/check.h"

#include "window/messages.h"

/* --- filling ---------------------------------------------------------------------------------- */

/* DESIGN §4 "Filling": joined in the middle, from the latest of the first times heard on. */
static void after_joining_windows_fill_from_the_latest_first_time_heard(void **state)
{
    (void)state;
    struct analysis *a = created(2, (int64_t[]){100, 1000});
    analysis_follow(a, text_of("x"));
    feed_crime(a, "x", 1, 50, 5000);
    feed_clock(a, "x", 2, 2, 10, 4900, false);
    feed_clock(a, "x", 2, 2, 10, 5050, false);
    feed_clock(a, "x", 1, 2, 50, 5060, false);
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_position(a).s, 5050);
    assert_true(analysis_is_filling(a, 0) && analysis_is_filling(a, 1));
    feed_clock(a, "x", 1, 2, 50, 7000, false);
    feed_clock(a, "x", 2, 2, 10, 5099, false);
    analysis_move(a, analysis_clock(a));
    assert_true(analysis_is_filling(a, 0));
    feed_clock(a, "x", 2, 2, 10, 5100, false);
    analysis_move(a, analysis_clock(a));
    assert_true(!analysis_is_filling(a, 0) && analysis_is_filling(a, 1));
    feed_clock(a, "x", 2, 2, 10, 6000, false);
    analysis_move(a, analysis_clock(a));
    assert_false(analysis_is_filling(a, 1));
    analysis_destroy(a);
}

/* Some officers' starts were read, one's was not. */
static void one_officer_that_was_joined_late_is_enough(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){100});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 2, 999, 999, 9000);
    feed_crime(a, "x", 2, 7, 1500);
    feed_clock(a, "x", 2, 2, 7, 1550, false);
    feed_clock(a, "x", 1, 2, 0, 1550, false);
    analysis_move(a, analysis_clock(a));
    assert_true(analysis_is_filling(a, 0));
    feed_start(a, "x", 2, 2, 999, 999, 9000); /* its start after all */
    assert_false(analysis_is_filling(a, 0));
    analysis_destroy(a);
}

/* A run that continues another has `windows_from` at its `at` as well; the difference is whether
 * what was before it is known. */
static void a_run_that_continues_fills_unless_the_old_one_was_shown(void **state)
{
    (void)state;
    const struct message start = {.kind = MESSAGE_START,
                                  .run = text_of("new"),
                                  .officer = 1,
                                  .officers = 1,
                                  .windows_from = {2000},
                                  .at = {2000},
                                  .until = {9000},
                                  .continues = text_of("old")};
    struct analysis *a = created(1, (int64_t[]){100});
    analysis_follow(a, text_of("new"));
    analysis_feed(a, &start, (struct origin){0, 0});
    analysis_move(a, analysis_clock(a));
    assert_true(analysis_is_filling(a, 0));
    analysis_follow(a, text_of("old"));
    feed_start(a, "old", 1, 1, 99, 99, 9000);
    feed_clock(a, "old", 1, 1, 0, 2000, false);
    analysis_move(a, analysis_clock(a));
    analysis_continue(a, text_of("new"), (civil_time){2000});
    assert_true(text_is(analysis_run(a), "new"));
    analysis_feed(a, &start, (struct origin){0, 0});
    assert_false(analysis_is_filling(a, 0));
    assert_int_equal(analysis_begin(a).s, 99);
    assert_int_equal(analysis_clock(a).s, 2000);
    analysis_destroy(a);
}

static void feed_foreign(struct analysis *a, int32_t partition, int64_t offset, int64_t at)
{
    const struct message m = {.kind = MESSAGE_CRIME,
                              .crime = {.reported_at = {at}, .crime = text_of("ARSON")}};
    analysis_feed(a, &m, (struct origin){partition, offset});
}

static void foreign_windows_fill_unless_read_from_the_first_message(void **state)
{
    (void)state;
    for (int64_t offset = 0; offset < 2; offset++) {
        struct analysis *a = created(1, (int64_t[]){100});
        analysis_set_partitions(a, 1);
        analysis_follow_foreign(a, 10);
        feed_foreign(a, 0, offset, 1000);
        feed_foreign(a, 0, offset + 1, 1050);
        analysis_move(a, analysis_clock(a));
        assert_int_equal(analysis_position(a).s, 1040);
        EXPECT_AT(offset, analysis_is_filling(a, 0) == (offset > 0));
        assert_int_equal(analysis_window(a, 0)->total, 1);
        feed_foreign(a, 0, offset + 2, 1110);
        analysis_move(a, analysis_clock(a));
        assert_false(analysis_is_filling(a, 0));
        feed_crime(a, "x", 1, 1, 2000); /* not what is followed */
        assert_int_equal(analysis_accounting(a).stale, 1);
        analysis_destroy(a);
    }
}

/* --- what waits, what was counted ------------------------------------------------------------- */

static void the_earliest_that_waits_and_the_latest_taken_in_are_known(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){100});
    civil_time t;
    analysis_follow(a, text_of("x"));
    assert_false(analysis_first_waiting(a, &t));
    assert_int_equal(analysis_last_report(a).s, CIVIL_NEVER.s);
    feed_crime(a, "x", 1, 9, 700);
    feed_crime(a, "x", 2, 4, 650);
    feed_crime(a, "x", 1, 10, 600); /* late: due at 699, its officer's clock */
    assert_true(analysis_first_waiting(a, &t) && t.s == 650);
    assert_int_equal(analysis_last_report(a).s, 700);
    feed_clock(a, "x", 1, 2, 10, 680, false);
    feed_clock(a, "x", 2, 2, 4, 680, false);
    analysis_move(a, analysis_clock(a));
    assert_true(analysis_first_waiting(a, &t) && t.s == 699);
    analysis_move(a, (civil_time){700}); /* past the clock: nothing more will come */
    assert_false(analysis_first_waiting(a, &t));
    assert_int_equal(analysis_all(a)->total, 3);
    feed_crime(a, "x", 1, 11, 690); /* something has come all the same */
    assert_int_equal(analysis_accounting(a).late, 2);
    analysis_destroy(a);
}

/* It does not hold the clock, and what it sends after that is late and due when it said, which may
 * be never; the end of the run is where its officers say that it is. */
static void an_officers_clock_years_ahead_moves_nobody_elses(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){1000});
    analysis_follow(a, text_of("x"));
    for (uint32_t k = 1; k <= 3; k++)
        feed_start(a, "x", k, 3, 99, 99, 200);
    feed_clock(a, "x", 2, 3, 0, 2000000000, false);
    assert_int_equal(analysis_clock(a).s, 99);
    for (uint32_t k = 1; k <= 3; k++)
        feed_crime(a, "x", k, 1, 150);
    assert_int_equal(analysis_clock(a).s, 149);
    for (uint32_t k = 1; k <= 3; k++)
        feed_clock(a, "x", k, 3, 1, 200, true);
    assert_int_equal(analysis_clock(a).s, 200);
    assert_true(analysis_is_over(a));
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 2);
    assert_int_equal(analysis_accounting(a).late, 1);
    assert_int_equal(analysis_accounting(a).consumed, 3);
    analysis_destroy(a);
}

static void continuing_forgets_what_was_after_it(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){1000});
    analysis_follow(a, text_of("old"));
    feed_start(a, "old", 1, 1, 99, 99, 900);
    feed_crime(a, "old", 1, 1, 100);
    feed_crime(a, "old", 1, 4, 120); /* two cannot come again: they would be before 120 */
    feed_crime(a, "old", 1, 5, 200);
    feed_clock(a, "old", 1, 1, 5, 150, false);
    analysis_move(a, (civil_time){150});
    feed_crime(a, "old", 1, 8, 300); /* these two will */
    assert_int_equal(analysis_accounting(a).consumed, 4);
    assert_int_equal(analysis_accounting(a).missing, 4);
    analysis_continue(a, text_of("new"), (civil_time){150});
    assert_int_equal(analysis_accounting(a).consumed, 2);
    assert_int_equal(analysis_accounting(a).missing, 2);
    assert_int_equal(analysis_last_report(a).s, 120);
    civil_time first;
    assert_false(analysis_first_waiting(a, &first));
    assert_true(analysis_has_started(a));
    assert_int_equal(analysis_clock(a).s, CIVIL_NEVER.s);
    feed_start(a, "new", 1, 1, 150, 150, 900);
    feed_crime(a, "new", 1, 1, 200);
    feed_crime(a, "old", 1, 9, 310); /* stale now */
    feed_clock(a, "new", 1, 1, 1, 900, true);
    assert_true(analysis_is_over(a));
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 3);
    assert_int_equal(analysis_window(a, 0)->total, 3);
    assert_int_equal(analysis_accounting(a).consumed, 3);
    assert_int_equal(analysis_accounting(a).stale, 1);
    assert_true(analysis_first_counted(a, &first) && first.s == 100);
    analysis_destroy(a);
}

static void another_circle_counts_what_the_log_holds_anew(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){1000});
    civil_time since;
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 99, 99, 9000);
    const struct near elsewhere = {10, 10, 1, ""};
    analysis_set_near(a, 0, &elsewhere); /* nothing has been counted yet */
    assert_false(analysis_all_since(a, &since));
    feed_crime(a, "x", 1, 1, 100);
    feed_crime(a, "x", 1, 2, 1120);
    feed_crime(a, "x", 1, 3, 1200);
    analysis_move(a, (civil_time){1150});
    assert_int_equal(analysis_window(a, 0)->near, 0);
    assert_int_equal(analysis_all(a)->total, 2);
    const struct near here = {34, -118, 0.5, ""};
    analysis_set_near(a, 0, &here);
    assert_true(analysis_all_since(a, &since) && since.s == 150);
    assert_int_equal(analysis_window(a, 0)->near, 1);
    assert_int_equal(analysis_all(a)->total, 1); /* the first is not held any more */
    assert_int_equal(analysis_batch(a)->near, 1);
    assert_true(analysis_settings(a)->near.deg == 0.5);
    feed_clock(a, "x", 1, 1, 3, 1200, false);
    analysis_move(a, analysis_clock(a)); /* the one that waited */
    feed_crime(a, "x", 1, 4, 140);       /* late, and before */
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->near, 2);
    assert_int_equal(analysis_all(a)->total, 2);
    assert_int_equal(analysis_window(a, 0)->near, 2);
    double lat;
    double lon;
    assert_true(analysis_coordinates(a, analysis_recent(a, 0), &lat, &lon));
    assert_true(lat == 34.1 && lon == -118.1);
    analysis_follow(a, text_of("y"));
    assert_false(analysis_all_since(a, &since));
    analysis_destroy(a);
}

/* --- incidents -------------------------------------------------------------------------------- */

static const struct incident *newest(const struct analysis *a, enum incident_kind kind)
{
    const struct incident *i = analysis_incident(a, kind, 0);
    assert_non_null(i);
    assert_non_null(i->why);
    return i;
}

static void incidents_tell_where_and_why(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){100});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 2, 99, 99, 900);
    feed_start(a, "x", 2, 2, 99, 99, 900);
    for (int kind = 0; kind < INCIDENT_KINDS; kind++)
        assert_null(analysis_incident(a, (enum incident_kind)kind, 0));
    feed_crime(a, "x", 2, 3, 130);
    const struct incident *i = newest(a, INCIDENT_MISSING);
    assert_true(i->from.partition == 1 && i->from.offset == 3 && i->officer == 2);
    assert_true(i->seq == 1 && i->to_seq == 2 && i->at.s == 99);
    feed_clock(a, "x", 1, 2, 4, 140, false);
    i = newest(a, INCIDENT_MISSING);
    assert_true(i->from.partition == 0 && i->officer == 1 && i->seq == 1 && i->to_seq == 4);
    assert_int_equal(i->at.s, 129);
    feed_crime(a, "x", 1, 2, 120);
    i = newest(a, INCIDENT_LATE);
    assert_true(i->from.partition == 0 && i->from.offset == 2 && i->officer == 1 && i->seq == 2);
    assert_true(i->at.s == 129 && i->reported_at.s == 120);
    feed_crime(a, "x", 1, 2, 120);
    i = newest(a, INCIDENT_DUPLICATE);
    assert_true(i->seq == 2 && i->to_seq == 2 && i->reported_at.s == 120);
    assert_null(analysis_incident(a, INCIDENT_DUPLICATE, 1));
    analysis_note_undecodable(a, (struct origin){4, 70}, "no JSON");
    i = newest(a, INCIDENT_UNDECODABLE);
    assert_true(i->from.partition == 4 && i->from.offset == 70);
    assert_string_equal(i->why, "no JSON");
    assert_int_equal(i->reported_at.s, CIVIL_NEVER.s);
    assert_non_null(analysis_incident(a, INCIDENT_MISSING, 1));
    analysis_follow(a, text_of("y"));
    for (int kind = 0; kind < INCIDENT_KINDS; kind++) {
        bool is_the_topics = kind == INCIDENT_UNDECODABLE;
        assert_true(is_the_topics == (analysis_incident(a, (enum incident_kind)kind, 0) != NULL));
    }
    analysis_destroy(a);
}

/* --- the window before ------------------------------------------------------------------------ */

/* The window before is what the window was, its length ago; known from two lengths after the
 * beginning on, and as far as the log reaches. */
static void the_window_before_is_what_it_was_then(void **state)
{
    (void)state;
    enum { STEPS = 400, STEP_S = 10, WINDOWS = 3 };
    static const int64_t lengths[WINDOWS] = {100, 500, 1000};
    struct analysis_config config = {.window_count = WINDOWS, .keep_s = 1000};
    uint64_t totals[WINDOWS][STEPS];
    for (size_t w = 0; w < WINDOWS; w++)
        config.windows[w].length_s = lengths[w];
    struct analysis *a = analysis_create(&config);
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 999, 999, 99999);
    uint64_t seq = 0;
    for (int step = 0; step < STEPS; step++) {
        int64_t now = 1000 + (int64_t)step * STEP_S;
        for (int i = 0; i < step * 7 % 5; i++)
            feed_crime(a, "x", 1, ++seq, now - i);
        feed_clock(a, "x", 1, 1, seq, now, false);
        analysis_move(a, analysis_clock(a));
        for (size_t w = 0; w < WINDOWS; w++) {
            struct tally before;
            tally_init(&before, 1U << PLACE_AREA);
            bool known = analysis_window_before(a, w, &before);
            int64_t steps_ago = lengths[w] / STEP_S;
            totals[w][step] = analysis_window(a, w)->total;
            assert_int_equal(known, 2 * lengths[w] <= 1000 && now - 2 * lengths[w] >= 999);
            if (known)
                assert_int_equal(before.total, totals[w][step - steps_ago]);
            tally_finish(&before);
        }
    }
    analysis_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_joining_windows_fill_from_the_latest_first_time_heard),
        cmocka_unit_test(one_officer_that_was_joined_late_is_enough),
        cmocka_unit_test(a_run_that_continues_fills_unless_the_old_one_was_shown),
        cmocka_unit_test(foreign_windows_fill_unless_read_from_the_first_message),
        cmocka_unit_test(the_earliest_that_waits_and_the_latest_taken_in_are_known),
        cmocka_unit_test(an_officers_clock_years_ahead_moves_nobody_elses),
        cmocka_unit_test(continuing_forgets_what_was_after_it),
        cmocka_unit_test(another_circle_counts_what_the_log_holds_anew),
        cmocka_unit_test(incidents_tell_where_and_why),
        cmocka_unit_test(the_window_before_is_what_it_was_then),
    };
    return cmocka_run_group_tests_name("window/figures", tests, NULL, NULL);
}
