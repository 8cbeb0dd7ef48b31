#include "pace.h"

/* A loop that has not asked for so long was stopped (Ctrl-Z, a laptop's lid), not slow: it asks
 * every 100 ms while it plays. */
enum { GAP_MS = 1000 };

civil_time civil_of(sim_time t)
{
    return (civil_time){t.ms >= 0 ? t.ms / MS_PER_S : -((-t.ms + MS_PER_S - 1) / MS_PER_S)};
}

static void anchor(struct pace *p, sim_time position, mono_time now)
{
    p->position = position;
    p->anchor = now;
    p->last_seen = now;
}

void pace_start(struct pace *p, civil_time at, struct speed speed, mono_time now)
{
    *p = (struct pace){.speed = speed};
    anchor(p, sim_of(at), now);
}

/* Doubles: 2^53 ns are 104 days of play, to the nanosecond. */
static sim_time position_at(const struct pace *p, mono_time now)
{
    double elapsed_s = (double)(now.ns - p->anchor.ns) / (double)NS_PER_S;
    return (sim_time){p->position.ms + (int64_t)(elapsed_s * (double)p->speed.ms_per_s)};
}

sim_time pace_position(struct pace *p, mono_time now)
{
    if (p->paused)
        return p->position;
    if (speed_is_max(p->speed))
        return SIM_FOREVER;
    if (!p->follows && mono_ms_between(p->last_seen, now) > GAP_MS)
        anchor(p, position_at(p, p->last_seen), now);
    p->last_seen = now;
    return position_at(p, now);
}

mono_time pace_due(const struct pace *p, civil_time t)
{
    int64_t ahead_ms = sim_of(t).ms - p->position.ms;
    if (ahead_ms <= 0)
        return p->anchor;
    double real_s = (double)ahead_ms / (double)p->speed.ms_per_s;
    return (mono_time){p->anchor.ns + (uint64_t)(real_s * (double)NS_PER_S)};
}

void pace_set_speed(struct pace *p, struct speed speed, sim_time here, mono_time now)
{
    p->speed = speed;
    anchor(p, here, now);
}

void pace_pause(struct pace *p, sim_time here, mono_time now)
{
    p->paused = true;
    anchor(p, here, now);
}

void pace_resume(struct pace *p, mono_time now)
{
    p->paused = false;
    anchor(p, p->position, now);
}

void pace_follow(struct pace *p, sim_time here, struct speed speed, bool paused, mono_time now)
{
    p->speed = speed;
    p->paused = paused;
    p->follows = true;
    anchor(p, here, now);
}

void pace_step(struct pace *p, int64_t simulated_ms, mono_time now)
{
    anchor(p, (sim_time){p->position.ms + simulated_ms}, now);
}
