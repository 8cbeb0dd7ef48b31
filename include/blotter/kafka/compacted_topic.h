/* A compacted topic: one of which only the last value of one key counts, compacted, in one
 * partition. Who opens it gets that value, and each that comes after it.
 *
 * Opening does not wait for a broker; a topic that is not there yet is waited for. */
#ifndef BLOTTER_KAFKA_COMPACTED_TOPIC_H
#define BLOTTER_KAFKA_COMPACTED_TOPIC_H

#include <uv.h>

#include "blotter/kafka/config.h"

struct compacted_topic;

/* All called on the loop's thread; none may close it. */
struct compacted_topic_callbacks {
    void (*on_value)(void *user, struct text value); /* which stands for the call */
    void (*on_read)(void *user); /* what there was has been read: at least once */
    kafka_log_fn on_log;
    void *user;
};

/* One on config->topic. NULL with *err when a property is wrong. */
struct compacted_topic *compacted_topic_open(uv_loop_t *loop, const struct kafka_config *config,
                                             const struct compacted_topic_callbacks *callbacks,
                                             struct error *err);

/* Makes ready to put values up, so that the first is as fast as the others: a producer begins with
 * half a second of introductions. */
bool compacted_topic_prepare(struct compacted_topic *b, struct error *err);

/* Puts a value up; it comes back through on_value once it stands there. */
bool compacted_topic_put(struct compacted_topic *b, struct text value, struct error *err);

/* Gives up what has not been delivered; closes the loop's handles, which wants some turns of the
 * loop afterwards. Takes NULL. */
void compacted_topic_close(struct compacted_topic *b);

#endif
