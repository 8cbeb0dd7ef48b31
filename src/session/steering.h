/* Steering: orders of a session that is attached go onto the topic's board, as the whole state of
 * play, and every simulator that listens obeys (session/play_board.h).
 *
 * That there is one the session knows from the topic itself: what a listening simulator says names
 * the state that it obeys (crime/message.h). Only then the board is opened, so who only watches
 * costs nobody anything. */
#ifndef BLOTTER_SESSION_STEERING_H
#define BLOTTER_SESSION_STEERING_H

#include "blotter/base/clock.h"
#include "blotter/replay/control.h"
#include "blotter/session/play_board.h"

struct session;

enum { STEERING_WAITING = 64 };

struct steering {
    struct play_board *board;
    bool refused; /* the board could not be opened, and that has been said */
    uint64_t heard;
    mono_time heard_at;            /* when a simulator last said that it listens */
    char first_run[PLAY_RUN_SIZE]; /* whose state it is; "": not known */
    struct play_state published;   /* our own last one, which may not have come back yet: */
    struct order waiting[STEERING_WAITING]; /* orders that are obeyed when it has; more are lost */
    size_t waiting_count;
};

/* After something was read or time has passed: is anybody listening, and how does the play stand?
 */
void steering_settle(struct session *s);

/* An order, as to a simulator of our own; nothing while nobody listens. */
void steering_order(struct session *s, const struct order *order);

void steering_close(struct session *s);

#endif
