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
    p->reports = 0;
    p->anchor = now;
    p->last_seen = now;
}

void pace_start(struct pace *p, civil_time at, struct speed speed, mono_time now)
{
    *p = (struct pace){.speed = speed};
    anchor(p, sim_of(at), now);
}

/* Doubles: 2^53 ns are 104 days of play, to the nanosecond. */
static double elapsed_s(const struct pace *p, mono_time now)
{
    return (double)(now.ns - p->anchor.ns) / (double)NS_PER_S;
}

static mono_time after_s(const struct pace *p, double s)
{
    return (mono_time){p->anchor.ns + (s > 0 ? (uint64_t)(s * (double)NS_PER_S) : 0)};
}

/* Time that was slept through does not count. */
static void note_seen(struct pace *p, mono_time now)
{
    if (!p->follows && mono_ms_between(p->last_seen, now) > GAP_MS)
        p->anchor.ns += now.ns - p->last_seen.ns;
    p->last_seen = now;
}

sim_time pace_position(struct pace *p, mono_time now)
{
    if (p->paused)
        return p->position;
    if (p->speed.ms_per_s == 0)
        return SIM_FOREVER;
    note_seen(p, now);
    double moved_ms = elapsed_s(p, now) * (double)p->speed.ms_per_s;
    return (sim_time){p->position.ms + (int64_t)moved_ms};
}

mono_time pace_due(const struct pace *p, civil_time t)
{
    int64_t ahead_ms = sim_of(t).ms - p->position.ms;
    return after_s(p, (double)ahead_ms / (double)p->speed.ms_per_s);
}

bool pace_counts(const struct pace *p)
{
    return p->speed.rate > 0 && !p->paused;
}

double pace_reports(struct pace *p, mono_time now)
{
    note_seen(p, now);
    return p->reports + elapsed_s(p, now) * p->speed.rate;
}

mono_time pace_due_report(const struct pace *p, uint64_t n)
{
    return after_s(p, ((double)n - p->reports) / p->speed.rate);
}

void pace_count_from(struct pace *p, double reports)
{
    p->reports = reports;
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
