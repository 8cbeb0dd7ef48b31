/* What the simulation adds to libuv, whose place it takes. */
#ifndef BLOTTER_TESTS_STORM_LOOP_H
#define BLOTTER_TESTS_STORM_LOOP_H

#include <uv.h>

#include "sim.h"

/* Something that a loop asks in each of its turns, and that keeps it alive. */
struct source_ops {
    uint64_t (*ready_at)(void *self); /* SIM_NEVER: nobody knows; whoever does pokes the process */
    void (*serve)(void *self);
};

struct loop_source;
struct loop_source *loop_add_source(uv_loop_t *loop, const struct source_ops *ops, void *self);
void loop_remove_source(struct loop_source *s);

/* Calls `fn(user)` in one of the loop's turns from `at` on; until then the loop lives. Returns
 * where that time stands, which may be SIM_NEVER at first. */
uint64_t *loop_later(uv_loop_t *loop, uint64_t at, void (*fn)(void *user), void *user);

/* Gives a signal to a process that listens for it; kills it when it does not. */
void loop_signal(struct process *p, int signal);

/* One that is killed lets go what its handles hold. */
void loop_close_all(struct process *p);

#endif
