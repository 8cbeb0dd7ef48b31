#include "gone.h"

#include <string.h>

enum { ANSWER_MS = 200 };

bool gone_is_error(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
           code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

static bool lists(const struct rd_kafka_metadata *metadata, const char *topic, int partitions)
{
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            return metadata->topics[i].partition_cnt >= partitions;
    return false;
}

enum gone gone_look(struct suspicion *s, rd_kafka_t *rk, const char *topic, int partitions)
{
    const struct rd_kafka_metadata *metadata;
    if (!s->is)
        s->since = mono_now();
    s->is = true;
    if (rd_kafka_metadata(rk, 1, NULL, &metadata, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        s->since = mono_now(); /* nobody says anything */
        return GONE_MAYBE;
    }
    s->is = !lists(metadata, topic, partitions);
    rd_kafka_metadata_destroy(metadata);
    if (!s->is)
        return GONE_NOT;
    return mono_ms_between(s->since, mono_now()) < GONE_AFTER_MS ? GONE_MAYBE : GONE_FOR_GOOD;
}
