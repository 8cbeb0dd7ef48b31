/* Messages that librdkafka has given up although their topic is only not known for a moment
 * (gone.h): they are sent again, in the order in which they were sent. */
#ifndef BLOTTER_SRC_KAFKA_KEPT_H
#define BLOTTER_SRC_KAFKA_KEPT_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>

#include "in_flight.h"

struct kept_message; /* see kept.c */

/* {0} is empty. */
struct kept {
    struct kept_message *messages;
    size_t count, cap;
};

/* Copies `m`, takes over its headers; `sent` tells its order and its time. */
void kept_add(struct kept *k, const rd_kafka_message_t *m, const struct in_flight_message *sent);

/* Sends them all; false when librdkafka does not take them yet, and what it did not take stays. */
bool kept_send(struct kept *k, rd_kafka_t *rk, rd_kafka_topic_t *topic);

/* Gives them up, in `f` too. */
void kept_finish(struct kept *k, struct in_flight *f);

#endif
