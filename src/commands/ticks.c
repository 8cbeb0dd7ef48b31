#include "ticks.h"

/* What came before the run's beginning only fills its windows. */
static void find_first(struct ticks *ticks, struct analysis *a, civil_time clock)
{
    civil_time first;
    if (analysis_has_started(a)) {
        if (clock.s < analysis_begin(a).s)
            return;
        analysis_move(a, analysis_begin(a));
    }
    if (!analysis_first_waiting(a, &first) || first.s > clock.s)
        return;
    ticks->next = civil_round_up(first, civil_midnight(first), ticks->every_s);
    ticks->known = true;
}

void ticks_resume(struct ticks *ticks, const struct analysis *a)
{
    civil_time first;
    if (!analysis_first_counted(a, &first))
        return;
    civil_time behind = civil_add(analysis_position(a), 1);
    ticks->next = civil_round_up(behind, civil_midnight(first), ticks->every_s);
    ticks->known = true;
}

bool ticks_are_due(struct ticks *ticks, struct analysis *a, civil_time clock)
{
    if (!ticks->known)
        find_first(ticks, a, clock);
    return ticks->known && ticks->next.s <= clock.s;
}

bool ticks_are_left(const struct ticks *ticks, const struct analysis *a)
{
    return ticks->known && ticks->next.s - ticks->every_s < analysis_last_report(a).s;
}

void ticks_advance(struct ticks *ticks)
{
    ticks->next = civil_add(ticks->next, ticks->every_s);
}

void ticks_forget(struct ticks *ticks)
{
    ticks->known = false;
}
