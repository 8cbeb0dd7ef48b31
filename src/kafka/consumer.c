#include "blotter/kafka/consumer.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "queue_poller.h"
#include "blotter/kafka/background.h"
#include "handle.h"
#include "deletion.h"
#include "offsets.h"

#include "blotter/base/memory.h"
#include "blotter/base/trace.h"

enum {
    BATCH = 512, /* messages taken from librdkafka at once */
    TURN_MS = 5, /* then the loop gets its own back: a third of a frame at 60 Hz */
    /* A nudge each: half of what fills the queue, or less. */
    NUDGE_MESSAGES = 10000,
    NUDGE_BYTES = 4 * 1024 * 1024,
};

struct partition {
    uint64_t bytes; /* read */
    int64_t begin;  /* where reading began */
    int64_t next;   /* offset of the next message */
    int64_t at_ms;  /* timestamp of the last message, -1: none */
    int64_t end;    /* where it ended when reading began, or how far it had been read at a seek */
    bool behind;    /* not read that far yet */
    bool early;     /* its messages are before `since` still, and are left out */
};

struct consumer {
    rd_kafka_t *rk;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_partition_list_t *assignment;
    rd_kafka_topic_partition_list_t *nudged;    /* the same, for a question */
    uint64_t unnudged_messages, unnudged_bytes; /* read since the last nudge */
    uv_loop_t *loop;                            /* NULL: not started */
    struct queue_poller poller;
    atomic_int holders; /* the loop and the handle; the last one frees */
    struct client_log log;
    struct deletion_watch deletion; /* while log.gone */
    struct leaders leaders;
    struct consumer_callbacks on;
    char *topic;

    int32_t partitions;
    struct partition *partition;
    int32_t behind;   /* how many partitions are */
    int64_t since_ms; /* FROM_TIME */
    uint64_t messages;
    wall_time turn_at;
    bool caught_up;
    bool paused;
    bool lost;
    rd_kafka_message_t *batch[BATCH];
};

static const struct kafka_property defaults[] = {
    {"group.id", "blotter"}, /* assign() wants one; nothing is ever committed to it */
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"enable.partition.eof", "true"},
    {"auto.offset.reset", "error"}, /* the others jump over a loss with only a log line */
    {"fetch.error.backoff.ms", "20"},
    {"fetch.queue.backoff.ms", "20"}, /* of later versions; what nudge() is for */
};

/* An embedded cluster looks for messages when a fetch comes and when its time is up, not between.
 * So, with 4 MiB of credit, this is the latency and also the speed: messages/s on one partition are
 * 200,000 at 50 ms, 390,000 at 25 and 730,000 at 10. Playing at 3 h/s the monitor takes 1 % of a
 * core at either, and a paused topic is not fetched from at all. */
static const struct kafka_property mock_defaults[] = {{"fetch.wait.max.ms", "10"}};

/* A small queue is as fast as a large one once nudge() keeps it from running dry. A million reports
 * of 330 B, lz4, one Kafka 3.9 broker on the same two cores; medians of 5, messages/s and peak
 * resident memory of consumer, decoder and windows on 1, 4 and 20 partitions:
 *
 *                                          1                 4                20
 *     without nudges
 *     100,000 in 64 MiB           474,000  77 MiB   318,000  92 MiB   320,000 170 MiB
 *     1,000,000 in 128 MiB      1,173,000 202 MiB 1,391,000 228 MiB 1,110,000 316 MiB
 *     with them
 *     100,000 in 64 MiB         1,274,000  79 MiB 1,352,000  94 MiB 1,300,000 177 MiB
 *     60,000 in 32, fetch 2     1,416,000  54 MiB 1,405,000  92 MiB 1,168,000 112 MiB
 *     40,000 in 32, fetch 2     1,433,000  41 MiB 1,316,000  82 MiB 1,220,000 100 MiB
 *     25,000 in 32, fetch 2     1,370,000  32 MiB 1,349,000  73 MiB 1,259,000  92 MiB
 *     librdkafka only counting  2,085,000  20 MiB 2,870,000  24 MiB 2,678,000  43 MiB
 *
 * (the last by the count; half a second more when it waits for the word that there is no more). The
 * consumer without decoder and windows is at 35 to 39 MiB: the rest is reports that wait for the
 * clock. What limits is the loop's thread: 0.1 us a message are librdkafka's, the rest decoding and
 * counting. */
static const struct kafka_property queue_defaults[] = {
    {"queued.min.messages", "40000"},
    {"queued.max.messages.kbytes", "32768"},
    /* As sent, mostly compressed, and all of it beyond the queue's limit. */
    {"fetch.max.bytes", "2097152"},
};

/* --- a turn ---------------------------------------------------------------------------------- */

static void give_up(struct consumer *c, const char *text)
{
    if (!c->lost)
        c->on.on_lost(c->on.user, text);
    c->lost = true;
}

static void lose_partition(struct consumer *c, const char *what, const rd_kafka_message_t *m)
{
    char text[CLIENT_LOG_TEXT_SIZE];
    snprintf(text, sizeof text, "topic %s, partition %d: %s (%s)", c->topic, (int)m->partition,
             what, rd_kafka_message_errstr(m));
    give_up(c, text);
}

/* librdkafka has said that this handle does nothing more. */
static void lose_all(struct consumer *c)
{
    char why[256] = "";
    char text[CLIENT_LOG_TEXT_SIZE];
    rd_kafka_fatal_error(c->rk, why, sizeof why);
    snprintf(text, sizeof text, "topic %s: the Kafka client cannot go on: %s", c->topic, why);
    give_up(c, text);
}

static void on_looked(void *user, enum deletion gone)
{
    struct consumer *c = user;
    char text[CLIENT_LOG_TEXT_SIZE];
    c->log.gone = gone != DELETION_NONE;
    if (gone == DELETION_SUSPECTED)
        queue_poller_wake_later(&c->poller, DELETION_LOOK_MS);
    if (gone != DELETION_CERTAIN)
        return;
    snprintf(text, sizeof text, "topic %s is gone", c->topic);
    give_up(c, text);
}

static void check_topic(struct consumer *c)
{
    if (!c->lost && c->log.gone)
        deletion_watch_look(&c->deletion, c->loop, c->rk, c->topic, c->partitions);
}

static void has_reached_end(struct consumer *c, struct partition *p)
{
    c->behind -= p->behind;
    p->behind = false;
}

static void take_error(struct consumer *c, const rd_kafka_message_t *m)
{
    switch ((int)m->err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        TRACE(TRACE_KAFKA, "partition %" PRId32 " is read to its end, %" PRId64, m->partition,
              m->offset);
        has_reached_end(c, &c->partition[m->partition]);
        c->on.on_end(c->on.user, m->partition);
        break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        lose_partition(c, "what was to be read next is no longer there", m);
        break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        c->log.gone = true;
        break;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        lose_partition(c, "it may not be read", m);
        break;
    case RD_KAFKA_RESP_ERR__FATAL:
        c->log.fatal = true;
        break;
    default:
        client_log_error(&c->log, mono_now(), m->err, rd_kafka_message_errstr(m));
    }
}

struct text incoming_run(const struct incoming *m)
{
    rd_kafka_headers_t *headers;
    const void *run;
    size_t len;
    if (m->message == NULL)
        return m->run;
    if (rd_kafka_message_headers(m->message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        rd_kafka_header_get_last(headers, "run", &run, &len) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return (struct text){NULL, 0};
    return (struct text){run, len};
}

static void take_message(struct consumer *c, const rd_kafka_message_t *m)
{
    struct partition *p = &c->partition[m->partition];
    rd_kafka_timestamp_type_t type;
    struct incoming in = {
        .partition = m->partition,
        .offset = m->offset,
        .timestamp_ms = rd_kafka_message_timestamp(m, &type),
        .read_at = c->turn_at,
        .value = {m->payload, m->len},
        .message = m,
    };
    c->messages++;
    c->unnudged_messages++;
    c->unnudged_bytes += m->len;
    p->bytes += m->len + KAFKA_MESSAGE_OVERHEAD;
    p->next = m->offset + 1;
    p->at_ms = in.timestamp_ms;
    if (p->early)
        p->early = type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && in.timestamp_ms < c->since_ms;
    if (!p->early)
        c->on.on_message(c->on.user, &in);
    if (p->next >= p->end)
        has_reached_end(c, p);
}

/* A broker's thread looks once a second what there is to fetch, or when something wakes it: here a
 * question whose answer nobody waits for. */
static void wake_brokers(struct consumer *c)
{
    rd_kafka_offsets_for_times(c->rk, c->nudged, 0);
    c->unnudged_messages = c->unnudged_bytes = 0;
}

/* Such a thread stops fetching when the queue is full, and does not hear that it has room again. */
static void nudge(struct consumer *c)
{
    if (c->unnudged_messages >= NUDGE_MESSAGES || c->unnudged_bytes >= NUDGE_BYTES)
        wake_brokers(c);
}

/* True when there may be more. */
static bool take_batch(struct consumer *c, bool *read_some)
{
    ssize_t count = rd_kafka_consume_batch_queue(c->queue, 0, c->batch, BATCH);
    for (ssize_t i = 0; i < count; i++) {
        const rd_kafka_message_t *m = c->batch[i];
        if (m->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            take_error(c, m);
        else
            take_message(c, m);
        rd_kafka_message_destroy(c->batch[i]);
    }
    *read_some = *read_some || count > 0;
    nudge(c);
    return count == BATCH;
}

/* True when it is told, once. */
static bool catch_up(struct consumer *c)
{
    if (c->caught_up || c->behind > 0 || c->lost)
        return false;
    c->caught_up = true;
    if (c->on.on_caught_up != NULL)
        c->on.on_caught_up(c->on.user);
    return true;
}

static bool serve(void *user)
{
    struct consumer *c = user;
    mono_time end = mono_add_ms(mono_now(), TURN_MS);
    bool read_some = false;
    c->turn_at = wall_now();
    bool more = take_batch(c, &read_some);
    while (more && mono_now().ns < end.ns)
        more = take_batch(c, &read_some);
    if (c->log.fatal)
        lose_all(c);
    check_topic(c);
    read_some = catch_up(c) || read_some;
    if (read_some)
        c->on.on_turn(c->on.user);
    return more;
}

/* --- where to begin -------------------------------------------------------------------------- */

static int ms_until(mono_time end)
{
    return (int)mono_ms_between(mono_now(), end);
}

/* Before the first fetch librdkafka would ask for this by itself, but half a second later. */
static bool get_metadata(const struct asked *a, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    char why[CLIENT_LOG_TEXT_SIZE];
    const char *name = a->config->topic;
    rd_kafka_topic_t *topic = rd_kafka_topic_new(a->rk, name, NULL);
    if (topic == NULL)
        return error_set(err, "topic \"%s\": %s", name, rd_kafka_err2str(rd_kafka_last_error()));
    rd_kafka_resp_err_t code = rd_kafka_metadata(a->rk, 0, topic, &metadata, ms_until(a->deadline));
    rd_kafka_topic_destroy(topic);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_metadata_destroy(metadata);
        return true;
    }
    rd_kafka_poll(a->rk, 0); /* what librdkafka says about it */
    return error_set(err, "no answer about topic %s: %s", name,
                     client_log_cause(a->log, kafka_brokers(a->config), code, why));
}

static void note_extent(struct consumer *c, int32_t partition, const struct extent *extent)
{
    struct partition *p = &c->partition[partition];
    p->begin = p->next = extent->begin;
    p->at_ms = -1;
    p->end = extent->end;
    p->behind = p->next < p->end;
    c->behind += p->behind;
    TRACE(TRACE_KAFKA, "partition %" PRId32 " is read from %" PRId64 ", its end is %" PRId64,
          partition, p->begin, p->end);
}

/* Explicit offsets, so that what has gone before it was read is a loss and not a new beginning. */
static bool find_offsets(struct consumer *c, const struct asked *a,
                         const struct consumer_options *options, bool *ret_passing,
                         struct error *err)
{
    struct extent *extents = mem_new((size_t)c->partitions, sizeof *extents);
    bool ok = offsets_find(a, options, extents, ret_passing, err);
    c->assignment = rd_kafka_topic_partition_list_new(c->partitions);
    c->nudged = rd_kafka_topic_partition_list_new(c->partitions);
    for (int32_t i = 0; ok && i < c->partitions; i++) {
        note_extent(c, i, &extents[i]);
        c->partition[i].early = options->from == CONSUMER_FROM_TIME;
        rd_kafka_topic_partition_list_add(c->assignment, c->topic, i)->offset = extents[i].begin;
        rd_kafka_topic_partition_list_add(c->nudged, c->topic, i)->offset = RD_KAFKA_OFFSET_END;
    }
    free(extents);
    return ok;
}

static bool begin_reading(struct consumer *c, const struct kafka_config *config,
                          const struct consumer_options *options, bool *ret_passing,
                          struct error *err)
{
    const struct asked a = {c->rk, config, &c->log, c->partitions,
                            mono_add_ms(mono_now(), KAFKA_CONNECT_MS)};
    *ret_passing = true;
    if (!get_metadata(&a, err) || !find_offsets(c, &a, options, ret_passing, err))
        return false;
    rd_kafka_resp_err_t code = rd_kafka_assign(c->rk, c->assignment);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return true;
    *ret_passing = false;
    return error_set(err, "cannot read topic %s: %s", c->topic, rd_kafka_err2str(code));
}

/* --- life ------------------------------------------------------------------------------------ */

static void release(void *user)
{
    struct consumer *c = user;
    if (atomic_fetch_sub(&c->holders, 1) > 1)
        return;
    client_log_finish(&c->log);
    leaders_finish(&c->leaders);
    free(c->partition);
    free(c->topic);
    free(c);
}

/* The list first: what has been paused is held by it, and the handle would wait for that for ever.
 */
static void destroy_handle(void *user)
{
    struct consumer *c = user;
    if (c->assignment != NULL)
        rd_kafka_topic_partition_list_destroy(c->assignment);
    if (c->nudged != NULL)
        rd_kafka_topic_partition_list_destroy(c->nudged);
    /* A partition that has been taken away holds its broker, and the handle would wait for that for
     * ever (2.0.2): it is left to the end of the process. */
    if (c->rk != NULL && !c->log.gone)
        rd_kafka_destroy_flags(c->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    release(c);
}

static void destroy_beside(void *user)
{
    background_run(destroy_handle, user);
}

static bool create_handle(struct consumer *c, const struct kafka_config *config, bool mock,
                          struct error *err)
{
    struct kafka_property all[ROWS(defaults) + ROWS(queue_defaults) + ROWS(mock_defaults)];
    memcpy(all, defaults, sizeof defaults);
    memcpy(all + ROWS(defaults), queue_defaults, sizeof queue_defaults);
    memcpy(all + ROWS(defaults) + ROWS(queue_defaults), mock_defaults, sizeof mock_defaults);
    rd_kafka_conf_t *conf = kafka_conf_create(
        config, all, mock ? ROWS(all) : ROWS(all) - ROWS(mock_defaults), &c->log, err);
    if (conf == NULL)
        return false;
    c->rk = kafka_handle_create(RD_KAFKA_CONSUMER, conf, config, err);
    if (c->rk == NULL)
        return false;
    rd_kafka_poll_set_consumer(c->rk);
    return true;
}

struct consumer *consumer_open(const struct kafka_config *config,
                               const struct consumer_options *options, bool *ret_passing,
                               struct error *err)
{
    struct consumer *c = mem_new(1, sizeof *c);
    atomic_init(&c->holders, 1);
    c->log = (struct client_log){.owner = c, .leaders = &c->leaders};
    c->deletion =
        (struct deletion_watch){.on_looked = on_looked, .on_dropped = destroy_beside, .user = c};
    leaders_init(&c->leaders, config->topic, options->partitions);
    c->topic = mem_copy_text(config->topic, strlen(config->topic));
    c->partitions = options->partitions;
    c->partition = mem_new((size_t)c->partitions, sizeof *c->partition);
    c->since_ms = offsets_time_ms(options->time);
    *ret_passing = false;
    if (create_handle(c, config, options->mock, err) &&
        begin_reading(c, config, options, ret_passing, err))
        return c;
    destroy_handle(c);
    return NULL;
}

bool consumer_start(struct consumer *c, uv_loop_t *loop, const struct consumer_callbacks *callbacks,
                    struct error *err)
{
    c->on = *callbacks;
    c->log.on_log = callbacks->on_log;
    c->log.user = callbacks->user;
    c->queue = rd_kafka_queue_get_consumer(c->rk);
    if (queue_poller_start(&c->poller, loop, c->queue, serve, c, err)) {
        c->loop = loop;
        return true;
    }
    rd_kafka_queue_destroy(c->queue);
    return false;
}

struct consumer *consumer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct consumer_options *options,
                                 const struct consumer_callbacks *callbacks, struct error *err)
{
    bool passing;
    struct consumer *c = consumer_open(config, options, &passing, err);
    if (c == NULL || consumer_start(c, loop, callbacks, err))
        return c;
    consumer_destroy(c);
    return NULL;
}

/* All is taken away at a pause, and given back from the next message on. librdkafka's own pause
 * goes on where it believes the application to be: 2.0.2 where the last pause was, 2.8 behind the
 * word that a partition is at its end, which loses a message. */
void consumer_pause(struct consumer *c)
{
    if (!c->paused)
        rd_kafka_assign(c->rk, NULL);
    c->paused = true;
}

static void read_on(struct consumer *c)
{
    for (int32_t i = 0; i < c->partitions; i++)
        c->assignment->elems[i].offset = c->partition[i].next;
    rd_kafka_resp_err_t code = rd_kafka_assign(c->rk, c->assignment);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        give_up(c, rd_kafka_err2str(code));
}

void consumer_resume(struct consumer *c)
{
    if (c->paused) {
        read_on(c);
        wake_brokers(c);
    }
    c->paused = false;
}

uint64_t consumer_bytes(const struct consumer *c, int32_t partition)
{
    return c->partition[partition].bytes;
}

uint64_t consumer_messages(const struct consumer *c)
{
    return c->messages;
}

int64_t consumer_next_offset(const struct consumer *c, int32_t partition)
{
    return c->partition[partition].next;
}

int64_t consumer_last_ms(const struct consumer *c, int32_t partition)
{
    return c->partition[partition].at_ms;
}

bool consumer_is_caught_up(const struct consumer *c)
{
    return c->behind == 0;
}

void consumer_progress(const struct consumer *c, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = *ret_total = 0;
    for (int32_t i = 0; i < c->partitions; i++) {
        const struct partition *p = &c->partition[i];
        *ret_total += (uint64_t)(p->end - p->begin);
        *ret_done += (uint64_t)((p->behind ? p->next : p->end) - p->begin);
    }
}

/* The first offset the partition still has, as far as that is known without asking. */
static int64_t first_offset(const struct consumer *c, int32_t partition)
{
    int64_t low = 0;
    int64_t high;
    rd_kafka_get_watermark_offsets(c->rk, c->topic, partition, &low, &high);
    return low > 0 ? low : 0;
}

void consumer_seek(struct consumer *c, const int64_t *offsets)
{
    c->behind = 0;
    for (int32_t i = 0; i < c->partitions; i++) {
        struct partition *p = &c->partition[i];
        int64_t first = first_offset(c, i);
        int64_t to = offsets[i] == OFFSET_WHERE_IT_IS ? p->next : offsets[i];
        if (p->end < p->next)
            p->end = p->next;
        p->next = p->begin = to < first ? first : to;
        p->behind = p->next < p->end;
        p->early = false;
        c->behind += p->behind;
    }
    if (!c->paused)
        read_on(c);
}

bool consumer_is_reachable(const struct consumer *c, int32_t partition)
{
    return leaders_reach(&c->leaders, partition);
}

/* Whether the topic is gone stands in the queue, maybe. */
static void drain(struct consumer *c)
{
    enum { BATCHES_MAX = 200 }; /* more than the queue holds */
    ssize_t count = BATCH;
    for (int batch = 0; count == BATCH && batch < BATCHES_MAX; batch++) {
        count = rd_kafka_consume_batch_queue(c->queue, 0, c->batch, BATCH);
        for (ssize_t i = 0; i < count; i++)
            rd_kafka_message_destroy(c->batch[i]);
    }
}

void consumer_destroy(struct consumer *c)
{
    if (c == NULL)
        return;
    if (c->loop == NULL) {
        destroy_beside(c);
        return;
    }
    drain(c);
    queue_poller_silence(&c->poller);
    c->log.on_log = NULL;
    atomic_fetch_add(&c->holders, 1);
    queue_poller_close(&c->poller, release);
    if (!deletion_watch_drop(&c->deletion))
        background_end(c->loop, destroy_handle, c);
}
