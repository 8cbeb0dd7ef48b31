/* The printing sink of the original study: one message's value a line on a descriptor
 * (--to stdout). A reader that is slow is waited for, without blocking the loop. */
#ifndef BLOTTER_REPLAY_PRINT_SINK_H
#define BLOTTER_REPLAY_PRINT_SINK_H

#include <uv.h>

#include "blotter/replay/sink.h"

struct print_sink;

/* Writes to `fd`, which stays open. on_moved: there is room again. */
struct print_sink *print_sink_create(uv_loop_t *loop, int fd, void (*on_moved)(void *user),
                                     void *user);
struct sink print_sink_face(struct print_sink *p);

/* The process is to end: a reader who does not read on is not waited for. Takes NULL. */
void print_sink_hurry(struct print_sink *p);

/* Closes the loop's handles, which wants some turns of the loop afterwards. Takes NULL. */
void print_sink_destroy(struct print_sink *p);

#endif
