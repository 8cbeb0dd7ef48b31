/* The lookout: a child that looks at the cluster every second (`cluster --describe --follow`),
 * while somebody wants to see it. In a child because each look waits for brokers, which may be long
 * gone.
 */
#ifndef BLOTTER_SESSION_LOOKOUT_H
#define BLOTTER_SESSION_LOOKOUT_H

#include "blotter/session/cluster_view.h"
#include "child.h"

struct session;

struct lookout {
    bool wanted;
    struct child *child;
    bool leaving; /* the child has been told to */
    struct cluster_status reading;
    struct cluster_view view;
    uv_timer_t again; /* after a child that died by itself */
};

void lookout_init(struct session *s);

/* Starts or ends the child, as it is wanted and there are brokers to look at. */
void lookout_settle(struct session *s);

/* Something went wrong with a broker. */
void lookout_note_error(struct session *s, const char *text);

/* Ends the child, for good; it is gone when on_exit has called session_quit_on. */
void lookout_quit(struct session *s);

/* Frees all but the timer, which the session closes. */
void lookout_finish(struct session *s);

#endif
