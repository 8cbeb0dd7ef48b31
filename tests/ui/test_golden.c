/* Golden screens: each a row of the table, drawn in process and compared with golden/NAME.txt.
 * BLOTTER_ACCEPT=1 accepts what is drawn now; `git diff` shows what that changes. */
#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <locale.h>

#include "ui/keys.h"
#include "stage.h"

struct golden {
    const char *name;
    void (*set)(struct stage *st);
    int cols, rows;
    bool ascii;
};

static void live(struct stage *st)
{
    stage_play(st, 100);
}

static void start(struct stage *st)
{
    st->status = (struct session_status){.state = SESSION_STARTING, .speed = st->status.speed};
}

static void note_progress(struct stage *st, uint64_t ms, const struct session_load *at)
{
    progress_note(&st->progress, (mono_time){NS_PER_S + ms * NS_PER_MS}, at);
}

static void loading(struct stage *st)
{
    start(st);
    st->status.state = SESSION_LOADING;
    st->status.brokers = 3;
    note_progress(st, 0, &(struct session_load){false, 4300000, 10000000, 17200});
}

/* Half a second later it is known how fast that is. */
static void loading_measured(struct stage *st)
{
    loading(st);
    note_progress(st, 500, &(struct session_load){false, 5100000, 10000000, 20400});
}

static void loading_pipe(struct stage *st)
{
    start(st);
    st->status.state = SESSION_LOADING;
    note_progress(st, 0, &(struct session_load){false, 4300000, 0, 17200});
    note_progress(st, 500, &(struct session_load){false, 5100000, 0, 20400});
}

static void sorting(struct stage *st)
{
    loading_measured(st);
    note_progress(st, 600, &(struct session_load){true, 20000000, 90000000, 0});
    note_progress(st, 1200, &(struct session_load){true, 40000000, 90000000, 0});
}

static void slower(struct stage *st)
{
    live(st);
    st->scene.achieved_known = true;
    st->scene.achieved_ms_per_s = 2.1 * 3600e3;
}

static void at_max(struct stage *st)
{
    live(st);
    st->status.speed = (struct speed){0};
    st->scene.achieved_known = true;
    st->scene.achieved_ms_per_s = 3.4 * 86400e3;
}

static void at_a_rate(struct stage *st)
{
    live(st);
    st->status.speed = (struct speed){.rate = 120};
    st->scene.achieved_known = true;
    st->scene.achieved_ms_per_s = 3.4 * 86400e3;
}

static void behind_a_rate(struct stage *st)
{
    at_a_rate(st);
    st->status.schedule_lag_ms = 3200;
}

static void said(struct stage *st)
{
    live(st);
    st->scene.said = "24 reports in 6 h, and 8 fewer than in the 6 h before. Space goes on.";
}

static void paused(struct stage *st)
{
    live(st);
    st->status.state = SESSION_PAUSED;
    st->status.paused = true;
}

static void ended(struct stage *st)
{
    live(st);
    st->status.state = SESSION_ENDED;
    st->status.counts = (struct session_counts){.known = true, .produced = 700, .acked = 698};
    st->status.counts.rejected_date = 3;
}

static void broken(struct stage *st)
{
    live(st);
    st->status.state = SESSION_BROKEN;
    snprintf(st->status.problem, sizeof st->status.problem,
             "the simulator died: killed by signal 9 (Killed)");
    snprintf(st->scene.news, sizeof st->scene.news, "the simulator died");
    analysis_note_undecodable(st->analysis, (struct origin){0, 0}, "made up");
}

static void window_12h(struct stage *st)
{
    live(st);
    st->scene.tab = 3;
}

static void window_1h(struct stage *st)
{
    live(st);
    st->scene.tab = 1;
}

/* Joined in the middle six hours ago, and three reports have come too late. */
static void filling_and_late(struct stage *st)
{
    st->joined = true;
    stage_play(st, 6);
    stage_incidents(st);
    st->scene.tab = 3;
}

static void by_address(struct stage *st)
{
    window_12h(st);
    analysis_set_place(st->analysis, PLACE_ADDRESS);
}

/* Some reports down, and an hour has passed since. */
static void held(struct stage *st)
{
    live(st);
    for (int i = 0; i < 3; i++)
        stage_do(st, "row down");
    stage_play(st, 1);
}

static void opened(struct stage *st)
{
    held(st);
    stage_do(st, "row open");
}

static void map(struct stage *st)
{
    live(st);
    st->scene.tab = 4;
}

static void patterns(struct stage *st)
{
    live(st);
    st->scene.tab = 5;
}

/* Zoomed in, a report selected, moved away a little. */
static void map_held(struct stage *st)
{
    map(st);
    static const char *const commands[] = {"zoom in",  "zoom in", "row down",
                                           "row down", "pan up",  "pan left"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        stage_do(st, commands[i]);
}

static void follow(struct stage *st, int64_t second)
{
    civil_time real = {1669420800 + second}; /* a day, at midnight */
    journal_follow(st->journal, real, &st->status, st->analysis);
}

/* An evening on which everything happens. */
static void happenings(struct stage *st)
{
    st->status.state = SESSION_LOADING;
    follow(st, 67320);
    stage_play(st, 50);
    st->status.state = SESSION_PLAYING;
    follow(st, 67325);
    st->status.speed.ms_per_s *= 2;
    follow(st, 67330);
    stage_play(st, 20);
    stage_incidents(st);
    follow(st, 67342);
    stage_play(st, 30);
    st->status.seeking = true;
    st->status.seek_to = civil_add(st->at, 86400);
    follow(st, 67360);
    journal_add_news(st->journal, (civil_time){1669420800 + 67371}, st->at,
                     "broker 2 (127.0.0.1:40123) is down: connection refused, trying again");
    snprintf(st->status.problem, sizeof st->status.problem,
             "the simulator died: killed by signal 9 (Killed)");
    st->status.state = SESSION_BROKEN;
    follow(st, 67380);
    st->status.state = SESSION_PLAYING;
    follow(st, 67390);
    st->status.speed.ms_per_s /= 2;
    stage_show_tab(st, "Log");
}

/* Two hundred hours of them; a wide screen has more of the trends. */
static void alerts(struct stage *st)
{
    static const char *const rules[] = {
        "robberies: ROBBERY >= 4 in 6h for 30m keep 2h", "areas: BURGLARY >= 6 in 6h by area",
        "surge: total >= 1.6x in 6h", "month: total < 9 in 31d", NULL};
    stage_set_rules(st, rules);
    stage_play(st, 200);
    stage_show_tab(st, "Alerts");
}

static void alerts_held(struct stage *st)
{
    alerts(st);
    for (int i = 0; i < 4; i++)
        stage_do(st, "row down");
}

/* Joined in the middle: since when a value is as it is, nobody knows. */
static void alerts_joined(struct stage *st)
{
    static const char *const rules[] = {"much: total > 1 in 1h keep 6h",
                                        "areas: total >= 2 in 2h by area", "day: total > 5 in 1d",
                                        NULL};
    st->joined = true;
    stage_set_rules(st, rules);
    stage_play(st, 12);
    stage_show_tab(st, "Alerts");
}

static void log_held(struct stage *st)
{
    happenings(st);
    for (int i = 0; i < 6; i++)
        stage_do(st, "row down");
    journal_add_news(st->journal, (civil_time){1669420800 + 67400}, st->at, "one more");
}

static void log_open(struct stage *st)
{
    log_held(st);
    stage_do(st, "row open");
}

static void help(struct stage *st)
{
    live(st);
    st->scene.help = true;
}

static void note(struct stage *st)
{
    live(st);
    snprintf(st->scene.note, sizeof st->scene.note, "no key Z; ? for help");
}

static void ask(struct stage *st, enum question question, const char *typed)
{
    live(st);
    asking_begin(&st->scene.asking, question, text_of(typed));
}

static void go(struct stage *st)
{
    ask(st, QUESTION_TIME, "2023-01-05 14:30");
    st->scene.asking.prompt.at = 5;
}

static void go_wrong(struct stage *st)
{
    ask(st, QUESTION_TIME, "someday");
    error_set(&st->scene.asking.error, "Not a time. Try 2023-01-05 14:30");
}

static void near_long(struct stage *st)
{
    ask(st, QUESTION_NEAR, "34.021861000000000000,-118.282942000000000000,0.02");
}

static void find(struct stage *st)
{
    ask(st, QUESTION_HELP, "seek");
    st->scene.help = true;
}

static void find_nothing(struct stage *st)
{
    help(st);
    snprintf(st->scene.find, FIND_SIZE, "日本語 nothing like it");
}

static void filtered(struct stage *st)
{
    live(st);
    analysis_set_filter(st->analysis, "robbery");
    rate_note(&st->rate, st->analysis);
    stage_play(st, 3);
}

static void filtered_window(struct stage *st)
{
    filtered(st);
    st->scene.tab = 3;
}

static void ask_filter(struct stage *st)
{
    ask(st, QUESTION_FILTER, "7TH");
}

static const struct golden goldens[] = {
    {"live-80x24", live, 80, 24, false},
    {"live-120x40", live, 120, 40, false},
    {"live-200x60", live, 200, 60, false},
    {"live-40x10", live, 40, 10, false},
    {"live-60x30", live, 60, 30, false},
    {"live-80x24-ascii", live, 80, 24, true},
    {"live-40x10-ascii", live, 40, 10, true},
    {"live-120x40-ascii", live, 120, 40, true},
    {"live-slower-80x24", slower, 80, 24, false},
    {"live-max-40x10", at_max, 40, 10, false},
    {"live-rate-80x24", at_a_rate, 80, 24, false},
    {"live-said-80x24", said, 80, 24, false},
    {"live-said-40x10", said, 40, 10, false},
    {"live-rate-40x10", behind_a_rate, 40, 10, false},
    {"window-12h-80x24", window_12h, 80, 24, false},
    {"window-12h-120x40", window_12h, 120, 40, false},
    {"window-12h-200x60", window_12h, 200, 60, false},
    {"window-12h-40x10", window_12h, 40, 10, false},
    {"window-1h-80x24", window_1h, 80, 24, false},
    {"window-12h-80x24-ascii", window_12h, 80, 24, true},
    {"window-12h-120x40-ascii", window_12h, 120, 40, true},
    {"window-12h-40x10-ascii", window_12h, 40, 10, true},
    {"window-filling-80x24", filling_and_late, 80, 24, false},
    {"window-filling-40x10", filling_and_late, 40, 10, false},
    {"window-address-80x24", by_address, 80, 24, false},
    {"live-held-80x24", held, 80, 24, false},
    {"live-held-120x40", held, 120, 40, false},
    {"live-held-40x10", held, 40, 10, false},
    {"live-held-80x24-ascii", held, 80, 24, true},
    {"live-open-80x24", opened, 80, 24, false},
    {"live-open-40x10", opened, 40, 10, false},
    {"map-80x24", map, 80, 24, false},
    {"map-120x40", map, 120, 40, false},
    {"map-200x60", map, 200, 60, false},
    {"map-40x10", map, 40, 10, false},
    {"map-80x24-ascii", map, 80, 24, true},
    {"map-40x10-ascii", map, 40, 10, true},
    {"map-120x40-ascii", map, 120, 40, true},
    {"patterns-80x24", patterns, 80, 24, false},
    {"patterns-120x40", patterns, 120, 40, false},
    {"patterns-200x60", patterns, 200, 60, false},
    {"patterns-40x10", patterns, 40, 10, false},
    {"patterns-80x24-ascii", patterns, 80, 24, true},
    {"map-held-40x10", map_held, 40, 10, false},
    {"map-held-80x24", map_held, 80, 24, false},
    {"alerts-80x24", alerts, 80, 24, false},
    {"alerts-120x40", alerts, 120, 40, false},
    {"alerts-40x10", alerts, 40, 10, false},
    {"alerts-80x24-ascii", alerts, 80, 24, true},
    {"alerts-held-80x24", alerts_held, 80, 24, false},
    {"alerts-joined-120x40", alerts_joined, 120, 40, false},
    {"log-80x24", happenings, 80, 24, false},
    {"log-120x40", happenings, 120, 40, false},
    {"log-40x10", happenings, 40, 10, false},
    {"log-80x24-ascii", happenings, 80, 24, true},
    {"log-120x40-ascii", happenings, 120, 40, true},
    {"log-40x10-ascii", happenings, 40, 10, true},
    {"log-held-80x24", log_held, 80, 24, false},
    {"log-open-80x24", log_open, 80, 24, false},
    {"log-open-40x10", log_open, 40, 10, false},
    {"help-80x24", help, 80, 24, false},
    {"help-40x10", help, 40, 10, false},
    {"help-80x24-ascii", help, 80, 24, true},
    {"starting-80x24", start, 80, 24, false},
    {"loading-80x24", loading, 80, 24, false},
    {"loading-40x10", loading, 40, 10, false},
    {"loading-measured-80x24", loading_measured, 80, 24, false},
    {"loading-measured-40x10", loading_measured, 40, 10, false},
    {"loading-measured-80x24-ascii", loading_measured, 80, 24, true},
    {"loading-pipe-80x24", loading_pipe, 80, 24, false},
    {"loading-pipe-40x10", loading_pipe, 40, 10, false},
    {"sorting-80x24", sorting, 80, 24, false},
    {"paused-80x24", paused, 80, 24, false},
    {"paused-40x10-ascii", paused, 40, 10, true},
    {"ended-80x24", ended, 80, 24, false},
    {"broken-80x24", broken, 80, 24, false},
    {"broken-40x10", broken, 40, 10, false},
    {"note-80x24", note, 80, 24, false},
    {"go-80x24", go, 80, 24, false},
    {"go-40x10", go, 40, 10, false},
    {"go-wrong-80x24", go_wrong, 80, 24, false},
    {"go-wrong-40x10-ascii", go_wrong, 40, 10, true},
    {"near-40x10", near_long, 40, 10, false},
    {"filter-80x24", ask_filter, 80, 24, false},
    {"filtered-80x24", filtered, 80, 24, false},
    {"filtered-40x10", filtered, 40, 10, false},
    {"filtered-window-80x24", filtered_window, 80, 24, false},
    {"find-80x24", find, 80, 24, false},
    {"find-40x10", find, 40, 10, false},
    {"find-nothing-80x24", find_nothing, 80, 24, false},
    {"too-small-30x8", live, 30, 8, false},
};

static void golden_screens(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof goldens[0]; i++) {
        struct stage st;
        stage_set(&st, "1h,6h,12h", !goldens[i].ascii);
        canvas_resize(&st.canvas, goldens[i].cols, goldens[i].rows);
        goldens[i].set(&st);
        stage_draw(&st, goldens[i].cols, goldens[i].rows);
        stage_assert_golden(&st, goldens[i].name);
        stage_clear(&st);
    }
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden_screens)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
