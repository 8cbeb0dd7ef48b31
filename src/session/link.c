#include "link.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/kafka/background.h"

enum {
    AGAIN_MS = 500,
    /* A broker that has only just started knows of no topic, and one under load is told of a new
     * one late: before that a topic is not called missing. */
    MISSING_MS = KAFKA_CONNECT_MS,
};

/* One try. It is the thread's while that works, and has copies of all that it needs: the session
 * may be gone before the thread ends. */
struct attempt {
    struct link *link; /* of the loop's thread */
    struct link_config config;
    struct kafka_config kafka;
    enum topic_found found;
    struct topic_facts topic;
    struct consumer *consumer;
    struct error err;
    bool passing; /* the consumer could not be made, but may be later */
};

struct link {
    uv_loop_t *loop;
    struct link_callbacks on;
    struct consumer_callbacks reading;
    bool open;
    struct topic_facts topic; /* of an open one */
    struct consumer *consumer;
    struct attempt *attempt;    /* NULL: it is not opening */
    struct background *looking; /* NULL: it waits for the next look */
    uv_timer_t again;
    bool connected;          /* a broker has answered */
    bool missing;            /* so the last look said */
    mono_time missing_since; /* if so */
    char said[sizeof((struct error *)0)->text];
};

/* --- an attempt ------------------------------------------------------------------------------- */

static char *copy(const char *text)
{
    return text != NULL ? mem_copy_text(text, strlen(text)) : NULL;
}

static void copy_kafka(struct kafka_config *to, const struct kafka_config *from)
{
    struct kafka_property *properties = mem_new(from->property_count + 1, sizeof *properties);
    for (size_t i = 0; i < from->property_count; i++)
        properties[i] = (struct kafka_property){copy(from->properties[i].name),
                                                copy(from->properties[i].value)};
    *to = (struct kafka_config){copy(from->brokers), copy(from->topic), properties,
                                from->property_count};
}

static void release(const void *owned)
{
    free((void *)(uintptr_t)owned);
}

static void free_kafka(struct kafka_config *kafka)
{
    for (size_t i = 0; i < kafka->property_count; i++) {
        release(kafka->properties[i].name);
        release(kafka->properties[i].value);
    }
    release(kafka->properties);
    release(kafka->brokers);
    release(kafka->topic);
}

static struct attempt *attempt_create(struct link *l, const struct link_config *config)
{
    struct attempt *a = mem_new(1, sizeof *a);
    a->link = l;
    a->config = *config;
    copy_kafka(&a->kafka, config->kafka);
    if (config->options.offsets != NULL) {
        int64_t *offsets = mem_new((size_t)config->offset_count, sizeof *offsets);
        memcpy(offsets, config->options.offsets, (size_t)config->offset_count * sizeof *offsets);
        a->config.options.offsets = offsets;
    }
    return a;
}

static void attempt_destroy(void *user)
{
    struct attempt *a = user;
    consumer_destroy(a->consumer);
    release(a->config.options.offsets);
    free_kafka(&a->kafka);
    free(a);
}

/* On the thread. */
static void look(void *user)
{
    struct attempt *a = user;
    const struct link_config *c = &a->config;
    a->passing = false;
    a->found = c->makes ? topic_make(&a->kafka, c->partitions, c->replication, &a->topic, &a->err)
                        : topic_look(&a->kafka, &a->topic, &a->err);
    if (a->found != TOPIC_READY || c->only_makes ||
        (c->options.offsets != NULL && c->offset_count != a->topic.partitions))
        return;
    struct consumer_options options = c->options;
    options.partitions = a->topic.partitions;
    options.mock = a->topic.mock;
    a->consumer = consumer_open(&a->kafka, &options, &a->passing, &a->err);
    if (a->consumer == NULL)
        a->found = a->passing ? TOPIC_NOT_READY : TOPIC_REFUSED;
}

/* --- the link --------------------------------------------------------------------------------- */

static void on_looked(void *user);

static void begin_look(struct link *l)
{
    const struct background_work work = {look, on_looked, attempt_destroy, l->attempt};
    l->looking = background_start(l->loop, &work);
}

static void on_again(uv_timer_t *again)
{
    begin_look(again->data);
}

static void wait_for(struct link *l, const struct error *why)
{
    uv_update_time(l->loop);
    uv_timer_start(&l->again, on_again, AGAIN_MS, 0);
    if (strcmp(l->said, why->text) == 0 || (l->missing && !l->attempt->config.waits))
        return;
    memcpy(l->said, why->text, sizeof l->said);
    l->on.on_wait(l->on.user, l->said);
}

static void note_missing(struct link *l, bool missing)
{
    if (missing && !l->missing)
        l->missing_since = mono_now();
    l->missing = missing;
}

static bool is_surely_missing(const struct link *l)
{
    return l->attempt->topic.mock || mono_ms_between(l->missing_since, mono_now()) >= MISSING_MS;
}

static bool may_wait(const struct link *l)
{
    switch (l->attempt->found) {
    case TOPIC_MISSING:
        return l->attempt->config.waits || !is_surely_missing(l);
    case TOPIC_NOT_READY:
        return true;
    case TOPIC_UNREACHED:
        return l->connected;
    default:
        return false;
    }
}

/* Takes the attempt's result over. */
static bool begin_reading(struct link *l, struct attempt *a)
{
    const struct link_config *c = &a->config;
    l->topic = a->topic;
    l->consumer = a->consumer;
    a->consumer = NULL;
    if (c->makes)
        topic_remark(&a->kafka, &a->topic, c->only_makes ? a->topic.partitions : c->partitions,
                     c->only_makes ? a->topic.replication : c->replication, l->reading.on_log,
                     l->reading.user);
    l->open = l->consumer == NULL || consumer_start(l->consumer, l->loop, &l->reading, &a->err);
    return l->open;
}

static void on_looked(void *user)
{
    struct attempt *a = user;
    struct link *l = a->link;
    l->looking = NULL;
    l->connected = l->connected || a->found != TOPIC_UNREACHED;
    note_missing(l, a->found == TOPIC_MISSING);
    if (a->found != TOPIC_READY && may_wait(l)) {
        wait_for(l, &a->err);
        return;
    }
    l->attempt = NULL;
    if (a->found == TOPIC_READY && begin_reading(l, a)) {
        l->on.on_open(l->on.user);
    } else {
        link_close(l);
        l->on.on_fail(l->on.user, a->err.text);
    }
    attempt_destroy(a);
}

struct link *link_create(uv_loop_t *loop, const struct link_callbacks *callbacks,
                         const struct consumer_callbacks *reading)
{
    struct link *l = mem_new(1, sizeof *l);
    l->loop = loop;
    l->on = *callbacks;
    l->reading = *reading;
    uv_timer_init(loop, &l->again);
    l->again.data = l;
    return l;
}

void link_open(struct link *l, const struct link_config *config)
{
    link_close(l);
    l->said[0] = '\0';
    l->missing = false;
    l->connected = l->connected || config->only_makes;
    l->attempt = attempt_create(l, config);
    begin_look(l);
}

bool link_is_opening(const struct link *l)
{
    return l->attempt != NULL;
}

bool link_is_open(const struct link *l)
{
    return l->open;
}

const struct topic_facts *link_topic(const struct link *l)
{
    return &l->topic;
}

struct consumer *link_consumer(const struct link *l)
{
    return l->consumer;
}

void link_close(struct link *l)
{
    uv_timer_stop(&l->again);
    if (l->looking != NULL)
        background_drop(l->looking); /* which frees the attempt */
    else if (l->attempt != NULL)
        attempt_destroy(l->attempt);
    l->looking = NULL;
    l->attempt = NULL;
    consumer_destroy(l->consumer);
    l->consumer = NULL;
    l->open = false;
}

static void on_closed(uv_handle_t *again)
{
    free(again->data);
}

void link_destroy(struct link *l)
{
    if (l == NULL)
        return;
    link_close(l);
    uv_close((uv_handle_t *)&l->again, on_closed);
}
