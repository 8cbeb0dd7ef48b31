#include "report_pace.h"

#include <math.h>

/* Of a report: what is due at one nanosecond may be computed as due at the next. */
#define ROUNDING 0.000001

/* How far `at` is from the report before it to the next one, of 1. */
static double part_of_next(const struct stream *s, civil_time at)
{
    civil_time next = stream_next_at(s);
    if (at.s <= s->sent_at.s || at.s >= next.s || s->filling)
        return 0;
    return (double)(at.s - s->sent_at.s) / (double)(next.s - s->sent_at.s);
}

void report_pace_begin(struct pace *p, const struct stream *s, civil_time at)
{
    uint64_t rank = s->filling ? store_count_until(s->store, at) : s->rank;
    pace_count_from(p, (double)rank + part_of_next(s, at));
}

void report_pace_follow(struct pace *p, const struct stream *s, const struct play_state *state,
                        int64_t real_ms)
{
    double until = (double)store_count_until(s->store, state->at);
    pace_count_from(p, until + play_state_reports(state, real_ms));
}

double report_pace_due(struct pace *p, mono_time now)
{
    return pace_counts(p) ? pace_reports(p, now) + ROUNDING : INFINITY;
}

civil_time report_pace_position(struct pace *p, const struct stream *s, mono_time now)
{
    double rank = (double)s->rank;
    double begin = p->reports - rank; /* how far to the next it was at the anchor … */
    civil_time from = civil_later(s->sent_at, civil_of(p->position));
    if (begin < 0) { /* … unless a report has come since */
        begin = 0;
        from = s->sent_at;
    }
    double part = fmin(report_pace_due(p, now) - rank, 1) - begin;
    int64_t ahead_s = stream_next_at(s).s - from.s;
    if (part <= 0 || ahead_s <= 1 || stream_next_at(s).s == CIVIL_FOREVER.s)
        return from;
    int64_t moved_s = (int64_t)(part / (1 - begin) * (double)ahead_s);
    return civil_add(from, moved_s < ahead_s ? moved_s : ahead_s - 1);
}
