/* What every screen shows, at every size. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "blotter/ui/format.h"
#include "ui/keys.h"
#include "stage.h"

static void draw_texts(const struct stage *st, struct buffer *out)
{
    for (int y = 0; y < st->canvas.rows; y++) {
        stage_row(st, y, out);
        buffer_add_byte(out, '\n');
    }
}

/* Where the first YYYY-MM-DD stands; NULL when there is none. */
static const char *first_date(const char *text)
{
    for (; strlen(text) >= 10; text++)
        if (strspn(text, "0123456789") >= 4 && text[4] == '-' && text[7] == '-' &&
            byte_is_digit(text[9]))
            return text;
    return NULL;
}

static void assert_first_date(struct stage *st, int cols, int rows, const char *clock)
{
    struct buffer b = {0};
    stage_draw(st, cols, rows);
    draw_texts(st, &b);
    buffer_add_byte(&b, '\0');
    const char *date = first_date(b.data);
    if (date == NULL || strncmp(date, clock, strlen(clock)) != 0)
        fail_msg("%dx%d, tab %zu, state %d: %.20s", cols, rows, st->scene.tab, st->status.state,
                 date != NULL ? date : "none");
    buffer_free(&b);
}

static void the_clock_is_the_first_date_at_every_size(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h,6h,12h,90m,7d,31d", true);
    st.scene.topic = "2019-09-09 10:10";
    stage_play(&st, 50);
    snprintf(st.scene.news, sizeof st.scene.news, "2018-08-08");
    snprintf(st.status.problem, sizeof st.status.problem, "2017-07-07 07:07 is broken");
    char clock[FORMAT_SIZE];
    format_clock(st.at, clock);
    for (int cols = 40; cols <= 300; cols += 1 + cols / 10)
        for (int rows = 10; rows <= 100; rows += 1 + rows / 8)
            for (int turn = 0; turn < 2 * (int)tabs_count(&st.scene); turn++) {
                st.scene.tab = (size_t)turn % tabs_count(&st.scene);
                st.scene.help = turn == 8;
                st.status.state = (enum session_state)(SESSION_PLAYING + turn % 5);
                assert_first_date(&st, cols, rows, clock + 4);
            }
    stage_clear(&st);
}

static void the_state_has_a_word_at_every_size(void **state)
{
    (void)state;
    static const char *const words[] = {"starting", "loading", "waiting", "playing",
                                        "paused",   "ended",   "broken",  "quitting"};
    struct stage st;
    stage_set(&st, "1h,6h,12h", false);
    stage_play(&st, 5);
    for (int s = SESSION_STARTING; s <= SESSION_QUITTING; s++) {
        st.status.state = (enum session_state)s;
        stage_draw(&st, 40, 10);
        assert_true(stage_shows(&st, words[s]));
        stage_draw(&st, 300, 100);
        assert_true(stage_shows(&st, words[s]));
    }
    stage_clear(&st);
}

static void accounting_shows_only_when_it_is_not_clean(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h,6h,12h", true);
    stage_play(&st, 5);
    stage_draw(&st, 40, 10);
    assert_false(stage_shows(&st, "undecodable"));
    analysis_note_undecodable(st.analysis, (struct origin){0, 0}, "made up");
    for (int cols = 40; cols < 200; cols += 40) {
        stage_draw(&st, cols, 10);
        assert_true(stage_shows(&st, "1 undecodable"));
    }
    st.status.state = SESSION_BROKEN;
    snprintf(st.status.problem, sizeof st.status.problem, "the simulator died");
    stage_draw(&st, 40, 10);
    assert_true(stage_shows(&st, "1 undecodable"));
    assert_true(stage_shows(&st, "the simulator died"));
    assert_true(stage_shows(&st, "press r to start over"));
    stage_clear(&st);
}

static void an_end_that_does_not_add_up_is_said(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h,6h,12h", true);
    stage_play(&st, 5);
    uint64_t consumed = analysis_accounting(st.analysis).consumed;
    st.status.state = SESSION_ENDED;
    st.status.counts =
        (struct session_counts){.known = true, .produced = consumed, .acked = consumed};
    stage_draw(&st, 80, 24);
    assert_false(stage_shows(&st, "acknowledged"));
    st.status.counts.produced++;
    stage_draw(&st, 80, 24);
    assert_true(stage_shows(&st, "acknowledged"));
    stage_clear(&st);
}

static void empty_and_hostile_names(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h,6h,12h", true);
    stage_report(&st, (struct stage_report){"\033]0;owned\007", "\xff\xfe", "日本語\u0301\u202E"});
    stage_report(&st, (struct stage_report){"", "", ""});
    st.scene.topic = "\033[2J\n";
    for (int cols = 40; cols < 220; cols += 7)
        for (st.scene.tab = 0; st.scene.tab < 4; st.scene.tab++) {
            stage_draw(&st, cols, 24);
            assert_true(stage_shows(&st, "(none)"));
            for (int i = 0; i < st.canvas.cols * st.canvas.rows; i++) {
                const struct cell *cell = &st.canvas.cells[i];
                assert_true(cell->width == 0 || cell->ch[0] >= L' ');
                assert_true(cell->ch[0] != 0x7F && cell->ch[0] != 0x202E);
            }
        }
    stage_clear(&st);
}

/* No size, tab or state may reach outside of the canvas: the sanitizers watch. */
static void every_size_can_be_drawn(void **state)
{
    (void)state;
    static const char *const commands[12] = {
        "row down", "row page-down", "row last", "row open",    "row first", "row up",
        "zoom in",  "pan left",      "pan up",   "row page-up", "row leave", "row leave"};
    struct stage st;
    stage_set(&st, "1m,61m,31d", true);
    stage_play(&st, 60);
    stage_incidents(&st);
    journal_follow(st.journal, st.at, &st.status, st.analysis);
    snprintf(st.status.problem, sizeof st.status.problem, "%0200d", 0);
    for (int cols = 1; cols <= 300; cols += 1 + cols / 12)
        for (int rows = 1; rows <= 120; rows += 1 + rows / 10)
            for (int turn = 0; turn < 12; turn++) {
                st.scene.tab = (size_t)turn % tabs_count(&st.scene);
                st.scene.help = turn == 7;
                st.status.state = turn == 8 ? SESSION_BROKEN : SESSION_PLAYING;
                stage_draw(&st, cols, rows);
                stage_do(&st, commands[(cols + rows + turn) % 12]);
            }
    stage_clear(&st);
}

static void a_size_too_small_is_said(void **state)
{
    (void)state;
    struct stage st;
    stage_set(&st, "1h", true);
    stage_draw(&st, 39, 10);
    assert_true(stage_shows(&st, "blotter needs 40×10, this is 39×10"));
    stage_draw(&st, 30, 8);
    assert_true(stage_shows(&st, "blotter needs 40×10, this is"));
    assert_true(stage_shows(&st, "30×8"));
    stage_clear(&st);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_is_the_first_date_at_every_size),
        cmocka_unit_test(the_state_has_a_word_at_every_size),
        cmocka_unit_test(accounting_shows_only_when_it_is_not_clean),
        cmocka_unit_test(an_end_that_does_not_add_up_is_said),
        cmocka_unit_test(empty_and_hostile_names),
        cmocka_unit_test(every_size_can_be_drawn),
        cmocka_unit_test(a_size_too_small_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
