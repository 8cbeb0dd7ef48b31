/* The topic of windows, to which engines write what they have computed (DESIGN §10): read all the
 * time, from all its partitions, and waited for while it is not there. */
#ifndef BLOTTER_SESSION_WINDOWS_TOPIC_H
#define BLOTTER_SESSION_WINDOWS_TOPIC_H

#include <uv.h>

#include "blotter/kafka/config.h"
#include "blotter/window/engines.h"

/* Takes what stands there. */
struct windows_taker {
    struct engines *engines;
    const char *topic;
    bool refusing; /* so was the last value */
    uint64_t refused;
};

/* False: *news says why a value is passed over, the first in a row. */
bool windows_taker_take(struct windows_taker *t, struct text value, struct error *news);

struct windows_topic_config {
    struct kafka_config kafka; /* its topic is the one to read; borrowed */
    const struct analysis_config *analysis;
    bool from_now; /* what stands there already is of no interest */
};

/* Called on the loop's thread; none may close it. */
struct windows_topic_callbacks {
    void (*on_change)(void *user);                 /* something has been read */
    void (*on_news)(void *user, const char *text); /* of what is wrong with it */
    kafka_log_fn on_kafka_log;
    void *user;
};

struct windows_topic;

struct windows_topic *windows_topic_open(uv_loop_t *loop, const struct windows_topic_config *config,
                                         const struct windows_topic_callbacks *callbacks);

struct engines *windows_topic_engines(const struct windows_topic *w);

/* Is it known where reading begins? What is written from then on is read. */
bool windows_topic_has_begun(const struct windows_topic *w);

/* Has all been read that stood there at the beginning? Also when there is no such topic yet. */
bool windows_topic_is_read(const struct windows_topic *w);

/* Values that could not be read or kept; the first in a row is news. */
uint64_t windows_topic_refused(const struct windows_topic *w);

/* Reads no more; what has been read stays until it is destroyed. Both take NULL. */
void windows_topic_close(struct windows_topic *w);

/* Closes the loop's handles, which wants some turns of the loop afterwards. */
void windows_topic_destroy(struct windows_topic *w);

#endif
