#include "blotter/session/kafka_sink.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

struct kafka_sink {
    struct producer *producer;
    uint32_t partitions;
    bool with_credit;
};

struct kafka_sink *kafka_sink_create(uv_loop_t *loop, const struct kafka_config *config,
                                     const struct topic_facts *topic, bool with_credit,
                                     const struct producer_callbacks *callbacks, struct error *err)
{
    struct producer *producer = producer_create(loop, config, callbacks, err);
    if (producer == NULL)
        return NULL;
    struct kafka_sink *k = mem_new(1, sizeof *k);
    k->producer = producer;
    k->partitions = (uint32_t)topic->partitions;
    k->with_credit = with_credit;
    return k;
}

static bool kafka_is_sound(void *self, struct error *err)
{
    return producer_is_sound(((struct kafka_sink *)self)->producer, err);
}

static enum sink_result kafka_send(void *self, const struct sink_message *m, struct error *err)
{
    struct kafka_sink *k = self;
    struct buffer key = {0};
    if (!kafka_is_sound(k, err))
        return SINK_FAILED;
    buffer_add_u64(&key, m->officer);
    const struct outgoing out = {
        .partition = (int32_t)m->partition,
        .key = buffer_text(&key),
        .run = m->run,
        .timestamp_ms = m->timestamp_ms,
        .value = m->value,
        .counted = sink_counts(m),
    };
    enum send_result result = producer_send(k->producer, &out, err);
    buffer_free(&key);
    switch (result) {
    case SEND_DONE:
        return SINK_TAKEN;
    case SEND_FULL:
        return SINK_FULL;
    default:
        return SINK_FAILED;
    }
}

static uint64_t kafka_acked(void *self)
{
    return producer_acked(((struct kafka_sink *)self)->producer);
}

static size_t kafka_outstanding(void *self)
{
    return producer_outstanding(((struct kafka_sink *)self)->producer);
}

struct sink kafka_sink_face(struct kafka_sink *k)
{
    return (struct sink){
        .self = k,
        .partitions = k->partitions,
        .wants_credit = k->with_credit,
        .send = kafka_send,
        .acked = kafka_acked,
        .outstanding = kafka_outstanding,
        .is_sound = kafka_is_sound,
    };
}

void kafka_sink_destroy(struct kafka_sink *k)
{
    if (k == NULL)
        return;
    producer_destroy(k->producer);
    free(k);
}
