#include "clock_trail.h"

#include "blotter/base/bug.h"

/* Every second place is left out, the first and the last are not. */
static void thin_out(struct clock_trail *t)
{
    size_t kept = 1;
    for (size_t i = 2; i < t->count - 1; i += 2)
        t->of[kept++] = t->of[i];
    t->of[kept++] = t->of[t->count - 1];
    t->count = kept;
    t->step_ms *= 2;
}

void clock_trail_note(struct clock_trail *t, mono_time now, civil_time at)
{
    struct trail_place *last = &t->of[t->count > 0 ? t->count - 1 : 0];
    if (at.s <= CIVIL_NEVER.s) { /* another run begins */
        t->count = 0;
        return;
    }
    if (t->count > 0 && at.s == last->at.s)
        return;
    if (t->count == 0 || at.s < last->at.s)
        *t = (struct clock_trail){.step_ms = TRAIL_STEP_MS};
    /* The last place gives way while it is too near to the one before. */
    bool near = t->count > 1 && mono_ms_between(last[-1].real, now) < t->step_ms;
    t->count -= near;
    if (t->count == TRAIL_MAX)
        thin_out(t);
    t->of[t->count++] = (struct trail_place){now, at};
}

bool clock_trail_passed(const struct clock_trail *t, civil_time at, mono_time *ret)
{
    size_t low = 0;
    size_t high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->of[middle].at.s < at.s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == t->count || (low == 0 && t->of[0].at.s > at.s))
        return false;
    *ret = t->of[low].real;
    return true;
}

mono_time clock_trail_end(const struct clock_trail *t)
{
    BUG_IF(t->count == 0);
    return t->of[t->count - 1].real;
}
