/* The terms of the room, which all of its parts share: what an analysis is made with, where a
 * message stood, and what can be wrong with it. */
#ifndef BLOTTER_WINDOW_TERMS_H
#define BLOTTER_WINDOW_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/civil.h"
#include "blotter/crime/record.h"

enum { WINDOWS_MAX = 6, WINDOW_NAME_SIZE = 24, FILTER_SIZE = 256, OFFICERS_MAX = 10000 };
enum {
    INCIDENTS_KEPT = 100,   /* of each kind, the newest */
    BATCH_SLOTS = 10,       /* of a batch that slides */
    SILENT_AFTER_MS = 5000, /* of the reader's running time */
};

struct window_spec {
    char name[WINDOW_NAME_SIZE]; /* as the user wrote it */
    int64_t length_s;
};

struct analysis;
struct analysis_config;
struct report;

/* A change of an alert's state, for queries. Texts are borrowed from the analysis. */
struct alert_change {
    civil_time at;
    const char *name;  /* the rule's */
    const char *by;    /* the kind of what it watches each value of; NULL: nothing */
    struct text of;    /* the value */
    const char *state; /* "firing", "resolved" */
    uint32_t value;    /* the count at `at` */
    civil_time since;
    civil_time ended; /* CIVIL_NEVER: it fires */
    uint32_t peak;    /* of one that has ended */
};

/* What is worked out beside the figures by a room that this one does not know (the alerts). Each
 * analysis has its own, with one life, and one place in a checkpoint. None of these may call what
 * changes the analysis. */
struct observer_ops {
    void *(*create)(const struct analysis_config *config);
    void (*destroy)(void *observer);
    /* A report has come to its turn: it counts from `at` on, which is its time, or, if it is late,
     * when that counts (DESIGN §4 "Late"). `at` never goes back. */
    void (*on_reached)(void *observer, const struct report *r, civil_time at);
    /* The figures have been moved to analysis_position. */
    void (*on_moved)(void *observer, const struct analysis *a);
    /* All figures are forgotten. */
    void (*on_forgotten)(void *observer);
    /* Another circle: what comes from now on is near by that. */
    void (*on_near_changed)(void *observer, const struct analysis *a);
    /* All changes that past.h is to have, by time, which the caller frees; NULL: there are none. */
    struct alert_change *(*changes)(const void *observer, const struct analysis *a,
                                    size_t *ret_count);
    void (*save)(const void *observer, struct buffer *out);
    /* Takes what it saved, or nothing ("") of a checkpoint that has none of it; `a` is whole
     * already. Any bytes are harmless. */
    bool (*load)(void *observer, const struct analysis *a, struct text bytes);
};

struct profile; /* crime/profile.h */

struct analysis_config {
    const struct profile *city; /* whose reports they are, borrowed; NULL: not known */
    struct window_spec windows[WINDOWS_MAX];
    size_t window_count;
    int64_t keep_s;    /* what the log holds at least; the longest window when that is longer */
    size_t keep_bytes; /* what the log may cost beyond that, with facts and all; 0: nothing */
    bool keeps_facts;  /* what messages say beyond what is counted, for past.h */
    bool saves_all;    /* analysis_save has all of the log, not only keep_s of it */
    size_t details;    /* of how many reports, the newest that were fed, details are kept */
    struct near near;
    struct near others[NEAR_OTHERS_MAX]; /* more points, which only counts of their own come from */
    size_t other_count;
    bool near_is_citys;  /* nobody gave one: that of the city, once it is known */
    enum place place;    /* what the windows group by */
    size_t top;          /* rows of a top table, for who shows one; 0: TOP_ROWS, SIZE_MAX: all */
    bool shows_patterns; /* the summary has them (patterns.h) */
    char filter[FILTER_SIZE];            /* what is counted (analysis_set_filter); "" for all */
    const struct observer_ops *observer; /* NULL: nothing */
    const void *observer_config;         /* for its `create`; borrowed */
};

/* What came of the messages of the run shown, all of them (DESIGN §4 "Nothing is lost unseen"). */
struct accounting {
    uint64_t consumed; /* crimes counted or waiting to be */
    uint64_t missing, duplicate, late, undecodable;
    uint64_t stale; /* messages of other runs, and foreign ones */
};

/* Where a message stood. Both are -1 when nobody knows. */
struct origin {
    int32_t partition;
    int64_t offset;
};

/* How far a partition has been read. */
enum partition_state { PARTITION_BEHIND, PARTITION_AT_END, PARTITION_UNREACHABLE };

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

#endif
