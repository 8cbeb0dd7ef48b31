/* Lanes: reports that wait for the clock, one queue an officer, merged in the order in which they
 * are due.
 *
 * A report is due at its time, and an officer's reports come in order, so a lane is a plain queue;
 * only what is out of order needs sorting: the strays, a heap. Those are foreign ones, and late
 * ones, which may be due later than their time (DESIGN §4 "Late"). */
#ifndef BLOTTER_WINDOW_LANES_H
#define BLOTTER_WINDOW_LANES_H

#include "blotter/base/heap.h"
#include "log.h"

struct lane {
    struct report *items; /* the live ones are [head, count) */
    size_t head, count, cap;
};

struct stray {
    struct report report;
    bool late;
    size_t next; /* of one that is free: the next of those */
};

struct lanes {
    struct lane *of; /* [k] is officer k's; [0] is none */
    size_t count, cap;
    struct heap heads; /* of a lane that is not empty the first report; its lane */
    struct stray *strays;
    size_t stray_count, stray_cap; /* places that have ever been taken */
    size_t free;                   /* the first that is free, SIZE_MAX: none */
    struct heap queue;             /* of strays; of those due together the first to come is first */
    uint64_t number;               /* of the next stray */
    size_t waiting;                /* reports in all */
    size_t late;                   /* of them */
};

void lanes_init(struct lanes *lanes);
void lanes_finish(struct lanes *lanes);
void lanes_clear(struct lanes *lanes);

/* Adds a report to the officer's lane (from 1), or to the strays when it is earlier than the lane's
 * last, or when `officer` is 0. */
void lanes_push(struct lanes *lanes, uint32_t officer, const struct report *r);

/* Adds a late one to the strays. */
void lanes_push_late(struct lanes *lanes, const struct report *r, civil_time due);

/* Is the report that is due first a stray? */
static inline bool lanes_stray_is_first(const struct lanes *lanes)
{
    const struct heap_item *head = heap_top(&lanes->heads);
    const struct heap_item *stray = heap_top(&lanes->queue);
    return stray != NULL && (head == NULL || stray->key <= head->key);
}

/* When the first report is due; CIVIL_FOREVER when none waits. */
static inline civil_time lanes_due(const struct lanes *lanes)
{
    const struct heap_item *first =
        heap_top(lanes_stray_is_first(lanes) ? &lanes->queue : &lanes->heads);
    return first != NULL ? (civil_time){first->key} : CIVIL_FOREVER;
}

/* The report that is due first, of equal ones a stray or else that of the lane with the smallest
 * number; there is one. It stands until the next push or pop. */
static inline const struct report *lanes_first(const struct lanes *lanes)
{
    if (lanes_stray_is_first(lanes))
        return &lanes->strays[heap_top(&lanes->queue)->of].report;
    const struct lane *l = &lanes->of[heap_top(&lanes->heads)->of];
    return &l->items[l->head];
}

/* Is the report that is due first a late one? */
static inline bool lanes_first_is_late(const struct lanes *lanes)
{
    return lanes_stray_is_first(lanes) && lanes->strays[heap_top(&lanes->queue)->of].late;
}

/* Takes out the report that is due first. */
void lanes_pop(struct lanes *lanes);

/* Calls `visit` for every report that waits, lane by lane, each lane's in the order they were
 * pushed, then the strays (lane 0) in any. It may change all of a report but its time. */
void lanes_visit(const struct lanes *lanes,
                 void (*visit)(void *user, uint32_t lane, struct report *r), void *user);

#endif
