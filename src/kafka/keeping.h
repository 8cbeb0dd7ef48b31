/* How long a topic keeps what it is sent, and what that means for reports that are years old. */
#ifndef BLOTTER_SRC_KAFKA_KEEPING_H
#define BLOTTER_SRC_KAFKA_KEEPING_H

#include <librdkafka/rdkafka.h>

#include "blotter/kafka/topic.h"

/* Asks the brokers; waits wait_ms at most. What cannot be had is not known, and no failure. */
void keeping_read(rd_kafka_t *rk, const char *topic, int wait_ms, struct topic_keeping *ret);

#endif
