#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

/* --- orders --------------------------------------------------------------------------------- */

void children_order(struct session *s, const struct order *order)
{
    if (s->simulator == NULL)
        return;
    struct buffer line = {0};
    order_write(&line, order);
    child_write(s->simulator, buffer_text(&line));
    buffer_free(&line);
    reading_wake(s);
    reading_rest_later(s);
}

/* --- the simulator -------------------------------------------------------------------------- */

static void note_counts(struct session *s, const struct event *e)
{
    s->status.counts = (struct session_counts){
        .known = true,
        .rows = e->rows,
        .kept = e->kept,
        .filtered = e->filtered,
        .produced = e->produced + s->reports_kept,
        .acked = e->acked + s->reports_kept,
        .rejected_date = e->rejected_date,
        .rejected_time = e->rejected_time,
        .rejected_description = e->rejected_description,
        .rejected_field = e->rejected_field,
    };
    s->status.sent = e->produced;
    s->status.acked = e->acked;
    reading_check_end(s);
    reading_rest_later(s);
}

static void note_clock(struct session *s, const struct event *e)
{
    s->status.sent = e->sent;
    s->status.acked = e->acked;
    s->status.paused = e->paused;
    s->status.schedule_lag_ms = e->lag_ms;
    s->paused_at = e->at;
    if (s->status.state == SESSION_PAUSED && !e->paused)
        s->status.state = SESSION_PLAYING;
    reading_check_pause(s);
}

static void note_run(struct session *s, const struct event *e)
{
    bool sought = runs_name(&s->runs, e->text);
    if (sought)
        s->reports_kept = s->reached_kept = 0;
    s->run_began = true;
    s->restarted = false;
    s->status.reports_total = e->reports;
    s->status.reports_before = e->before - s->reached_kept;
    s->status.sent = s->status.acked = 0;
    s->status.counts.known = false;
    s->status.state = s->status.paused ? SESSION_PAUSED : SESSION_PLAYING;
    if (sought)
        reading_settle(s); /* what was held back may be all of it */
}

static void on_simulator_line(void *user, struct text line)
{
    struct session *s = user;
    struct event e;
    event_parse(line, &e);
    switch (e.kind) {
    case EVENT_READY:
        s->status.state = SESSION_LOADING;
        break;
    case EVENT_PROGRESS:
        s->status.load = (struct session_load){text_is(e.text, "sort"), e.done, e.total, e.rows};
        break;
    case EVENT_RUN:
        note_run(s, &e);
        break;
    case EVENT_CLOCK:
        note_clock(s, &e);
        break;
    case EVENT_END:
        note_counts(s, &e);
        break;
    case EVENT_ERROR:
        if (e.text.len >= 4 && memcmp(e.text.ptr, "seek", 4) == 0)
            runs_expect_none(&s->runs);
        snprintf(s->simulator_error, sizeof s->simulator_error, "%.*s", (int)e.text.len,
                 e.text.ptr);
        if (s->status.problem[0] == '\0') /* else it is a consequence */
            session_news(s, s->simulator_error);
        break;
    case EVENT_OTHER:
        return;
    }
    session_changed(s);
}

/* What a child writes to its standard error is news; it begins with "blotter: ", which is said
 * already. */
static void on_child_news(void *user, struct text line)
{
    static const char prefix[] = "blotter: ";
    struct error clean;
    if (line.len >= sizeof prefix - 1 && memcmp(line.ptr, prefix, sizeof prefix - 1) == 0)
        line = (struct text){line.ptr + sizeof prefix - 1, line.len - (sizeof prefix - 1)};
    error_set(&clean, "%.*s", (int)line.len, line.ptr);
    session_news(user, clean.text);
}

static void on_simulator_exit(void *user, int64_t status, int signal)
{
    struct session *s = user;
    child_destroy(s->simulator);
    s->simulator = NULL;
    if (s->quitting) {
        session_quit_on(s);
        return;
    }
    if (s->restarting) {
        s->restarting = false;
        children_start_missing(s);
        return;
    }
    if (s->simulator_error[0] != '\0' && status == EXIT_STATUS_FAILURE) {
        s->status.hopeless = !s->run_began && s->status.state != SESSION_BROKEN;
        session_broken(s, "", s->simulator_error);
        return;
    }
    char how[80];
    child_describe_exit(status, signal, how, sizeof how);
    session_broken(s, "the simulator died", how);
}

/* A run's id, when the user gave none or a run of that name has been: the real time in µs. */
static void name_run(struct session *s)
{
    if (s->config->run != NULL && s->run[0] == '\0')
        snprintf(s->run, sizeof s->run, "%s", s->config->run);
    else
        snprintf(s->run, sizeof s->run, "%016" PRIx64, wall_now().us);
}

enum { CONTINUES_SIZE = sizeof "--continues=,\0" + RUN_ID_SIZE + CIVIL_TEXT_LEN };

/* What the figures hold already was sent by the run before. */
static void continue_figures(struct session *s)
{
    runs_continue(&s->runs, text_of(s->run), s->status.resumed_at);
    struct accounting before = analysis_accounting(s->runs.shown);
    s->reports_kept = before.consumed + before.missing;
    s->reached_kept = analysis_reached(s->runs.shown);
}

/* The option that lets a run go on from a checkpoint's; "" when it begins anew. */
static void write_continues(const struct session *s, char out[CONTINUES_SIZE])
{
    char at[CIVIL_TEXT_LEN];
    out[0] = '\0';
    if (s->continues[0] == '\0')
        return;
    civil_write(s->status.resumed_at, at);
    snprintf(out, CONTINUES_SIZE, "--continues=%s,%.*s", s->continues, CIVIL_TEXT_LEN, at);
}

void children_start_simulator(struct session *s)
{
    char speed[DURATION_TEXT_SIZE];
    speed_write(s->status.speed, speed);
    name_run(s);
    if (s->continues[0] != '\0')
        continue_figures(s);
    else
        runs_begin(&s->runs, text_of(s->run));
    memset(s->credit, 0, (size_t)s->topic.partitions * sizeof *s->credit);
    s->run_began = false;
    s->simulator_error[0] = '\0';
    s->status = (struct session_status){.state = SESSION_STARTING,
                                        .speed = s->status.speed,
                                        .brokers = s->topic.brokers,
                                        .opened = true,
                                        .resumed = s->status.resumed,
                                        .resumed_at = s->status.resumed_at};

    char continues[CONTINUES_SIZE];
    write_continues(s, continues);
    const char *own[] = {"simulate", "--driven",     "--brokers", s->kafka.brokers,
                         "--topic",  s->kafka.topic, "--run",     s->run,
                         "--speed",  speed,          continues};
    size_t own_count = sizeof own / sizeof own[0] - (continues[0] == '\0');
    size_t given = 0;
    while (s->config->simulator_args[given] != NULL)
        given++;
    const char **args = mem_new(own_count + given + 1, sizeof *args);
    memcpy(args, own, own_count * sizeof *args);
    memcpy(args + own_count, s->config->simulator_args, given * sizeof *args);
    const struct child_callbacks callbacks = {on_simulator_line, on_child_news, on_simulator_exit,
                                              s};
    struct error err;
    s->simulator =
        child_start(s->loop, s->config->program, args, s->config->input_fd, &callbacks, &err);
    free(args);
    reading_wake(s);
    if (s->simulator == NULL)
        session_broken(s, "", err.text);
    else
        session_changed(s);
}

/* --- the embedded cluster ------------------------------------------------------------------- */

static void on_cluster_line(void *user, struct text line)
{
    struct session *s = user;
    struct text rest = line;
    if (!text_is(text_cut(&rest, ' '), "bootstrap") || s->consumer != NULL ||
        link_is_opening(s->link) || s->quitting)
        return;
    free(s->bootstrap);
    s->bootstrap = mem_copy_text(rest.ptr, rest.len);
    s->kafka.brokers = s->bootstrap;
    reading_open(s);
}

static void on_cluster_exit(void *user, int64_t status, int signal)
{
    struct session *s = user;
    child_destroy(s->cluster);
    s->cluster = NULL;
    if (s->quitting) {
        session_quit_on(s);
        return;
    }
    reading_close(s);
    s->kafka.brokers = NULL;
    session_note_cluster(s);
    if (s->restarted && !s->restarting) {
        /* Both had died, and the order to start over came between the two pieces of news. */
        session_restart(s);
        s->restarted = false;
        return;
    }
    char how[80];
    child_describe_exit(status, signal, how, sizeof how);
    session_broken(s, "the embedded cluster died", how);
    if (s->simulator != NULL)
        child_kill(s->simulator, SIGKILL); /* it would wait for its brokers for ever */
}

void children_start_cluster(struct session *s)
{
    char partitions[16];
    char replication[16];
    snprintf(partitions, sizeof partitions, "%" PRId32, s->config->partitions);
    snprintf(replication, sizeof replication, "%" PRId32, s->config->replication);
    const char *const args[] = {"cluster",       "--no-config",  "--topic",
                                s->kafka.topic,  "--partitions", partitions,
                                "--replication", replication,    NULL};
    const struct child_callbacks callbacks = {on_cluster_line, on_child_news, on_cluster_exit, s};
    struct error err;
    s->kafka.brokers = NULL; /* until it says where they are */
    s->status.state = SESSION_STARTING;
    s->cluster = child_start(s->loop, s->config->program, args, -1, &callbacks, &err);
    if (s->cluster == NULL)
        session_broken(s, "", err.text);
}

void children_start_missing(struct session *s)
{
    if (s->config->kafka.brokers == NULL && s->cluster == NULL)
        children_start_cluster(s);
    else if (s->consumer != NULL)
        children_start_simulator(s);
    else if (s->kafka.brokers != NULL && !link_is_opening(s->link))
        reading_open(s);
    /* else the cluster or the link is being opened, and the simulator follows */
}
