#include "engine_standing.h"

/* When the next tick is due, by how far the last two are apart; of a first one a window later. */
static civil_time next_tick(const struct engines *engines, size_t k, size_t window,
                            const struct engine_value *last)
{
    struct engine_value before;
    int64_t step_s = last->length_s;
    if (engines_find_last(engines, k, window, civil_add(last->at, -1), &before))
        step_s = last->at.s - before.at.s;
    engine_value_finish(&before);
    return civil_add(last->at, step_s);
}

/* Since it last spoke, or the tick that it has not said was due. */
static uint64_t silence(const struct engine_standing *s, civil_time due,
                        const struct clock_trail *trail, mono_time now)
{
    mono_time since = s->engine->said_at;
    mono_time passed;
    if (!clock_trail_passed(trail, due, &passed))
        passed = (mono_time){0};
    uint64_t ms = mono_ms_between(passed.ns > since.ns ? passed : since, now);
    return ms >= ENGINE_SILENT_MS ? ms : 0;
}

static void compare(struct engine_standing *s, const struct analysis *a, size_t window)
{
    bool is_whole = analysis_settings(a)->filter[0] == '\0'; /* as an engine's figures are */
    s->has_ours = is_whole && analysis_window_at(a, window, s->value.at, &s->ours);
    s->differs = s->has_ours ? engine_value_differs(&s->value, a, &s->ours) : 0;
}

void engine_standing_find(const struct engines *engines, size_t k, const struct analysis *a,
                          size_t window, const struct clock_trail *trail, mono_time now,
                          struct engine_standing *ret)
{
    mono_time passed;
    civil_time clock = analysis_position(a);
    ret->engine = engines_at(engines, k);
    tally_init(&ret->ours, 1U << analysis_settings(a)->place);
    ret->has_value = engines_find_last(engines, k, window, clock, &ret->value);
    ret->has_ours = ret->knows_real = false;
    if (!ret->has_value)
        return;
    compare(ret, a, window);
    ret->behind_s = clock.s - ret->value.at.s;
    ret->knows_real = clock_trail_passed(trail, ret->value.at, &passed);
    ret->behind_ms = ret->knows_real ? mono_ms_between(passed, clock_trail_end(trail)) : 0;
    civil_time due = next_tick(engines, k, window, &ret->value);
    ret->silent_ms = due.s <= clock.s ? silence(ret, due, trail, now) : 0;
}

void engine_standing_finish(struct engine_standing *s)
{
    engine_value_finish(&s->value);
    tally_finish(&s->ours);
}
