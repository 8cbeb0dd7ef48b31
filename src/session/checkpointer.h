/* The checkpointer: saves a session's place in a folder, and has the one that was saved before.
 *
 * Each file is written to a temporary, synced, renamed, its folder synced, on one of the loop's
 * threads, so that the loop never waits for a disk. The folder is this process's alone. A
 * file that is not one of ours, or torn, is refused and left as it is. */
#ifndef BLOTTER_SESSION_CHECKPOINTER_H
#define BLOTTER_SESSION_CHECKPOINTER_H

#include <uv.h>

#include "checkpoint.h"

struct checkpointer_config {
    const char *folder; /* made if it is not there */
    uint64_t every_ms;  /* from one checkpoint to the next; 0: only the last */
    const char *source; /* what is replayed or read: a checkpoint of another is refused */
};

/* Called on the loop's thread. */
struct checkpointer_callbacks {
    /* Where the session stands, for the next checkpoint: fills in *ret, but for the figures, and
     * returns those. NULL: there is nothing to save now. */
    const struct analysis *(*on_look)(void *user, struct checkpoint *ret);
    void (*on_problem)(void *user, const char *why); /* a place could not be saved; once a cause */
    void (*on_rest)(void *user);                     /* nothing is being written any more */
    void *user;
};

struct checkpointer;

/* Locks the folder and reads what was saved there, which blocks. NULL with *err, also when another
 * process has its place there, or what has the name of a file of ours is none. All is borrowed.
 */
struct checkpointer *checkpointer_create(uv_loop_t *loop, const struct checkpointer_config *config,
                                         const struct checkpointer_callbacks *callbacks,
                                         struct error *err);

/* Of all below `c` may be NULL: a session without --state has none. */

/* What was saved there before; NULL: nothing, or it has been forgotten. */
const struct checkpoint *checkpointer_found(const struct checkpointer *c);
void checkpointer_forget(struct checkpointer *c);

/* Sets *err to why what was found, which there is, cannot be gone on from. */
bool checkpointer_refuse(const struct checkpointer *c, const char *why, struct error *err);

/* No checkpoint is begun while it is on; one that was due meanwhile is when it is off. */
void checkpointer_pause(struct checkpointer *c, bool on);
bool checkpointer_is_due(const struct checkpointer *c);

/* Writes the last checkpoint. False: it is being written still, until on_rest. */
bool checkpointer_finish(struct checkpointer *c);

/* Why the latest place could not be saved; NULL: it was, or there was none to save. */
const char *checkpointer_problem(const struct checkpointer *c);

/* Only while nothing is being written; closes the loop's handle, which wants a turn of the loop
 * afterwards. */
void checkpointer_destroy(struct checkpointer *c);

#endif
