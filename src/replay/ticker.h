/* The ticker: when officers say a clock, and when the simulator tells its own (DESIGN §4 "An
 * officer's clock"): at every speed but max, where the reports of each hour make the clocks.
 *
 * A clock that is due is owed until all reports that are due have been sent; but not for long.
 * Pure: it is told the time. */
#ifndef BLOTTER_REPLAY_TICKER_H
#define BLOTTER_REPLAY_TICKER_H

#include <stdbool.h>

#include "blotter/base/clock.h"

struct ticker {
    mono_time next;    /* when a clock is due again */
    mono_time said_at; /* when the officers last said one */
    mono_time told_at; /* when the simulator last told its own */
    bool is_owed;
    unsigned within; /* so many messages it may be owed for */
    bool at_once;    /* also when it has not moved */
    bool tells;      /* the simulator's too */
};

/* A run begins. */
void ticker_begin(struct ticker *t, bool paused, mono_time now);

/* The speed or the pause has changed: ticks anew, and a clock is owed. */
void ticker_change(struct ticker *t, bool paused, mono_time now);

/* Time has passed. `driven`: the simulator tells its clock at each tick, else every second. */
void ticker_pass(struct ticker *t, bool driven, bool paused, mono_time now);
void ticker_note_sent(struct ticker *t); /* a message */

/* Is a clock to be said now: `all_sent`, or because it has been owed for long? */
bool ticker_is_owed(const struct ticker *t, bool all_sent);

/* Then: do the officers say it? One that has not `moved` is said every second only. */
bool ticker_says(struct ticker *t, bool moved, mono_time now);

/* It is owed no more. True: the simulator tells its own. */
bool ticker_pay(struct ticker *t, mono_time now);

#endif
