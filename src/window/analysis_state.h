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
#include "incidents.h"
#include "lanes.h"
#include "partitions.h"
#include "run.h"
#include "spots.h"
#include "windows.h"

struct analysis {
    struct analysis_config config;
    struct interner *crimes;
    struct interner *places[PLACE_COUNT];
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

    struct details details;
    struct lanes lanes;  /* reports that are not due yet */
    struct report *late; /* those being put into their places */
    size_t late_count, late_cap;
    struct windows windows;
    struct tally all;
    struct batch batch;
    uint64_t reached; /* reports later than `begin` that the figures have come to */
    uint64_t passed;  /* those of them that passed the filter, since it was set */
    bool has_since;   /* `all` counts only what is later than `since` */
    civil_time since;
    bool has_first;
    civil_time first_counted;
    civil_time last_counted, last_fed; /* the latest report that was; CIVIL_NEVER for none */
    void *observer;
};

#endif
