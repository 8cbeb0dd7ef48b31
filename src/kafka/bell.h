/* The bell: wakes the loop when a librdkafka queue has something, and serves it in turns. */
#ifndef BLOTTER_SRC_KAFKA_BELL_H
#define BLOTTER_SRC_KAFKA_BELL_H

#include <librdkafka/rdkafka.h>
#include <uv.h>

#include "blotter/base/error.h"

struct bell {
    uv_poll_t poll;
    uv_idle_t again; /* runs while a turn has left something behind */
    uv_timer_t later;
    uv_file ends[2]; /* a pipe; librdkafka writes to [1] */
    rd_kafka_queue_t *queue;
    bool (*serve)(void *user);
    void (*on_closed)(void *user);
    void *user;
    int open; /* uv handles */
};

/* Calls `serve` on the loop's thread whenever `queue` may have something, and again in the loop's
 * next turn as long as it returns true, "there is more". On success the bell owns the queue's
 * reference and stands at a fixed place until on_closed of bell_close. */
bool bell_start(struct bell *bell, uv_loop_t *loop, rd_kafka_queue_t *queue,
                bool (*serve)(void *user), void *user, struct error *err);

/* Calls `serve` then too. */
void bell_ring_later(struct bell *bell, uint64_t wait_ms);

/* Gives the queue back and takes over `queue`, of another handle, in its place. */
void bell_follow(struct bell *bell, rd_kafka_queue_t *queue);

/* Gives the queue back: to be called before the handle is destroyed. */
void bell_silence(struct bell *bell);

/* Closes what is the loop's; on_closed(user) when it is done, some turns later. */
void bell_close(struct bell *bell, void (*on_closed)(void *user));

#endif
