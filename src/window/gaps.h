/* Gaps: the seqs of one officer that something has shown to be missing. */
#ifndef BLOTTER_WINDOW_GAPS_H
#define BLOTTER_WINDOW_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/civil.h"

struct gap {
    uint64_t from, to; /* both are missing */
    civil_time until;  /* what showed it: its reports are not later */
};

/* In order, none touching another; {0} is none. */
struct gaps {
    struct gap *of;
    size_t count, cap;
};

void gaps_finish(struct gaps *gaps); /* leaves {0} */

/* Adds one behind all others. */
void gaps_add(struct gaps *gaps, const struct gap *gap);

/* Takes `seq` out of the gap it lies in, which may split it. False: it lies in none. */
bool gaps_take(struct gaps *gaps, uint64_t seq);

#endif
