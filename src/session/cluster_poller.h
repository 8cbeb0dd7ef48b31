/* The cluster poller: a child that looks at the cluster every second (`cluster --describe
 * --follow`), while somebody wants to see it. In a child because each look waits for brokers, which
 * may be long gone. */
#ifndef BLOTTER_SESSION_CLUSTER_POLLER_H
#define BLOTTER_SESSION_CLUSTER_POLLER_H

#include "blotter/kafka/consumer.h"
#include "blotter/session/cluster_view.h"

struct cluster_poller;

struct cluster_poller_config {
    const char *program; /* this binary, for the child */
    const char *topic;
    const char *const *kafka_args; /* options for the child, NULL at the end; NULL: none */
};

/* Called on the loop's thread. */
struct cluster_poller_callbacks {
    void (*on_change)(void *user); /* the view is another */
    void (*on_gone)(void *user);   /* a child that was ended is gone */
    void *user;
};

/* All is borrowed. */
struct cluster_poller *cluster_poller_create(uv_loop_t *loop,
                                             const struct cluster_poller_config *config,
                                             const struct cluster_poller_callbacks *callbacks);

/* Does somebody want to see it? What was seen last stays. */
void cluster_poller_want(struct cluster_poller *p, bool on);

/* Where the cluster is, and who reads how many partitions of the topic: the view compares that with
 * what the child sees. All is borrowed until the next call. Brokers NULL: there is none to look at,
 * which ends the child; consumer NULL: nothing is read. */
void cluster_poller_follow(struct cluster_poller *p, const char *brokers,
                           const struct consumer *consumer, int32_t partitions);

/* A line about a broker: what went wrong is noted in the view. */
void cluster_poller_note_news(struct cluster_poller *p, const char *text);

const struct cluster_view *cluster_poller_view(const struct cluster_poller *p);

/* Is there a child, also one that has been told to end? */
bool cluster_poller_has_child(const struct cluster_poller *p);

/* Only without a child that lives. Closes the loop's handle, which wants a turn of the loop
 * afterwards. Takes NULL. */
void cluster_poller_destroy(struct cluster_poller *p);

#endif
