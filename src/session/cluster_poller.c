#include "cluster_poller.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "child.h"

enum { AGAIN_MS = 2000 };

struct cluster_poller {
    uv_loop_t *loop;
    struct cluster_poller_config config;
    struct cluster_poller_callbacks on;
    bool wanted;
    const char *brokers;
    const struct consumer *consumer;
    int32_t partitions;
    struct child *child;
    bool leaving;                /* the child has been told to */
    struct cluster_status lines; /* of a status that is being read */
    struct cluster_view view;
    uv_timer_t again; /* after a child that died by itself */
};

static void changed(const struct cluster_poller *p)
{
    p->on.on_change(p->on.user);
}

/* --- what the consumer has read ------------------------------------------------------------- */

static void take_look(struct cluster_poller *p)
{
    size_t partitions = p->consumer != NULL ? (size_t)p->partitions : 0;
    int64_t *next = mem_new(partitions, sizeof *next);
    int64_t *at_ms = mem_new(partitions, sizeof *at_ms);
    struct cluster_reading reading = {.partitions = partitions, .next = next, .at_ms = at_ms};
    for (size_t i = 0; i < partitions; i++) {
        next[i] = consumer_next_offset(p->consumer, (int32_t)i);
        at_ms[i] = consumer_last_ms(p->consumer, (int32_t)i);
        reading.bytes += consumer_bytes(p->consumer, (int32_t)i);
    }
    if (partitions > 0)
        reading.messages = consumer_messages(p->consumer);
    reading.bytes -= reading.messages * KAFKA_MESSAGE_OVERHEAD;
    cluster_view_take(&p->view, mono_now(), &p->lines, partitions > 0 ? &reading : NULL);
    free(next);
    free(at_ms);
}

/* --- the child ------------------------------------------------------------------------------ */

static void settle(struct cluster_poller *p);

static void on_line(void *user, struct text line)
{
    struct cluster_poller *p = user;
    struct error err;
    switch (status_read_line(&p->lines, line, &err)) {
    case STATUS_DONE:
        take_look(p);
        break;
    case STATUS_ERROR:
        cluster_view_fail(&p->view, mono_now(), err.text);
        break;
    default:
        return;
    }
    changed(p);
}

/* A child, too, says what is wrong in the moment before it ends. */
static void fail(void *user, const char *why)
{
    struct cluster_poller *p = user;
    cluster_view_fail(&p->view, mono_now(), why);
    changed(p);
}

static void on_again(uv_timer_t *again)
{
    settle(again->data);
}

static void on_exit_of_child(void *user, int64_t status, int signal)
{
    struct cluster_poller *p = user;
    bool by_itself = !p->leaving;
    child_destroy(p->child);
    p->child = NULL;
    p->leaving = false;
    if (!by_itself) {
        settle(p); /* it may be wanted again, or at other brokers */
        p->on.on_gone(p->on.user);
        return;
    }
    char how[160];
    child_describe_exit("who looked at the cluster died", status, signal, how, sizeof how);
    uv_update_time(p->loop);
    uv_timer_start(&p->again, on_again, AGAIN_MS, 0);
    fail(p, how);
}

static void start(struct cluster_poller *p)
{
    const char *const args[] = {"cluster",  "--no-config",   "--describe", "--follow",
                                "--format", "json",          "--brokers",  p->brokers,
                                "--topic",  p->config.topic, NULL};
    const struct child_config child = {p->config.program, args, p->config.kafka_args, -1};
    const struct child_callbacks callbacks = {on_line, fail, on_exit_of_child, p};
    struct error err;
    p->child = child_start(p->loop, &child, &callbacks, &err);
    if (p->child == NULL)
        cluster_view_fail(&p->view, mono_now(), err.text);
}

/* A child has nothing to lose, and may be waiting for a broker, so it is killed. */
static void settle(struct cluster_poller *p)
{
    bool wanted = p->wanted && p->brokers != NULL;
    uv_timer_stop(&p->again);
    if (wanted && p->child == NULL) {
        start(p);
    } else if (!wanted && p->child != NULL && !p->leaving) {
        p->leaving = true;
        child_kill(p->child, SIGKILL);
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

struct cluster_poller *cluster_poller_create(uv_loop_t *loop,
                                             const struct cluster_poller_config *config,
                                             const struct cluster_poller_callbacks *callbacks)
{
    struct cluster_poller *p = mem_new(1, sizeof *p);
    p->loop = loop;
    p->config = *config;
    p->on = *callbacks;
    uv_timer_init(loop, &p->again);
    p->again.data = p;
    return p;
}

void cluster_poller_want(struct cluster_poller *p, bool on)
{
    if (p->wanted == on)
        return;
    p->wanted = on;
    p->view.last.at = (mono_time){0}; /* what went on meanwhile is no rate of now */
    p->view.rates.known = false;
    settle(p);
}

void cluster_poller_follow(struct cluster_poller *p, const char *brokers,
                           const struct consumer *consumer, int32_t partitions)
{
    p->brokers = brokers;
    p->consumer = consumer;
    p->partitions = partitions;
    settle(p);
}

void cluster_poller_note_news(struct cluster_poller *p, const char *text)
{
    if (!kafka_is_good_news(text))
        cluster_view_note_error(&p->view, mono_now(), text);
}

const struct cluster_view *cluster_poller_view(const struct cluster_poller *p)
{
    return &p->view;
}

bool cluster_poller_has_child(const struct cluster_poller *p)
{
    return p->child != NULL;
}

static void on_closed(uv_handle_t *again)
{
    free(again->data);
}

void cluster_poller_destroy(struct cluster_poller *p)
{
    if (p == NULL)
        return;
    child_destroy(p->child);
    cluster_status_finish(&p->lines);
    cluster_view_finish(&p->view);
    uv_close((uv_handle_t *)&p->again, on_closed);
}
