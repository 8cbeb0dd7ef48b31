/* Held output: lines that may still be dropped, in a temporary file, so that they may be any
 * number. */
#ifndef BLOTTER_COMMANDS_HELD_OUTPUT_H
#define BLOTTER_COMMANDS_HELD_OUTPUT_H

#include <stdio.h>

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* Zero before the first use. */
struct held_output {
    FILE *file;   /* NULL: it is empty */
    bool is_read; /* some of it has been */
};

/* False with *err: the temporary file cannot be made or written. */
bool held_output_put(struct held_output *s, struct text text, struct error *err);

void held_output_drop(struct held_output *s);

/* Appends the next piece of what is in it to `ret`, the oldest first; nothing when all has been
 * read, and then it is empty. Between pieces nothing is put. False with *err when it cannot be
 * read. */
bool held_output_read(struct held_output *s, struct buffer *ret, struct error *err);

#endif
