/* What a session holds, for the files that look after it. */
#ifndef BLOTTER_SESSION_SESSION_STATE_H
#define BLOTTER_SESSION_SESSION_STATE_H

#include "blotter/session/session.h"
#include "alert_topic.h"
#include "checkpointer.h"
#include "cluster_child.h"
#include "cluster_poller.h"
#include "source.h"
#include "windows_topic.h"

struct session {
    uv_loop_t *loop;
    const struct session_config *config;
    struct session_callbacks callbacks;
    struct session_status status;

    struct kafka_config kafka;     /* with the embedded cluster's brokers filled in */
    struct cluster_child *cluster; /* NULL: it is gone, or not needed */
    struct link *link;
    struct source *source;
    struct checkpointer *checkpointer; /* NULL: no --state */
    struct alert_topic *alert_topic;   /* NULL: there is none */
    struct cluster_poller *poller;
    struct windows_topic *windows; /* NULL: nothing is compared */

    bool begins_later; /* the source, when the windows' topic has begun: what comes of it is read */
    bool waits;        /* the link does, for a topic or a broker */
    bool plays;        /* the source has begun: how it stands is how the session stands */
    bool is_lost;      /* the topic; another link is needed */
    bool restarting;   /* when the source is gone, another beginning */
    bool restarted;    /* by an order, and what it began does not play yet */
    bool held;         /* as session_hold_checkpoints */
    bool quitting;
    bool hurries; /* what has not been delivered by now will not be */
    uv_timer_t kill_timer;
    uv_timer_t next_turn; /* begins, and when quitting ends, outside of all callbacks */
    int open_handles;
};

/* Something about the session is another: takes its status anew, and tells. */
void session_changed(struct session *s);

/* What stands in the figures has to be out before a checkpoint that holds it. */
void session_allow_checkpoints(struct session *s);

#endif
