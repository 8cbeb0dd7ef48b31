#include "blotter/kafka/topic.h"

#include <stdio.h>

#include "config.h"
#include "keeping.h"
#include "offsets.h"

#include "blotter/base/clock.h"

enum {
    MAKE_MS = 1000, /* beyond KAFKA_CONNECT_MS */
    /* From then on, for partitions that have lost their leader: by their defaults brokers take 9 s
     * to give a dead one up, with a ZooKeeper 18. */
    LEADERS_MS = 20 * 1000,
    RETRY_MS = 50,
};

/* A connection for asking about one topic. */
struct asker {
    const struct kafka_config *config;
    bool board; /* it is one: kafka/board.h */
    rd_kafka_t *rk;
    struct news news;
    char cause[256];   /* the first thing that went wrong */
    bool cause_broker; /* and it says of which broker */
};

enum found { FOUND, FOUND_NOT, FOUND_NOT_READY, FOUND_ERROR };

/* What a broker did says more than what librdkafka thinks of a property. */
static void note_cause(void *user, const char *text)
{
    struct asker *a = user;
    bool of_broker = strncmp(text, "broker ", 7) == 0;
    if (a->cause[0] == '\0' || (of_broker && !a->cause_broker))
        snprintf(a->cause, sizeof a->cause, "%s", text);
    a->cause_broker = a->cause_broker || of_broker;
}

static int ms_until(mono_time end)
{
    return (int)mono_ms_between(mono_now(), end);
}

/* --- asking ---------------------------------------------------------------------------------- */

/* In plain words, where librdkafka's are long, what a user can mend; else as they are. */
static const char *plain_cause(const char *cause)
{
    static const char credentials[] = "the user name or the password is wrong";
    static const struct {
        const char *part;
        const char *plain;
    } causes[] = {
        {"invalid credentials", credentials},
        {"Invalid username or password", credentials},
        {"certificate verify failed", "its certificate is not trusted (ssl.ca.location)"},
        {"Failed to resolve", "there is no such host"},
    };
    for (size_t i = 0; i < ROWS(causes); i++)
        if (strstr(cause, causes[i].part) != NULL)
            return causes[i].plain;
    return cause;
}

static bool no_answer(struct asker *a, rd_kafka_resp_err_t code, struct error *err)
{
    rd_kafka_poll(a->rk, 0); /* what librdkafka says about it, into `cause` */
    return error_set(err, "no broker answers at %s: %s", kafka_brokers(a->config),
                     a->cause[0] != '\0' ? plain_cause(a->cause) : rd_kafka_err2str(code));
}

static enum found look_at(const struct asker *a, const struct rd_kafka_metadata_topic *topic,
                          struct topic_facts *ret, struct error *err)
{
    if (topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        return FOUND_NOT;
    if (topic->err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        return FOUND_NOT_READY;
    if (topic->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        error_set(err, "topic \"%s\": %s", a->config->topic, rd_kafka_err2str(topic->err));
        return FOUND_ERROR;
    }
    if (topic->partition_cnt > PARTITIONS_MAX) {
        error_set(err, "topic \"%s\" has %d partitions, more than %d", a->config->topic,
                  topic->partition_cnt, PARTITIONS_MAX);
        return FOUND_ERROR;
    }
    ret->partitions = topic->partition_cnt;
    ret->replication = INT32_MAX;
    for (int i = 0; i < topic->partition_cnt; i++) {
        if (topic->partitions[i].leader < 0)
            return FOUND_NOT_READY;
        if (topic->partitions[i].replica_cnt < ret->replication)
            ret->replication = topic->partitions[i].replica_cnt;
    }
    return topic->partition_cnt > 0 ? FOUND : FOUND_NOT_READY;
}

/* Asks for `only`, or for all topics when it is NULL: a request for one topic may make it, with the
 * broker's number of partitions and not ours. */
static enum found ask(struct asker *a, rd_kafka_topic_t *only, mono_time deadline,
                      struct topic_facts *ret, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(a->rk, only == NULL, only, &metadata, ms_until(deadline));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        no_answer(a, code, err);
        return FOUND_ERROR;
    }
    enum found found = FOUND_NOT;
    ret->brokers = metadata->broker_cnt;
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, a->config->topic) == 0)
            found = look_at(a, &metadata->topics[i], ret, err);
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

/* --- making ---------------------------------------------------------------------------------- */

/* The mock cluster makes a topic when it is asked for it, and knows no CreateTopics. */
static bool make_on_mock(struct asker *a, mono_time deadline, struct topic_facts *ret,
                         struct error *err)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(a->rk, a->config->topic, NULL);
    if (topic == NULL)
        return error_set(err, "topic \"%s\": %s", a->config->topic,
                         rd_kafka_err2str(rd_kafka_last_error()));
    enum found found = ask(a, topic, deadline, ret, err);
    rd_kafka_topic_destroy(topic);
    return found != FOUND_ERROR;
}

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
    if (a->board) {
        rd_kafka_NewTopic_set_config(topic, "cleanup.policy", "compact");
        return topic;
    }
    /* The messages carry the city's time, which is years ago: by the broker's defaults they would
     * be deleted at once, and a segment would be rolled for every simulated week. */
    rd_kafka_NewTopic_set_config(topic, "retention.ms", "-1");
    rd_kafka_NewTopic_set_config(topic, "segment.ms", "315360000000"); /* ten years */
    return topic;
}

static bool check_result(const char *name, rd_kafka_event_t *event, struct error *err)
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
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return true;
    /* Brokers do not tell who may not see a topic whether it is there. */
    if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
        code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
        return error_set(err, "topic \"%s\": this user has no right to see it, nor to make it",
                         name);
    return error_set(err, "cannot make topic \"%s\": %s", name,
                     why != NULL ? why : rd_kafka_err2str(code));
}

static bool make(struct asker *a, int32_t partitions, int32_t replication, mono_time deadline,
                 struct error *err)
{
    const char *name = a->config->topic;
    rd_kafka_NewTopic_t *topic = describe(a, partitions, replication, err);
    if (topic == NULL)
        return false;
    rd_kafka_queue_t *answers = rd_kafka_queue_new(a->rk);
    rd_kafka_CreateTopics(a->rk, &topic, 1, NULL, answers);
    rd_kafka_event_t *event = rd_kafka_queue_poll(answers, ms_until(deadline));
    bool ok = event != NULL ? check_result(name, event, err)
                            : error_set(err, "cannot make topic \"%s\": no answer in time", name);
    if (event != NULL)
        rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(answers);
    rd_kafka_NewTopic_destroy(topic);
    return ok;
}

/* --- the whole ------------------------------------------------------------------------------- */

static bool wait_until_ready(struct asker *a, enum found found, mono_time deadline,
                             struct topic_facts *ret, struct error *err)
{
    while (found == FOUND_NOT || found == FOUND_NOT_READY) {
        if (ms_until(deadline) == 0)
            return error_set(err, "topic \"%s\" has no leader yet", a->config->topic);
        rd_kafka_poll(a->rk, RETRY_MS);
        found = ask(a, NULL, deadline, ret, err);
    }
    return found == FOUND;
}

static bool ensure(struct asker *a, int32_t partitions, int32_t replication,
                   struct topic_facts *ret, struct error *err)
{
    mono_time connected = mono_add_ms(mono_now(), KAFKA_CONNECT_MS);
    mono_time deadline = mono_add_ms(connected, MAKE_MS);
    enum found found = ask(a, NULL, connected, ret, err);
    if (found == FOUND_ERROR)
        return false;
    ret->mock = is_mock(a, deadline);
    if (found == FOUND_NOT && ret->mock && !make_on_mock(a, deadline, ret, err))
        return false;
    if (found == FOUND_NOT && !ret->mock && !make(a, partitions, replication, deadline, err))
        return false;
    if (!ret->mock)
        deadline = mono_add_ms(deadline, LEADERS_MS);
    if (!wait_until_ready(a, found, deadline, ret, err))
        return false;
    if (ret->mock)
        return true;
    keeping_read(a->rk, a->config->topic, MAKE_MS, &ret->keeping);
    return offsets_wait_for_leaders(a->rk, a->config->topic, ret->partitions, deadline, err);
}

static bool ensure_topic(struct asker *a, int32_t partitions, int32_t replication,
                         struct topic_facts *ret, struct error *err)
{
    struct topic_facts facts = {0};
    if (!kafka_check_topic(a->config->topic, err))
        return false;
    a->news = (struct news){.on_log = note_cause, .user = a, .owner = a};
    rd_kafka_conf_t *conf = kafka_conf_create(a->config, NULL, 0, &a->news, err);
    if (conf == NULL)
        return false;
    a->rk = kafka_handle_create(RD_KAFKA_PRODUCER, conf, err);
    if (a->rk == NULL)
        return false;
    bool ok = ensure(a, partitions, replication, &facts, err);
    rd_kafka_destroy(a->rk);
    news_finish(&a->news);
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

bool topic_ensure_board(const struct kafka_config *config, int32_t replication, struct error *err)
{
    struct asker a = {.config = config, .board = true};
    struct topic_facts facts;
    return ensure_topic(&a, 1, replication, &facts, err);
}
