/* The producer: idempotent, acks=all, every delivery accounted for.
 *
 * Runs on the loop: delivery reports are served from a poll handle, never from another thread. */
#ifndef BLOTTER_KAFKA_PRODUCER_H
#define BLOTTER_KAFKA_PRODUCER_H

#include <uv.h>

#include "blotter/kafka/config.h"

struct producer;

/* Called on the loop's thread. */
struct producer_callbacks {
    void (*on_room)(
        void *user); /* messages were delivered: there is room, and news for the counts */
    kafka_log_fn on_log;
    void *user;
};

/* Makes a producer for config->topic. Does not wait for a broker. NULL with *err when a property is
 * wrong. */
struct producer *producer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct producer_callbacks *callbacks, struct error *err);

/* One message. All is copied. */
struct outgoing {
    int32_t partition;
    struct text key;
    struct text run;      /* the header `run` */
    int64_t timestamp_ms; /* what is not after 1970 is sent as 1 */
    struct text value;
    bool counted; /* a crime: it counts in producer_acked */
};

enum send_result {
    SEND_DONE,
    SEND_FULL, /* the queue is full: again after on_room */
    SEND_FAILED,
};

enum send_result producer_send(struct producer *p, const struct outgoing *m, struct error *err);

/* Counted messages that a broker has acknowledged. */
uint64_t producer_acked(const struct producer *p);

/* False with *err when a message has been given up, which says of the first one why. */
bool producer_is_sound(const struct producer *p, struct error *err);

/* Messages that have been sent and not yet been acknowledged or failed. */
size_t producer_outstanding(const struct producer *p);

/* Destroys the handle, with what is outstanding; closes the loop's handles, which wants some turns
 * of the loop afterwards. Takes NULL. */
void producer_destroy(struct producer *p);

#endif
