/* The batch: what has come lately, ended as a whole or sliding by slots. */
#ifndef BLOTTER_WINDOW_BATCH_H
#define BLOTTER_WINDOW_BATCH_H

#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

/* How many reports are listed at most, so that they can be taken out one by one, unless the batch
 * slides. */
enum { BATCH_LISTED = 4096 };

struct batch {
    struct tally all;
    struct report *items; /* what is in `all`: those at [first, count), the oldest first */
    size_t first, count, cap;
    bool unlisted; /* `all` holds reports that `items` does not */
    bool slides;
    size_t slots[BATCH_SLOTS];      /* how many of them came in each */
    civil_time begins[BATCH_SLOTS]; /* the position when each was opened */
    size_t slot;                    /* the open one */
};

void batch_init(struct batch *b);
void batch_finish(struct batch *b);

/* Empties it; what comes after `position` belongs to it. */
void batch_clear(struct batch *b, civil_time position);

/* Adds those of the reports, in time order, that are later than the batch's begin. */
typedef void batch_add_fn(struct batch *b, const struct report *r, size_t count);
batch_add_fn batch_add;

/* Empties it, to be filled anew with what it held, oldest first: its begin and its slots' stay. */
void batch_empty(struct batch *b);
batch_add_fn batch_refill;

/* Ends a slot and drops the oldest; the batch slides from then on. */
void batch_next_slot(struct batch *b, civil_time position);

/* Goes on with what was put into `all`. */
void batch_resume(struct batch *b, civil_time begin);

static inline civil_time batch_begin(const struct batch *b)
{
    return b->begins[(b->slot + 1) % BATCH_SLOTS];
}

#endif
