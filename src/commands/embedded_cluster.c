#include "commands.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "blotter/base/lines.h"
#include "blotter/kafka/background.h"
#include "blotter/kafka/cluster.h"
#include "describe.h"

enum { BROKERS = 3 };

struct cluster_command {
    uv_loop_t loop;
    struct cluster *cluster;
    struct lines lines;
    uv_pipe_t input;
    bool watches_input;
    char bytes[256];
    uv_signal_t signals[3];
};

static void on_signal(uv_signal_t *handle, int signal)
{
    (void)signal;
    uv_stop(handle->loop);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    (void)suggested;
    struct cluster_command *c = handle->data;
    *ret = uv_buf_init(c->bytes, sizeof c->bytes);
}

/* `broker N down` or `up`; what is no order says nothing. */
static void on_line(void *user, struct text line)
{
    struct cluster_command *c = user;
    uint64_t broker;
    struct text rest = text_trim(line);
    if (text_is(text_cut(&rest, ' '), "broker") &&
        text_to_u64(text_cut(&rest, ' '), BROKERS, &broker) && broker > 0 &&
        (text_is(rest, "down") || text_is(rest, "up")))
        cluster_fail_broker(c->cluster, (int)broker, text_is(rest, "down"));
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *bytes)
{
    struct cluster_command *c = stream->data;
    if (got < 0)
        uv_stop(stream->loop);
    else
        lines_feed(&c->lines, (struct text){bytes->base, (size_t)got}, on_line, c);
}

/* Whoever started it holds the other end, and it must not outlive them (DESIGN §2). */
static void watch_input(struct cluster_command *c)
{
    uv_handle_type type = uv_guess_handle(STDIN_FILENO);
    if (type != UV_NAMED_PIPE && type != UV_TCP)
        return;
    uv_pipe_init(&c->loop, &c->input, 0);
    c->input.data = c;
    c->watches_input = true;
    if (uv_pipe_open(&c->input, STDIN_FILENO) == 0)
        uv_read_start((uv_stream_t *)&c->input, on_alloc, on_read);
}

static void watch_signals(struct cluster_command *c)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        uv_signal_init(&c->loop, &c->signals[i]);
        uv_signal_start(&c->signals[i], on_signal, signals[i]);
    }
}

static bool say_bootstrap(const struct cluster *cluster, struct error *err)
{
    if (printf("bootstrap %s\n", cluster_bootstrap(cluster)) > 0 && fflush(stdout) == 0)
        return true;
    return error_set(err, "standard output: cannot write: %s", strerror(errno));
}

static void end_brokers(void *cluster)
{
    cluster_destroy(cluster);
}

int command_cluster(const struct settings *s, const char *program)
{
    (void)program;
    struct error err = {0};
    if (s->describe)
        return describe_cluster(s);
    struct cluster_command c = {0};
    if (!command_open_loop(&c.loop, &err))
        return command_fail(&err);
    struct cluster *cluster =
        cluster_create(BROKERS, s->topic, (int32_t)s->partitions, (int32_t)s->replication, &err);
    if (cluster == NULL) {
        command_close_loop(&c.loop);
        return command_fail(&err);
    }
    c.cluster = cluster;
    watch_signals(&c);
    watch_input(&c);
    bool said = say_bootstrap(cluster, &err);
    if (said)
        uv_run(&c.loop, UV_RUN_DEFAULT);
    /* From librdkafka 2.8 on its threads may take a second, for which nobody has to wait. */
    background_end(&c.loop, end_brokers, cluster);
    for (size_t i = 0; i < sizeof c.signals / sizeof c.signals[0]; i++)
        uv_close((uv_handle_t *)&c.signals[i], NULL);
    if (c.watches_input)
        uv_close((uv_handle_t *)&c.input, NULL);
    command_close_loop(&c.loop);
    lines_free(&c.lines);
    return said ? EXIT_STATUS_OK : command_fail(&err);
}
