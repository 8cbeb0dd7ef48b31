/* The windows: the event log, and over it what has come in the last hour, day or whatever (DESIGN
 * §4 "Window L at T"). */
#ifndef BLOTTER_WINDOW_WINDOWS_H
#define BLOTTER_WINDOW_WINDOWS_H

#include "facts_pool.h"
#include "filter.h"
#include "log.h"
#include "picks.h"

/* The reports in (position - length, position]: those at [from, log.end). */
struct window {
    int64_t length_s;
    uint64_t from;
    struct tally tally;
};

struct windows {
    struct event_log log;
    uint64_t counted;    /* positions in it before this one have been */
    civil_time position; /* what the log holds is not later */
    int64_t keep_s;
    size_t keep_bytes;       /* what may stay beyond that */
    struct facts_pool facts; /* of the log's reports and of those that wait */
    civil_time gone_until;   /* reports up to then have been dropped; CIVIL_NEVER: none */
    enum place place;        /* what they group by */
    struct filter filter;
    struct picks picks; /* of the log, while the filter is on */
    struct window of[WINDOWS_MAX];
    size_t count;
};

void windows_init(struct windows *w, const struct analysis_config *config);
void windows_finish(struct windows *w);
void windows_clear(struct windows *w); /* forgets everything, also the position */

/* Moving on, in three steps. First what no window covers at `to` any more is taken out; then the
 * reports in (position, to] are appended to the log in time order, without those it need not hold
 * at `to`; then they are counted, and `to` is the position. Each window is gone through on its own:
 * its counts stay in the cache, and its length does not matter. */
void windows_leave(struct windows *w, civil_time to);
void windows_arrive(struct windows *w, civil_time to);

/* Adds those at [from, to) that pass the filter. */
void windows_count(const struct windows *w, uint64_t from, uint64_t to, struct tally *ret);

/* The first of those appended since windows_leave. */
static inline uint64_t windows_new(const struct windows *w)
{
    return w->counted;
}

/* Counts the windows of a log that was put there, and of the position. */
void windows_resume(struct windows *w);

/* Puts reports that are not later than the position, in time order, into their places, in every
 * window that still covers them. */
void windows_insert(struct windows *w, const struct report *sorted, size_t count);

/* The log holds all reports that are later, up to the position; CIVIL_NEVER: all there were. */
civil_time windows_whole_since(const struct windows *w);

/* Counts every window anew from the log, by another kind of place or when the filter has been set.
 */
void windows_recount(struct windows *w, enum place place);

#endif
