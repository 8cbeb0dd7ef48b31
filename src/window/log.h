/* The event log: the reports that the clock has reached, in time order, the oldest dropped when no
 * window can need them any more.
 *
 * A position is a report's number since the log was made; it stays the same while older reports are
 * dropped, so a window is a pair of positions. Chunks may be held by others (past.h), who read them
 * on another thread: what they have seen of one is never written again. */
#ifndef BLOTTER_WINDOW_LOG_H
#define BLOTTER_WINDOW_LOG_H

#include "blotter/base/bug.h"
#include "blotter/window/facts.h"
#include "blotter/window/tally.h"

enum { LOG_CHUNK_BITS = REPORT_CHUNK_BITS, LOG_CHUNK = REPORT_CHUNK };

/* A ring of chunks: it grows by a chunk where a ring of reports would double, so that a million
 * reports cost what they hold and are never copied. */
struct event_log {
    struct report_chunk **chunks;
    size_t mask;    /* places for chunks - 1, a power of two less one; NULL where none is */
    uint64_t first; /* position of the oldest report */
    uint64_t end;   /* behind the newest */
    struct report_chunk *spare; /* that was emptied last, for the next one; NULL */
};

void log_init(struct event_log *log);
void log_finish(struct event_log *log);

/* Forgets everything; positions begin at 0 again. */
void log_clear(struct event_log *log);

static inline const struct report *log_at(const struct event_log *log, uint64_t position)
{
    BUG_IF(position < log->first || position >= log->end);
    return &log->chunks[position >> LOG_CHUNK_BITS & log->mask]->of[position & (LOG_CHUNK - 1)];
}

/* To be written, which those who hold the chunk do not see. */
struct report *log_write(struct event_log *log, uint64_t position);

/* How many of the reports from `position` to `end` stand together from there on: at least one, if
 * there is one. */
static inline size_t log_together(uint64_t position, uint64_t end)
{
    uint64_t in_chunk = LOG_CHUNK - (position & (LOG_CHUNK - 1));
    return (size_t)(in_chunk < end - position ? in_chunk : end - position);
}

/* Appends a report that is not earlier than the newest. */
void log_append(struct event_log *log, const struct report *r);

/* Puts `count` reports, in time order, into their places, each behind those of the same time.
 * Returns the first's position, from which on what stood in the log has moved. */
uint64_t log_insert(struct event_log *log, const struct report *sorted, size_t count);

/* The first position whose report is later than `t`, log->end when there is none. */
uint64_t log_after(const struct event_log *log, civil_time t);

/* The same from `position` on, for when it is not far behind it. */
uint64_t log_after_near(const struct event_log *log, uint64_t position, civil_time t);

/* Drops the reports at and before `t`. */
void log_drop(struct event_log *log, civil_time t);

/* For who holds a chunk, and lets it go. */
void report_chunk_release(struct report_chunk *chunk);

#endif
