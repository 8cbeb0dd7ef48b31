#include "commands.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/replay/play.h"
#include "blotter/replay/print_sink.h"
#include "blotter/session/history.h"
#include "blotter/session/kafka_sink.h"
#include "bar.h"
#include "listen.h"
#include "truth.h"

enum { DRIVEN_INPUT_FD = 3 };

static const int signal_numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNAL_COUNT = sizeof signal_numbers / sizeof signal_numbers[0] };

struct simulate {
    uv_loop_t loop;
    struct kafka_sink *kafka;
    struct print_sink *print;
    struct truth *truth; /* NULL: none is wanted */
    struct simulator *simulator;
    struct history history; /* of the run, on the topic */
    struct listener listener;
    struct play_state state; /* as it was when the listener was opened; n 0: none */
    uv_signal_t signals[SIGNAL_COUNT];
    bool begun; /* to play: the files have been read */
    bool interrupted;
    bool tells_events;
    uint64_t most_behind_ms; /* at a rate */
    const struct settings *settings;
    struct bar bar;
    int status;
};

static void on_moved(void *user)
{
    struct simulate *c = user;
    if (c->simulator != NULL)
        simulator_sink_moved(c->simulator);
}

static void warn(struct simulate *c, const char *text)
{
    bar_clear(&c->bar);
    command_warn(text);
}

static void on_warning(void *user, const char *text)
{
    warn(user, text);
}

/* What the brokers, or who reads the output, do not take comes late: that is said when it begins,
 * and at the end how late it was. */
static void note_lag(struct simulate *c, const struct event *event)
{
    enum { LAG_SAID_MS = 1000 };
    bool ends = event->kind == EVENT_END;
    bool lags = event->kind == EVENT_CLOCK && event->speed.rate > 0 &&
                event->lag_ms >= LAG_SAID_MS && event->lag_ms > c->most_behind_ms;
    struct buffer line = {0};
    if (c->settings->driven || (!lags && (!ends || c->most_behind_ms == 0)))
        return;
    if (ends)
        buffer_printf(&line, "the rate was not reached: up to %.1f s behind",
                      (double)c->most_behind_ms / MS_PER_S);
    else if (c->most_behind_ms == 0)
        buffer_printf(&line, "%" PRIu32 " reports a second are more than is taken: they come late",
                      event->speed.rate);
    if (lags)
        c->most_behind_ms = event->lag_ms;
    if (line.len > 0) {
        buffer_add_byte(&line, '\0');
        warn(c, line.data);
    }
    buffer_free(&line);
}

/* What are lines elsewhere is a bar on a person's terminal; the other events go there too, and end
 * it. An order that cannot be obeyed is told in any case. */
static bool on_event(void *user, const struct event *event)
{
    struct simulate *c = user;
    truth_note(c->truth, event);
    note_lag(c, event);
    if (!c->tells_events && event->kind == EVENT_ERROR) {
        struct buffer line = {0};
        buffer_printf(&line, "standard input: %.*s", (int)event->text.len, event->text.ptr);
        buffer_add_byte(&line, '\0');
        warn(c, line.data);
        buffer_free(&line);
        return true;
    }
    if (!bar_is_on(&c->bar) || event->kind != EVENT_PROGRESS) {
        bar_clear(&c->bar);
        return true;
    }
    bool sorting = text_is(event->text, "sort");
    bar_show(&c->bar, &(struct session_load){sorting, event->done, event->total, event->rows});
    return false;
}

/* A session reads from the same brokers, and hears the same of them. */
static void on_news(void *user, const char *text)
{
    struct simulate *c = user;
    if (!c->settings->driven)
        warn(c, text);
}

static void on_propose(void *user, const struct play_state *state)
{
    struct simulate *c = user;
    struct error err;
    if (listen_propose(&c->listener, state, &err))
        return;
    c->status = command_fail(&err);
    uv_stop(&c->loop);
}

static void close_all(struct simulate *c)
{
    listen_close(&c->listener);
    simulator_destroy(c->simulator);
    kafka_sink_destroy(c->kafka);
    print_sink_destroy(c->print);
    truth_destroy(c->truth);
    c->simulator = NULL;
    c->kafka = NULL;
    c->print = NULL;
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        uv_close((uv_handle_t *)&c->signals[i], NULL);
}

static void on_truth_end(void *user, const struct error *failed)
{
    struct simulate *c = user;
    if (failed != NULL)
        c->status = command_fail(failed);
    uv_stop(&c->loop);
}

static void on_done(void *user, const struct error *failed)
{
    struct simulate *c = user;
    bar_clear(&c->bar);
    if (failed == NULL && c->truth != NULL) {
        truth_end(c->truth);
        return;
    }
    if (failed != NULL) {
        c->status = EXIT_STATUS_FAILURE;
        if (!c->settings->driven) /* else the `error` event has told */
            command_fail(failed);
    }
    uv_stop(&c->loop);
}

/* A signal does not wait for who reads the errors either. */
static bool can_complain(void)
{
    struct pollfd ready = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&ready, 1, 0) > 0;
}

/* The first signal ends the run as it should end, the second ends the process. */
static void on_signal(uv_signal_t *handle, int signal)
{
    struct simulate *c = handle->data;
    struct error early;
    if (!c->interrupted && c->begun) {
        c->interrupted = true;
        print_sink_hurry(c->print);
        simulator_quit(c->simulator);
        return;
    }
    c->status = EXIT_STATUS_FAILURE;
    uv_stop(&c->loop);
    if (c->interrupted)
        return;
    c->interrupted = true;
    bar_clear(&c->bar);
    error_set(&early, "ended early: %s", strsignal(signal));
    if (!c->settings->driven && can_complain())
        command_fail(&early);
    simulator_quit(c->simulator);
}

static void on_begin(void *user)
{
    struct simulate *c = user;
    c->begun = true;
}

static void init_signals(struct simulate *c)
{
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        uv_signal_init(&c->loop, &c->signals[i]);
        c->signals[i].data = c;
        uv_signal_start(&c->signals[i], on_signal, signal_numbers[i]);
    }
}

/* The run to begin with: that of --run, or the one that was sought from it last. */
static const char *run_of(const struct simulate *c)
{
    return c->state.n > 0 ? c->state.run : c->settings->run;
}

/* A run that the user named may have been begun before; one of a session's is new, and rows do not
 * say which they are. */
static bool read_history(struct simulate *c, const struct kafka_config *kafka,
                         const struct topic_facts *topic, struct error *err)
{
    const struct settings *s = c->settings;
    if (s->run == NULL || s->driven || s->value == VALUE_ROW)
        return true;
    if (!history_read(kafka, topic, run_of(c), s->selection.officers, &c->history, err))
        return false;
    return s->truth == NULL || !history_has_begun(&c->history) ||
           error_set(err, "run %s is on topic %s already: --truth is of a whole run", run_of(c),
                     s->topic);
}

static bool open_listener(struct simulate *c, const struct kafka_config *kafka,
                          const struct topic_facts *topic, struct error *err)
{
    int32_t replication = (int32_t)c->settings->replication;
    c->listener = (struct listener){.on_log = on_news, .user = c};
    if (!c->settings->listen)
        return true;
    if (!listen_open(&c->listener, &c->loop, kafka,
                     replication < topic->brokers ? replication : topic->brokers, err))
        return false;
    const struct play_state *state = listen_state(&c->listener, c->settings->run);
    if (state != NULL)
        c->state = *state;
    return true;
}

static bool open_sink(struct simulate *c, struct sink *ret, struct error *err)
{
    const struct settings *s = c->settings;
    if (s->to == TARGET_STDOUT) {
        c->print = print_sink_create(&c->loop, STDOUT_FILENO, on_moved, c);
        *ret = print_sink_face(c->print);
        return true;
    }
    if (s->brokers == NULL)
        return error_usage(err, "simulate needs --brokers HOST:PORT,... or --to stdout; "
                                "blotter monitor starts a cluster of its own");
    struct kafka_config kafka = settings_kafka(s);
    struct topic_facts topic;
    const struct producer_callbacks callbacks = {on_moved, on_news, c};
    if (!topic_ensure(&kafka, (int32_t)s->partitions, (int32_t)s->replication, &topic, err))
        return false;
    topic_remark(&kafka, &topic, (int32_t)s->partitions, (int32_t)s->replication, on_news, c);
    if (!open_listener(c, &kafka, &topic, err) || !read_history(c, &kafka, &topic, err))
        return false;
    if (topic.mock && !s->driven && speed_is_max(s->speed))
        command_warn("the embedded cluster keeps 5 MiB a partition and drops the oldest: at max a "
                     "reader may miss reports");
    c->kafka =
        kafka_sink_create(&c->loop, &kafka, &topic, topic.mock && s->driven, &callbacks, err);
    if (c->kafka == NULL)
        return false;
    *ret = kafka_sink_face(c->kafka);
    return true;
}

static bool reads_standard_input(const struct settings *s)
{
    for (size_t i = 0; i < s->file_count; i++)
        if (strcmp(s->files[i], "-") == 0)
            return true;
    return false;
}

static int events_fd(const struct settings *s)
{
    if (s->driven)
        return STDOUT_FILENO;
    return s->events || isatty(STDERR_FILENO) ? STDERR_FILENO : -1;
}

static struct play_config what_to_play(const struct simulate *c)
{
    const struct settings *s = c->settings;
    return (struct play_config){
        .officers = s->selection.officers,
        .only_officer = s->only_officer,
        .rows = s->value == VALUE_ROW,
        .run = run_of(c),
        .continues = s->continues,
        .continues_at = s->continues_at,
        .sent_before = c->history.sent,
        .started_before = c->history.started,
        .speed = s->speed,
        .can_seek = s->only_officer == 0,
        .fill_s = settings_longest_window_s(s),
        .listens = s->listen,
        .first_run = s->run,
        .state = c->state.n > 0 ? &c->state : NULL,
        .driven = s->driven,
        .faults = s->faults_text != NULL ? &s->faults : NULL,
    };
}

static int already_complete(struct simulate *c)
{
    struct error text;
    error_set(&text, "run %s is complete on topic %s: nothing to send", c->settings->run,
              c->settings->topic);
    command_warn(text.text);
    kafka_sink_destroy(c->kafka);
    command_close_loop(&c->loop);
    history_finish(&c->history);
    return EXIT_STATUS_OK;
}

/* The truth is opened first: when it cannot be made nothing is to be sent. */
static bool open_truth_and_sink(struct simulate *c, struct sink *ret, struct error *err)
{
    const struct truth_callbacks callbacks = {on_moved, on_truth_end, c};
    if (c->settings->truth == NULL)
        return open_sink(c, ret, err);
    struct sink sink;
    c->truth = truth_create(&c->loop, c->settings, &callbacks, err);
    if (c->truth == NULL || !open_sink(c, &sink, err))
        return false;
    *ret = truth_face(c->truth, &sink);
    return true;
}

int command_simulate(const struct settings *s, const char *program)
{
    (void)program;
    struct simulate c = {.settings = s};
    struct sink sink;
    struct error err = {0};
    if ((!s->driven && !command_check_files(s, &err)) || !command_open_loop(&c.loop, &err))
        return command_fail(&err);
    if (!open_truth_and_sink(&c, &sink, &err)) {
        listen_close(&c.listener);
        truth_destroy(c.truth);
        history_finish(&c.history);
        command_close_loop(&c.loop);
        if (s->driven) {
            printf("error %s\n", err.text);
            return EXIT_STATUS_FAILURE;
        }
        return command_fail(&err);
    }
    if (!s->listen && history_is_complete(&c.history, s->only_officer))
        return already_complete(&c);
    bool from_input = reads_standard_input(s);
    const struct simulator_config config = {
        .files = s->files,
        .input_fd = s->driven ? DRIVEN_INPUT_FD : STDIN_FILENO,
        .selection = s->selection,
        .play = what_to_play(&c),
        .memory = s->memory,
        .orders_fd = s->listen || (from_input && !s->driven) ? -1 : STDIN_FILENO,
        .events_fd = events_fd(s),
    };
    const struct simulator_callbacks callbacks = {on_warning, on_event, on_begin,
                                                  on_done,    &c,       on_propose};
    c.tells_events = config.events_fd >= 0;
    init_signals(&c);
    if (!s->driven && !s->events)
        bar_begin(&c.bar);
    c.simulator = simulator_create(&c.loop, &config, &sink, &callbacks);
    listen_begin(&c.listener, c.simulator);
    uv_run(&c.loop, UV_RUN_DEFAULT);
    close_all(&c);
    command_close_loop(&c.loop);
    history_finish(&c.history);
    return c.status;
}
