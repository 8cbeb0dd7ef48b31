/* Offsets: where a topic's partitions end, and where in them a consumer begins. */
#ifndef BLOTTER_SRC_KAFKA_OFFSETS_H
#define BLOTTER_SRC_KAFKA_OFFSETS_H

#include <librdkafka/rdkafka.h>

#include "blotter/base/clock.h"
#include "blotter/base/error.h"
#include "blotter/kafka/config.h"
#include "blotter/kafka/consumer_options.h"
#include "client_log.h"

/* Of one partition. */
struct extent {
    int64_t begin; /* the first offset to be read */
    int64_t end;   /* behind the last message there is now */
};

/* A time of the stream as Kafka's timestamps have it. */
static inline int64_t offsets_time_ms(civil_time t)
{
    return civil_earlier(t, (civil_time){INT64_MAX / MS_PER_S}).s * MS_PER_S;
}

/* A topic, config->topic, that is asked about through a handle until a time. */
struct asked {
    rd_kafka_t *rk;
    const struct kafka_config *config;
    const struct client_log *log; /* the handle's, for the cause of a failure */
    int32_t partitions;
    mono_time deadline;
};

/* Finds begin and end of all partitions. Blocks until the deadline at most; false with *err, and in
 * *ret_passing whether asking again may help. */
bool offsets_find(const struct asked *a, const struct consumer_options *options, struct extent *ret,
                  bool *ret_passing, struct error *err);

/* Waits until the leaders of all partitions know that they are: of a topic that was made a moment
 * ago the other brokers tell it earlier, and who sends by their word is told that there is no such
 * topic. False with *err. */
bool offsets_wait_for_leaders(const struct asked *a, struct error *err);

#endif
