#include "blotter/kafka/compacted_topic.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "blotter/kafka/background.h"
#include "blotter/kafka/producer.h"
#include "queue_poller.h"
#include "handle.h"

#include "blotter/base/clock.h"
#include "blotter/base/memory.h"

struct compacted_topic {
    rd_kafka_t *rk;
    rd_kafka_queue_t *queue;
    struct queue_poller poller;
    atomic_int holders; /* the loop and the handle; the last one frees */
    struct client_log log;
    struct compacted_topic_callbacks on;
    struct kafka_config config;
    uv_loop_t *loop;
    struct producer *producer; /* for values to put up; NULL: not yet */
};

static const char key[] = "state";

static const struct kafka_property defaults[] = {
    {"group.id", "blotter"},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"enable.partition.eof", "true"},
    {"auto.offset.reset", "earliest"}, /* what has been compacted away is no loss */
    {"fetch.error.backoff.ms", "100"},
    /* A key is obeyed within a tenth of a second also by an embedded cluster, which does not wake a
     * waiting fetch; and that costs next to nothing. */
    {"fetch.wait.max.ms", "100"},
    {"topic.metadata.refresh.interval.ms", "1000"}, /* it may be made later */
    {"queued.max.messages.kbytes", "1024"},
};

/* --- reading --------------------------------------------------------------------------------- */

static void take_error(struct compacted_topic *b, const rd_kafka_message_t *m)
{
    switch ((int)m->err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        b->on.on_read(b->on.user);
        break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        break; /* not yet */
    default:
        client_log_error(&b->log, mono_now(), m->err, rd_kafka_message_errstr(m));
    }
}

/* Values are few and short. */
static bool serve(void *user)
{
    enum { A_TURN = 64 };
    struct compacted_topic *b = user;
    for (int i = 0; i < A_TURN; i++) {
        rd_kafka_message_t *m = rd_kafka_consumer_poll(b->rk, 0);
        if (m == NULL)
            return false;
        if (m->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            take_error(b, m);
        else
            b->on.on_value(b->on.user, (struct text){m->payload, m->len});
        rd_kafka_message_destroy(m);
    }
    return true;
}

static bool begin_reading(struct compacted_topic *b, struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, b->config.topic, 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_resp_err_t code = rd_kafka_assign(b->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ||
           error_set(err, "cannot read topic %s: %s", b->config.topic, rd_kafka_err2str(code));
}

/* --- writing --------------------------------------------------------------------------------- */

static void on_room(void *user)
{
    (void)user;
}

static void on_producer_log(void *user, const char *text)
{
    struct compacted_topic *b = user;
    b->on.on_log(b->on.user, text);
}

bool compacted_topic_prepare(struct compacted_topic *b, struct error *err)
{
    const struct producer_callbacks callbacks = {on_room, on_producer_log, b};
    if (b->producer == NULL)
        b->producer = producer_create(b->loop, &b->config, &callbacks, err);
    return b->producer != NULL;
}

bool compacted_topic_put(struct compacted_topic *b, struct text value, struct error *err)
{
    if (!compacted_topic_prepare(b, err))
        return false;
    const struct outgoing m = {
        .key = {key, sizeof key - 1},
        .timestamp_ms = (int64_t)(wall_now().us / US_PER_MS),
        .value = value,
    };
    return producer_send(b->producer, &m, err) == SEND_DONE ||
           error_set(err, "cannot write to topic %s", b->config.topic);
}

/* --- life ------------------------------------------------------------------------------------ */

static void release(void *user)
{
    struct compacted_topic *b = user;
    if (atomic_fetch_sub(&b->holders, 1) > 1)
        return;
    client_log_finish(&b->log);
    free((void *)(uintptr_t)b->config.topic);
    free(b);
}

static bool create_handle(struct compacted_topic *b, struct error *err)
{
    rd_kafka_conf_t *conf = kafka_conf_create(&b->config, defaults, ROWS(defaults), &b->log, err);
    if (conf == NULL)
        return false;
    b->rk = kafka_handle_create(RD_KAFKA_CONSUMER, conf, &b->config, err);
    if (b->rk == NULL)
        return false;
    rd_kafka_poll_set_consumer(b->rk);
    return true;
}

static bool start(struct compacted_topic *b, struct error *err)
{
    b->queue = rd_kafka_queue_get_consumer(b->rk);
    if (queue_poller_start(&b->poller, b->loop, b->queue, serve, b, err))
        return true;
    rd_kafka_queue_destroy(b->queue);
    return false;
}

static void destroy_handle(void *user)
{
    struct compacted_topic *b = user;
    if (b->rk != NULL)
        rd_kafka_destroy_flags(b->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    release(b);
}

struct compacted_topic *compacted_topic_open(uv_loop_t *loop, const struct kafka_config *config,
                                             const struct compacted_topic_callbacks *callbacks,
                                             struct error *err)
{
    if (!kafka_check_topic(config->topic, err))
        return NULL;
    struct compacted_topic *b = mem_new(1, sizeof *b);
    b->on = *callbacks;
    b->loop = loop;
    atomic_init(&b->holders, 1);
    b->config = *config;
    b->config.topic = mem_copy_text(config->topic, strlen(config->topic));
    b->log = (struct client_log){.on_log = callbacks->on_log, .user = callbacks->user, .owner = b};
    if (create_handle(b, err) && begin_reading(b, err) && start(b, err))
        return b;
    destroy_handle(b);
    return NULL;
}

void compacted_topic_close(struct compacted_topic *b)
{
    if (b == NULL)
        return;
    producer_destroy(b->producer);
    queue_poller_silence(&b->poller);
    b->log.on_log = NULL;
    atomic_fetch_add(&b->holders, 1);
    queue_poller_close(&b->poller, release);
    background_end(b->loop, destroy_handle, b);
}
