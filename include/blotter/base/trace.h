/* The trace: what the program does inside, a line an event, for whoever looks for a cause.
 *
 *     BLOTTER_TRACE=FILE[:SUBJECTS]
 *     TRACE(TRACE_CREDIT, "partition %" PRIu32 ": %" PRIu64 " bytes are back", partition, bytes);
 *
 * SUBJECTS are names with commas between, all of them if there are none. Every process that the
 * program starts adds its lines to the end of the same FILE: the real time in UTC, the process, the
 * subject, the text. A trace is for one program as a whole, so it is not handed down: main opens it
 * before anything else, and from then on it stays as it is. */
#ifndef BLOTTER_BASE_TRACE_H
#define BLOTTER_BASE_TRACE_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"

enum trace_subject {
    TRACE_KAFKA,  /* partitions, messages, what librdkafka says */
    TRACE_RUN,    /* what the officers of a run say, and what of it is missing or late */
    TRACE_CLOCK,  /* each officer's clock, and the run's */
    TRACE_CREDIT, /* what a sink that drops messages may be given */
    TRACE_UI,     /* keys, actions and frames */
    TRACE_SUBJECTS,
};

/* `where` is FILE[:SUBJECTS]. False with *err: no such subject, or the file cannot be written. */
bool trace_open(const char *where, struct error *err);

/* A set of subjects, 1 << TRACE_...; only trace_open changes it. */
extern unsigned trace_subjects;

/* Adds a line, at most 1,000 bytes of it. What the file cannot take is lost. */
void trace_add(enum trace_subject subject, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A macro: what the line is made of is worked out only when somebody wants it. */
#define TRACE(subject, ...)                                                                        \
    do {                                                                                           \
        if (__builtin_expect((trace_subjects & 1U << (subject)) != 0, 0))                          \
            trace_add(subject, __VA_ARGS__);                                                       \
    } while (0)

/* A time of the city for a line; "never" and "forever" where it is none. */
struct trace_time {
    char text[CIVIL_TEXT_LEN + 1];
};
struct trace_time trace_time(civil_time t);

#endif
