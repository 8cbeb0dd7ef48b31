/* The consumer: all partitions of a topic, assigned, never subscribed (group joins take seconds).
 *
 * Runs on the loop: messages are taken in turns of a bounded time, so that the screen gets its. */
#ifndef BLOTTER_KAFKA_CONSUMER_H
#define BLOTTER_KAFKA_CONSUMER_H

#include <uv.h>

#include "blotter/kafka/config.h"

struct consumer;

/* A message as it was read; `value` stands during the call. */
struct incoming {
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms;
    struct text value;
};

/* All called on the loop's thread, from the poll handle's turn. A callback may not destroy the
 * consumer. */
struct consumer_callbacks {
    void (*on_message)(void *user, const struct incoming *m);
    void (*on_turn)(void *user); /* after each turn that read something: settle, give credit */
    /* That partition is read to its end, for now; may be said again. */
    void (*on_end)(void *user, int32_t partition);
    /* It cannot go on: the topic is gone, or what was to be read is no longer there. Once. */
    void (*on_lost)(void *user, const char *text);
    kafka_log_fn on_log;
    void *user;
};

enum consumer_from { CONSUMER_FROM_BEGINNING, CONSUMER_FROM_END };

struct consumer_options {
    enum consumer_from from; /* END: the ends as they are now, noted before this returns */
    int32_t partitions;      /* of the topic */
    bool mock;               /* an embedded cluster: poll it, as it does not wake a waiting fetch */
};

/* Makes a consumer for config->topic and begins to read. Blocks for the watermarks,
 * KAFKA_CONNECT_MS at most. NULL with *err. */
struct consumer *consumer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct consumer_options *options,
                                 const struct consumer_callbacks *callbacks, struct error *err);

/* Stops and resumes fetching, so that an idle topic costs nothing. What was fetched and not yet
 * given to on_message is fetched again after the resume: from the embedded cluster, if it still has
 * it. Twice is as good as once. */
void consumer_pause(struct consumer *c);
void consumer_resume(struct consumer *c);

/* What has been read of a partition, as credit counts it: value and KAFKA_MESSAGE_OVERHEAD a
 * message, all messages. */
uint64_t consumer_bytes(const struct consumer *c, int32_t partition);
uint64_t consumer_messages(const struct consumer *c);

/* Destroys the handle; closes the loop's handles, which wants some turns of the loop afterwards.
 * Takes NULL. */
void consumer_destroy(struct consumer *c);

#endif
