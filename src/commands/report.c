#include "commands.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "blotter/session/session.h"
#include "figures.h"
#include "output.h"

struct report_command {
    uv_loop_t loop;
    const struct settings *settings;
    struct session *session;
    uv_signal_t interrupt, terminate, hangup;
    bool has_next;
    civil_time next; /* tick */
    bool done;       /* all ticks are out, or there will be no more */
    bool failed;
    bool unread; /* nobody reads the output any more, or it cannot be written */
    bool begun;  /* what stands before the first tick is out */
    struct output output;
    struct buffer text; /* what is to be put next */
};

/* Ends: the children first, then the summary (on_quit). */
static void finish(struct report_command *c)
{
    if (c->done)
        return;
    c->done = true;
    session_quit(c->session);
}

/* Empty, but for what stands before the first of all. */
static struct buffer *next_text(struct report_command *c)
{
    const struct figures_format *format = c->settings->format;
    c->text.len = 0;
    if (!c->begun && format->begin != NULL)
        format->begin(&c->text, session_analysis(c->session));
    c->begun = true;
    return &c->text;
}

static void put_text(struct report_command *c)
{
    struct error err = {0};
    if (c->unread || output_put(&c->output, buffer_text(&c->text), &err))
        return;
    c->unread = true;
    if (err.status != EXIT_STATUS_OK) {
        c->failed = true;
        command_fail(&err);
    }
    finish(c);
}

static void tick(struct report_command *c)
{
    struct analysis *a = session_analysis(c->session);
    analysis_move(a, c->next);
    c->settings->format->tick(next_text(c), a);
    put_text(c);
    analysis_next_batch(a);
    c->next = civil_add(c->next, c->settings->every_s);
}

/* Ticks are multiples of --every from the midnight at or before the first report (DESIGN §4). */
static void find_first_tick(struct report_command *c, const struct analysis *a)
{
    civil_time first = civil_add(analysis_begin(a), 1);
    c->next = civil_round_up(first, civil_midnight(first), c->settings->every_s);
    c->has_next = true;
}

static void on_change(void *user)
{
    struct report_command *c = user;
    if (c->done || c->session == NULL)
        return;
    const struct session_status *status = session_status(c->session);
    struct analysis *a = session_analysis(c->session);
    if (!c->has_next && analysis_has_started(a))
        find_first_tick(c, a);
    civil_time clock = analysis_clock(a);
    while (c->has_next && c->next.s <= clock.s && !c->done)
        tick(c);
    if (status->state == SESSION_BROKEN) {
        c->failed = true;
        finish(c);
    } else if (status->state == SESSION_ENDED && !c->done) {
        if (c->has_next && c->next.s - c->settings->every_s < clock.s)
            tick(c); /* the first tick at or after the last report */
        finish(c);
    }
}

static void on_log(void *user, const char *text)
{
    (void)user;
    command_warn(text);
}

static void on_quit(void *user)
{
    struct report_command *c = user;
    uv_stop(&c->loop);
}

static void on_signal(uv_signal_t *handle, int signal)
{
    struct report_command *c = handle->data;
    struct error err;
    error_set(&err, "ended early: %s", strsignal(signal));
    command_fail(&err);
    c->failed = true;
    finish(c);
}

static void watch_signal(struct report_command *c, uv_signal_t *handle, int signal)
{
    uv_signal_init(&c->loop, handle);
    handle->data = c;
    uv_signal_start(handle, on_signal, signal);
}

static bool is_clean(const struct accounting *a)
{
    return a->missing == 0 && a->duplicate == 0 && a->late == 0 && a->undecodable == 0;
}

/* The summary, and with it the whole output. */
static void put_summary(struct report_command *c)
{
    struct error err = {0};
    c->settings->format->summary(next_text(c), session_analysis(c->session),
                                 &session_status(c->session)->counts);
    put_text(c);
    if (c->unread || output_finish(&c->output, &err))
        return;
    command_fail(&err);
    c->failed = true;
}

static int run(struct report_command *c, const struct session_config *config)
{
    const struct session_callbacks callbacks = {on_change, on_log, on_quit, c};
    struct error err = {0};
    c->session = session_create(&c->loop, config, &callbacks, &err);
    if (c->session == NULL) {
        command_close_loop(&c->loop);
        return command_fail(&err);
    }
    session_follow_clock(c->session, false);
    watch_signal(c, &c->interrupt, SIGINT);
    watch_signal(c, &c->terminate, SIGTERM);
    watch_signal(c, &c->hangup, SIGHUP);
    on_change(c);
    uv_run(&c->loop, UV_RUN_DEFAULT);
    struct accounting accounting = analysis_accounting(session_analysis(c->session));
    put_summary(c);
    session_destroy(c->session);
    uv_close((uv_handle_t *)&c->interrupt, NULL);
    uv_close((uv_handle_t *)&c->terminate, NULL);
    uv_close((uv_handle_t *)&c->hangup, NULL);
    command_close_loop(&c->loop);
    return c->failed || !is_clean(&accounting) ? EXIT_STATUS_FAILURE : EXIT_STATUS_OK;
}

int command_report(const struct settings *s, const char *program)
{
    struct report_command c = {.settings = s};
    struct error err = {0};
    setlocale(LC_CTYPE, ""); /* for what is read by a person */
    if (!command_check_files(s, &err) || !output_open(&c.output, s->output, &err))
        return command_fail(&err);
    uv_loop_init(&c.loop);
    const char **simulator_args = settings_simulator_args(s);
    struct session_config config;
    settings_session(s, program, simulator_args, &config);
    int status = run(&c, &config);
    free(simulator_args);
    output_close(&c.output);
    buffer_free(&c.text);
    return status;
}
