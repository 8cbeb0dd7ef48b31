/* The messages that librdkafka has and no broker has acknowledged: what a delivery report does not
 * tell of a message that failed, its order and its timestamp, is kept here. */
#ifndef BLOTTER_SRC_KAFKA_IN_FLIGHT_H
#define BLOTTER_SRC_KAFKA_IN_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct in_flight_message {
    uint64_t number; /* grows with every message: the order */
    int64_t timestamp_ms;
    bool counted;
};

/* {0} is empty. */
struct in_flight {
    struct in_flight_message *rows;
    size_t row_count, rows_cap;
    size_t *unused; /* rows without a message */
    size_t unused_count, unused_cap;
    uint64_t next_number;
};

/* Returns what stands for the message, as its opaque, until in_flight_remove. */
void *in_flight_add(struct in_flight *f, int64_t timestamp_ms, bool counted);

/* Stands until the next in_flight_add. */
const struct in_flight_message *in_flight_get(const struct in_flight *f, const void *opaque);

void in_flight_remove(struct in_flight *f, const void *opaque);

size_t in_flight_count(const struct in_flight *f);

void in_flight_finish(struct in_flight *f);

#endif
