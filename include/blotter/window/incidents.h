/* Incidents: what went wrong on the topic, the newest of each kind, for the Log tab and for
 * `report` (DESIGN §4 "Nothing is lost unseen"). */
#ifndef BLOTTER_WINDOW_INCIDENTS_H
#define BLOTTER_WINDOW_INCIDENTS_H

#include <stddef.h>

#include "blotter/base/civil.h"

/* Where a message stood. Both are -1 when nobody knows. */
struct origin {
    int32_t partition;
    int64_t offset;
};

enum incident_kind {
    INCIDENT_LATE,
    INCIDENT_MISSING, /* seqs that something showed to be missing; they may have come since */
    INCIDENT_DUPLICATE,
    INCIDENT_UNDECODABLE,
    INCIDENT_KINDS,
};

/* What is not known is 0, of a time CIVIL_NEVER. */
struct incident {
    struct origin from; /* the message that was so, or that showed it */
    civil_time at;      /* the stream's clock then */
    uint32_t officer;
    uint64_t seq, to_seq;   /* the crime's own twice; of what is missing the first and the last */
    civil_time reported_at; /* late, duplicate: the report's */
    const char *why;        /* a constant text */
};

enum { INCIDENTS_KEPT = 100 };

/* The last INCIDENTS_KEPT of a kind; {0} is none. */
struct incidents {
    struct incident *of; /* a ring; NULL as long as there was none */
    size_t count;        /* all there have been */
};

void incidents_finish(struct incidents *list); /* leaves {0} */
void incidents_add(struct incidents *list, const struct incident *incident);

/* The `back`-th newest, 0 the newest; NULL when there is none. It stands until the next one. */
const struct incident *incidents_at(const struct incidents *list, size_t back);

#endif
