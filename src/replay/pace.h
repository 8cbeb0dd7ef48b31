/* Pacing: which simulated time it is, from an absolute clock, so that nothing drifts
 * (DESIGN §4 "Speed").
 *
 *     due time of t = anchor + (t - position at the anchor) / speed
 *
 * At a rate reports are counted instead of the city's time:
 *
 *     due time of the n-th report = anchor + (n - reports at the anchor) / rate
 *
 * Every order sets a new anchor, and a gap in the loop moves it. Knows no clock: it is told. */
#ifndef BLOTTER_REPLAY_PACE_H
#define BLOTTER_REPLAY_PACE_H

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"
#include "blotter/base/duration.h"

/* Simulated milliseconds since 1970, as civil_time but finer. */
typedef struct {
    int64_t ms;
} sim_time;

struct pace {
    struct speed speed;
    bool paused;
    sim_time position; /* at the anchor */
    double reports;    /* at a rate: those due at the anchor, with a part of the next */
    mono_time anchor;
    bool follows;        /* a state of play: it is told where the play is, also after a gap */
    mono_time last_seen; /* when it was last asked for the position */
};

/* Later than any time that can be written. */
#define SIM_FOREVER ((sim_time){INT64_MAX / 4})

static inline sim_time sim_of(civil_time t)
{
    return (sim_time){t.s * MS_PER_S};
}

/* The whole second at or before. */
civil_time civil_of(sim_time t);

void pace_start(struct pace *p, civil_time at, struct speed speed, mono_time now);

/* Where the play has got to. At `max` and at a rate there is no such time: SIM_FOREVER, while it
 * plays. After a gap of more than a second since it was last asked, it goes on from where it was
 * then. */
sim_time pace_position(struct pace *p, mono_time now);

/* When `t` is due, while playing and neither at `max` nor at a rate. */
mono_time pace_due(const struct pace *p, civil_time t);

/* Is it playing at a rate? Then so many reports are due, with a part of the next, and the n-th is
 * due at that time. */
bool pace_counts(const struct pace *p);
double pace_reports(struct pace *p, mono_time now);
mono_time pace_due_report(const struct pace *p, uint64_t n);

/* It counts from the anchor on, where `reports` are due, which may be less than none. */
void pace_count_from(struct pace *p, double reports);

/* Orders. `here` is where the play has got to, which at `max` only the caller knows. */
void pace_set_speed(struct pace *p, struct speed speed, sim_time here, mono_time now);
void pace_pause(struct pace *p, sim_time here, mono_time now);
void pace_resume(struct pace *p, mono_time now);
/* The play is here, and goes on like that, whatever was before and whatever gaps will come. */
void pace_follow(struct pace *p, sim_time here, struct speed speed, bool paused, mono_time now);

void pace_step(struct pace *p, int64_t simulated_ms, mono_time now); /* paused before */

#endif
