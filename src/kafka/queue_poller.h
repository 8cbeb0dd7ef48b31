/* The queue poller: wakes the loop when a librdkafka queue has something, and serves it in turns.
 */
#ifndef BLOTTER_SRC_KAFKA_QUEUE_POLLER_H
#define BLOTTER_SRC_KAFKA_QUEUE_POLLER_H

#include <librdkafka/rdkafka.h>
#include <uv.h>

#include "blotter/base/error.h"

struct queue_poller {
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
 * next turn as long as it returns true, "there is more". On success the poller owns the queue's
 * reference and stands at a fixed place until on_closed of queue_poller_close. */
bool queue_poller_start(struct queue_poller *poller, uv_loop_t *loop, rd_kafka_queue_t *queue,
                        bool (*serve)(void *user), void *user, struct error *err);

/* Calls `serve` then too. */
void queue_poller_wake_later(struct queue_poller *poller, uint64_t wait_ms);

/* Gives the queue back and takes over `queue`, of another handle, in its place. */
void queue_poller_follow(struct queue_poller *poller, rd_kafka_queue_t *queue);

/* Gives the queue back: to be called before the handle is destroyed. */
void queue_poller_silence(struct queue_poller *poller);

/* Closes what is the loop's; on_closed(user) when it is done, some turns later. */
void queue_poller_close(struct queue_poller *poller, void (*on_closed)(void *user));

#endif
