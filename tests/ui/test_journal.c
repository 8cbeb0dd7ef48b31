/* The journal: what is worth a line, what is kept, and that it stands still while it is read. */
#include "ui/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stage.h"

static const civil_time real = {1700000000};

static void follow(struct stage *st)
{
    journal_follow(st->journal, real, &st->status, st->analysis);
}

static void assert_newest(struct stage *st, enum happening what, const char *text)
{
    const struct journal_line *line = journal_line(st->journal, 0);
    assert_non_null(line);
    assert_string_equal(line->text, text);
    assert_int_equal(line->what, what);
    assert_int_equal(line->real.s, real.s);
}

static void changes_of_the_session_are_lines(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    st.status.state = SESSION_LOADING;
    follow(&st);
    assert_newest(&st, HAPPENING_STATE, "the files are being read");
    stage_play(&st, 1);
    st.status.state = SESSION_PLAYING;
    follow(&st);
    assert_newest(&st, HAPPENING_RUN, "run from Sun 2023-01-01 00:39, 18,460 reports in all");
    st.status.speed.ms_per_s *= 2;
    follow(&st);
    assert_newest(&st, HAPPENING_SPEED, "6 h/s");
    st.status.seeking = true;
    st.status.seek_to = st.at;
    follow(&st);
    assert_newest(&st, HAPPENING_SEEK, "to Sun 2023-01-01 01:39");
    st.status.state = SESSION_PAUSED;
    follow(&st);
    assert_newest(&st, HAPPENING_STATE, "paused");
    size_t count = journal_count(st.journal);
    follow(&st);
    assert_int_equal(journal_count(st.journal), count);
    stage_clear(&st);
}

/* What the session tells as news when it breaks is one line, and a fault. */
static void a_fault_is_told_once(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    follow(&st);
    size_t before = journal_count(st.journal);
    snprintf(st.status.problem, sizeof st.status.problem, "the simulator died");
    journal_add_news(st.journal, real, st.at, st.status.problem);
    assert_newest(&st, HAPPENING_NEWS, "the simulator died");
    st.status.state = SESSION_BROKEN;
    follow(&st);
    assert_newest(&st, HAPPENING_FAULT, "the simulator died");
    assert_int_equal(journal_count(st.journal), before + 1);
    stage_clear(&st);
}

static void incidents_have_place_and_reason(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    follow(&st);
    analysis_note_undecodable(st.analysis, (struct origin){2, 77}, "no JSON");
    follow(&st);
    assert_newest(&st, HAPPENING_UNDECODABLE, "no JSON, partition 2 offset 77");
    stage_clear(&st);
}

static void at_the_end_stands_what_was_done_on_purpose_and_found(void **state)
{
    (void)state;
    struct stage st;
    struct fault_counts *injected = &st.status.counts.injected;
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    analysis_note_undecodable(st.analysis, (struct origin){2, 77}, "no JSON");
    *injected = (struct fault_counts){.kinds = 1 << FAULT_GARBLED | 1 << FAULT_SILENT};
    injected->of[FAULT_GARBLED] = 1;
    injected->of[FAULT_SILENT] = 3;
    st.status.state = SESSION_ENDED;
    follow(&st);
    assert_newest(&st, HAPPENING_NEWS, "on purpose, all found: 1 garbled, 3 silent");
    st.status.state = SESSION_PLAYING;
    follow(&st);
    injected->of[FAULT_GARBLED] = 2;
    st.status.state = SESSION_ENDED;
    follow(&st);
    assert_newest(&st, HAPPENING_NEWS, "on purpose: 2 garbled (found: 1), 3 silent");
    stage_clear(&st);
}

/* However many incidents come at once, the newest of them are kept, in order, and no other line is
 * pushed out. */
static void a_flood_is_bounded(void **state)
{
    (void)state;
    enum { FLOOD = 1000 };
    struct stage st;
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    follow(&st);
    size_t before = journal_count(st.journal);
    for (int i = 0; i < FLOOD; i++)
        analysis_note_undecodable(st.analysis, (struct origin){0, i}, "no JSON");
    follow(&st);
    assert_int_equal(journal_count(st.journal), before + INCIDENTS_KEPT);
    assert_newest(&st, HAPPENING_UNDECODABLE, "no JSON, partition 0 offset 999");
    for (int i = 0; i < 2 * JOURNAL_EVENTS; i++)
        journal_add_news(st.journal, real, st.at, "news");
    assert_int_equal(journal_count(st.journal), JOURNAL_EVENTS + INCIDENTS_KEPT);
    assert_null(journal_line(st.journal, JOURNAL_EVENTS + INCIDENTS_KEPT));
    assert_string_equal(journal_line(st.journal, JOURNAL_EVENTS)->text,
                        "no JSON, partition 0 offset 999");
    assert_string_equal(journal_line(st.journal, JOURNAL_EVENTS + 99)->text,
                        "no JSON, partition 0 offset 900");
    stage_clear(&st);
}

static void it_stands_still_while_it_is_read(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    journal_add_news(st.journal, real, st.at, "first");
    assert_null(journal_do(st.journal, LIST_DOWN, 5));
    for (int i = 0; i < 2 * JOURNAL_EVENTS; i++)
        journal_add_news(st.journal, real, st.at, "more");
    assert_newest(&st, HAPPENING_NEWS, "first");
    assert_int_equal(journal_newer(st.journal), 2 * JOURNAL_EVENTS);
    assert_null(journal_do(st.journal, LIST_LEAVE, 5));
    assert_newest(&st, HAPPENING_NEWS, "more");
    stage_clear(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_of_the_session_are_lines),
        cmocka_unit_test(a_fault_is_told_once),
        cmocka_unit_test(incidents_have_place_and_reason),
        cmocka_unit_test(a_flood_is_bounded),
        cmocka_unit_test(it_stands_still_while_it_is_read),
        cmocka_unit_test(at_the_end_stands_what_was_done_on_purpose_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
