/* A loop with an embedded cluster, a producer and a consumer on it. Nothing sleeps: rig_until runs
 * the loop until a condition holds, and fails after RIG_DEADLINE_MS. */
#ifndef BLOTTER_TESTS_KAFKA_RIG_H
#define BLOTTER_TESTS_KAFKA_RIG_H

#include "base/check.h"

#include <inttypes.h>

#include <uv.h>

#include "blotter/kafka/cluster.h"
#include "blotter/kafka/consumer.h"
#include "blotter/kafka/producer.h"
#include "blotter/kafka/topic.h"

enum {
    RIG_DEADLINE_MS = 20000,
    RIG_PARTITIONS_MAX = 8,
    RIG_LOG_MAX = 32,
    RIG_OUTSTANDING_MAX = 5000, /* the mock drops the oldest beyond 5 MiB a partition */
};

struct rig {
    uv_loop_t loop;
    uv_timer_t deadline;
    bool expired;
    struct cluster *cluster;
    struct producer *producer;
    struct consumer *consumer;
    struct kafka_config config;
    int32_t partitions;

    /* What came back. Message i of a partition has the value of rig_value(i). */
    uint64_t sent, got, to_send;
    uint64_t next[RIG_PARTITIONS_MAX]; /* the number that the next message must have */
    uint64_t wrong;                    /* messages out of order, repeated, or with a wrong part */
    uint64_t bytes[RIG_PARTITIONS_MAX];
    uint64_t ends[RIG_PARTITIONS_MAX];
    uint64_t turns, rooms;
    uint64_t caught_up; /* how often that was said */
    uint64_t got_then;  /* what had come when it was */
    char lost[512];
    unsigned lost_count;
    char log[RIG_LOG_MAX][256];
    size_t log_count;
};

/* --- the loop -------------------------------------------------------------------------------- */

static inline void rig_on_deadline(uv_timer_t *timer)
{
    ((struct rig *)timer->data)->expired = true;
}

static inline void rig_print_log(const struct rig *rig)
{
    for (size_t i = 0; i < rig->log_count; i++)
        print_error("log: %s\n", rig->log[i]);
}

#define rig_until(rig, condition)                                                                  \
    do {                                                                                           \
        (rig)->expired = false;                                                                    \
        uv_update_time(&(rig)->loop);                                                              \
        uv_timer_start(&(rig)->deadline, rig_on_deadline, RIG_DEADLINE_MS, 0);                     \
        while (!(condition) && !(rig)->expired)                                                    \
            uv_run(&(rig)->loop, UV_RUN_ONCE);                                                     \
        uv_timer_stop(&(rig)->deadline);                                                           \
        if ((rig)->expired)                                                                        \
            rig_print_log(rig);                                                                    \
        EXPECT(condition, "after %d ms: sent %" PRIu64 ", got %" PRIu64, (int)RIG_DEADLINE_MS,     \
               (rig)->sent, (rig)->got);                                                           \
    } while (0)

/* --- messages -------------------------------------------------------------------------------- */

/* Of a length that differs from message to message. */
static inline size_t rig_value(char out[64], uint64_t number)
{
    return (size_t)snprintf(out, 64, "{\"n\":%" PRIu64 ",\"pad\":\"%.*s\"}", number,
                            (int)(number % 20), "....................");
}

static inline int64_t rig_timestamp(uint64_t number)
{
    return INT64_C(1672531200000) + (int64_t)number;
}

/* Message number i goes to partition i mod partitions, as its number i / partitions. */
static inline enum send_result rig_send_one(struct rig *rig, struct error *err)
{
    char value[64];
    int32_t partition = (int32_t)(rig->sent % (uint64_t)rig->partitions);
    uint64_t number = rig->sent / (uint64_t)rig->partitions;
    const struct outgoing m = {
        .partition = partition,
        .key = LITERAL("7"),
        .run = LITERAL("0005a0b1c2d3e4f5"),
        .timestamp_ms = rig_timestamp(number),
        .value = {value, rig_value(value, number)},
        .counted = rig->sent % 2 == 0,
    };
    enum send_result result = producer_send(rig->producer, &m, err);
    if (result == SEND_DONE) {
        rig->sent++;
        rig->bytes[partition] += m.value.len + KAFKA_MESSAGE_OVERHEAD;
    }
    return result;
}

static inline void rig_pump(struct rig *rig)
{
    struct error err;
    enum send_result result = SEND_DONE;
    while (result == SEND_DONE && rig->sent < rig->to_send &&
           (rig->consumer == NULL || rig->sent < rig->got + RIG_OUTSTANDING_MAX))
        result = rig_send_one(rig, &err);
    EXPECT(result != SEND_FAILED, "%s", err.text);
}

/* --- callbacks ------------------------------------------------------------------------------- */

static inline void rig_on_room(void *user)
{
    struct rig *rig = user;
    rig->rooms++;
    rig_pump(rig);
}

static inline void rig_on_log(void *user, const char *text)
{
    struct rig *rig = user;
    if (rig->log_count < RIG_LOG_MAX)
        snprintf(rig->log[rig->log_count++], sizeof rig->log[0], "%s", text);
}

static inline bool rig_has_logged(const struct rig *rig, const char *part)
{
    for (size_t i = 0; i < rig->log_count; i++)
        if (strstr(rig->log[i], part) != NULL)
            return true;
    return false;
}

static inline void rig_on_message(void *user, const struct incoming *m)
{
    struct rig *rig = user;
    char value[64];
    uint64_t number = rig->next[m->partition]++;
    size_t len = rig_value(value, number);
    rig->got++;
    if (!text_equal(m->value, (struct text){value, len}) ||
        m->timestamp_ms != rig_timestamp(number) || m->offset != (int64_t)number)
        rig->wrong++;
}

static inline void rig_on_turn(void *user)
{
    struct rig *rig = user;
    rig->turns++;
    if (rig->producer != NULL)
        rig_pump(rig);
}

static inline void rig_on_end(void *user, int32_t partition)
{
    ((struct rig *)user)->ends[partition]++;
}

static inline void rig_on_caught_up(void *user)
{
    struct rig *rig = user;
    rig->caught_up++;
    rig->got_then = rig->got;
}

static inline void rig_on_lost(void *user, const char *text)
{
    struct rig *rig = user;
    rig->lost_count++;
    snprintf(rig->lost, sizeof rig->lost, "%s", text);
}

/* --- life ------------------------------------------------------------------------------------ */

static inline struct rig *rig_create(int brokers, int32_t partitions)
{
    struct rig *rig = calloc(1, sizeof *rig);
    struct error err = {0};
    uv_loop_init(&rig->loop);
    uv_timer_init(&rig->loop, &rig->deadline);
    rig->deadline.data = rig;
    rig->cluster = cluster_create(brokers, "la-crime", partitions, 3, &err);
    EXPECT(rig->cluster != NULL, "%s", err.text);
    rig->config.brokers = cluster_bootstrap(rig->cluster);
    rig->config.topic = "la-crime";
    rig->partitions = partitions;
    return rig;
}

static inline void rig_add_producer(struct rig *rig)
{
    struct error err = {0};
    const struct producer_callbacks callbacks = {rig_on_room, rig_on_log, rig};
    rig->producer = producer_create(&rig->loop, &rig->config, &callbacks, &err);
    EXPECT(rig->producer != NULL, "%s", err.text);
}

/* False with *err when it cannot be made. */
static inline bool rig_try_consumer(struct rig *rig, struct consumer_options options,
                                    struct error *err)
{
    const struct consumer_callbacks callbacks = {
        .on_message = rig_on_message,
        .on_turn = rig_on_turn,
        .on_end = rig_on_end,
        .on_lost = rig_on_lost,
        .on_log = rig_on_log,
        .user = rig,
        .on_caught_up = rig_on_caught_up,
    };
    options.partitions = rig->partitions;
    options.mock = true;
    rig->consumer = consumer_create(&rig->loop, &rig->config, &options, &callbacks, err);
    return rig->consumer != NULL;
}

static inline void rig_add_consumer(struct rig *rig, enum consumer_from from)
{
    struct error err = {0};
    bool made = rig_try_consumer(rig, (struct consumer_options){.from = from}, &err);
    EXPECT(made, "%s", err.text);
}

static inline void rig_send(struct rig *rig, uint64_t count)
{
    rig->to_send += count;
    rig_pump(rig);
}

/* Fails when the loop has a handle left. */
static inline void rig_destroy(struct rig *rig)
{
    producer_destroy(rig->producer);
    consumer_destroy(rig->consumer);
    uv_close((uv_handle_t *)&rig->deadline, NULL);
    uv_run(&rig->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&rig->loop), 0);
    cluster_destroy(rig->cluster);
    free(rig);
}

#endif
