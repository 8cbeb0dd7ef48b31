#include "lookout.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

enum { AGAIN_MS = 2000 };

/* --- what the consumer has read ------------------------------------------------------------- */

static void take_look(struct session *s)
{
    struct lookout *l = &s->lookout;
    size_t partitions = s->consumer != NULL ? (size_t)s->topic.partitions : 0;
    int64_t *next = mem_new(partitions, sizeof *next);
    int64_t *at_ms = mem_new(partitions, sizeof *at_ms);
    struct cluster_reading reading = {.partitions = partitions, .next = next, .at_ms = at_ms};
    for (size_t i = 0; i < partitions; i++) {
        next[i] = consumer_next_offset(s->consumer, (int32_t)i);
        at_ms[i] = consumer_last_ms(s->consumer, (int32_t)i);
        reading.bytes += consumer_bytes(s->consumer, (int32_t)i);
    }
    if (partitions > 0)
        reading.messages = consumer_messages(s->consumer);
    reading.bytes -= reading.messages * KAFKA_MESSAGE_OVERHEAD;
    cluster_view_take(&l->view, mono_now(), &l->reading, partitions > 0 ? &reading : NULL);
    free(next);
    free(at_ms);
}

/* --- the child ------------------------------------------------------------------------------ */

static void on_line(void *user, struct text line)
{
    struct session *s = user;
    struct error err;
    switch (status_read_line(&s->lookout.reading, line, &err)) {
    case STATUS_DONE:
        take_look(s);
        break;
    case STATUS_ERROR:
        cluster_view_fail(&s->lookout.view, mono_now(), err.text);
        break;
    default:
        return;
    }
    session_changed(s);
}

/* It says what is wrong in the moment before it ends. */
static void on_error(void *user, struct text line)
{
    struct session *s = user;
    struct error clean;
    error_set(&clean, "%.*s", (int)line.len, line.ptr);
    cluster_view_fail(&s->lookout.view, mono_now(), clean.text);
    session_changed(s);
}

static void on_again(uv_timer_t *timer)
{
    lookout_settle(timer->data);
}

static void on_exit_of_child(void *user, int64_t status, int signal)
{
    struct session *s = user;
    struct lookout *l = &s->lookout;
    bool by_itself = !l->leaving;
    char how[80];
    char text[160];
    child_destroy(l->child);
    l->child = NULL;
    l->leaving = false;
    if (s->quitting) {
        session_quit_on(s);
        return;
    }
    if (!by_itself) {
        lookout_settle(s); /* it may be wanted again, or at other brokers */
        return;
    }
    child_describe_exit(status, signal, how, sizeof how);
    snprintf(text, sizeof text, "who looked at the cluster died: %s", how);
    cluster_view_fail(&l->view, mono_now(), text);
    uv_update_time(s->loop);
    uv_timer_start(&l->again, on_again, AGAIN_MS, 0);
    session_changed(s);
}

static void start(struct session *s)
{
    const char *own[] = {"cluster", "--no-config", "--describe",     "--follow", "--format",
                         "json",    "--brokers",   s->kafka.brokers, "--topic",  s->kafka.topic};
    enum { OWN = sizeof own / sizeof own[0] };
    const struct child_callbacks callbacks = {on_line, on_error, on_exit_of_child, s};
    struct error err;
    size_t given = 0;
    while (s->config->kafka_args != NULL && s->config->kafka_args[given] != NULL)
        given++;
    const char **args = mem_new(OWN + given + 1, sizeof *args);
    memcpy(args, own, sizeof own);
    if (given > 0)
        memcpy(args + OWN, s->config->kafka_args, given * sizeof *args);
    s->lookout.child = child_start(s->loop, s->config->program, args, -1, &callbacks, &err);
    free(args);
    if (s->lookout.child == NULL)
        cluster_view_fail(&s->lookout.view, mono_now(), err.text);
}

/* It has nothing to lose, and may be waiting for a broker. */
static void end(struct lookout *l)
{
    l->leaving = true;
    child_kill(l->child, SIGKILL);
}

void lookout_settle(struct session *s)
{
    struct lookout *l = &s->lookout;
    bool wanted = l->wanted && s->kafka.brokers != NULL && !s->quitting;
    uv_timer_stop(&l->again);
    if (wanted && l->child == NULL)
        start(s);
    else if (!wanted && l->child != NULL && !l->leaving)
        end(l);
}

/* --- the whole ------------------------------------------------------------------------------ */

void session_look_at_cluster(struct session *s, bool on)
{
    struct lookout *l = &s->lookout;
    if (l->wanted == on)
        return;
    l->wanted = on;
    l->view.last.at = (mono_time){0}; /* what went on meanwhile is no rate of now */
    l->view.rates.known = false;
    lookout_settle(s);
}

const struct cluster_view *session_cluster(const struct session *s)
{
    return &s->lookout.view;
}

void lookout_note_error(struct session *s, const char *text)
{
    if (!kafka_is_good_news(text))
        cluster_view_note_error(&s->lookout.view, mono_now(), text);
}

void lookout_init(struct session *s)
{
    uv_timer_init(s->loop, &s->lookout.again);
    s->lookout.again.data = s;
}

void lookout_quit(struct session *s)
{
    lookout_settle(s);
}

void lookout_finish(struct session *s)
{
    child_destroy(s->lookout.child);
    cluster_status_finish(&s->lookout.reading);
    cluster_view_finish(&s->lookout.view);
}
