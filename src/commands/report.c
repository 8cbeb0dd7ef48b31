#include "commands.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/session/session.h"
#include "bar.h"
#include "figures.h"

struct report_command {
    uv_loop_t loop;
    const struct settings *settings;
    struct session *session;
    uv_signal_t interrupt, terminate, hangup;
    bool has_next;
    civil_time next; /* tick */
    bool done;       /* all ticks are out, or there will be no more */
    bool failed;
    bool unread; /* nobody reads the output any more */
    struct buffer line;
    bool loading; /* when the status was last looked at */
    struct bar bar;
};

/* Ends: the children first, then the summary (on_quit). */
static void finish(struct report_command *c)
{
    if (c->done)
        return;
    c->done = true;
    session_quit(c->session);
}

static void put_line(struct report_command *c)
{
    if (c->unread)
        return;
    bool ok = fwrite(c->line.data, 1, c->line.len, stdout) == c->line.len && fflush(stdout) == 0;
    if (ok)
        return;
    c->unread = true;
    c->failed = errno != EPIPE;
    if (c->failed) {
        struct error err;
        error_set(&err, "standard output: cannot write: %s", strerror(errno));
        command_fail(&err);
    }
    finish(c);
}

static void tick(struct report_command *c)
{
    struct analysis *a = session_analysis(c->session);
    analysis_move(a, c->next);
    c->line.len = 0;
    figures_write_tick(&c->line, a);
    put_line(c);
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

static void show_loading(struct report_command *c, const struct session_status *status)
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

static void on_change(void *user)
{
    struct report_command *c = user;
    if (c->done || c->session == NULL)
        return;
    const struct session_status *status = session_status(c->session);
    show_loading(c, status);
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
    struct report_command *c = user;
    bar_clear(&c->bar);
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
    bar_clear(&c->bar);
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
    c->line.len = 0;
    figures_write_summary(&c->line, &session_status(c->session)->counts, &accounting);
    put_line(c);
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
    if (!command_check_files(s, &err))
        return command_fail(&err);
    uv_loop_init(&c.loop);
    const char **simulator_args = settings_simulator_args(s);
    struct session_config config;
    settings_session(s, program, simulator_args, &config);
    int status = run(&c, &config);
    free(simulator_args);
    buffer_free(&c.line);
    return status;
}
