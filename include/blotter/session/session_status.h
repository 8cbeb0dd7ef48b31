/* How a session stands, for whoever shows it. */
#ifndef BLOTTER_SESSION_SESSION_STATUS_H
#define BLOTTER_SESSION_SESSION_STATUS_H

#include "blotter/base/civil.h"
#include "blotter/base/duration.h"
#include "blotter/replay/faults.h"

enum session_state {
    SESSION_STARTING, /* the cluster, then the simulator */
    SESSION_LOADING,  /* the simulator reads its files */
    SESSION_WAITING,  /* attached: nothing to show has come yet */
    SESSION_PLAYING,
    SESSION_PAUSED,
    SESSION_ENDED,  /* every officer has sent its end and all has been counted */
    SESSION_BROKEN, /* a child died or the topic is lost: `problem` says which */
    SESSION_QUITTING,
};

/* What the simulator has counted; known once its `end` event came, but for what it has done on
 * purpose. */
struct session_counts {
    bool known;
    struct fault_counts injected; /* so far; no kinds: nothing was to be */
    uint64_t rows, kept, filtered, produced, acked;
    uint64_t rejected_date, rejected_time, rejected_description, rejected_field;
};

/* How far the simulator is with its files. */
struct session_load {
    bool sorting;         /* all has been read and is being sorted */
    uint64_t done, total; /* bytes; total 0: not known */
    uint64_t rows;        /* read so far; 0: not known */
};

struct session_status {
    enum session_state state;
    char problem[512]; /* of SESSION_BROKEN: what died and how, one line; else "" */
    bool hopeless;     /* of SESSION_BROKEN: nothing has begun and starting over will not help, such
                          as with a file that cannot be read: end with the problem */
    bool opened;       /* the topic has been found: before that there is nothing to sum up */
    struct speed speed; /* asked for; nothing else keeps another */
    bool paused;
    struct session_load load; /* of SESSION_LOADING */
    uint64_t reports_total;   /* reports of the run, 0 before it is known */
    uint64_t reports_before;  /* how many of them are before those of analysis_reached */
    bool has_range;           /* the first and last report of the data are known */
    civil_time first, last;
    bool seeking; /* a run sought is on its way, and begins at seek_to */
    civil_time seek_to;
    uint64_t sent, acked;     /* crimes, as the simulator last said */
    uint64_t sent_before;     /* those of the run that this one goes on from */
    uint64_t schedule_lag_ms; /* how late the simulator sends, as it last said */
    int brokers;              /* in the cluster */
    bool broker_away;         /* one of the embedded cluster, by session_toggle_broker */
    bool steers;              /* attached, and a simulator listens: orders reach it */
    bool attached;            /* there is no simulator to order about */
    bool goes_on; /* another run goes on from the one whose figures these are, and comes next */
    bool figures_only; /* an engine's: of reports nothing is known */
    bool foreign;      /* the topic has no clocks: its reports have only their times */
    bool resumed;      /* went on from a checkpoint, at resumed_at */
    civil_time resumed_at;
    const char *place_lost; /* why the last place could not be kept, which is news; NULL: it was */
    const char *truth_lost; /* why there is no truth, where there was to be one; NULL */
    bool caught_up;         /* attached: the topic was read to the end it had at the beginning */
    uint64_t beginnings;    /* attached: how often the figures have begun anew, with another run */
    struct session_counts counts;
};

#endif
