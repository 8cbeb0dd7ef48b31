/* Messages that librdkafka has given up although their topic is only not known for a moment
 * (gone.h): they are sent again, in the order in which they were sent. */
#ifndef BLOTTER_SRC_KAFKA_RETRY_QUEUE_H
#define BLOTTER_SRC_KAFKA_RETRY_QUEUE_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>

#include "in_flight.h"

struct retried_message; /* see retry_queue.c */

/* {0} is empty. */
struct retry_queue {
    struct retried_message *messages;
    size_t count, cap;
};

/* Copies `m`, takes over its headers; `sent` tells its order and its time. */
void retry_queue_add(struct retry_queue *k, const rd_kafka_message_t *m,
                     const struct in_flight_message *sent);

/* Sends them all; false when librdkafka does not take them yet, and what it did not take stays. */
bool retry_queue_send(struct retry_queue *k, rd_kafka_t *rk, rd_kafka_topic_t *topic);

/* Gives them up, in `f` too. */
void retry_queue_finish(struct retry_queue *k, struct in_flight *f);

#endif
