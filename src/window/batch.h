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
};

void batch_init(struct batch *b);
void batch_finish(struct batch *b);
void batch_clear(struct batch *b);
void batch_add(struct batch *b, const struct report *r);
void batch_resume(struct batch *b); /* with what was put into `all`, and is not listed */
void batch_next_slot(struct batch *b);

#endif
