/* Faults on purpose: late, repeated, lost and garbled messages and a silent officer, made to order
 * (DESIGN §8).
 *
 * Pure. What happens to a report follows from its own bytes and the seed alone: so it is the same
 * at any speed, for whatever officers a process sends, in a run that was sought, and in one that
 * goes on from another. */
#ifndef BLOTTER_REPLAY_FAULTS_H
#define BLOTTER_REPLAY_FAULTS_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"
#include "blotter/base/text.h"

enum fault {
    FAULT_LATE,
    FAULT_DUPLICATE,
    FAULT_MISSING,
    FAULT_GARBLED,
    FAULT_SILENT,
    FAULT_KINDS,
    FAULT_NONE = FAULT_KINDS
};

/* As --faults, events and the summary have it. */
const char *fault_name(enum fault kind);

/* How often each has been done, or is to be; `kinds` has the bit 1 << kind of those that were asked
 * for. {0} is none. */
struct fault_counts {
    unsigned kinds;
    uint64_t of[FAULT_KINDS];
};

/* What --faults asks for; {0} is nothing. */
struct faults {
    unsigned kinds; /* bits 1 << kind */
    uint32_t per_million[FAULT_KINDS];
    int64_t late_s;          /* the most that a late one is late */
    uint32_t silent_officer; /* from 1 */
    int64_t silent_from_s;   /* of a day: when the silence begins … */
    int64_t silent_s;        /* … and how long it is, shorter than a day */
    uint64_t seed;
};

enum { FAULT_LATE_MAX_S = 31 * 86400 };

/* Reads `late=1%:2h,duplicate=0.5%,missing=0.1%,garbled=0.1%,silent=2@03:00+6h`: some of these, in
 * any order. The seed stays. False with *err: a usage error that names the part. */
bool faults_parse(struct text list, struct faults *ret, struct error *err);

/* What happens to a report. */
struct fate {
    enum fault fault; /* late, duplicate, missing; FAULT_NONE */
    bool garbled;     /* bytes that are no message come behind it */
    civil_time due;   /* when it goes out; of all but late ones the report's time */
};

/* Of a report whose message has that tail (crime/message.h), or whose row that is. Nothing is sent
 * after `last`, so what is reported then is never late. */
struct fate faults_draw(const struct faults *f, struct text tail, civil_time reported_at,
                        civil_time last);

void fault_counts_add(struct fault_counts *counts, const struct fate *fate);

/* When the officer speaks again who has something to say at `t`: `t` itself when no silence covers
 * it. */
civil_time faults_silent_until(const struct faults *f, uint32_t officer, civil_time t);

#endif
