/* A trend: how the highest of a rule's counts went, for a sparkline, in slots of the stream's time.
 * So it is the same at any speed. */
#ifndef BLOTTER_ALERT_TREND_H
#define BLOTTER_ALERT_TREND_H

#include <stddef.h>

#include "blotter/alert/event.h"

struct trend {
    int64_t slot_s;
    struct alert_slot slots[ALERT_TREND_SLOTS]; /* a ring: */
    size_t last, count;                         /* the one that is under way, and how many */
    civil_time ends;                            /* the last one does */
    struct alert_slot now, stood;               /* and as of the last trend_note */
    uint32_t *watches; /* by a count that is not 0: how many watches have it */
    size_t counts, cap;
};

void trend_init(struct trend *t, int64_t slot_s);
void trend_finish(struct trend *t);
void trend_clear(struct trend *t);

/* A watch counts `to`, and no more `from`; of one that is new that is 0. */
void trend_count(struct trend *t, uint32_t from, uint32_t to);

/* All that changes at `now` has changed; does the condition of any watch hold? */
void trend_note(struct trend *t, civil_time now, bool held);

/* The slots up to `at`, the latest last; returns how many. */
size_t trend_read(const struct trend *t, civil_time at, struct alert_slot ret[ALERT_TREND_SLOTS]);

#endif
