/* The batch: what has come lately, ended as a whole or sliding by slots. */
#ifndef BLOTTER_WINDOW_BATCH_H
#define BLOTTER_WINDOW_BATCH_H

#include "blotter/window/analysis.h"

enum { BATCH_LISTED = 4096 };

struct batch {
    struct tally all;
    struct report
        *listed; /* what is in `all`, as long as it is so few: to be taken out one by one */
    size_t count;
    struct tally
        slots[BATCH_SLOTS]; /* what it is made of, if `slotted`; slots[slot] is the open one */
    size_t slot;
    bool slotted;
    civil_time begins[BATCH_SLOTS]; /* the position when each slot was opened */
};

void batch_init(struct batch *b);
void batch_finish(struct batch *b);
void batch_clear(struct batch *b, civil_time position);
void batch_add(struct batch *b, const struct report *r);
/* With what was put into `all`, and is not listed. */
void batch_resume(struct batch *b, civil_time begin);
void batch_next_slot(struct batch *b, civil_time position);

/* What is later than this belongs to it. */
static inline civil_time batch_begin(const struct batch *b)
{
    return b->begins[(b->slot + 1) % BATCH_SLOTS];
}

#endif
