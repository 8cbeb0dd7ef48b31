#include "deletion.h"

#include <string.h>

enum { ANSWER_MS = 2000 };

bool deletion_is_error(rd_kafka_resp_err_t code)
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

static void ask(void *user)
{
    struct deletion_watch *s = user;
    const struct rd_kafka_metadata *metadata;
    s->answered =
        rd_kafka_metadata(s->rk, 1, NULL, &metadata, ANSWER_MS) == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!s->answered)
        return;
    s->listed = lists(metadata, s->topic, s->partitions);
    rd_kafka_metadata_destroy(metadata);
}

static enum deletion judge(struct deletion_watch *s)
{
    if (!s->answered) {
        s->since = mono_now(); /* nobody says anything */
        return DELETION_SUSPECTED;
    }
    s->is = !s->listed;
    if (!s->is)
        return DELETION_NONE;
    return mono_ms_between(s->since, mono_now()) < DELETION_AFTER_MS ? DELETION_SUSPECTED
                                                                     : DELETION_CERTAIN;
}

static void on_answer(void *user)
{
    struct deletion_watch *s = user;
    s->look = NULL;
    s->on_looked(s->user, judge(s));
}

static void on_dropped(void *user)
{
    struct deletion_watch *s = user;
    s->on_dropped(s->user);
}

void deletion_watch_look(struct deletion_watch *s, uv_loop_t *loop, rd_kafka_t *rk,
                         const char *topic, int partitions)
{
    if (s->look != NULL)
        return;
    if (!s->is)
        s->since = mono_now();
    s->is = true;
    s->rk = rk;
    s->topic = topic;
    s->partitions = partitions;
    s->look = background_start(loop, &(struct background_work){ask, on_answer, on_dropped, s});
}

bool deletion_watch_drop(struct deletion_watch *s)
{
    if (s->look == NULL)
        return false;
    background_drop(s->look);
    return true;
}
