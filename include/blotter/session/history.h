/* What a topic holds of a run already, so that a simulator that was killed can go on after it
 * (DESIGN §2 "--run"). */
#ifndef BLOTTER_SESSION_HISTORY_H
#define BLOTTER_SESSION_HISTORY_H

#include "blotter/kafka/config.h"
#include "blotter/kafka/topic.h"

struct history {
    uint32_t officers;
    uint64_t *sent; /* by officer - 1: the last seq on the topic */
    bool *started;  /* its `start` is there */
    bool *ended;    /* its `end` at `until` is there: there is nothing to send */
};

/* Reads the topic from its beginning to its end as it is now, which takes as long as that takes.
 * False with *err: it cannot be read, or the run there has another number of officers. The caller
 * frees with history_finish. */
bool history_read(const struct kafka_config *config, const struct topic_facts *topic,
                  const char *run, uint32_t officers, struct history *ret, struct error *err);
void history_finish(struct history *h);

/* Is anything of the run there? */
bool history_has_begun(const struct history *h);

/* Is there nothing to send for that officer, or with 0 for any? */
bool history_is_complete(const struct history *h, uint32_t officer);

#endif
