/* The consumer: all partitions of a topic, assigned, never subscribed (group joins take seconds).
 *
 * Runs on the loop: messages are taken in turns of a bounded time, so that the screen gets its. */
#ifndef BLOTTER_KAFKA_CONSUMER_H
#define BLOTTER_KAFKA_CONSUMER_H

#include <uv.h>

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"
#include "blotter/kafka/config.h"
#include "blotter/kafka/consumer_options.h"

struct consumer;

/* A message as it was read; `value` stands during the call. */
struct incoming {
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms;
    wall_time read_at; /* when its turn began */
    struct text value;
    const void *message; /* librdkafka's, for incoming_run; NULL once the call is over */
    struct text run;     /* what incoming_run says then */
};

/* The run that its header names, which stands during the call; empty: none, or not known. */
struct text incoming_run(const struct incoming *m);

/* The stream's time that it bears, when it is one of ours. */
static inline civil_time incoming_time(const struct incoming *m)
{
    return (civil_time){m->timestamp_ms / MS_PER_S};
}

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
    /* Everything has been read that was there during consumer_open: once, after the last
     * message of it and before that turn's on_turn; in the first turn when there was nothing to
     * read. NULL for who does not mind. */
    void (*on_caught_up)(void *user);
};

/* Makes a consumer for config->topic, on any thread. Blocks for the partitions' ends,
 * KAFKA_CONNECT_MS at most. NULL with *err, and in *ret_passing whether trying again may help; not
 * so when what comes at one of `offsets` has been deleted, or the partition ends before it: *err
 * says what is lost. */
struct consumer *consumer_open(const struct kafka_config *config,
                               const struct consumer_options *options, bool *ret_passing,
                               struct error *err);

/* Begins to read on that loop. False with *err: it is not started, and wants to be destroyed. */
bool consumer_start(struct consumer *c, uv_loop_t *loop, const struct consumer_callbacks *callbacks,
                    struct error *err);

/* Both, for who may block. */
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

/* The offset behind the last message that was read of a partition; before the first, where reading
 * begins. During on_message that message counts as read. */
int64_t consumer_next_offset(const struct consumer *c, int32_t partition);

/* The Kafka timestamp of the last message that was read of a partition; -1 before the first. */
int64_t consumer_last_ms(const struct consumer *c, int32_t partition);

/* Has everything been read that was there when consumer_open returned, and since a seek all that
 * had been read before it? */
bool consumer_is_caught_up(const struct consumer *c);

/* How much of that, in messages. */
void consumer_progress(const struct consumer *c, uint64_t *ret_done, uint64_t *ret_total);

/* Goes on reading at offsets[p], by partition; OFFSET_OF_BEGINNING and OFFSET_WHERE_IT_IS mean what
 * they say. What has been deleted meanwhile is passed over. Not from on_message. */
void consumer_seek(struct consumer *c, const int64_t *offsets);

/* Is there a connection to the broker that leads the partition? What a partition does not say means
 * something only while there is. True as long as nothing else is known. */
bool consumer_is_reachable(const struct consumer *c, int32_t partition);

/* Does not wait: the handle goes on a thread of its own. Closes the loop's handles, which wants
 * some turns of the loop afterwards; of one that was never started on any thread. Takes NULL. */
void consumer_destroy(struct consumer *c);

#endif
