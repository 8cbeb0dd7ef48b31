/* Pacing: which simulated time it is, from an absolute clock, so that nothing drifts
 * (DESIGN §4 "Speed").
 *
 *     due time of t = anchor + (t - position at the anchor) / speed
 *
 * Every order sets a new anchor, and so does a gap in the loop. Knows no clock: it is told. */
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

/* Where the play has got to. At `max` there is no such time: SIM_FOREVER, while it plays. After a
 * gap of more than a second since it was last asked, it goes on from where it was then. */
sim_time pace_position(struct pace *p, mono_time now);

/* When `t` is due, while playing and not at `max`. */
mono_time pace_due(const struct pace *p, civil_time t);

/* Orders. `here` is where the play has got to, which at `max` only the caller knows. */
void pace_set_speed(struct pace *p, struct speed speed, sim_time here, mono_time now);
void pace_pause(struct pace *p, sim_time here, mono_time now);
void pace_resume(struct pace *p, mono_time now);
/* The play is here, and goes on like that, whatever was before and whatever gaps will come. */
void pace_follow(struct pace *p, sim_time here, struct speed speed, bool paused, mono_time now);

void pace_step(struct pace *p, int64_t simulated_ms, mono_time now); /* paused before */

#endif
