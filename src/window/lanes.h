/* Lanes: reports that wait for the clock, one queue an officer, merged in time order.
 *
 * An officer's reports come in order, so a lane is a plain queue; only what is out of order (late,
 * or from an officer that broke its word) needs sorting, and has a lane of its own. */
#ifndef BLOTTER_WINDOW_LANES_H
#define BLOTTER_WINDOW_LANES_H

#include "blotter/window/log.h"

struct lane {
    struct report *items; /* the live ones are [head, count) */
    size_t head, count, cap;
};

struct lanes {
    struct lane *of; /* [0] is for the strays, [k] for officer k */
    size_t count, cap;
    size_t *heap; /* lanes that are not empty, the one with the earliest head first */
    size_t heap_count, heap_cap;
};

void lanes_init(struct lanes *lanes);
void lanes_finish(struct lanes *lanes);
void lanes_clear(struct lanes *lanes);

/* Adds a report to the officer's lane (from 1), or to the strays when it is earlier than the lane's
 * last. */
void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r);

/* Takes the earliest report out if it is not later than `to`; of equal ones that of the lane with
 * the smallest number. */
bool lanes_pop(struct lanes *lanes, civil_time to, struct report *ret);

#endif
