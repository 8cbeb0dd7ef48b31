/* Where in a topic a consumer begins. */
#ifndef BLOTTER_KAFKA_CONSUMER_OPTIONS_H
#define BLOTTER_KAFKA_CONSUMER_OPTIONS_H

#include <stdbool.h>

#include "blotter/base/civil.h"

enum consumer_from {
    CONSUMER_FROM_BEGINNING,
    CONSUMER_FROM_END,     /* the ends as they are now, noted before consumer_open returns */
    CONSUMER_FROM_TIME,    /* of each partition the first message at or after `time`, and all that
                              stand behind it, whatever their times */
    CONSUMER_FROM_OFFSETS, /* where another consumer left off, or not at all */
};

enum { OFFSET_OF_BEGINNING = -1, OFFSET_WHERE_IT_IS = -2 };

struct consumer_options {
    enum consumer_from from;
    int32_t partitions; /* of the topic */
    bool mock;          /* an embedded cluster: poll it, as it does not wake a waiting fetch */
    /* FROM_TIME: as the Kafka timestamps are, which a broker looks up. One that cannot is read from
     * the beginning, and what stands before the time is not given to on_message. */
    civil_time time;
    /* FROM_OFFSETS: by partition consumer_next_offset as it was, or OFFSET_OF_BEGINNING. Used
     * during consumer_open only. */
    const int64_t *offsets;
};

#endif
