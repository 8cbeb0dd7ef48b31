#include "pipeline.h"

#include <inttypes.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "blotter/session/session.h"
#include "bar.h"
#include "commands.h"
#include "held_output.h"
#include "output.h"
#include "ticks.h"

/* One after the other. */
enum pipeline_phase {
    PHASE_TICKS,    /* until all are out, or there will be no more */
    PHASE_FLUSHING, /* until the reader has taken them */
    PHASE_QUITTING, /* until the children have ended */
    PHASE_SUMMARY,  /* until the reader has taken that */
};

struct pipeline {
    uv_loop_t loop;
    uv_idle_t next_turn; /* on while there is more to put */
    mono_time turn_began;
    enum pipeline_phase phase;
    const struct settings *settings;
    const struct printer *printer;
    struct session *session;
    uv_signal_t interrupt, terminate, hangup;
    struct ticks ticks;
    uint64_t beginnings; /* of the figures that the ticks are of */
    bool failed;
    bool hurries;  /* a signal has come: nothing is waited for */
    bool unread;   /* nobody reads the output any more, or it cannot be written */
    bool begun;    /* what stands before the first tick is out */
    bool printing; /* a tick is, and the figures stand at it */
    bool printed;  /* what is without ticks is out */
    struct output output;
    struct held_output held;
    struct buffer text;  /* what is to be put next */
    struct buffer shown; /* the same for a terminal */
    enum utf8_reader reader;
    bool waits; /* for silent officers, since waits_since */
    mono_time waits_since;
    bool loading; /* when the status was last looked at */
    struct bar bar;
};

/* The readers first, who have to have it before a checkpoint says so; then the children, then the
 * summary (on_quit). */
static void go_on_ending(struct pipeline *c)
{
    if (!output_is_out(&c->output))
        return;
    if (c->phase == PHASE_FLUSHING) {
        if (!c->hurries && !session_alerts_are_out(c->session))
            return;
        c->phase = PHASE_QUITTING;
        session_quit(c->session);
    } else if (c->phase == PHASE_SUMMARY) {
        uv_stop(&c->loop);
    }
}

static bool is_ending(const struct pipeline *c)
{
    return c->phase != PHASE_TICKS;
}

static void finish(struct pipeline *c)
{
    if (is_ending(c))
        return;
    if (c->printing && c->printer->stop != NULL)
        c->printer->stop(c->printer->user);
    c->phase = PHASE_FLUSHING;
    go_on_ending(c);
}

static void fail(struct pipeline *c, const struct error *err)
{
    c->failed = true;
    bar_clear(&c->bar);
    command_fail(err);
    finish(c);
}

/* Empty, but for what stands before the first of all. */
struct buffer *pipeline_next_text(struct pipeline *c)
{
    const struct printer *p = c->printer;
    c->text.len = 0;
    if (!c->begun)
        p->begin(p->user, &c->text, session_analysis(c->session));
    c->begun = true;
    return &c->text;
}

static void stop_putting(struct pipeline *c, const struct error *err)
{
    bool is_news = err->status != EXIT_STATUS_OK && !c->unread && !c->failed;
    c->unread = true;
    if (is_news)
        fail(c, err);
    finish(c);
}

/* Of a topic that others feed nothing is out before its end has been seen: a newer run may come. */
static bool holds_back(const struct pipeline *c)
{
    const struct session_status *status = session_status(c->session);
    return status->attached && !status->caught_up && !is_ending(c);
}

/* What a tick that was begun before the end was seen says behind it comes behind what is held. */
static bool has_unreleased(const struct pipeline *c)
{
    return c->held.file != NULL && !c->held.is_read && !is_ending(c);
}

/* Takes what stands in c->text. */
static void put_text(struct pipeline *c)
{
    struct error err = {0};
    struct text text = buffer_text(&c->text);
    if (c->unread)
        return;
    session_hold_checkpoints(c->session, true);
    bool ok = holds_back(c) || has_unreleased(c) ? held_output_put(&c->held, text, &err)
                                                 : output_put(&c->output, text, &err);
    if (!ok)
        stop_putting(c, &err);
}

void pipeline_put(struct pipeline *c)
{
    if (c->reader != UTF8_FOR_PROGRAM) {
        c->shown.len = 0;
        utf8_add_for(&c->shown, buffer_text(&c->text), c->reader);
        c->text.len = 0;
        buffer_add(&c->text, buffer_text(&c->shown));
    }
    put_text(c);
}

/* --- turns of the loop ----------------------------------------------------------------------- */

static void on_change(void *user);

static void on_next_turn(uv_idle_t *idle)
{
    uv_idle_stop(idle);
    on_change(idle->data);
}

/* May more be put in this turn? If not, it is gone on with in the next one, or when the reader has
 * taken some: between turns signals are heard. */
static bool has_time(struct pipeline *c)
{
    enum { TURN_MS = 10 };
    if (!output_has_room(&c->output) || !session_has_room_for_alerts(c->session))
        return false;
    if (mono_ms_between(c->turn_began, mono_now()) < TURN_MS)
        return true;
    uv_idle_start(&c->next_turn, on_next_turn);
    return false;
}

/* Until all is out that the figures have got to, what is held back included. */
static void hold_checkpoints(struct pipeline *c)
{
    struct error ignored;
    session_hold_checkpoints(c->session, !output_is_sound(&c->output, &ignored) || c->printing ||
                                             c->held.file != NULL || !output_is_out(&c->output));
}

static void on_moved(void *user)
{
    struct pipeline *c = user;
    struct error err = {0};
    bool sound = output_is_sound(&c->output, &err);
    hold_checkpoints(c);
    if (!sound)
        stop_putting(c, &err);
    if (is_ending(c))
        go_on_ending(c);
    else
        on_change(c);
}

/* --- ticks ------------------------------------------------------------------------------------ */

/* Puts what was held back. True when nothing is left of it. */
static bool release(struct pipeline *c)
{
    struct error err = {0};
    bool some = c->held.file != NULL;
    while (c->held.file != NULL && !c->unread) {
        if (!has_time(c))
            return false;
        c->text.len = 0;
        if (held_output_read(&c->held, &c->text, &err))
            put_text(c);
        else
            stop_putting(c, &err);
    }
    if (some)
        hold_checkpoints(c);
    return !is_ending(c);
}

static void drop_held(struct pipeline *c)
{
    if (c->held.file == NULL)
        return;
    held_output_drop(&c->held);
    c->begun = false;
}

/* Towards the next tick, by a day at most; true when it is reached. */
static bool move(struct pipeline *c, struct analysis *a)
{
    civil_time first;
    civil_time to = c->ticks.next;
    if (analysis_first_waiting(a, &first))
        to = civil_earlier(to, civil_add(first, CIVIL_DAY_S));
    analysis_move(a, to);
    if (c->printer->moved != NULL)
        c->printer->moved(c->printer->user, c);
    return to.s == c->ticks.next.s;
}

/* True when the tick that the figures stand at is out. */
static bool print(struct pipeline *c)
{
    struct error err;
    c->printing = true;
    session_hold_checkpoints(c->session, true); /* the figures have got there already */
    if (is_ending(c) || !has_time(c))
        return false;
    enum printed printed = c->printer->tick(c->printer->user, pipeline_next_text(c), c, &err);
    if (c->text.len > 0)
        pipeline_put(c);
    c->printing = printed == PRINTED_NOT_YET;
    if (printed == PRINTED_FAILED)
        fail(c, &err);
    return printed == PRINTED;
}

static bool finish_tick(struct pipeline *c)
{
    if (!print(c))
        return false;
    analysis_next_batch(session_analysis(c->session));
    ticks_advance(&c->ticks);
    return true;
}

/* True when it is out. */
static bool tick(struct pipeline *c)
{
    struct analysis *a = session_analysis(c->session);
    do
        if (!has_time(c))
            return false;
    while (!move(c, a));
    return finish_tick(c);
}

/* Of what has no ticks, the whole, when all has come. */
static bool print_once(struct pipeline *c, struct analysis *a)
{
    if (!c->printing && !c->printed)
        analysis_move(a, analysis_last_report(a));
    c->printed = c->printed || print(c);
    return c->printed;
}

/* The last time that is known to be ticked up to, before the clock has come there: so nothing is
 * out of what are too many. Of a topic that others feed the run's own word for it is not taken. */
static civil_time known_end(const struct pipeline *c, const struct analysis *a)
{
    civil_time last = analysis_last_report(a);
    bool own = !session_status(c->session)->attached;
    return own ? civil_later(last, analysis_until(a)) : last;
}

/* Those up to `to`, which is not later than the clock, or there will be no more. True when all of
 * them are out. */
static bool put_ticks(struct pipeline *c, struct analysis *a, civil_time to)
{
    struct error err;
    if (!c->printer->has_ticks)
        return true;
    while (ticks_are_due(&c->ticks, a, to)) {
        if (!ticks_are_few(&c->ticks, civil_later(known_end(c, a), to), &err))
            fail(c, &err);
        if (is_ending(c) || !tick(c))
            return false;
    }
    return true;
}

/* Another run is shown, or the same from its beginning again. What is held back was of the run
 * before; what is out stays. */
static void follow_figures(struct pipeline *c, const struct session_status *status)
{
    if (c->beginnings == status->beginnings)
        return;
    c->beginnings = status->beginnings;
    ticks_forget(&c->ticks);
    drop_held(c);
}

/* Of a topic that others feed all is read when its end as it was at the beginning has come. */
static bool has_all(const struct pipeline *c, const struct session_status *status)
{
    if (status->attached)
        return status->caught_up && !c->settings->follow;
    return status->state == SESSION_ENDED;
}

/* What is left up to the last report and the first tick at or after it. True when that is out. */
static bool end_ticks(struct pipeline *c, struct analysis *a)
{
    if (!c->printer->has_ticks)
        return print_once(c, a);
    return put_ticks(c, a, analysis_last_report(a)) && (!ticks_are_left(&c->ticks, a) || tick(c));
}

enum { RUN_SHOWN = 64 }; /* bytes of its name, which may be of any length */

/* Why no report was counted, as far as that is known. */
static void fail_empty(struct pipeline *c, const struct analysis *a)
{
    struct accounting sums = analysis_accounting(a);
    const struct incident *bad = analysis_incident(a, INCIDENT_UNDECODABLE, 0);
    struct text run = analysis_run(a);
    struct buffer why = {0};
    struct error err;
    int run_len = run.len < RUN_SHOWN ? (int)run.len : RUN_SHOWN;
    if (run.len > 0)
        buffer_printf(&why, "; its newest run, %.*s, has none", run_len, run.ptr);
    if (sums.stale > 0)
        buffer_printf(&why, "; messages of other runs: %" PRIu64, sums.stale);
    if (bad != NULL)
        buffer_printf(&why, "; messages that cannot be read: %" PRIu64 ", the last one: %s",
                      sums.undecodable, bad->why);
    error_set(&err, "topic %s: no crime report was counted%.*s", c->settings->topic, (int)why.len,
              why.data);
    buffer_free(&why);
    fail(c, &err);
}

static void end(struct pipeline *c, struct analysis *a)
{
    if (analysis_last_report(a).s == CIVIL_NEVER.s)
        fail_empty(c, a);
    else if (end_ticks(c, a))
        finish(c);
}

/* With --follow another run may come, but of this one there will be no more. */
static bool is_complete(const struct session_status *status, const struct analysis *a)
{
    return status->state == SESSION_ENDED && analysis_clock(a).s >= analysis_until(a).s;
}

/* --idle: silent is who has said nothing for SILENT_AFTER_MS, so that much has passed already. */
static void give_up_waiting(struct pipeline *c)
{
    uint32_t officers[16];
    size_t count = session_silent(c->session, officers, sizeof officers / sizeof officers[0]);
    if (!c->waits)
        c->waits_since = mono_now();
    c->waits = count > 0;
    int64_t waited_ms = (int64_t)mono_ms_between(c->waits_since, mono_now()) + SILENT_AFTER_MS;
    if (!c->waits || c->settings->idle_ms == 0 || waited_ms < c->settings->idle_ms)
        return;
    for (size_t i = 0; i < count; i++) {
        char text[80];
        snprintf(text, sizeof text, "officer %" PRIu32 " is silent; going on without", officers[i]);
        command_warn(text);
        session_go_on_without(c->session, officers[i]);
    }
}

static void show_loading(struct pipeline *c, const struct session_status *status)
{
    bool loading = status->state == SESSION_LOADING;
    if (loading && !c->loading)
        bar_begin(&c->bar);
    if (loading)
        bar_show(&c->bar, &status->load);
    else
        bar_clear(&c->bar);
    c->loading = loading;
}

/* Of all ticks that can be out. True when they are. */
static bool put_due(struct pipeline *c, struct analysis *a, const struct session_status *status)
{
    if (c->printing && c->printer->has_ticks && !finish_tick(c))
        return false;
    follow_figures(c, status);
    c->ticks.goes_on = status->goes_on;
    return (!status->caught_up || release(c)) && put_ticks(c, a, session_final(c->session));
}

static void on_change(void *user)
{
    struct pipeline *c = user;
    if (c->session == NULL)
        return;
    if (is_ending(c)) {
        go_on_ending(c);
        return;
    }
    c->turn_began = mono_now();
    const struct session_status *status = session_status(c->session);
    show_loading(c, status);
    struct analysis *a = session_analysis(c->session);
    bool all_out = put_due(c, a, status);
    if (session_wait_for_figures(c->session, !all_out)) {
        uv_idle_start(&c->next_turn, on_next_turn); /* what is above may be otherwise now */
        return;
    }
    if (!all_out || is_ending(c))
        return;
    if (status->state == SESSION_BROKEN) {
        c->failed = true;
        finish(c);
    } else if (has_all(c, status)) {
        end(c, a);
    } else if (!is_complete(status, a) || end_ticks(c, a)) {
        give_up_waiting(c);
    }
}

static void on_log(void *user, const char *text)
{
    struct pipeline *c = user;
    bar_clear(&c->bar);
    command_warn(text);
}

/* The summary, and with it the whole output. */
static void on_quit(void *user)
{
    struct pipeline *c = user;
    c->phase = PHASE_SUMMARY;
    if (c->held.file != NULL && !c->held.is_read)
        drop_held(c);
    const struct session_status *status = session_status(c->session);
    if (status->opened || !status->hopeless) {
        c->printer->summary(c->printer->user, pipeline_next_text(c), c->session);
        pipeline_put(c);
    }
    go_on_ending(c);
}

static void on_signal(uv_signal_t *handle, int signal)
{
    struct pipeline *c = handle->data;
    output_hurry(&c->output);
    c->hurries = true;
    if (!c->settings->follow && !is_ending(c)) {
        struct error err;
        error_set(&err, "ended early: %s", strsignal(signal));
        bar_clear(&c->bar);
        command_fail(&err);
        c->failed = true;
    }
    finish(c);
    go_on_ending(c);
}

static void watch_signal(struct pipeline *c, uv_signal_t *handle, int signal)
{
    uv_signal_init(&c->loop, handle);
    handle->data = c;
    uv_signal_start(handle, on_signal, signal);
}

/* A topic without clocks promises nothing. */
static bool is_clean(const struct session_status *status, const struct accounting *a)
{
    return status->foreign ||
           (a->missing == 0 && a->duplicate == 0 && a->late == 0 && a->undecodable == 0);
}

/* An exit status alone would not say what was wrong. */
static void tell_unclean(const struct accounting *a)
{
    const struct {
        uint64_t count;
        const char *what;
    } found[] = {{a->missing, "missing"},
                 {a->duplicate, "duplicate"},
                 {a->late, "late"},
                 {a->undecodable, "undecodable"}};
    struct buffer line = {0};
    bool is_first = true;
    buffer_printf(&line, "not all was well on the topic");
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        if (found[i].count > 0) {
            buffer_printf(&line, "%s %ju %s", is_first ? ":" : ",", (uintmax_t)found[i].count,
                          found[i].what);
            is_first = false;
        }
    buffer_add_byte(&line, '\0');
    command_warn(line.data);
    buffer_free(&line);
}

static void watch(struct pipeline *c)
{
    watch_signal(c, &c->interrupt, SIGINT);
    watch_signal(c, &c->terminate, SIGTERM);
    watch_signal(c, &c->hangup, SIGHUP);
    uv_idle_init(&c->loop, &c->next_turn);
    c->next_turn.data = c;
}

static void stop_watching(struct pipeline *c)
{
    uv_close((uv_handle_t *)&c->interrupt, NULL);
    uv_close((uv_handle_t *)&c->terminate, NULL);
    uv_close((uv_handle_t *)&c->hangup, NULL);
    uv_close((uv_handle_t *)&c->next_turn, NULL);
}

/* What was in a file stays when there was nothing to tell: no broker had answered. */
static bool finish_output(struct pipeline *c)
{
    struct error err;
    if (c->unread || !session_status(c->session)->opened || output_finish(&c->output, &err))
        return true;
    command_fail(&err);
    return false;
}

static enum exit_status run(struct pipeline *c, const struct session_config *config)
{
    const struct session_callbacks callbacks = {on_change, on_log, on_quit, c};
    struct error err = {0};
    output_begin(&c->output, &c->loop, on_moved, c);
    c->session = session_create(&c->loop, config, &callbacks, &err);
    if (c->session == NULL) {
        output_close(&c->output);
        command_close_loop(&c->loop);
        return (enum exit_status)command_fail(&err);
    }
    session_follow_clock(c->session, !c->printer->has_ticks);
    watch(c);
    on_change(c);
    uv_run(&c->loop, UV_RUN_DEFAULT);
    while (c->printing && c->printer->is_busy != NULL && c->printer->is_busy(c->printer->user))
        uv_run(&c->loop, UV_RUN_ONCE);
    enum exit_status when_well =
        c->printer->status != NULL
            ? c->printer->status(c->printer->user, session_analysis(c->session))
            : EXIT_STATUS_OK;
    if (c->printer->release != NULL)
        c->printer->release(c->printer->user);
    struct accounting accounting = analysis_accounting(session_analysis(c->session));
    const struct session_status *status = session_status(c->session);
    bool clean = !c->printer->has_to_be_clean || is_clean(status, &accounting);
    if (!clean && !c->failed)
        tell_unclean(&accounting);
    clean = clean && status->place_lost == NULL && status->truth_lost == NULL;
    bool finished = finish_output(c);
    session_destroy(c->session);
    stop_watching(c);
    output_close(&c->output);
    command_close_loop(&c->loop);
    return c->failed || !clean || !finished ? EXIT_STATUS_FAILURE : when_well;
}

struct session *pipeline_session(struct pipeline *p)
{
    return p->session;
}

uv_loop_t *pipeline_loop(struct pipeline *p)
{
    return &p->loop;
}

void pipeline_go_on(struct pipeline *p)
{
    on_change(p);
}

int pipeline_run(const struct settings *s, const char *program, const struct printer *printer)
{
    struct pipeline c = {.settings = s, .printer = printer, .ticks = {.every_s = s->every_s}};
    struct error err = {0};
    setlocale(LC_CTYPE, ""); /* for what is read by a person */
    if (!command_check_files(s, &err) || !output_open(&c.output, s->output, &err))
        return command_fail(&err);
    if (!command_open_loop(&c.loop, &err)) {
        output_close(&c.output);
        return command_fail(&err);
    }
    c.reader = command_reader(printer->is_json, output_is_terminal(&c.output));
    const char **simulator_args = settings_simulator_args(s);
    struct session_config config;
    settings_session(s, program, simulator_args, &config);
    /* A tick has to be out before a checkpoint that holds it, and a file's are out at the end. */
    if (output_appears_whole(&c.output))
        config.checkpoint_ms = CHECKPOINT_AT_END;
    int status = run(&c, &config);
    free(simulator_args);
    held_output_drop(&c.held);
    buffer_free(&c.text);
    buffer_free(&c.shown);
    return status;
}
