/* What is held back: lines that may still be dropped, in a temporary file, so that they may be any
 * number. */
#ifndef BLOTTER_COMMANDS_HOLD_H
#define BLOTTER_COMMANDS_HOLD_H

#include <stdio.h>

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* Zero before the first use. */
struct hold {
    FILE *file;   /* NULL: nothing is held */
    bool is_read; /* some of it has been */
};

/* False with *err: the temporary file cannot be made or written. */
bool hold_put(struct hold *h, struct text text, struct error *err);

void hold_drop(struct hold *h);

/* Appends the next piece of what is held to `ret`, the oldest first; nothing when all has been
 * read, and then nothing is held any more. Between pieces nothing is put. False with *err when it
 * cannot be read. */
bool hold_read(struct hold *h, struct buffer *ret, struct error *err);

#endif
