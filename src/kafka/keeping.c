#include "keeping.h"

#include <inttypes.h>
#include <stdio.h>

#include "config.h"

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"
#include "blotter/base/memory.h"

/* --- asking ---------------------------------------------------------------------------------- */

static const char *value_of(const rd_kafka_ConfigResource_t *resource, const char *name)
{
    size_t count;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0)
            return rd_kafka_ConfigEntry_value(entries[i]);
    return NULL;
}

static bool take_settings(const rd_kafka_ConfigResource_t *resource, struct topic_keeping *ret)
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
    ret->retention_ms = limited ? (int64_t)ms : -1;
    return true;
}

/* False when it is to be asked again: not all brokers know a topic that was made a moment ago. */
static bool take_answer(rd_kafka_event_t *event, struct topic_keeping *ret)
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

static bool ask(rd_kafka_t *rk, const char *topic, int wait_ms, struct topic_keeping *ret)
{
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_queue_t *answers = rd_kafka_queue_new(rk);
    bool done = true;
    rd_kafka_DescribeConfigs(rk, &resource, 1, NULL, answers);
    rd_kafka_event_t *event = rd_kafka_queue_poll(answers, wait_ms);
    if (event != NULL) {
        done = take_answer(event, ret);
        rd_kafka_event_destroy(event);
    }
    rd_kafka_queue_destroy(answers);
    rd_kafka_ConfigResource_destroy(resource);
    return done;
}

void keeping_read(rd_kafka_t *rk, const char *topic, int wait_ms, struct topic_keeping *ret)
{
    enum { RETRY_MS = 50 };
    mono_time deadline = mono_add_ms(mono_now(), (uint64_t)wait_ms);
    *ret = (struct topic_keeping){0};
    while (!ask(rk, topic, (int)mono_ms_between(mono_now(), deadline), ret) &&
           mono_now().ns < deadline.ns)
        rd_kafka_poll(rk, RETRY_MS);
}

/* --- remarks --------------------------------------------------------------------------------- */

struct remarks {
    const struct kafka_config *config;
    kafka_log_fn say;
    void *user;
};

static void say(const struct remarks *r, struct buffer *line)
{
    buffer_add_byte(line, '\0');
    r->say(r->user, line->data);
    buffer_free(line);
}

static void say_mended_by(const struct remarks *r, struct buffer *line, const char *setting)
{
    buffer_printf(
        line,
        "; to mend it: kafka-configs.sh --bootstrap-server %s --alter --entity-type topics "
        "--entity-name %s --add-config %s",
        kafka_brokers(r->config), r->config->topic, setting);
    say(r, line);
}

/* Reports go back to the first of the LAPD's files. */
static bool outlasts_reports(int64_t retention_ms)
{
    static const int64_t first_report_s = INT64_C(1262304000); /* 2010-01-01 */
    int64_t age_ms = (int64_t)(wall_now().us / 1000) - first_report_s * MS_PER_S;
    return retention_ms < 0 || retention_ms >= age_ms;
}

static void remark_on_age(const struct remarks *r, int64_t retention_ms)
{
    enum { HOUR_MS = 60 * 60 * 1000 };
    struct buffer line = {0};
    buffer_printf(&line,
                  "topic %s deletes what is older than %" PRId64 " h (retention.ms=%" PRId64
                  "), and reports are as old as they say",
                  r->config->topic, retention_ms / HOUR_MS, retention_ms);
    say_mended_by(r, &line, "retention.ms=-1");
}

static void remark_on_keys(const struct remarks *r)
{
    struct buffer line = {0};
    buffer_printf(&line,
                  "topic %s keeps only the last message of each officer in the end "
                  "(cleanup.policy has compact)",
                  r->config->topic);
    say_mended_by(r, &line, "cleanup.policy=delete,retention.ms=-1");
}

void topic_remark(const struct kafka_config *config, const struct topic_facts *facts,
                  int32_t partitions, int32_t replication, kafka_log_fn on_remark, void *user)
{
    const struct remarks r = {config, on_remark, user};
    const struct topic_keeping *keeping = &facts->keeping;
    if (facts->mock)
        return;
    if (facts->partitions != partitions || facts->replication != replication) {
        struct buffer line = {0};
        buffer_printf(&line,
                      "topic %s has partitions: %" PRId32 ", replicas: %" PRId32 ", not %" PRId32
                      " and %" PRId32 "; it is used as it is",
                      config->topic, facts->partitions, facts->replication, partitions,
                      replication);
        say(&r, &line);
    }
    if (keeping->known && keeping->by_key)
        remark_on_keys(&r);
    else if (keeping->known && keeping->by_age && !outlasts_reports(keeping->retention_ms))
        remark_on_age(&r, keeping->retention_ms);
}
