/* The truth (--truth FILE): what a simulator has sent and done on purpose, a line a message in the
 * order in which it went out, and behind them the ticks and the summary that whoever has read all
 * of it must have, as `report` has them.
 *
 *     simulator ─▶ truth ─▶ the sink
 *                    └────▶ FILE
 *
 * It stands before a sink, and is one. */
#ifndef BLOTTER_COMMANDS_TRUTH_H
#define BLOTTER_COMMANDS_TRUTH_H

#include <uv.h>

#include "blotter/replay/control.h"
#include "blotter/replay/sink.h"
#include "settings.h"

struct truth;

struct truth_callbacks {
    void (*on_moved)(void *user); /* there is room again */
    /* After truth_end: the file is whole, or *failed says why not. */
    void (*on_end)(void *user, const struct error *failed);
    void *user;
};

/* For the FILE of `s`, which is borrowed. NULL with *err: it cannot be made. */
struct truth *truth_create(uv_loop_t *loop, const struct settings *s,
                           const struct truth_callbacks *callbacks, struct error *err);

/* What is sent goes on to `sink`. */
struct sink truth_face(struct truth *t, const struct sink *sink);

/* What the simulator says of itself: the summary has it. Takes NULL. */
void truth_note(struct truth *t, const struct event *event);

/* All has been sent: writes what stands behind the messages. */
void truth_end(struct truth *t);

/* Drops the file that is not whole, and closes the loop's handles, which wants some turns of the
 * loop afterwards. Takes NULL. */
void truth_destroy(struct truth *t);

#endif
