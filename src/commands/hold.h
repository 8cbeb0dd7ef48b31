/* What is held back: lines that may still be dropped, in a temporary file, so that they may be any
 * number. */
#ifndef BLOTTER_COMMANDS_HOLD_H
#define BLOTTER_COMMANDS_HOLD_H

#include <stdio.h>

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* Zero before the first use. */
struct hold {
    FILE *file; /* NULL: nothing is held */
};

/* False with *err: the temporary file cannot be made or written. */
bool hold_put(struct hold *h, struct text text, struct error *err);

void hold_drop(struct hold *h);

/* Hands all that is held to `put`, piece by piece, and holds nothing any more. False with *err when
 * that did, or when it cannot be read. */
typedef bool (*hold_fn)(void *user, struct text piece, struct error *err);
bool hold_release(struct hold *h, hold_fn put, void *user, struct error *err);

#endif
