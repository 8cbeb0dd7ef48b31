/* The session from inside: its state, and what its parts call of each other.
 *
 *     session.c    birth, orders, quitting
 *     children.c   the cluster and the simulator: starting them, hearing them, their deaths
 *     reading.c    the topic into the figures, and credit back
 *     resume.c     the place kept, and going on from it
 *     link.h       how the topic is found and opened
 *     watching.c   the same of a topic that others feed
 *     steering.c   and orders to those that feed it, if they listen
 *     cluster_poller.h  a look at the cluster every second, while it is shown
 *     runs.h       which messages of our simulator go into which figures
 *     attached.h   which run of a topic that others feed is shown */
#ifndef BLOTTER_SESSION_SESSION_STATE_H
#define BLOTTER_SESSION_SESSION_STATE_H

#include "blotter/kafka/topic.h"
#include "blotter/replay/control.h"
#include "blotter/session/session.h"
#include "attached.h"
#include "checkpointer.h"
#include "child.h"
#include "cluster_poller.h"
#include "link.h"
#include "runs.h"
#include "steering.h"

enum { RUN_ID_SIZE = 65 };

struct credit {
    uint64_t read;  /* of this simulator's messages, as DESIGN §4 "Credit" counts */
    uint64_t acked; /* what it has been told */
};

struct session {
    uv_loop_t *loop;
    const struct session_config *config;
    struct session_callbacks callbacks;
    struct session_status status;

    struct kafka_config kafka; /* with the embedded cluster's brokers filled in */
    char *bootstrap;
    struct topic_facts topic;
    struct child *cluster;
    struct child *simulator;
    struct link *link;
    struct consumer *consumer; /* NULL: the link is not open */
    bool rests;                /* the consumer is paused */

    struct runs runs;
    struct attached *attached; /* NULL: with a simulator of our own */
    bool follows_clock;
    char run[RUN_ID_SIZE];
    struct credit *credit; /* by partition */
    char simulator_error[512];
    civil_time paused_at; /* where the simulator has paused, if status.paused */
    bool run_began;       /* the simulator has said `run` */
    bool restarting;      /* when the simulator is gone, a new one */
    bool restarted;       /* by an order, and its run has not begun yet */
    bool quitting;

    struct checkpointer *checkpointer; /* NULL: no --state */
    int64_t *offsets;                  /* of the next checkpoint, by partition */
    char continues[RUN_ID_SIZE]; /* the next simulator's run goes on from this one; "": from none */
    uint64_t reports_kept;       /* those of the run before that were counted or are missing */
    uint64_t reached_kept;       /* and of them those that the position in the data counts */

    struct cluster_poller *poller;
    struct steering steering;
    mono_time looked_at; /* for silent officers */
    int64_t running_ms;  /* of this process, without the time it was stopped */

    uv_timer_t kill_timer, rest_timer, silence_timer;
    int open_handles;
};

/* session.c */
void session_changed(struct session *s);
void session_news(struct session *s, const char *text);
void session_broken(struct session *s, const char *what, const char *why); /* "what: why" */
void session_quit_on(struct session *s); /* the next step of quitting, once a child is gone */

/* For the cluster poller: what there is to look at is another. */
void session_note_cluster(struct session *s);

/* reading.c */
void reading_init(struct session *s);
void reading_open(struct session *s); /* begins to; then watching or the simulator begins */
void reading_close(struct session *s);
void reading_count_credit(void *user, int32_t partition, size_t value_len); /* for runs_init */
void reading_settle(struct session *s);      /* after something was read */
void reading_check_end(struct session *s);   /* is all that the simulator sent counted? */
void reading_check_pause(struct session *s); /* are the figures where it has paused? */
void reading_rest_later(struct session *s);  /* stop fetching when it stays still */
void reading_wake(struct session *s);

/* resume.c */
bool resume_open(struct session *s, struct error *err);
/* Where a topic that others feed is read on from; NULL: from where the user said. */
const struct checkpoint *resume_place(const struct session *s);
bool resume_reading(struct session *s, struct error *err); /* with the figures kept there */
void resume_forget(struct session *s);
bool resume_is_closed(struct session *s); /* keeps the last place first; false: still writing */
void resume_close(struct session *s);

/* watching.c */
void watching_settle(struct session *s);
void watching_start(struct session *s); /* once the reading is open */
void watching_note_end(struct session *s, int32_t partition);

/* children.c */
void children_start_cluster(struct session *s);
void children_start_simulator(struct session *s);
void children_start_missing(struct session *s); /* one thing after the other, in that order */
void children_order(struct session *s, const struct order *order);

#endif
