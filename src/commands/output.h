/* Where a command's output goes: standard output, a file, or what else there is at a path.
 *
 * A file appears whole or not at all. What is written goes into a temporary beside it, which takes
 * its place at output_finish; until then, and when there is none, what was there stays. A process
 * that is killed leaves the temporary: .blotter- and six characters. A pipe, a terminal or another
 * device is written to as it comes, and a reader who is slow does not hold up the loop. */
#ifndef BLOTTER_COMMANDS_OUTPUT_H
#define BLOTTER_COMMANDS_OUTPUT_H

#include <sys/types.h>

#include "blotter/base/error.h"
#include "blotter/replay/writer.h"

struct output {
    const char *name; /* for errors; borrowed */
    int fd;           /* -1: a temporary that has not been made yet */
    char *target;     /* of a temporary, any link on the way followed; NULL: no temporary */
    char *temporary;  /* NULL: there is none, or it has taken its place */
    mode_t mode;      /* what the target is to have */
    uv_loop_t *loop;
    void (*on_moved)(void *user);
    void *user;
    bool hurries;
    struct writer *writer; /* NULL: nothing has been put */
};

/* Looks at what is at `path` (NULL or "-": standard output) and opens what is no file, which waits
 * for the reader of a named pipe. A temporary is made with the first output_put, so that there is
 * none before anybody watches for signals. A write beyond the limit of a file's size is an error
 * from here on, no signal. False with *err; then there is nothing to close. */
bool output_open(struct output *o, const char *path, struct error *err);

/* Before the first output_put. on_moved: some of what was put has gone out, or will not any more.
 */
void output_begin(struct output *o, uv_loop_t *loop, void (*on_moved)(void *user), void *user);

/* Is it a file, of which nothing is there before output_finish? */
static inline bool output_appears_whole(const struct output *o)
{
    return o->target != NULL;
}

bool output_is_terminal(const struct output *o);

/* Takes it all, and writes with the loop's next turn. False with *err when that, or what was put
 * before, could not be written, and with *err saying that nothing has failed (EXIT_STATUS_OK) when
 * the reader of a pipe has gone. */
bool output_put(struct output *o, struct text text, struct error *err);

/* As output_put, for what was put before. */
bool output_is_sound(const struct output *o, struct error *err);

/* Shall more be put now? If not, on_moved comes when there is room. */
bool output_has_room(struct output *o);

/* Has all gone out that was put, or that ever will? */
bool output_is_out(const struct output *o);

/* The process is to end: a reader who does not read on is not waited for. */
void output_hurry(struct output *o);

/* All is out: brings a file to the disk and into its place. False with *err. */
bool output_finish(struct output *o, struct error *err);

/* Frees it, removes the temporary that has not been finished, and closes the loop's handles, which
 * wants some turns of the loop afterwards. */
void output_close(struct output *o);

#endif
