/* The past: the reports that the figures hold at one position, as they are then, for whoever asks
 * about them while the stream goes on.
 *
 * Taking it copies no report: it holds the chunks of the log, which writes what somebody holds to a
 * copy of its own. It is taken and released on the thread of the analysis; in between another may
 * read it, with the functions of this header alone. */
#ifndef BLOTTER_WINDOW_PAST_H
#define BLOTTER_WINDOW_PAST_H

#include "blotter/window/facts.h"
#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

struct past_officer {
    uint32_t officer;
    civil_time clock; /* CIVIL_NEVER: not heard of yet */
    uint64_t seq;     /* the last one seen */
    bool ended;
};

struct past_incident {
    enum incident_kind kind;
    struct incident incident;
};

/* To be looked at, not to be changed. */
struct past {
    struct analysis *of;
    civil_time at;          /* the position; CIVIL_NEVER: nothing has been counted */
    civil_time first;       /* the first report of the run that has been reached, for ticks */
    bool has_first;         /* is there one? */
    bool is_over;           /* the run has ended, and all of it is there */
    civil_time last_report; /* the latest that has come, there or waiting */
    civil_time whole_since; /* all reports later than this are there; CIVIL_NEVER: all */
    bool has_let_go;        /* --keep has let go what was before whole_since */

    uint64_t begin, end;          /* positions of the reports */
    struct report_chunk **chunks; /* [0] has `begin` */
    size_t chunk_count;
    struct facts_chunk **facts; /* by number; NULL: not held */
    size_t facts_count;

    const struct interner *crimes;
    const struct interner *places[PLACE_COUNT];
    size_t crime_count, place_counts[PLACE_COUNT]; /* texts there were */
    const struct spots *spots;

    char *run;
    struct accounting accounting;
    struct past_officer *officers;
    size_t officer_count;
    struct past_incident *incidents; /* of each kind the newest, the oldest first */
    size_t incident_count;
    struct alert_change *changes; /* by time */
    size_t change_count;
};

/* The analysis may be destroyed before it is released. */
struct past *past_take(struct analysis *a);
void past_release(struct past *p); /* takes NULL */

/* A position is at least `begin` and before `end`. */
static inline const struct report *past_report(const struct past *p, uint64_t position)
{
    size_t chunk = (size_t)((position >> REPORT_CHUNK_BITS) - (p->begin >> REPORT_CHUNK_BITS));
    return &p->chunks[chunk]->of[position & (REPORT_CHUNK - 1)];
}

/* What else is known of a report; NULL: nothing is kept. */
static inline const struct facts *past_facts(const struct past *p, const struct report *r)
{
    size_t chunk = r->facts >> FACTS_CHUNK_BITS;
    bool is_there = chunk < p->facts_count && p->facts[chunk] != NULL;
    return is_there ? &p->facts[chunk]->of[r->facts & (FACTS_CHUNK - 1)] : NULL;
}

/* False when it has no coordinates. */
bool past_coordinates(const struct past *p, const struct report *r, double *ret_lat,
                      double *ret_lon);

/* The first position whose report is later than `t`, or at it; `end` when there is none. */
uint64_t past_after(const struct past *p, civil_time t);
uint64_t past_from(const struct past *p, civil_time t);

#endif
