/* Routes: which broker leads a partition, and whether there is a connection to it. */
#ifndef BLOTTER_SRC_KAFKA_LEADERS_H
#define BLOTTER_SRC_KAFKA_LEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/text.h"

struct route {
    int32_t id; /* of the broker */
    bool up;
};

enum { ROUTE_UNKNOWN = -2 }; /* -1 is Kafka's own "no leader" */

struct leaders {
    char *topic;
    int32_t *leaders; /* id of the broker, by partition */
    int32_t partitions;
    struct route *brokers;
    size_t count, cap;
};

/* `topic` is copied. */
void leaders_init(struct leaders *r, const char *topic, int32_t partitions);
void leaders_finish(struct leaders *r);

/* What statistics.h tells. Brokers first, of each report anew: one that moves keeps its id. */
void leaders_note_broker(struct leaders *r, int32_t id, bool up);
void leaders_note_leader(struct leaders *r, struct text topic, int32_t partition, int32_t leader);

/* True also as long as its leader or that broker has not been heard of. */
bool leaders_reach(const struct leaders *r, int32_t partition);

#endif
