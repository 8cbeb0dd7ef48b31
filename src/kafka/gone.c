#include "gone.h"

#include <string.h>
#include <uv.h>

enum { LOOKS = 10, BETWEEN_MS = 100, ANSWER_MS = 1000 };

static bool lists(const struct rd_kafka_metadata *metadata, const char *topic, int partitions)
{
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0)
            return metadata->topics[i].partition_cnt >= partitions;
    return false;
}

bool gone_for_good(rd_kafka_t *rk, const char *topic, int partitions)
{
    for (int look = 0; look < LOOKS; look++) {
        const struct rd_kafka_metadata *metadata;
        if (look > 0)
            uv_sleep(BETWEEN_MS);
        if (rd_kafka_metadata(rk, 1, NULL, &metadata, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
            return false;
        bool found = lists(metadata, topic, partitions);
        rd_kafka_metadata_destroy(metadata);
        if (found)
            return false;
    }
    return true;
}
