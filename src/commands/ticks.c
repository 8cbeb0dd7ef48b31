#include "ticks.h"

#include <inttypes.h>

static civil_time first_tick(const struct ticks *ticks)
{
    return civil_round_up(ticks->first_report, civil_midnight(ticks->first_report), ticks->every_s);
}

/* Figures that hold reports already are gone on with: all ticks up to where they stand are out
 * (DESIGN §4 "Resume"). */
static void resume(struct ticks *ticks, const struct analysis *a)
{
    if (!analysis_first_counted(a, &ticks->first_report))
        return;
    civil_time behind = civil_add(analysis_position(a), 1);
    ticks->next = civil_round_up(behind, civil_midnight(ticks->first_report), ticks->every_s);
    ticks->known = true;
}

/* What came before the run's beginning only fills its windows. */
static void find_first(struct ticks *ticks, struct analysis *a, civil_time clock)
{
    civil_time first;
    if (analysis_has_started(a)) {
        if (clock.s < analysis_begin(a).s)
            return;
        analysis_move(a, analysis_begin(a));
    }
    if (!analysis_first_report(a, &first) && !analysis_first_waiting(a, &first))
        return;
    if (first.s > clock.s)
        return;
    ticks->first_report = first;
    ticks->next = first_tick(ticks);
    ticks->known = true;
}

bool ticks_are_left(const struct ticks *ticks, const struct analysis *a)
{
    return ticks->known && ticks->next.s - ticks->every_s < analysis_last_report(a).s;
}

bool ticks_are_due(struct ticks *ticks, struct analysis *a, civil_time clock)
{
    if (!ticks->known)
        resume(ticks, a);
    if (!ticks->known)
        find_first(ticks, a, clock);
    bool comes_behind_all = !ticks->goes_on && analysis_is_over(a) && !ticks_are_left(ticks, a);
    return ticks->known && ticks->next.s <= clock.s && !comes_behind_all;
}

bool ticks_are_few(const struct ticks *ticks, civil_time last, struct error *err)
{
    if (!ticks->known)
        return true;
    civil_time from = first_tick(ticks);
    int64_t count = 1 + (civil_round_up(last, from, ticks->every_s).s - from.s) / ticks->every_s;
    if (count <= TICKS_MAX)
        return true;
    char first_text[CIVIL_TEXT_LEN];
    char last_text[CIVIL_TEXT_LEN];
    civil_write(ticks->first_report, first_text);
    civil_write(last, last_text);
    return error_set(err,
                     "from %.*s to %.*s are %" PRId64 " ticks, and %d are the most: give a longer "
                     "--every, or leave out what is far off with --start and --end",
                     CIVIL_TEXT_LEN, first_text, CIVIL_TEXT_LEN, last_text, count, TICKS_MAX);
}

void ticks_advance(struct ticks *ticks)
{
    ticks->next = civil_add(ticks->next, ticks->every_s);
}

void ticks_forget(struct ticks *ticks)
{
    ticks->known = false;
}
