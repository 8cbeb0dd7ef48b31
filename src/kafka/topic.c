#include "blotter/kafka/topic.h"

#include <stdio.h>

#include "handle.h"
#include "offsets.h"

#include "blotter/base/clock.h"

enum {
    MAKE_MS = 1000, /* for a topic that was made to be known, or for what it keeps to be told */
    /* From then on, for partitions that have lost their leader: by their defaults brokers take 9 s
     * to give a dead one up, with a ZooKeeper 18. */
    LEADERS_MS = 20 * 1000,
    RETRY_MS = 50,
    DENIAL_MS = 500, /* a broker has said by then whether it lets this user in */
};

/* A connection for asking about one topic. */
struct asker {
    const struct kafka_config *config;
    bool compacted;  /* as in kafka/compacted_topic.h */
    bool only_looks; /* asking for a topic by its name makes none */
    rd_kafka_t *rk;
    struct client_log log;
};

static int ms_until(mono_time end)
{
    return (int)mono_ms_between(mono_now(), end);
}

/* --- how long it keeps what it is sent ------------------------------------------------------- */

static const char *value_of(const rd_kafka_ConfigResource_t *resource, const char *name)
{
    size_t count;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0)
            return rd_kafka_ConfigEntry_value(entries[i]);
    return NULL;
}

static bool take_settings(const rd_kafka_ConfigResource_t *resource, struct topic_retention *ret)
{
    const char *policy = value_of(resource, "cleanup.policy");
    const char *retention = value_of(resource, "retention.ms");
    uint64_t ms = 0;
    if (rd_kafka_ConfigResource_error(resource) != RD_KAFKA_RESP_ERR_NO_ERROR || policy == NULL ||
        retention == NULL)
        return false;
    bool limited = text_to_u64(text_of(retention), INT64_MAX, &ms); /* "-1" is no such number */
    ret->by_key = strstr(policy, "compact") != NULL;
    ret->by_age = strstr(policy, "delete") != NULL;
    ret->ms = limited ? (int64_t)ms : -1;
    return true;
}

/* False when it is to be asked again: not all brokers know a topic that was made a moment ago. */
static bool take_retention(rd_kafka_event_t *event, struct topic_retention *ret)
{
    size_t count = 0;
    const rd_kafka_DescribeConfigs_result_t *result = rd_kafka_event_DescribeConfigs_result(event);
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR || result == NULL)
        return true;
    const rd_kafka_ConfigResource_t **resources =
        rd_kafka_DescribeConfigs_result_resources(result, &count);
    ret->known = count > 0 && take_settings(resources[0], ret);
    return count == 0 ||
           rd_kafka_ConfigResource_error(resources[0]) != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

static bool ask_retention(rd_kafka_t *rk, const char *topic, int wait_ms,
                          struct topic_retention *ret)
{
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_queue_t *answers = rd_kafka_queue_new(rk);
    bool done = true;
    rd_kafka_DescribeConfigs(rk, &resource, 1, NULL, answers);
    rd_kafka_event_t *event = rd_kafka_queue_poll(answers, wait_ms);
    if (event != NULL) {
        done = take_retention(event, ret);
        rd_kafka_event_destroy(event);
    }
    rd_kafka_queue_destroy(answers);
    rd_kafka_ConfigResource_destroy(resource);
    return done;
}

/* What cannot be had within wait_ms is not known, and no failure. */
static void read_retention(rd_kafka_t *rk, const char *topic, int wait_ms,
                           struct topic_retention *ret)
{
    mono_time deadline = mono_add_ms(mono_now(), (uint64_t)wait_ms);
    *ret = (struct topic_retention){0};
    while (!ask_retention(rk, topic, (int)mono_ms_between(mono_now(), deadline), ret) &&
           mono_now().ns < deadline.ns)
        rd_kafka_poll(rk, RETRY_MS);
}

/* --- asking ---------------------------------------------------------------------------------- */

static const char *cause(struct asker *a, rd_kafka_resp_err_t code, char out[CLIENT_LOG_TEXT_SIZE])
{
    rd_kafka_poll(a->rk, 0); /* what librdkafka says about it */
    return client_log_cause(&a->log, kafka_brokers(a->config), code, out);
}

static enum topic_found no_answer(struct asker *a, rd_kafka_resp_err_t code, struct error *err)
{
    char why[CLIENT_LOG_TEXT_SIZE];
    error_set(err, "no broker answers at %s: %s", kafka_brokers(a->config), cause(a, code, why));
    return TOPIC_UNREACHED;
}

static enum topic_found missing(const struct asker *a, struct error *err)
{
    error_set(err, "topic \"%s\" is not there", a->config->topic);
    return TOPIC_MISSING;
}

static enum topic_found look_at_partitions(const struct asker *a,
                                           const struct rd_kafka_metadata_topic *topic,
                                           struct topic_facts *ret, struct error *err)
{
    ret->partitions = topic->partition_cnt;
    ret->replication = INT32_MAX;
    for (int i = 0; i < topic->partition_cnt; i++) {
        const struct rd_kafka_metadata_partition *p = &topic->partitions[i];
        if (p->leader < 0) {
            error_set(err, "partition %d of %s has no leader", (int)p->id, a->config->topic);
            return TOPIC_NOT_READY;
        }
        if (p->replica_cnt < ret->replication)
            ret->replication = p->replica_cnt;
    }
    return TOPIC_READY;
}

static enum topic_found look_at(const struct asker *a, const struct rd_kafka_metadata_topic *topic,
                                struct topic_facts *ret, struct error *err)
{
    const char *name = a->config->topic;
    if (topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        return missing(a, err);
    if (topic->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
        error_set(err, "topic \"%s\": this user has no right to see it", name);
        return TOPIC_REFUSED;
    }
    if (topic->err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
        (topic->err == RD_KAFKA_RESP_ERR_NO_ERROR && topic->partition_cnt == 0)) {
        error_set(err, "topic \"%s\" has no leader yet", name);
        return TOPIC_NOT_READY;
    }
    if (topic->err == RD_KAFKA_RESP_ERR_NO_ERROR && topic->partition_cnt <= PARTITIONS_MAX)
        return look_at_partitions(a, topic, ret, err);
    if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        error_set(err, "topic \"%s\": %s", name, rd_kafka_err2str(topic->err));
    else
        error_set(err, "topic \"%s\" has %d partitions, more than %d", name, topic->partition_cnt,
                  PARTITIONS_MAX);
    return TOPIC_REFUSED;
}

/* In two steps, as a user who is not let in is told so between them. */
static rd_kafka_resp_err_t get_metadata(struct asker *a, rd_kafka_topic_t *only, mono_time deadline,
                                        const struct rd_kafka_metadata **ret)
{
    int left_ms = ms_until(deadline);
    rd_kafka_resp_err_t code = rd_kafka_metadata(a->rk, only == NULL, only, ret,
                                                 left_ms < DENIAL_MS ? left_ms : DENIAL_MS);
    if (code != RD_KAFKA_RESP_ERR__TRANSPORT && code != RD_KAFKA_RESP_ERR__TIMED_OUT)
        return code;
    rd_kafka_poll(a->rk, 0);
    left_ms = ms_until(deadline);
    if (a->log.denied || left_ms <= 0)
        return code;
    return rd_kafka_metadata(a->rk, only == NULL, only, ret, left_ms);
}

/* Asks for `only`, or for all topics when it is NULL: a request for one topic may make it, with the
 * broker's number of partitions and not ours. */
static enum topic_found ask(struct asker *a, rd_kafka_topic_t *only, mono_time deadline,
                            struct topic_facts *ret, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code = get_metadata(a, only, deadline, &metadata);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return no_answer(a, code, err);
    const struct rd_kafka_metadata_topic *topic = NULL;
    ret->brokers = metadata->broker_cnt;
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, a->config->topic) == 0)
            topic = &metadata->topics[i];
    enum topic_found found = topic != NULL ? look_at(a, topic, ret, err) : missing(a, err);
    rd_kafka_metadata_destroy(metadata);
    return found;
}

static bool is_mock(const struct asker *a, mono_time deadline)
{
    static const char prefix[] = "mockCluster";
    char *id = rd_kafka_clusterid(a->rk, ms_until(deadline));
    bool mock = id != NULL && strncmp(id, prefix, sizeof prefix - 1) == 0;
    if (id != NULL)
        rd_kafka_mem_free(a->rk, id);
    return mock;
}

static enum topic_found ask_by_name(struct asker *a, mono_time deadline, struct topic_facts *ret,
                                    struct error *err)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(a->rk, a->config->topic, NULL);
    if (topic == NULL) {
        error_set(err, "topic \"%s\": %s", a->config->topic,
                  rd_kafka_err2str(rd_kafka_last_error()));
        return TOPIC_REFUSED;
    }
    enum topic_found found = ask(a, topic, deadline, ret, err);
    rd_kafka_topic_destroy(topic);
    return found;
}

/* --- making ---------------------------------------------------------------------------------- */

/* NULL with *err when librdkafka refuses the name or the numbers. */
static rd_kafka_NewTopic_t *describe(const struct asker *a, int32_t partitions, int32_t replication,
                                     struct error *err)
{
    const char *name = a->config->topic;
    char why[256];
    rd_kafka_NewTopic_t *topic =
        rd_kafka_NewTopic_new(name, (int)partitions, (int)replication, why, sizeof why);
    if (topic == NULL) {
        error_set(err, "cannot make topic \"%s\": %s", name, why);
        return NULL;
    }
    if (a->compacted) {
        rd_kafka_NewTopic_set_config(topic, "cleanup.policy", "compact");
        return topic;
    }
    /* The messages carry the city's time, which is years ago: by the broker's defaults they would
     * be deleted at once, and a segment would be rolled for every simulated week. */
    rd_kafka_NewTopic_set_config(topic, "retention.ms", "-1");
    rd_kafka_NewTopic_set_config(topic, "segment.ms", "315360000000"); /* ten years */
    return topic;
}

static enum topic_found refuse(const struct asker *a, int32_t replication, rd_kafka_resp_err_t code,
                               const char *why, struct error *err)
{
    const char *name = a->config->topic;
    if (why == NULL)
        why = rd_kafka_err2str(code);
    /* Brokers do not tell who may not see a topic whether it is there. */
    if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
        code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
        error_set(err, "topic \"%s\": this user has no right to see it, nor to make it", name);
    else if (code == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR)
        error_set(err, "cannot make topic \"%s\" with --replication %d: %s", name, (int)replication,
                  why);
    else
        error_set(err, "cannot make topic \"%s\": %s", name, why);
    bool passes = code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE ||
                  code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT ||
                  code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT ||
                  code == RD_KAFKA_RESP_ERR_NOT_CONTROLLER;
    return passes ? TOPIC_NOT_READY : TOPIC_REFUSED;
}

static enum topic_found take_answer(const struct asker *a, int32_t replication,
                                    rd_kafka_event_t *event, struct error *err)
{
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    const char *why = rd_kafka_event_error_string(event);
    size_t count = 0;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const rd_kafka_topic_result_t **results =
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        if (count > 0) {
            code = rd_kafka_topic_result_error(results[0]);
            why = rd_kafka_topic_result_error_string(results[0]);
        }
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return refuse(a, replication, code, why, err);
    error_set(err, "topic \"%s\" is being made", a->config->topic);
    return TOPIC_NOT_READY;
}

static enum topic_found make(struct asker *a, int32_t partitions, int32_t replication,
                             mono_time deadline, struct error *err)
{
    rd_kafka_NewTopic_t *topic = describe(a, partitions, replication, err);
    if (topic == NULL)
        return TOPIC_REFUSED;
    char why[CLIENT_LOG_TEXT_SIZE];
    enum topic_found found = TOPIC_NOT_READY; /* a busy broker may make it yet */
    rd_kafka_queue_t *answers = rd_kafka_queue_new(a->rk);
    rd_kafka_CreateTopics(a->rk, &topic, 1, NULL, answers);
    rd_kafka_event_t *event = rd_kafka_queue_poll(answers, ms_until(deadline));
    if (event != NULL) {
        found = take_answer(a, replication, event, err);
        rd_kafka_event_destroy(event);
    } else {
        error_set(err, "cannot make topic \"%s\": %s", a->config->topic,
                  cause(a, RD_KAFKA_RESP_ERR__TIMED_OUT, why));
    }
    rd_kafka_queue_destroy(answers);
    rd_kafka_NewTopic_destroy(topic);
    return found;
}

/* --- the whole ------------------------------------------------------------------------------- */

/* Of all topics brokers leave out those that this user may not see; asked for one by its name, they
 * say so. */
static enum topic_found look(struct asker *a, struct topic_facts *ret, struct error *err)
{
    mono_time deadline = mono_add_ms(mono_now(), KAFKA_CONNECT_MS);
    enum topic_found found = ask(a, NULL, deadline, ret, err);
    if (found != TOPIC_UNREACHED)
        ret->mock = is_mock(a, deadline);
    if (found == TOPIC_MISSING && !ret->mock && a->only_looks)
        found = ask_by_name(a, deadline, ret, err);
    return found;
}

static enum topic_found look_or_make(struct asker *a, int32_t partitions, int32_t replication,
                                     struct topic_facts *ret, struct error *err)
{
    enum topic_found found = look(a, ret, err);
    mono_time deadline = mono_add_ms(mono_now(), KAFKA_CONNECT_MS);
    if (found == TOPIC_MISSING)
        /* A mock makes a topic that is asked for by its name, and knows no CreateTopics. */
        found = ret->mock ? ask_by_name(a, deadline, ret, err)
                          : make(a, partitions, replication, deadline, err);
    return found;
}

static enum topic_found wait_until_ready(struct asker *a, enum topic_found found,
                                         mono_time deadline, struct topic_facts *ret,
                                         struct error *err)
{
    while ((found == TOPIC_MISSING || found == TOPIC_NOT_READY) && ms_until(deadline) > 0) {
        rd_kafka_poll(a->rk, RETRY_MS);
        found = ask(a, NULL, deadline, ret, err);
        if (found == TOPIC_UNREACHED)
            found = TOPIC_NOT_READY; /* busy: a broker has answered before */
    }
    return found;
}

static bool ensure(struct asker *a, int32_t partitions, int32_t replication,
                   struct topic_facts *ret, struct error *err)
{
    enum topic_found found = look_or_make(a, partitions, replication, ret, err);
    mono_time deadline = mono_add_ms(mono_now(), ret->mock ? MAKE_MS : LEADERS_MS);
    if (wait_until_ready(a, found, deadline, ret, err) != TOPIC_READY)
        return false;
    if (ret->mock)
        return true;
    read_retention(a->rk, a->config->topic, MAKE_MS, &ret->retention);
    const struct asked asked = {a->rk, a->config, &a->log, ret->partitions, deadline};
    return offsets_wait_for_leaders(&asked, err);
}

static bool open_asker(struct asker *a, struct error *err)
{
    if (!kafka_check_topic(a->config->topic, err))
        return false;
    static const struct kafka_property looking[] = {{"allow.auto.create.topics", "false"}};
    a->log = (struct client_log){.owner = a};
    rd_kafka_conf_t *conf =
        kafka_conf_create(a->config, looking, a->only_looks ? ROWS(looking) : 0, &a->log, err);
    if (conf != NULL)
        a->rk = kafka_handle_create(RD_KAFKA_PRODUCER, conf, a->config, err);
    return a->rk != NULL;
}

static void close_asker(struct asker *a)
{
    rd_kafka_destroy(a->rk);
    client_log_finish(&a->log);
}

bool topic_check(const struct kafka_config *config, struct error *err)
{
    struct client_log log = {0};
    rd_kafka_conf_t *conf = NULL;
    if (kafka_check_topic(config->topic, err))
        conf = kafka_conf_create(config, NULL, 0, &log, err);
    if (conf != NULL)
        rd_kafka_conf_destroy(conf);
    return conf != NULL;
}

enum topic_found topic_look(const struct kafka_config *config, struct topic_facts *ret,
                            struct error *err)
{
    struct asker a = {.config = config, .only_looks = true};
    struct topic_facts facts = {0};
    if (!open_asker(&a, err))
        return TOPIC_REFUSED;
    enum topic_found found = look(&a, &facts, err);
    close_asker(&a);
    ret->mock = facts.mock;
    if (found == TOPIC_READY)
        *ret = facts;
    return found;
}

enum topic_found topic_make(const struct kafka_config *config, int32_t partitions,
                            int32_t replication, struct topic_facts *ret, struct error *err)
{
    struct asker a = {.config = config};
    struct topic_facts facts = {0};
    if (!open_asker(&a, err))
        return TOPIC_REFUSED;
    enum topic_found found = look_or_make(&a, partitions, replication, &facts, err);
    found = wait_until_ready(&a, found, mono_add_ms(mono_now(), MAKE_MS), &facts, err);
    if (found == TOPIC_READY && !facts.mock)
        read_retention(a.rk, config->topic, MAKE_MS, &facts.retention);
    close_asker(&a);
    if (found == TOPIC_READY)
        *ret = facts;
    return found;
}

static bool ensure_topic(struct asker *a, int32_t partitions, int32_t replication,
                         struct topic_facts *ret, struct error *err)
{
    struct topic_facts facts = {0};
    if (!open_asker(a, err))
        return false;
    bool ok = ensure(a, partitions, replication, &facts, err);
    close_asker(a);
    if (ok)
        *ret = facts;
    return ok;
}

bool topic_ensure(const struct kafka_config *config, int32_t partitions, int32_t replication,
                  struct topic_facts *ret, struct error *err)
{
    struct asker a = {.config = config};
    return ensure_topic(&a, partitions, replication, ret, err);
}

bool topic_ensure_compacted(const struct kafka_config *config, int32_t replication,
                            struct error *err)
{
    struct asker a = {.config = config, .compacted = true};
    struct topic_facts facts;
    return ensure_topic(&a, 1, replication, &facts, err);
}
