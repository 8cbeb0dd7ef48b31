#include "blotter/kafka/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "handle.h"

#include "blotter/base/clock.h"
#include "blotter/base/memory.h"

enum {
    RETRY_MS = 50,
    ONE_BROKER_MS = 1500, /* then another is asked */
    OFFSETS_MS = 1500,    /* for the ends, once the metadata are there */
    MESSAGES_MS = 1000,   /* and then for the last messages */
    WAKE_MS = 5,
    MESSAGES_MAX = 64, /* partitions of which the last message is read, a look */
    /* What the protocol has instead of a time in ms. */
    TIME_OF_END = -1,
    TIME_OF_BEGINNING = -2,
};

/* A broker that has been heard of, also of one that is gone. */
struct seen {
    struct status_broker broker;
    bool listed;  /* in the last metadata */
    bool asked;   /* a question is on its way to it */
    bool reached; /* it has answered one, in this look */
};

/* What is known of a partition's last message. */
struct last {
    int64_t end;
    int64_t ms;
    bool awaited;
};

struct probe {
    rd_kafka_t *rk;
    rd_kafka_queue_t *messages;
    rd_kafka_queue_t *answers; /* of brokers that have been asked whether they are there */
    bool has_looked;
    rd_kafka_topic_t *topic; /* NULL until it has been seen: asking for it by name may make it */
    struct client_log log;
    const char *name; /* of the topic */
    char *brokers;    /* as the user calls them */
    struct seen *seen;
    size_t seen_count, seen_cap;
    struct last *last; /* by partition */
    size_t last_count, last_cap;
};

static const struct kafka_property defaults[] = {
    {"group.id", "blotter"},
    {"enable.auto.commit", "false"},
    {"enable.partition.eof", "true"},
    {"allow.auto.create.topics", "false"},
    /* Of each partition one message is wanted, and not what stands behind it. */
    {"queued.min.messages", "1"},
    {"fetch.queue.backoff.ms", "5"}, /* what stands behind the one fills the queue */
    {"queued.max.messages.kbytes", "2048"},
};

static int ms_until(mono_time end)
{
    return (int)mono_ms_between(mono_now(), end);
}

/* --- brokers --------------------------------------------------------------------------------- */

static struct seen *broker_of(struct probe *p, int32_t id)
{
    for (size_t i = 0; i < p->seen_count; i++)
        if (p->seen[i].broker.id == id)
            return &p->seen[i];
    p->seen = mem_grow(p->seen, &p->seen_cap, p->seen_count + 1, sizeof *p->seen);
    struct seen *seen = &p->seen[p->seen_count++];
    *seen = (struct seen){.broker.id = id};
    return seen;
}

static int by_id(const void *a, const void *b)
{
    const struct status_broker *left = a;
    const struct status_broker *right = b;
    return (left->id > right->id) - (left->id < right->id);
}

/* What the cluster lists, and what has a replica. */
static void note_brokers(struct probe *p, const struct rd_kafka_metadata *m,
                         const struct cluster_status *s)
{
    for (size_t i = 0; i < p->seen_count; i++)
        p->seen[i].listed = false;
    for (int i = 0; i < m->broker_cnt; i++) {
        struct seen *seen = broker_of(p, m->brokers[i].id);
        seen->listed = true;
        snprintf(seen->broker.address, sizeof seen->broker.address, "%.240s:%d", m->brokers[i].host,
                 m->brokers[i].port);
    }
    for (size_t i = 0; i < s->partition_count; i++)
        for (int32_t k = 0; k < s->partitions[i].replicas.count; k++)
            broker_of(p, s->partitions[i].replicas.ids[k]);
}

static void take_brokers(const struct probe *p, struct cluster_status *ret)
{
    ret->broker_count = p->seen_count < STATUS_BROKERS_MAX ? p->seen_count : STATUS_BROKERS_MAX;
    ret->brokers = mem_new(ret->broker_count, sizeof *ret->brokers);
    for (size_t i = 0; i < ret->broker_count; i++) {
        ret->brokers[i] = p->seen[i].broker;
        ret->brokers[i].up = p->seen[i].listed && p->seen[i].reached;
    }
    qsort(ret->brokers, ret->broker_count, sizeof *ret->brokers, by_id);
}

/* --- which brokers are there ----------------------------------------------------------------- */

/* The cluster notices only after some seconds that a broker is gone, and never that a client cannot
 * reach its address. So each is asked something small, whose answer does not matter. */
static void ask_broker(struct probe *p, struct seen *seen)
{
    char id[16];
    char why[256];
    snprintf(id, sizeof id, "%" PRId32, seen->broker.id);
    rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, id);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(p->rk, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_ConfigResource_set_config(resource, "log.retention.hours", "");
    rd_kafka_AdminOptions_set_request_timeout(options, KAFKA_CONNECT_MS, why, sizeof why);
    rd_kafka_AdminOptions_set_opaque(options, (void *)(uintptr_t)seen->broker.id);
    rd_kafka_DescribeConfigs(p->rk, &resource, 1, options, p->answers);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_ConfigResource_destroy(resource);
    seen->asked = true;
}

/* librdkafka's own errors are below the brokers'; one of them is that a broker that it has spoken
 * to does not know the question. */
static bool is_of_broker(rd_kafka_resp_err_t code)
{
    return code > RD_KAFKA_RESP_ERR__END || code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE;
}

static void take_answer(struct probe *p, rd_kafka_event_t *event)
{
    struct seen *seen = broker_of(p, (int32_t)(uintptr_t)rd_kafka_event_opaque(event));
    seen->asked = false;
    seen->reached = is_of_broker(rd_kafka_event_error(event));
}

static bool is_awaited(const struct probe *p)
{
    for (size_t i = 0; i < p->seen_count; i++)
        if (p->seen[i].asked && p->seen[i].listed &&
            !client_log_is_away(&p->log, p->seen[i].broker.address))
            return true;
    return false;
}

static void reach_brokers(struct probe *p, mono_time deadline)
{
    if (p->has_looked)
        deadline = mono_add_ms(mono_now(), ONE_BROKER_MS);
    p->has_looked = true;
    for (size_t i = 0; i < p->seen_count; i++) {
        p->seen[i].reached = false;
        if (p->seen[i].listed && !p->seen[i].asked)
            ask_broker(p, &p->seen[i]);
    }
    while (is_awaited(p) && ms_until(deadline) > 0) {
        rd_kafka_event_t *event = rd_kafka_queue_poll(p->answers, WAKE_MS);
        if (event != NULL)
            take_answer(p, event);
        rd_kafka_event_destroy(event);
        rd_kafka_poll(p->rk, 0); /* who is away, into the log */
    }
}

/* --- partitions ------------------------------------------------------------------------------ */

static void take_ids(struct status_brokers *to, const int32_t *ids, int count)
{
    for (int i = 0; i < count && to->count < STATUS_REPLICAS_MAX; i++)
        to->ids[to->count++] = ids[i];
}

static void take_topic(const struct rd_kafka_metadata_topic *topic, struct cluster_status *ret)
{
    if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR || topic->partition_cnt > PARTITIONS_MAX)
        return;
    ret->partition_count = (size_t)topic->partition_cnt;
    ret->partitions = mem_new(ret->partition_count, sizeof *ret->partitions);
    for (int i = 0; i < topic->partition_cnt; i++) {
        const struct rd_kafka_metadata_partition *from = &topic->partitions[i];
        struct status_partition *to = &ret->partitions[i];
        *to = (struct status_partition){.leader = from->leader,
                                        .first = STATUS_UNKNOWN,
                                        .end = STATUS_UNKNOWN,
                                        .last_ms = STATUS_UNKNOWN};
        take_ids(&to->replicas, from->replicas, from->replica_cnt);
        take_ids(&to->isr, from->isrs, from->isr_cnt);
    }
}

static bool is_there(const struct cluster_status *s, int32_t id)
{
    for (size_t i = 0; i < s->broker_count; i++)
        if (s->brokers[i].id == id)
            return s->brokers[i].up;
    return false;
}

/* Asks for one end of all partitions whose leader is there; ret[p]: where it is, or unknown. */
static void ask_ends(struct probe *p, const struct cluster_status *s, int64_t which,
                     mono_time deadline, int64_t *ret)
{
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int)s->partition_count);
    for (size_t i = 0; i < s->partition_count; i++) {
        ret[i] = STATUS_UNKNOWN;
        if (is_there(s, s->partitions[i].leader))
            rd_kafka_topic_partition_list_add(list, p->name, (int32_t)i)->offset = which;
    }
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__NO_OFFSET;
    if (list->cnt > 0)
        code = rd_kafka_offsets_for_times(p->rk, list, ms_until(deadline));
    for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *one = &list->elems[i];
        if (one->err == RD_KAFKA_RESP_ERR_NO_ERROR && one->offset >= 0)
            ret[one->partition] = one->offset;
    }
    rd_kafka_topic_partition_list_destroy(list);
}

static void find_ends(struct probe *p, struct cluster_status *s)
{
    mono_time deadline = mono_add_ms(mono_now(), OFFSETS_MS);
    int64_t *found = mem_new(s->partition_count, sizeof *found);
    ask_ends(p, s, TIME_OF_BEGINNING, deadline, found);
    for (size_t i = 0; i < s->partition_count; i++)
        s->partitions[i].first = found[i];
    ask_ends(p, s, TIME_OF_END, deadline, found);
    for (size_t i = 0; i < s->partition_count; i++)
        s->partitions[i].end = found[i];
    free(found);
}

/* --- the last messages ----------------------------------------------------------------------- */

static void make_room(struct probe *p, size_t partitions)
{
    if (partitions <= p->last_count)
        return;
    p->last = mem_grow(p->last, &p->last_cap, partitions, sizeof *p->last);
    for (; p->last_count < partitions; p->last_count++)
        p->last[p->last_count] = (struct last){STATUS_UNKNOWN, STATUS_UNKNOWN, false};
}

/* Is there a last message, and another than at the last look? */
static bool has_new(const struct probe *p, const struct cluster_status *s, size_t i)
{
    const struct status_partition *at = &s->partitions[i];
    return at->end > 0 && at->end > at->first && at->end != p->last[i].end;
}

/* True when it was waited for: the message, or the word that there is none at the end. The queue
 * may still hold such a word of the last look. */
static bool take_message(struct probe *p, const rd_kafka_message_t *m)
{
    rd_kafka_timestamp_type_t type;
    bool is_message = m->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (m->partition < 0 || (size_t)m->partition >= p->last_count)
        return false;
    struct last *last = &p->last[m->partition];
    if (!last->awaited || m->offset < last->end - is_message)
        return false;
    if (is_message)
        last->ms = rd_kafka_message_timestamp(m, &type);
    last->awaited = false;
    return true;
}

/* A broker's thread of 2.0.2 sleeps up to a second before it sees that there is something to fetch,
 * unless it is woken: here by a question whose answer nobody waits for. */
static void wake(struct probe *p, const int32_t *asked, size_t count)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, p->name, asked[i])->offset = TIME_OF_END;
    rd_kafka_offsets_for_times(p->rk, list, 0);
    rd_kafka_topic_partition_list_destroy(list);
}

static void wait_for_messages(struct probe *p, const int32_t *asked, size_t count)
{
    mono_time deadline = mono_add_ms(mono_now(), MESSAGES_MS);
    size_t left = count;
    while (left > 0 && ms_until(deadline) > 0) {
        rd_kafka_message_t *m = rd_kafka_consume_queue(p->messages, WAKE_MS);
        if (m == NULL) {
            wake(p, asked, count);
            continue;
        }
        left -= take_message(p, m);
        rd_kafka_message_destroy(m);
    }
}

/* One that could not be read is tried again at the next look. */
static void end_reading(struct probe *p, int32_t partition)
{
    struct last *last = &p->last[partition];
    rd_kafka_consume_stop(p->topic, partition);
    if (last->awaited)
        *last = (struct last){STATUS_UNKNOWN, STATUS_UNKNOWN, false};
}

static void find_last(struct probe *p, struct cluster_status *s)
{
    int32_t asked[MESSAGES_MAX];
    size_t count = 0;
    make_room(p, s->partition_count);
    for (size_t i = 0; i < s->partition_count && count < MESSAGES_MAX; i++) {
        if (!has_new(p, s, i))
            continue;
        p->last[i] = (struct last){s->partitions[i].end, STATUS_UNKNOWN, true};
        asked[count] = (int32_t)i;
        if (rd_kafka_consume_start_queue(p->topic, asked[count], s->partitions[i].end - 1,
                                         p->messages) == 0)
            count++;
    }
    wait_for_messages(p, asked, count);
    for (size_t i = 0; i < count; i++)
        end_reading(p, asked[i]);
    for (size_t i = 0; i < s->partition_count; i++)
        if (s->partitions[i].end >= 0 && s->partitions[i].end == p->last[i].end)
            s->partitions[i].last_ms = p->last[i].ms;
}

/* --- a look ---------------------------------------------------------------------------------- */

static bool is_listed(const struct probe *p, int32_t id)
{
    for (size_t i = 0; i < p->seen_count; i++)
        if (p->seen[i].broker.id == id)
            return p->seen[i].listed;
    return false;
}

/* The mock's controller is a broker that it does not have. */
static void find_cluster(struct probe *p, mono_time deadline, struct cluster_status *ret)
{
    char *id = rd_kafka_clusterid(p->rk, ms_until(deadline));
    snprintf(ret->id, sizeof ret->id, "%s", id != NULL ? id : "");
    if (id != NULL)
        rd_kafka_mem_free(p->rk, id);
    int32_t controller = rd_kafka_controllerid(p->rk, ms_until(deadline));
    ret->controller = is_listed(p, controller) ? controller : STATUS_UNKNOWN;
    snprintf(ret->topic, sizeof ret->topic, "%s", p->name);
}

static bool no_answer(struct probe *p, rd_kafka_resp_err_t code, struct error *err)
{
    char why[CLIENT_LOG_TEXT_SIZE];
    return error_set(err, "no broker answers at %s: %s", p->brokers,
                     client_log_cause(&p->log, p->brokers, code, why));
}

/* The broker that was asked may be the one that has just gone: then another one is. */
static rd_kafka_resp_err_t ask_metadata(struct probe *p, mono_time deadline,
                                        const struct rd_kafka_metadata **ret)
{
    rd_kafka_resp_err_t code;
    rd_kafka_poll(p->rk, 0);
    do {
        int ms = ms_until(deadline) < ONE_BROKER_MS ? ms_until(deadline) : ONE_BROKER_MS;
        code = rd_kafka_metadata(p->rk, p->topic == NULL, p->topic, ret, ms);
    } while (code != RD_KAFKA_RESP_ERR_NO_ERROR && rd_kafka_poll(p->rk, RETRY_MS) >= 0 &&
             ms_until(deadline) > 0);
    rd_kafka_poll(p->rk, 0); /* what librdkafka says about it, into the log */
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        client_log_forget_cause(&p->log);
    return code;
}

static bool take_metadata(struct probe *p, mono_time deadline, struct cluster_status *ret,
                          struct error *err)
{
    const struct rd_kafka_metadata *m;
    rd_kafka_resp_err_t code = ask_metadata(p, deadline, &m);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return no_answer(p, code, err);
    for (int i = 0; i < m->topic_cnt; i++)
        if (strcmp(m->topics[i].topic, p->name) == 0)
            take_topic(&m->topics[i], ret);
    note_brokers(p, m, ret);
    rd_kafka_metadata_destroy(m);
    reach_brokers(p, deadline);
    take_brokers(p, ret);
    return true;
}

bool probe_look(struct probe *p, struct cluster_status *ret, struct error *err)
{
    mono_time deadline = mono_add_ms(mono_now(), KAFKA_CONNECT_MS);
    *ret = (struct cluster_status){0};
    if (!take_metadata(p, deadline, ret, err))
        return false;
    find_cluster(p, deadline, ret);
    if (p->topic == NULL && ret->partition_count > 0)
        p->topic = rd_kafka_topic_new(p->rk, p->name, NULL);
    if (p->topic != NULL && ret->partition_count > 0) {
        find_ends(p, ret);
        find_last(p, ret);
    }
    return true;
}

/* --- life ------------------------------------------------------------------------------------ */

struct probe *probe_create(const struct kafka_config *config, struct error *err)
{
    if (!kafka_check_topic(config->topic, err))
        return NULL;
    struct probe *p = mem_new(1, sizeof *p);
    const char *brokers = kafka_brokers(config);
    p->name = config->topic;
    p->brokers = mem_copy_text(brokers, strlen(brokers));
    p->log = (struct client_log){.owner = p};
    rd_kafka_conf_t *conf = kafka_conf_create(config, defaults, ROWS(defaults), &p->log, err);
    if (conf != NULL)
        p->rk = kafka_handle_create(RD_KAFKA_CONSUMER, conf, config, err);
    if (p->rk == NULL) {
        probe_destroy(p);
        return NULL;
    }
    p->messages = rd_kafka_queue_new(p->rk);
    p->answers = rd_kafka_queue_new(p->rk);
    return p;
}

void probe_destroy(struct probe *p)
{
    if (p == NULL)
        return;
    if (p->messages != NULL)
        rd_kafka_queue_destroy(p->messages);
    if (p->answers != NULL)
        rd_kafka_queue_destroy(p->answers);
    if (p->topic != NULL)
        rd_kafka_topic_destroy(p->topic);
    if (p->rk != NULL)
        rd_kafka_destroy(p->rk);
    client_log_finish(&p->log);
    free(p->seen);
    free(p->last);
    free(p->brokers);
    free(p);
}
