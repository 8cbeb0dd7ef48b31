/* Routes: which broker leads a partition, and whether there is a connection to it.
 *
 * librdkafka 2.0.2 says so in no callback, and asking would block; but it logs every answer about
 * the topic and every change of a connection (debug=broker,metadata), some lines a change. */
#ifndef BLOTTER_SRC_KAFKA_ROUTES_H
#define BLOTTER_SRC_KAFKA_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/text.h"

/* A broker, by its "host:port". */
struct route {
    char *name;
    int32_t id; /* ROUTE_UNKNOWN before it has been told */
    bool down;  /* or on its way up */
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

/* Notes what a line of the log says, if it does: `facility` is librdkafka's, `text` has no
 * "[thrd:…]: " in front. */
void routes_log(struct routes *r, const char *facility, struct text text);

/* True also as long as its leader or that broker has not been heard of. */
bool routes_reach(const struct routes *r, int32_t partition);

#endif
