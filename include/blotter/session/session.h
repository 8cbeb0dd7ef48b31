/* The session: what monitor and report share. Starts the embedded cluster and the simulator as
 * children, reads the topic into the analysis, and carries orders and credit back.
 *
 *     cluster (child)  <-  simulator (child)          session (this process)
 *        brokers       messages   orders, credit  ->  consumer -> decoder -> analysis
 *
 * A child that dies takes nothing with it: the session keeps its figures and says what died. */
#ifndef BLOTTER_SESSION_SESSION_H
#define BLOTTER_SESSION_SESSION_H

#include <uv.h>

#include "blotter/base/duration.h"
#include "blotter/base/error.h"
#include "blotter/kafka/config.h"
#include "blotter/kafka/consumer.h"
#include "blotter/session/cluster_view.h"
#include "blotter/window/analysis.h"

/* --attach: no simulator of our own, the topic is fed by others. */
struct attach_config {
    bool on;
    enum consumer_from from;
    civil_time from_time; /* of CONSUMER_FROM_TIME */
    int64_t lateness_s;   /* of a topic without clocks */
    bool waits;           /* for a topic that is not there; else that is a failure */
    bool steers;          /* orders go to the simulators that listen */
};

/* The place is kept only when the session quits. */
enum { CHECKPOINT_AT_END = 0 };

struct session_config {
    const char *program;       /* this binary, for the children */
    struct kafka_config kafka; /* brokers NULL: an embedded cluster */
    int32_t partitions, replication;
    const char *const *simulator_args; /* options and FILEs for `simulate`, NULL at the end */
    const char *const *kafka_args;     /* options that say the Kafka properties, for a child that is
                                          no simulator; NULL at the end; NULL: none */
    const char *run;                   /* the first run's id; NULL: made from the real time */
    int input_fd;                      /* for a FILE of `-`: the simulator reads it; -1 for none */
    struct speed speed;
    struct analysis_config analysis;
    struct attach_config attach;
    const char *state_folder; /* NULL: no checkpoints */
    int64_t checkpoint_ms;    /* from one to the next, or CHECKPOINT_AT_END */
    const char *source;       /* what is replayed or read: a checkpoint of another is refused */
};

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

/* What the simulator has counted; known once its `end` event came. */
struct session_counts {
    bool known;
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
    uint64_t schedule_lag_ms; /* how late the simulator sends, as it last said */
    int brokers;              /* in the cluster */
    bool steers;              /* attached, and a simulator listens: orders reach it */
    bool attached;            /* there is no simulator to order about */
    bool foreign;             /* the topic has no clocks: its reports have only their times */
    bool resumed;             /* went on from a checkpoint, at resumed_at */
    civil_time resumed_at;
    const char *place_lost; /* why the last place could not be kept, which is news; NULL: it was */
    bool caught_up;         /* attached: the topic was read to the end it had at the beginning */
    uint64_t beginnings;    /* attached: how often the figures have begun anew, with another run */
    struct session_counts counts;
};

/* All called on the loop's thread. */
struct session_callbacks {
    void (*on_change)(void *user);                /* status or figures may have changed */
    void (*on_log)(void *user, const char *text); /* one line of news, sanitised */
    void (*on_quit)(void *user);                  /* session_quit is through: no child is left */
    void *user;
};

struct session;

/* `config` and what it points to are borrowed for the session's life. Returns at once: that no
 * broker answers, or a topic is missing, breaks the session, hopelessly. NULL with *err when a
 * property, the topic's name or the state folder is wrong. */
struct session *session_create(uv_loop_t *loop, const struct session_config *config,
                               const struct session_callbacks *callbacks, struct error *err);

/* The figures of the run shown; others after a seek has arrived, so asked for at each on_change.
 * The session feeds them and moves them to the clock only when `follow_clock` is on (default on;
 * `report` turns it off and moves them itself, tick by tick, in on_change). */
struct analysis *session_analysis(struct session *s);

/* How far the figures can be moved and are final (window/analysis.h); CIVIL_NEVER: not at all yet.
 */
civil_time session_final(const struct session *s);
void session_follow_clock(struct session *s, bool on);

/* While it is on, no checkpoint is begun: what stands in the figures is not out yet (DESIGN §4
 * "Resume"). */
void session_hold_checkpoints(struct session *s, bool on);

const struct session_status *session_status(const struct session *s);

/* Orders; each returns at once, the status follows when the simulator answers. Those that make no
 * sense in the current state do nothing. */
void session_set_speed(struct session *s, struct speed speed);
void session_pause(struct session *s);
void session_resume(struct session *s);
void session_step(struct session *s, int64_t simulated_ms); /* pauses, and plays that far */

/* Officers who hold the clock and have fallen silent (DESIGN §4 "Silent"): at most `max` of them,
 * returns how many. Going on without one moves the clock; what comes of it later is late. */
size_t session_silent(const struct session *s, uint32_t *ret, size_t max);
void session_go_on_without(struct session *s, uint32_t officer);

/* A new run at `at`, its windows filled beforehand; the figures stay until it has got there. */
void session_seek(struct session *s, civil_time at);

/* Looks at the cluster every second as long as it is on, in a child of its own; on_change comes
 * with each look. What was seen last stays. */
void session_look_at_cluster(struct session *s, bool on);
const struct cluster_view *session_cluster(const struct session *s);

/* After a death, or at any time: children gone are started again and a new run begins. */
void session_restart(struct session *s);

/* Ends the children, waits until they have been reaped (kills them after two seconds), then calls
 * on_quit; after that the session is destroyed with session_destroy. */
void session_quit(struct session *s);
void session_destroy(
    struct session *s); /* takes NULL; only after on_quit, or if it never started */

#endif
