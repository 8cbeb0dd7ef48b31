/* Steering: orders of a session that is attached go onto the control topic, as the whole state of
 * play, and every simulator that listens obeys (session/control_topic.h).
 *
 * That there is one is known from the topic itself: what a listening simulator says names the state
 * that it obeys (crime/message.h). Only then is the control topic opened, so who only watches costs
 * nobody anything. */
#ifndef BLOTTER_SESSION_STEERING_H
#define BLOTTER_SESSION_STEERING_H

#include "blotter/replay/control.h"
#include "blotter/session/control_topic.h"
#include "blotter/window/analysis.h"

struct steering;

/* What is seen of the play: in the figures, and how often a simulator said that it listens. */
struct steering_view {
    const struct analysis *figures;
    struct speed speed;
    bool paused, ended;
    uint64_t heard;
};

/* `kafka` is borrowed. The callbacks are the board's: after on_state and on_read settle; to
 * on_refused also goes that the board cannot be opened, or written to. */
struct steering *steering_create(uv_loop_t *loop, const struct kafka_config *kafka,
                                 const struct control_topic_callbacks *callbacks);

/* After something was read, or time has passed, or an order was taken: sends what is to be sent.
 * True: *ret is the state of play, with what has been ordered. */
bool steering_settle(struct steering *st, const struct steering_view *seen, struct play_state *ret);

/* Does anybody listen, so that an order is obeyed? */
bool steering_is_heard(const struct steering *st);

/* Takes an order, as to a simulator of our own; nothing while nobody listens. */
void steering_order(struct steering *st, const struct order *order);

/* Opens nothing any more. */
void steering_quit(struct steering *st);

void steering_destroy(struct steering *st); /* as compacted_topic_close; takes NULL */

#endif
