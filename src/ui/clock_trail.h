/* The trail: when the stream's clock passed which time, so that what is behind in the stream's time
 * is so in real time, too. Of the past ever fewer places are kept, at even distances. {0} has seen
 * nothing. */
#ifndef BLOTTER_UI_CLOCK_TRAIL_H
#define BLOTTER_UI_CLOCK_TRAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"

enum { TRAIL_MAX = 256, TRAIL_STEP_MS = 50 };

struct clock_trail {
    struct trail_place {
        mono_time real;
        civil_time at;
    } of[TRAIL_MAX]; /* by time; the last is where the clock stands */
    size_t count;
    uint64_t step_ms; /* from one to the next; 0: TRAIL_STEP_MS */
};

/* The clock stands at `at` now. When it has gone back what was before is forgotten. */
void clock_trail_note(struct clock_trail *t, mono_time now, civil_time at);

/* When it passed `at`; false when that is not known: it was before the trail, or has not been. */
bool clock_trail_passed(const struct clock_trail *t, civil_time at, mono_time *ret);

/* When it came to where it stands; only of one that has seen something. */
mono_time clock_trail_end(const struct clock_trail *t);

#endif
