/* The link to Kafka: looks for the topic and reads it, and again and again as long as waiting may
 * help. Looking is done beside the loop. */
#ifndef BLOTTER_SESSION_LINK_H
#define BLOTTER_SESSION_LINK_H

#include "blotter/kafka/consumer.h"
#include "blotter/kafka/topic.h"

struct link_config {
    const struct kafka_config *kafka;
    bool makes; /* a topic that is missing is made, and of another remarked how it is; else reading
                   changes nothing */
    bool only_makes; /* nothing is read: on_open comes without a consumer. A broker has answered,
                        and of partitions any number will do */
    int32_t partitions, replication; /* of one that is made */
    bool waits;                      /* for a topic that is missing; else that is a failure */
    struct consumer_options options; /* but for partitions and mock, which the topic says */
    int32_t offset_count;            /* of options.offsets; where the topic has more or fewer
                                        partitions, on_open comes without a consumer */
};

/* Called on the loop's thread; none may destroy the link, but each may close it. */
struct link_callbacks {
    void (*on_open)(void *user);
    void (*on_wait)(void *user, const char *why); /* once a cause */
    /* It is closed again. Without an answer of any broker so far that comes after KAFKA_CONNECT_MS;
     * once there was one, waiting has no limit (DESIGN §2 "--brokers"). */
    void (*on_fail)(void *user, const char *why);
    void *user;
};

struct link;

/* `reading` is for the consumer. */
struct link *link_create(uv_loop_t *loop, const struct link_callbacks *callbacks,
                         const struct consumer_callbacks *reading);

/* Begins to look; what `config` points to is copied. Not while it is opening; an open one is closed
 * before. */
void link_open(struct link *l, const struct link_config *config);
bool link_is_opening(const struct link *l);
bool link_is_open(const struct link *l);

/* What has been found; the consumer stands until the link is closed, NULL: there is none. */
const struct topic_facts *link_topic(const struct link *l);
struct consumer *link_consumer(const struct link *l);

/* Gives up at once what is under way, and ends reading. Not from a callback of `reading`. */
void link_close(struct link *l);

void link_destroy(struct link *l); /* takes NULL */

#endif
