#include "tempo.h"

#include "blotter/base/bug.h"

/* --- speed achieved ------------------------------------------------------------------------- */

enum {
    WARM_UP_MS = 500,  /* at first the clock catches up with what was under way */
    SETTLED_MS = 500,  /* over less than this a speed would only show the clock's own steps */
    STALLED_MS = 1500, /* the clock is said at least each second: without it, it stands still */
};

void tempo_clear(struct tempo *t)
{
    t->end = 0;
}

static size_t slot(size_t number)
{
    return number % TEMPO_SAMPLES;
}

void tempo_note(struct tempo *t, mono_time now, civil_time position)
{
    if (position.s <= CIVIL_NEVER.s)
        return;
    if (t->end == 0)
        t->begun = now;
    if (mono_ms_between(t->begun, now) < WARM_UP_MS) {
        t->samples[0] = (struct tempo_sample){now, position};
        t->end = 1;
        return;
    }
    if (t->samples[slot(t->end - 1)].position.s == position.s)
        return;
    /* Samples closer than a step move the newest one on, so that the ring spans its two seconds. */
    bool close =
        t->end > 1 && mono_ms_between(t->samples[slot(t->end - 2)].at, now) < TEMPO_STEP_MS;
    if (!close)
        t->end++;
    t->samples[slot(t->end - 1)] = (struct tempo_sample){now, position};
}

bool tempo_measure(const struct tempo *t, mono_time now, double *ret_ms_per_s)
{
    if (t->end < 2)
        return false;
    size_t oldest = t->end > TEMPO_SAMPLES ? t->end - TEMPO_SAMPLES : 0;
    const struct tempo_sample *first = &t->samples[slot(oldest)];
    const struct tempo_sample *last = &t->samples[slot(t->end - 1)];
    mono_time until = mono_ms_between(last->at, now) > STALLED_MS ? now : last->at;
    uint64_t real_ms = mono_ms_between(first->at, until);
    if (real_ms < SETTLED_MS)
        return false;
    double played_ms = (double)(last->position.s - first->position.s) * MS_PER_S;
    BUG_IF(last->at.ns < first->at.ns);
    *ret_ms_per_s = played_ms * MS_PER_S / (double)real_ms;
    return true;
}

/* --- reports per hour ----------------------------------------------------------------------- */

/* The hour (h, h + 1 h] that `t` is in, as ticks have it. */
static int64_t hour_of(civil_time t)
{
    int64_t before = t.s - 1;
    return before >= 0 ? before / CIVIL_HOUR_S : -((CIVIL_HOUR_S - 1 - before) / CIVIL_HOUR_S);
}

static size_t at_hour(int64_t hour)
{
    return (size_t)((uint64_t)hour % RATE_HOURS);
}

void rate_clear(struct rate *r)
{
    *r = (struct rate){0};
}

static void begin(struct rate *r, const struct analysis *a, civil_time position)
{
    rate_clear(r);
    r->begun = true;
    memcpy(r->filter, analysis_settings(a)->filter, FILTER_SIZE);
    r->noted = analysis_has_started(a) ? civil_earlier(civil_add(analysis_begin(a), 1), position)
                                       : position;
    civil_time since;
    if (analysis_all_since(a, &since))
        r->noted = civil_later(r->noted, civil_add(since, 1));
    r->newest = r->oldest = hour_of(r->noted);
    r->noted = civil_add(r->noted, -1);
}

static void open_hours(struct rate *r, int64_t newest)
{
    if (newest - r->newest > RATE_HOURS)
        r->newest = newest - RATE_HOURS;
    while (r->newest < newest)
        r->of[at_hour(++r->newest)] = 0;
    if (r->oldest <= newest - RATE_HOURS)
        r->oldest = newest - RATE_HOURS + 1;
}

/* Counts the reports later than r->noted that the log holds. Returns how many there are;
 * *ret_dropped_until is the time before which it may have dropped some, r->noted when it has not.
 */
static uint64_t count_held(struct rate *r, const struct analysis *a, civil_time *ret_dropped_until)
{
    civil_time earliest = CIVIL_FOREVER;
    for (size_t back = 0;; back++) {
        const struct report *report = analysis_recent(a, back);
        if (report == NULL) {
            *ret_dropped_until = civil_earlier(earliest, analysis_position(a));
            return back;
        }
        if (report->reported_at.s <= r->noted.s) {
            *ret_dropped_until = r->noted;
            return back;
        }
        earliest = report->reported_at;
        int64_t hour = hour_of(report->reported_at);
        if (hour >= r->oldest)
            r->of[at_hour(hour)]++;
    }
}

static void spread(struct rate *r, uint64_t count, civil_time until)
{
    int64_t from = hour_of(civil_add(r->noted, 1));
    int64_t hours = hour_of(until) - from + 1;
    for (int64_t i = 0; i < hours; i++) {
        uint64_t share = count / (uint64_t)(hours - i);
        count -= share;
        if (from + i >= r->oldest)
            r->of[at_hour(from + i)] += (uint32_t)share;
    }
}

void rate_note(struct rate *r, const struct analysis *a)
{
    civil_time position = analysis_position(a);
    uint64_t total = analysis_passed(a);
    bool same_filter = strcmp(r->filter, analysis_settings(a)->filter) == 0;
    if (position.s <= CIVIL_NEVER.s) {
        rate_clear(r);
        return;
    }
    if (!r->begun || position.s < r->noted.s || total < r->total || !same_filter)
        begin(r, a, position);
    if (position.s == r->noted.s)
        return;
    open_hours(r, hour_of(position));
    civil_time dropped_until;
    uint64_t held = count_held(r, a, &dropped_until);
    if (total > r->total + held && dropped_until.s > r->noted.s)
        spread(r, total - r->total - held, dropped_until);
    r->noted = position;
    r->total = total;
}

size_t rate_hours(const struct rate *r, uint32_t *ret, size_t count)
{
    return rate_buckets(r, 1, ret, count);
}

static int64_t floor_of(int64_t value, int64_t by)
{
    return value >= 0 ? value / by : -((by - 1 - value) / by);
}

size_t rate_buckets(const struct rate *r, int64_t bucket_hours, uint32_t *ret, size_t count)
{
    if (!r->begun)
        return 0;
    int64_t newest = floor_of(r->newest, bucket_hours);
    size_t have = (size_t)(newest - floor_of(r->oldest, bucket_hours) + 1);
    if (count > have)
        count = have;
    memset(ret, 0, count * sizeof *ret);
    int64_t first = newest - (int64_t)count + 1;
    for (int64_t hour = r->newest; hour >= r->oldest && floor_of(hour, bucket_hours) >= first;
         hour--)
        ret[floor_of(hour, bucket_hours) - first] += r->of[at_hour(hour)];
    return count;
}
