#include "blotter/kafka/topic.h"

#include <inttypes.h>

#include "blotter/base/clock.h"
#include "handle.h"

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
    const struct topic_retention *retention = &facts->retention;
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
    if (retention->known && retention->by_key)
        remark_on_keys(&r);
    else if (retention->known && retention->by_age && !outlasts_reports(retention->ms))
        remark_on_age(&r, retention->ms);
}
