#include "retry_queue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"

#include "blotter/base/memory.h"

struct retried_message {
    uint64_t number;
    void *opaque;
    int32_t partition;
    int64_t timestamp_ms;
    char *key, *value;
    size_t key_len, value_len;
    rd_kafka_headers_t *headers;
};

void retry_queue_add(struct retry_queue *k, const rd_kafka_message_t *m,
                     const struct in_flight_message *sent)
{
    rd_kafka_headers_t *headers = NULL;
    k->messages = mem_grow(k->messages, &k->cap, k->count + 1, sizeof *k->messages);
    rd_kafka_message_detach_headers((rd_kafka_message_t *)(uintptr_t)m, &headers);
    k->messages[k->count++] = (struct retried_message){
        .number = sent->number,
        .opaque = m->_private,
        .partition = m->partition,
        .timestamp_ms = sent->timestamp_ms,
        .key = mem_copy_text(m->key, m->key_len),
        .value = mem_copy_text(m->payload, m->len),
        .key_len = m->key_len,
        .value_len = m->len,
        .headers = headers,
    };
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = ((const struct retried_message *)a)->number;
    uint64_t right = ((const struct retried_message *)b)->number;
    return (left > right) - (left < right);
}

static bool send_one(const struct retried_message *m, rd_kafka_t *rk, rd_kafka_topic_t *topic)
{
    const rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = m->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {.ptr = m->key, .size = m->key_len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {.ptr = m->value, .size = m->value_len}},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = m->headers},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = m->timestamp_ms},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = m->opaque},
    };
    rd_kafka_error_t *why = rd_kafka_produceva(rk, parts, ROWS(parts));
    if (why == NULL)
        return true;
    rd_kafka_error_destroy(why);
    return false;
}

static void free_message(struct retried_message *m)
{
    free(m->key);
    free(m->value);
}

bool retry_queue_send(struct retry_queue *k, rd_kafka_t *rk, rd_kafka_topic_t *topic)
{
    size_t sent = 0;
    if (k->count > 1)
        qsort(k->messages, k->count, sizeof *k->messages, by_number);
    while (sent < k->count && send_one(&k->messages[sent], rk, topic))
        free_message(&k->messages[sent++]);
    k->count -= sent;
    if (sent > 0 && k->count > 0)
        memmove(k->messages, k->messages + sent, k->count * sizeof *k->messages);
    return k->count == 0;
}

void retry_queue_finish(struct retry_queue *k, struct in_flight *f)
{
    for (size_t i = 0; i < k->count; i++) {
        in_flight_remove(f, k->messages[i].opaque);
        free_message(&k->messages[i]);
        if (k->messages[i].headers != NULL)
            rd_kafka_headers_destroy(k->messages[i].headers);
    }
    free(k->messages);
    *k = (struct retry_queue){0};
}
