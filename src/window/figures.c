#include <math.h>

#include "analysis_state.h"
#include "silence.h"

struct text analysis_run(const struct analysis *a)
{
    return a->run != NULL ? run_name(a->run) : (struct text){NULL, 0};
}

civil_time analysis_clock(const struct analysis *a)
{
    return a->run != NULL ? run_clock(a->run) : a->partitions.watermark;
}

civil_time analysis_final(const struct analysis *a)
{
    civil_time clock = analysis_clock(a);
    bool goes_on = a->run != NULL && !run_is_over(a->run) && clock.s > CIVIL_NEVER.s;
    return goes_on ? civil_add(clock, -1) : clock;
}

bool analysis_has_started(const struct analysis *a)
{
    return a->started;
}

civil_time analysis_begin(const struct analysis *a)
{
    return a->begin;
}

civil_time analysis_until(const struct analysis *a)
{
    return a->until;
}

bool analysis_is_over(const struct analysis *a)
{
    return a->run != NULL && run_is_over(a->run);
}

size_t analysis_silent(const struct analysis *a, uint32_t *ret, size_t max)
{
    return a->run != NULL ? silence_find(a->run, &a->partitions, ret, max) : 0;
}

civil_time analysis_position(const struct analysis *a)
{
    return a->windows.position;
}

bool analysis_first_waiting(const struct analysis *a, civil_time *ret)
{
    *ret = lanes_due(&a->lanes);
    return ret->s < CIVIL_FOREVER.s;
}

civil_time analysis_last_report(const struct analysis *a)
{
    return a->last_fed;
}

bool analysis_first_report(const struct analysis *a, civil_time *ret)
{
    *ret = civil_add(a->begin, 1);
    return a->started && !a->continued && a->windows.position.s < ret->s &&
           analysis_whole_from(a).s <= CIVIL_NEVER.s;
}

bool analysis_first_counted(const struct analysis *a, civil_time *ret)
{
    *ret = a->first_counted;
    return a->has_first;
}

uint64_t analysis_reached(const struct analysis *a)
{
    return a->reached;
}

uint64_t analysis_passed(const struct analysis *a)
{
    return a->passed;
}

const struct tally *analysis_all(const struct analysis *a)
{
    return &a->all;
}

const struct patterns *analysis_patterns(const struct analysis *a)
{
    return &a->patterns;
}

const struct tally *analysis_batch(const struct analysis *a)
{
    return &a->batch.all;
}

const struct tally *analysis_window(const struct analysis *a, size_t window)
{
    return &a->windows.of[window].tally;
}

size_t analysis_top(const struct analysis *a)
{
    return a->config.top > 0 ? a->config.top : TOP_ROWS;
}

void *analysis_observer(const struct analysis *a)
{
    return a->observer;
}

civil_time analysis_whole_from(const struct analysis *a)
{
    if (a->run != NULL)
        return civil_later(a->whole_from, run_whole_from(a->run));
    return civil_later(a->whole_from, partitions_whole_from(&a->partitions));
}

bool analysis_is_filling(const struct analysis *a, size_t window)
{
    civil_time from = analysis_whole_from(a);
    return from.s > CIVIL_NEVER.s &&
           from.s > a->windows.position.s - a->windows.of[window].length_s;
}

/* Before the data's first report there is nothing that a window could be compared with. */
static bool knows_from(const struct analysis *a, civil_time t)
{
    civil_time from = analysis_whole_from(a);
    if (from.s <= CIVIL_NEVER.s)
        from = a->begin;
    return from.s > CIVIL_NEVER.s && from.s <= t.s;
}

bool analysis_window_before(const struct analysis *a, size_t window, struct tally *ret)
{
    const struct event_log *log = &a->windows.log;
    int64_t length_s = a->windows.of[window].length_s;
    civil_time from = civil_add(a->windows.position, -2 * length_s);
    if (2 * length_s > a->windows.keep_s || !knows_from(a, from))
        return false;
    windows_count(&a->windows, log_after(log, from), a->windows.of[window].from, ret);
    return true;
}

bool analysis_window_at(const struct analysis *a, size_t window, civil_time at, struct tally *ret)
{
    const struct event_log *log = &a->windows.log;
    civil_time from = civil_add(at, -a->windows.of[window].length_s);
    if (at.s > a->windows.position.s || windows_whole_since(&a->windows).s > from.s ||
        analysis_whole_from(a).s > from.s)
        return false;
    windows_count(&a->windows, log_after(log, from), log_after(log, at), ret);
    return true;
}

bool analysis_all_since(const struct analysis *a, civil_time *ret)
{
    *ret = a->since;
    return a->has_since;
}

struct accounting analysis_accounting(const struct analysis *a)
{
    struct accounting result = a->accounting;
    result.missing += a->run != NULL ? run_missing(a->run) : 0;
    return result;
}

uint64_t analysis_incidents(const struct analysis *a, enum incident_kind kind)
{
    return a->incidents[kind].count;
}

const struct incident *analysis_incident(const struct analysis *a, enum incident_kind kind,
                                         size_t back)
{
    return incidents_at(&a->incidents[kind], back);
}

const struct interner *analysis_crimes(const struct analysis *a)
{
    return a->crimes;
}

const struct interner *analysis_places(const struct analysis *a, enum place place)
{
    return a->places[place];
}

const struct analysis_config *analysis_settings(const struct analysis *a)
{
    return &a->config;
}

const struct report *analysis_recent(const struct analysis *a, size_t back)
{
    const struct event_log *log = &a->windows.log;
    const struct picks *picks = &a->windows.picks;
    if (a->windows.filter.on)
        return back < picks_count(picks) ? log_at(log, picks->at[picks->end - 1 - back]) : NULL;
    return back < log->end - log->first ? log_at(log, log->end - 1 - back) : NULL;
}

const struct details *analysis_details(const struct analysis *a)
{
    return &a->details;
}

bool analysis_coordinates(const struct analysis *a, const struct report *r, double *ret_lat,
                          double *ret_lon)
{
    struct degrees d = spots_decode(&a->spots, (struct spot){r->lat, r->lon});
    *ret_lat = d.lat;
    *ret_lon = d.lon;
    return !isnan(d.lat);
}

void analysis_histogram(const struct analysis *a, int64_t bucket_s, uint32_t *ret, size_t count)
{
    const struct event_log *log = &a->windows.log;
    civil_time position = a->windows.position;
    memset(ret, 0, count * sizeof *ret);
    for (uint64_t at = log_after(log, civil_add(position, -bucket_s * (int64_t)count));
         at < log->end; at++) {
        if (!filter_passes(&a->windows.filter, log_at(log, at)))
            continue;
        int64_t age_s = position.s - log_at(log, at)->reported_at.s;
        ret[count - 1 - (size_t)(age_s / bucket_s)]++;
    }
}
