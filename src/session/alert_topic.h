/* The topic that alerts are sent to (DESIGN §8 "--alert-topic"): the lines that `report` prints of
 * them, a message each, its key NAME/VALUE and its timestamp the alert's time, in the partition
 * that the key says. It is made, with one partition, when it is not there. */
#ifndef BLOTTER_SESSION_ALERT_TOPIC_H
#define BLOTTER_SESSION_ALERT_TOPIC_H

#include <uv.h>

#include "blotter/alert/alerts.h"
#include "blotter/kafka/config.h"

/* Called on the loop's thread; none may destroy it. */
struct alert_topic_callbacks {
    void (*on_delivered)(void *user); /* some, or all */
    /* It cannot go on: the topic cannot be made, or is gone. Once, until it is opened again. */
    void (*on_fail)(void *user, const char *why);
    kafka_log_fn on_news;
    void *user;
};

struct alert_topic;

/* `name` is borrowed. Of all below `t` may be NULL: there is no topic for alerts. */
struct alert_topic *alert_topic_create(uv_loop_t *loop, const char *name,
                                       const struct alert_topic_callbacks *callbacks);

/* The brokers of `kafka`, which is borrowed, have answered: looks for the topic there, or makes it
 * with so many replicas. Does nothing while it is open. */
void alert_topic_open(struct alert_topic *t, const struct kafka_config *kafka, int32_t replication);

/* The brokers, and all that they had, are gone, or it is to begin anew. */
void alert_topic_close(struct alert_topic *t);

/* Takes those of alerts_events that an undisturbed run has too; the others' beginnings are not
 * known, and none is sent with other contents. */
void alert_topic_take(struct alert_topic *t, const struct alerts *alerts);

/* While it is on nothing is sent: another run may take the place of what has been taken. */
void alert_topic_hold(struct alert_topic *t, bool on);

/* It has: what has been taken while nothing was sent is forgotten. */
void alert_topic_forget_held(struct alert_topic *t);

/* Has a broker all that has been taken? */
bool alert_topic_is_out(const struct alert_topic *t);

/* Shall more be taken now? If not, on_delivered comes when there is room. */
bool alert_topic_has_room(const struct alert_topic *t);

/* Closes the loop's handles, which wants some turns of the loop afterwards. */
void alert_topic_destroy(struct alert_topic *t);

#endif
