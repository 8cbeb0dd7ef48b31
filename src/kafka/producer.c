#include "blotter/kafka/producer.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "queue_poller.h"
#include "blotter/kafka/background.h"
#include "handle.h"
#include "deletion.h"
#include "retry_queue.h"

#include "blotter/base/memory.h"
#include "blotter/base/trace.h"

/* What librdkafka has of a producer. */
struct client {
    rd_kafka_t *rk;
    rd_kafka_topic_t *topic;
};

struct producer {
    struct client client;
    struct kafka_config config;
    uv_loop_t *loop;
    struct queue_poller poller;
    atomic_int holders; /* the loop and the handle; the last one frees */
    struct client_log log;
    struct producer_callbacks on;

    uint64_t acked;             /* counted ones */
    struct error failure;       /* of the first message that will never arrive */
    bool delivered;             /* something was, in this turn */
    struct in_flight in_flight; /* with those that wait in `retries` */

    bool waits;         /* until the topic is known again, or gone for good */
    int32_t partitions; /* that have to be known then */
    struct deletion_watch deletion;
    struct retry_queue retries; /* meanwhile; they are outstanding */
};

enum { RENEW_LOOK_MS = 50 }; /* between looks whether the old producer has given up all */

static const struct kafka_property defaults[] = {
    {"enable.idempotence", "true"}, /* a retry neither repeats nor reorders */
    {"acks", "all"},
    /* Measured with a million reports to the mock on two cores, CPU of this process: none 1.21 s,
     * lz4 1.30, snappy 1.31, zstd 1.50. Speed is the same within the noise, the mock spends half
     * the CPU, and its 5 MiB a partition, which it counts compressed, hold more. */
    {"compression.type", "lz4"},
    {"linger.ms", "5"},                         /* below 1, every message is a request of its own */
    {"request.timeout.ms", "10000"},            /* as socket.timeout.ms, see config.c */
    {"message.timeout.ms", "0"},                /* waits for ever for a broker */
    {"batch.size", "1000000"},                  /* the mock drops a batch that exceeds its 5 MiB */
    {"queue.buffering.max.messages", "100000"}, /* 80 MB; a tenth of a second at full speed */
    /* A topic deleted under us stays deleted: made again it would have the broker's settings. */
    {"allow.auto.create.topics", "false"},
};

static const char *plain_cause(rd_kafka_resp_err_t code, const char *why)
{
    if (deletion_is_error(code))
        return "it is gone";
    switch ((int)code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        return "this user has no right to";
    default:
        return why;
    }
}

/* Sets *err to why nothing can be sent there. */
static void fail(const struct producer *p, int32_t partition, rd_kafka_resp_err_t code,
                 const char *why, struct error *err)
{
    char fatal[256];
    rd_kafka_resp_err_t fatal_code = rd_kafka_fatal_error(p->client.rk, fatal, sizeof fatal);
    why = fatal_code != RD_KAFKA_RESP_ERR_NO_ERROR ? plain_cause(fatal_code, fatal)
                                                   : plain_cause(code, why);
    error_set(err, "cannot send to topic %s, partition %d: %s",
              rd_kafka_topic_name(p->client.topic), (int)partition, why);
}

/* librdkafka gives an idempotent producer up when its sequence numbers and those of a broker
 * differ, which before 2.3 a leader's death can do. What has not been acknowledged is then sent by
 * a new one: what a broker had after all comes twice, and is counted so, but nothing is lost. */
static bool is_out_of_step(const struct producer *p)
{
    switch ((int)rd_kafka_fatal_error(p->client.rk, NULL, 0)) {
    case RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER:
    case RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
    case RD_KAFKA_RESP_ERR__INCONSISTENT:
        return true;
    default:
        return false;
    }
}

/* --- deliveries ------------------------------------------------------------------------------ */

static void wait_for_topic(struct producer *p, int32_t partition)
{
    p->waits = true;
    if (partition >= p->partitions)
        p->partitions = partition + 1;
}

/* Tells that there is room again, or that there never will be. */
static void on_looked(void *user, enum deletion gone)
{
    struct producer *p = user;
    if (gone == DELETION_CERTAIN) {
        fail(p, p->partitions - 1, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "", &p->failure);
        retry_queue_finish(&p->retries, &p->in_flight);
        p->waits = false;
    } else if (gone == DELETION_NONE &&
               retry_queue_send(&p->retries, p->client.rk, p->client.topic)) {
        p->waits = false;
    }
    if (p->waits)
        queue_poller_wake_later(&p->poller, DELETION_LOOK_MS);
    else
        p->on.on_room(p->on.user);
}

static void look_for_topic(struct producer *p)
{
    deletion_watch_look(&p->deletion, p->loop, p->client.rk, rd_kafka_topic_name(p->client.topic),
                        p->partitions);
}

/* A partition that is taken away gives up what it holds by the second name. */
static bool may_be_sent_again(const struct producer *p, rd_kafka_resp_err_t code)
{
    return code != RD_KAFKA_RESP_ERR_NO_ERROR &&
           (deletion_is_error(code) || code == RD_KAFKA_RESP_ERR__DESTROY || is_out_of_step(p));
}

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *user)
{
    (void)rk;
    struct producer *p = ((struct client_log *)user)->owner;
    if (may_be_sent_again(p, m->err) && p->failure.status == EXIT_STATUS_OK) {
        retry_queue_add(&p->retries, m, in_flight_get(&p->in_flight, m->_private));
        wait_for_topic(p, m->partition);
        return;
    }
    bool counted = in_flight_get(&p->in_flight, m->_private)->counted;
    in_flight_remove(&p->in_flight, m->_private);
    p->delivered = true;
    TRACE(TRACE_KAFKA, "partition %" PRId32 " offset %" PRId64 ": %s", m->partition, m->offset,
          rd_kafka_err2name(m->err));
    if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        p->acked += counted;
        return;
    }
    if (p->failure.status == EXIT_STATUS_OK)
        fail(p, m->partition, m->err, rd_kafka_err2str(m->err), &p->failure);
}

/* --- the client ------------------------------------------------------------------------------ */

/* Without waiting: what is outstanding is given up, which librdkafka would else wait for. */
static void destroy_client(const struct client *client)
{
    if (client->topic != NULL)
        rd_kafka_topic_destroy(client->topic);
    if (client->rk == NULL)
        return;
    rd_kafka_purge(client->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                   RD_KAFKA_PURGE_F_NON_BLOCKING);
    rd_kafka_destroy(client->rk);
}

static void destroy_old(void *user)
{
    destroy_client(user);
    free(user);
}

static bool create_client(struct producer *p, struct error *err)
{
    const struct kafka_config *config = &p->config;
    rd_kafka_conf_t *conf = kafka_conf_create(config, defaults, ROWS(defaults), &p->log, err);
    if (conf == NULL)
        return false;
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    p->client.rk = kafka_handle_create(RD_KAFKA_PRODUCER, conf, config, err);
    if (p->client.rk == NULL)
        return false;
    p->client.topic = rd_kafka_topic_new(p->client.rk, config->topic, NULL);
    if (p->client.topic == NULL)
        return error_set(err, "topic \"%s\": %s", config->topic,
                         rd_kafka_err2str(rd_kafka_last_error()));
    return true;
}

/* A new client takes the old one's place, and will send what the old one has given up. */
static void renew(struct producer *p)
{
    struct client *old = mem_new(1, sizeof *old);
    *old = p->client;
    p->client = (struct client){0};
    bool ok = create_client(p, &p->failure);
    if (ok) {
        client_log_say(&p->log, mono_now(),
                       "topic %s: a new producer sends again what is not "
                       "acknowledged, as the brokers have lost count of the old one",
                       p->config.topic);
        queue_poller_follow(&p->poller, rd_kafka_queue_get_main(p->client.rk));
    } else {
        destroy_client(&p->client);
        p->client = *old;
        free(old);
    }
    if (ok)
        background_run(destroy_old, old);
}

/* Once librdkafka has given up all that it had, and no look for the topic uses its handle. */
static void renew_when_idle(struct producer *p)
{
    if (in_flight_count(&p->in_flight) > p->retries.count || p->deletion.look != NULL)
        queue_poller_wake_later(&p->poller, RENEW_LOOK_MS);
    else
        renew(p);
}

/* Everything that is there: at most queue.buffering.max.messages deliveries, some milliseconds, in
 * a process that has nothing to draw. What comes meanwhile wakes the poller. */
static bool serve(void *user)
{
    struct producer *p = user;
    p->delivered = false;
    rd_kafka_poll(p->client.rk, 0);
    if (p->waits && is_out_of_step(p))
        renew_when_idle(p);
    if (p->waits)
        look_for_topic(p);
    if (p->delivered)
        p->on.on_room(p->on.user);
    return false;
}

/* --- sending --------------------------------------------------------------------------------- */

/* A list of our own: one that librdkafka makes it frees twice when the partition is gone (2.0.2).
 */
static rd_kafka_headers_t *headers_of(const struct outgoing *m)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(1);
    rd_kafka_header_add(headers, "run", -1, m->run.ptr, (ssize_t)m->run.len);
    return headers;
}

enum send_result producer_send(struct producer *p, const struct outgoing *m, struct error *err)
{
    if (p->waits)
        return SEND_FULL;
    rd_kafka_headers_t *headers = headers_of(m);
    /* 0 would be "now" */
    int64_t timestamp_ms = m->timestamp_ms > 0 ? m->timestamp_ms : 1;
    void *opaque = in_flight_add(&p->in_flight, timestamp_ms, m->counted);
    const rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = p->client.topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = m->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY,
         .u.mem = {.ptr = (void *)(uintptr_t)m->key.ptr, .size = m->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE,
         .u.mem = {.ptr = (void *)(uintptr_t)m->value.ptr, .size = m->value.len}},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = timestamp_ms},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = opaque},
    };
    rd_kafka_error_t *why = rd_kafka_produceva(p->client.rk, parts, ROWS(parts));
    if (why == NULL)
        return SEND_DONE;
    in_flight_remove(&p->in_flight, opaque);
    rd_kafka_headers_destroy(headers);
    enum send_result result = SEND_FULL;
    rd_kafka_resp_err_t code = rd_kafka_error_code(why);
    if (may_be_sent_again(p, code)) {
        wait_for_topic(p, m->partition);
        queue_poller_wake_later(&p->poller, DELETION_LOOK_MS);
    } else if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        fail(p, m->partition, code, rd_kafka_error_string(why), err);
        result = SEND_FAILED;
    }
    rd_kafka_error_destroy(why);
    return result;
}

uint64_t producer_acked(const struct producer *p)
{
    return p->acked;
}

bool producer_is_sound(const struct producer *p, struct error *err)
{
    if (p->failure.status == EXIT_STATUS_OK)
        return true;
    *err = p->failure;
    return false;
}

size_t producer_outstanding(const struct producer *p)
{
    return in_flight_count(&p->in_flight);
}

/* --- life ------------------------------------------------------------------------------------ */

static void release(void *user)
{
    struct producer *p = user;
    if (atomic_fetch_sub(&p->holders, 1) > 1)
        return;
    client_log_finish(&p->log);
    retry_queue_finish(&p->retries, &p->in_flight);
    in_flight_finish(&p->in_flight);
    free(p);
}

static void destroy_handle(void *user)
{
    struct producer *p = user;
    destroy_client(&p->client);
    release(p);
}

static void destroy_beside(void *user)
{
    background_run(destroy_handle, user);
}

static bool start(struct producer *p, uv_loop_t *loop, struct error *err)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_get_main(p->client.rk);
    if (queue_poller_start(&p->poller, loop, queue, serve, p, err))
        return true;
    rd_kafka_queue_destroy(queue);
    return false;
}

struct producer *producer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct producer_callbacks *callbacks, struct error *err)
{
    struct producer *p = mem_new(1, sizeof *p);
    p->on = *callbacks;
    p->config = *config;
    p->loop = loop;
    atomic_init(&p->holders, 1);
    p->deletion =
        (struct deletion_watch){.on_looked = on_looked, .on_dropped = destroy_beside, .user = p};
    p->log = (struct client_log){.on_log = callbacks->on_log, .user = callbacks->user, .owner = p};
    if (create_client(p, err) && start(p, loop, err))
        return p;
    destroy_handle(p);
    return NULL;
}

void producer_destroy(struct producer *p)
{
    if (p == NULL)
        return;
    queue_poller_silence(&p->poller);
    p->log.on_log = NULL;
    atomic_fetch_add(&p->holders, 1);
    queue_poller_close(&p->poller, release);
    if (!deletion_watch_drop(&p->deletion))
        background_end(p->loop, destroy_handle, p);
}
