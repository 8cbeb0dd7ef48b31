/* The link to Kafka: looks for the topic and makes a consumer of it, beside the loop, and again and
 * again as long as waiting may help. */
#ifndef BLOTTER_SESSION_LINK_H
#define BLOTTER_SESSION_LINK_H

#include "blotter/kafka/consumer.h"
#include "blotter/kafka/topic.h"

struct link_config {
    const struct kafka_config *kafka;
    bool makes; /* a topic that is missing is made; else reading changes nothing */
    int32_t partitions, replication; /* of one that is made */
    bool waits;                      /* for a topic that is missing; else that is a failure */
    struct consumer_options options; /* but for partitions and mock, which the topic says */
    int32_t offset_count;            /* of options.offsets; where another topic has more or fewer
                                        partitions, on_open comes without a consumer */
};

/* Called on the loop's thread; none may destroy the link, but each may close it. */
struct link_callbacks {
    /* The consumer is the callee's, and not started yet. */
    void (*on_open)(void *user, const struct topic_facts *topic, struct consumer *consumer);
    void (*on_wait)(void *user, const char *why); /* once a cause */
    /* It is closed again. Without an answer of any broker so far that comes after KAFKA_CONNECT_MS;
     * once there was one, waiting has no limit (DESIGN §2 "--brokers"). */
    void (*on_fail)(void *user, const char *why);
    void *user;
};

struct link;

struct link *link_create(uv_loop_t *loop, const struct link_callbacks *callbacks);

/* Begins to look; what `config` points to is copied. Not while it is opening. */
void link_open(struct link *l, const struct link_config *config);
bool link_is_opening(const struct link *l);

/* Gives up at once what is under way. */
void link_close(struct link *l);

void link_destroy(struct link *l); /* takes NULL */

#endif
