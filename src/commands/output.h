/* Where a command's output goes: standard output, a file, or what else there is at a path.
 *
 * A file appears whole or not at all. What is written goes into a temporary beside it, which takes
 * its place at output_finish; until then, and when there is none, what was there stays. A process
 * that is killed leaves the temporary: .blotter- and six characters. A pipe, a terminal or another
 * device is written to as it comes. */
#ifndef BLOTTER_COMMANDS_OUTPUT_H
#define BLOTTER_COMMANDS_OUTPUT_H

#include <stdio.h>
#include <sys/types.h>

#include "blotter/base/error.h"
#include "blotter/base/text.h"

struct output {
    const char *name; /* for errors; borrowed */
    FILE *file;       /* NULL: a temporary that has not been made yet */
    char *target;     /* of a temporary, any link on the way followed; NULL: no temporary */
    char *temporary;  /* NULL: there is none, or it has taken its place */
    mode_t mode;      /* what the target is to have */
};

/* Looks at what is at `path` (NULL or "-": standard output) and opens what is no file, which waits
 * for the reader of a named pipe. A temporary is made with the first output_put, so that there is
 * none before anybody watches for signals. A write beyond the limit of a file's size is an error
 * from here on, no signal. False with *err; then there is nothing to close. */
bool output_open(struct output *o, const char *path, struct error *err);

/* Is it a file, of which nothing is there before output_finish? */
static inline bool output_appears_whole(const struct output *o)
{
    return o->target != NULL;
}

/* Writes; at once where somebody may be reading. False with *err when that failed, and with *err
 * saying that nothing has (EXIT_STATUS_OK) when the reader of a pipe has gone. */
bool output_put(struct output *o, struct text text, struct error *err);

/* All has been put: brings a file to the disk and into its place. False with *err. */
bool output_finish(struct output *o, struct error *err);

/* Frees it, and removes the temporary that has not been finished. */
void output_close(struct output *o);

#endif
