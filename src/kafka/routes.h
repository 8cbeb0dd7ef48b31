/* Routes: which broker leads a partition, and whether there is a connection to it. */
#ifndef BLOTTER_SRC_KAFKA_ROUTES_H
#define BLOTTER_SRC_KAFKA_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/text.h"

struct route {
    int32_t id; /* of the broker */
    bool up;
};

enum { ROUTE_UNKNOWN = -2 }; /* -1 is Kafka's own "no leader" */

struct routes {
    char *topic;
    int32_t *leaders; /* id of the broker, by partition */
    int32_t partitions;
    struct route *brokers;
    size_t count, cap;
};

/* `topic` is copied. */
void routes_init(struct routes *r, const char *topic, int32_t partitions);
void routes_finish(struct routes *r);

/* What statistics.h tells. Brokers first, of each report anew: one that moves keeps its id. */
void routes_note_broker(struct routes *r, int32_t id, bool up);
void routes_note_leader(struct routes *r, struct text topic, int32_t partition, int32_t leader);

/* True also as long as its leader or that broker has not been heard of. */
bool routes_reach(const struct routes *r, int32_t partition);

#endif
