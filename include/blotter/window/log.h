/* The event log: the reports that the clock has reached, in time order, the oldest dropped when no
 * window can need them any more.
 *
 * A position is a report's number since the log was made; it stays the same while older reports are
 * dropped, so a window is a pair of positions (window/window.h). */
#ifndef BLOTTER_WINDOW_LOG_H
#define BLOTTER_WINDOW_LOG_H

#include "blotter/base/civil.h"
#include "blotter/crime/record.h"

/* A report as it is counted: 48 bytes, its texts interned. */
struct report {
    civil_time reported_at;
    double lat, lon; /* NaN without coordinates */
    uint32_t crime;
    uint32_t place[PLACE_COUNT];
    bool near;
};
_Static_assert(sizeof(struct report) == 48, "the log's cost a report");

struct event_log {
    struct report *items; /* a ring */
    size_t mask;          /* its size - 1, a power of two */
    uint64_t first;       /* position of the oldest report */
    uint64_t end;         /* behind the newest */
};

void log_init(struct event_log *log);
void log_finish(struct event_log *log);

static inline const struct report *log_at(const struct event_log *log, uint64_t position)
{
    return &log->items[position & log->mask];
}

/* Appends a report that is not earlier than the newest. */
void log_append(struct event_log *log, const struct report *r);

/* Puts a report into its place, behind those of the same time; returns its position. What stood
 * there and behind moves on by one. */
uint64_t log_insert(struct event_log *log, const struct report *r);

/* The first position whose report is later than `t`, log->end when there is none. */
uint64_t log_after(const struct event_log *log, civil_time t);

/* Drops the reports at and before `t`. */
void log_drop(struct event_log *log, civil_time t);

#endif
