/* Events on their way out of a simulator, one a line. Each is written at once, so that it is out
 * before what follows it is sent; who does not read them holds nothing up. */
#ifndef BLOTTER_REPLAY_EVENT_PIPE_H
#define BLOTTER_REPLAY_EVENT_PIPE_H

#include <uv.h>

#include "blotter/replay/control.h"

struct event_pipe;

/* Writes to `fd`, which stays open; -1: to nobody. */
struct event_pipe *event_pipe_create(uv_loop_t *loop, int fd);

/* What is only true for a moment is dropped when nobody has read for long. */
void event_pipe_put(struct event_pipe *e, const struct event *event);

/* Closes the loop's handle, which wants a turn of the loop afterwards. Takes NULL. */
void event_pipe_destroy(struct event_pipe *e);

#endif
