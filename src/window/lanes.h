/* Lanes: reports that wait for the clock, one queue an officer, merged in the order in which they
 * are due.
 *
 * A report is due at its time, and an officer's reports come in order, so a lane is a plain queue;
 * only what is out of order needs sorting: the strays, a heap. Those are foreign ones, and late
 * ones, which may be due later than their time (DESIGN §4 "Late"). */
#ifndef BLOTTER_WINDOW_LANES_H
#define BLOTTER_WINDOW_LANES_H

#include "blotter/window/log.h"

struct lane {
    struct report *items; /* the live ones are [head, count) */
    size_t head, count, cap;
};

struct stray {
    struct report report;
    civil_time due;
    uint64_t number; /* of those that are due together the first to come is the first */
    bool late;
};

/* A lane that is not empty, and when its first report is due. */
struct head {
    int64_t at;
    size_t lane;
};

struct lanes {
    struct lane *of; /* [k] is officer k's; [0] stands for the strays, and is empty */
    size_t count, cap;
    struct stray *strays; /* a heap, what is due first on top */
    size_t stray_count, stray_cap;
    uint64_t stray_number;
    struct head *heap; /* the earliest first, and of equal ones the lane with the smallest number */
    size_t heap_count, heap_cap;
    size_t waiting; /* reports in all */
    size_t late;    /* of them */
};

void lanes_init(struct lanes *lanes);
void lanes_finish(struct lanes *lanes);
void lanes_clear(struct lanes *lanes);

/* Adds a report to the officer's lane (from 1), or to the strays when it is earlier than the lane's
 * last, or when `officer` is 0. */
void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r);

/* Adds a late one to the strays. */
void lanes_push_late(struct lanes *lanes, const struct report *r, civil_time due);

/* When the first report is due; CIVIL_FOREVER when none waits. */
static inline civil_time lanes_due(const struct lanes *lanes)
{
    return lanes->heap_count > 0 ? (civil_time){lanes->heap[0].at} : CIVIL_FOREVER;
}

/* The report that is due first, of equal ones that of the lane with the smallest number; there is
 * one. It stands until the next push or pop. */
static inline const struct report *lanes_first(const struct lanes *lanes)
{
    const struct lane *l = &lanes->of[lanes->heap[0].lane];
    return lanes->heap[0].lane > 0 ? &l->items[l->head] : &lanes->strays[0].report;
}

/* Is it a late one? */
static inline bool lanes_first_is_late(const struct lanes *lanes)
{
    return lanes->heap[0].lane == 0 && lanes->strays[0].late;
}

/* Takes it out. */
void lanes_pop(struct lanes *lanes);

/* Calls `visit` for every report that waits, lane by lane, each lane's in the order they were
 * pushed, then the strays (lane 0) in any. It may change all of a report but its time. */
void lanes_visit(const struct lanes *lanes,
                 void (*visit)(void *user, uint32_t lane, struct report *r), void *user);

#endif
