#include "alert_topic.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "blotter/base/memory.h"
#include "blotter/kafka/producer.h"
#include "link.h"

enum { ROOM = 10000 }; /* alerts that are not delivered yet */

struct letter {
    char *bytes; /* the key, and behind it the value */
    size_t key_len, len;
    int64_t at_ms;
};

struct alert_topic {
    uv_loop_t *loop;
    struct kafka_config kafka;
    struct alert_topic_callbacks on;
    struct link *link;         /* finds the topic, or makes it */
    struct producer *producer; /* NULL: it has not been found yet */
    struct letter *letters;    /* [first, count) have not been given to the producer */
    size_t first, count, cap;
    bool held, failed;
};

/* --- what is to be sent ---------------------------------------------------------------------- */

static void drop_letters(struct alert_topic *t)
{
    for (; t->first < t->count; t->first++)
        free(t->letters[t->first].bytes);
    t->first = t->count = 0;
}

static void add(struct alert_topic *t, const struct alert_rule *rule, const struct alert_event *e)
{
    struct buffer text = {0};
    alert_event_write_key(&text, rule, e);
    size_t key_len = text.len;
    alert_event_write(&text, rule, e);
    t->letters = mem_grow(t->letters, &t->cap, t->count + 1, sizeof *t->letters);
    /* without the end of its line */
    t->letters[t->count++] = (struct letter){text.data, key_len, text.len - 1, e->at.s * MS_PER_S};
}

static size_t undelivered(const struct alert_topic *t)
{
    size_t sent = t->producer != NULL ? producer_outstanding(t->producer) : 0;
    return t->count - t->first + sent;
}

/* --- sending --------------------------------------------------------------------------------- */

static void fail(struct alert_topic *t, const char *why)
{
    if (t->failed)
        return;
    t->failed = true;
    t->on.on_fail(t->on.user, why);
}

static enum send_result send_first(struct alert_topic *t, struct error *err)
{
    const struct letter *l = &t->letters[t->first];
    uint64_t hash = XXH3_64bits(l->bytes, l->key_len);
    const struct outgoing message = {
        .partition = (int32_t)(hash % (uint64_t)link_topic(t->link)->partitions),
        .key = {l->bytes, l->key_len},
        .timestamp_ms = l->at_ms,
        .value = {l->bytes + l->key_len, l->len - l->key_len},
    };
    return producer_send(t->producer, &message, err);
}

static void send_all(struct alert_topic *t)
{
    struct error err;
    enum send_result result = SEND_DONE;
    if (t->held || t->failed || t->producer == NULL)
        return;
    while (t->first < t->count && result == SEND_DONE) {
        result = send_first(t, &err);
        if (result == SEND_DONE)
            free(t->letters[t->first++].bytes);
    }
    if (t->first == t->count)
        t->first = t->count = 0;
    if (result == SEND_FAILED)
        fail(t, err.text);
}

static void on_room(void *user)
{
    struct alert_topic *t = user;
    struct error err;
    if (!producer_is_sound(t->producer, &err)) {
        fail(t, err.text);
        return;
    }
    send_all(t);
    t->on.on_delivered(t->on.user);
}

/* --- the topic ------------------------------------------------------------------------------- */

static void on_news(void *user, const char *text)
{
    struct alert_topic *t = user;
    t->on.on_news(t->on.user, text);
}

static void on_fail(void *user, const char *why)
{
    fail(user, why);
}

static void on_open(void *user)
{
    struct alert_topic *t = user;
    struct error err;
    const struct producer_callbacks callbacks = {on_room, on_news, t};
    t->producer = producer_create(t->loop, &t->kafka, &callbacks, &err);
    if (t->producer != NULL)
        send_all(t);
    else
        fail(t, err.text);
}

void alert_topic_open(struct alert_topic *t, const struct kafka_config *kafka, int32_t replication)
{
    if (t == NULL || t->producer != NULL || link_is_opening(t->link))
        return;
    const char *name = t->kafka.topic;
    t->kafka = *kafka;
    t->kafka.topic = name;
    t->failed = false;
    const struct link_config config = {.kafka = &t->kafka,
                                       .makes = true,
                                       .only_makes = true,
                                       .partitions = 1,
                                       .replication = replication};
    link_open(t->link, &config);
}

void alert_topic_close(struct alert_topic *t)
{
    if (t == NULL)
        return;
    link_close(t->link);
    producer_destroy(t->producer);
    t->producer = NULL;
    drop_letters(t);
}

/* --- what the session says ------------------------------------------------------------------- */

void alert_topic_take(struct alert_topic *t, const struct alerts *alerts)
{
    if (t == NULL)
        return;
    size_t count;
    const struct alert_event *events = alerts_events(alerts, &count);
    for (size_t i = 0; i < count; i++)
        if (events[i].settled)
            add(t, &alerts_rules(alerts)->of[events[i].rule], &events[i]);
    send_all(t);
}

void alert_topic_hold(struct alert_topic *t, bool on)
{
    if (t == NULL || t->held == on)
        return;
    t->held = on;
    send_all(t);
}

void alert_topic_forget_held(struct alert_topic *t)
{
    if (t != NULL && t->held)
        drop_letters(t);
}

bool alert_topic_is_out(const struct alert_topic *t)
{
    return t == NULL || undelivered(t) == 0;
}

bool alert_topic_has_room(const struct alert_topic *t)
{
    return t == NULL || t->failed || t->held || undelivered(t) < ROOM;
}

/* --- life ------------------------------------------------------------------------------------ */

struct alert_topic *alert_topic_create(uv_loop_t *loop, const char *name,
                                       const struct alert_topic_callbacks *callbacks)
{
    struct alert_topic *t = mem_new(1, sizeof *t);
    const struct link_callbacks link = {on_open, on_news, on_fail, t};
    const struct consumer_callbacks remarks = {.on_log = on_news, .user = t};
    t->loop = loop;
    t->kafka.topic = name;
    t->on = *callbacks;
    t->link = link_create(loop, &link, &remarks);
    return t;
}

void alert_topic_destroy(struct alert_topic *t)
{
    if (t == NULL)
        return;
    alert_topic_close(t);
    link_destroy(t->link);
    free(t->letters);
    free(t);
}
