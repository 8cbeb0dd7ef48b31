/* The analysis from inside:
 *
 *     analysis.c    what is followed, messages in, moving on
 *     figures.c     what others ask of it
 *     save.c        all that going on needs, as bytes
 *     load.c        and back */
#ifndef BLOTTER_WINDOW_ANALYSIS_STATE_H
#define BLOTTER_WINDOW_ANALYSIS_STATE_H

#include "batch.h"
#include "blotter/window/analysis.h"
#include "blotter/window/details.h"
#include "blotter/window/patterns.h"
#include "facts_pool.h"
#include "incidents.h"
#include "lanes.h"
#include "partitions.h"
#include "place_memory.h"
#include "run.h"
#include "spots.h"
#include "windows.h"

struct late {
    civil_time due;
    struct report report;
};

struct analysis {
    struct analysis_config config;
    size_t pasts;     /* that have been taken and not released: they read its names, */
    bool is_orphaned; /* so it goes with the last of them, if it is to go before that */
    struct interner *crimes;
    struct interner *places[PLACE_COUNT];
    struct place_memory place_memory;
    struct spots spots;

    struct run *run; /* NULL: none is followed */
    bool foreign;    /* foreign messages are */
    struct partitions partitions;
    bool started;
    civil_time begin, until; /* of the `start`; CIVIL_NEVER before */
    bool continued;          /* the run goes on where another one, which was shown, has stopped */
    civil_time whole_from;   /* from when on all has been read, if it was `continued` */
    struct accounting accounting; /* `missing`: of runs before, which cannot come any more */
    struct incidents incidents[INCIDENT_KINDS];

    struct heap ahead; /* what was counted before the figures got there, by its time */

    struct details details;
    struct lanes lanes; /* reports that are not due yet */
    struct late *late;  /* those being put into their places */
    size_t late_count, late_cap;
    struct report *late_sorted;
    size_t late_sorted_cap;
    struct windows windows;
    struct tally all;
    struct patterns patterns; /* of all */
    struct batch batch;
    uint64_t reached; /* reports later than `begin` that the figures have come to */
    uint64_t passed;  /* those of them that passed the filter, since it was set */
    bool has_since;   /* `all` counts only what is later than `since` */
    civil_time since;
    bool has_first;
    civil_time first_counted;
    civil_time first_reached;          /* as `reached` counts them; CIVIL_NEVER for none */
    civil_time last_counted, last_fed; /* the latest report that was; CIVIL_NEVER for none */
    void *observer;
};

/* Says of a report at that place which points it is near. */
void analysis_find_near(const struct analysis *a, struct report *r, double lat, double lon);

#endif
