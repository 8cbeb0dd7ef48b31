/* Quitting: how long what was sent is waited for after an order to quit. Brokers or a reader may be
 * gone or stopped, and whoever told us to quit waits; who has been slow is waited for. Knows no
 * clock: it is told. */
#ifndef BLOTTER_REPLAY_QUIT_DEADLINE_H
#define BLOTTER_REPLAY_QUIT_DEADLINE_H

#include <stdbool.h>

#include "blotter/base/clock.h"

enum {
    QUIT_WITHIN_MS = 1500,
    QUIT_PATIENCE_MS = 120, /* when nothing arrives; or thrice what the latest arrivals took */
};

/* Later than any. */
#define MONO_NEVER ((mono_time){UINT64_MAX})

static inline mono_time mono_earlier(mono_time a, mono_time b)
{
    return a.ns < b.ns ? a : b;
}

/* Zero: does not quit. */
struct quit_deadline {
    bool quits;
    mono_time since;
    mono_time moved_at;  /* when messages last arrived, or were sent while none was on its way */
    uint64_t arrival_ms; /* how long the latest to arrive took, about */
};

void quit_deadline_begin(struct quit_deadline *q, mono_time now);

/* A message was sent while none was on its way; some have arrived. */
void quit_deadline_note_first(struct quit_deadline *q, mono_time now);
void quit_deadline_note_arrival(struct quit_deadline *q, mono_time now);

/* When to give up; MONO_NEVER while it does not quit. */
mono_time quit_deadline_at(const struct quit_deadline *q);

#endif
