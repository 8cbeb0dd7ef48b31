/* Cues: what a lesson does by itself, and when (DESIGN §2). A file of them has a line
 * each,
 *
 *     TIME pause            the play stops there, to the second, until it is told to go on
 *     TIME speed R          as the key table's commands
 *     TIME tab N
 *     TIME say [TEXT]       a line of text stands on the screen until the next `say`
 *
 * in any order; empty lines, and those that begin with #, are none. */
#ifndef BLOTTER_UI_CUES_H
#define BLOTTER_UI_CUES_H

#include "blotter/base/error.h"

struct cues;

/* Reads a file of them. NULL with *err, which names the file and the line. */
struct cues *cues_read(const char *path, struct error *err);
void cues_destroy(struct cues *c); /* takes NULL */

#endif
