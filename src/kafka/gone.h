/* Has somebody deleted the topic under us? */
#ifndef BLOTTER_SRC_KAFKA_GONE_H
#define BLOTTER_SRC_KAFKA_GONE_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

/* Once librdkafka has said so. A broker that has just started may not know the topic yet, so it is
 * looked for some times, for a second in all: there is nothing to read meanwhile. False also when
 * no broker answers. */
bool gone_for_good(rd_kafka_t *rk, const char *topic, int partitions);

#endif
