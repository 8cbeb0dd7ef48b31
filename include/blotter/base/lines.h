/* Lines out of a stream of bytes that comes in pieces. */
#ifndef BLOTTER_BASE_LINES_H
#define BLOTTER_BASE_LINES_H

#include "blotter/base/text.h"

/* Longer lines are handed out cut off at this length, the rest of them dropped. */
enum { LINE_MAX_BYTES = 4096 };

/* {0} is an empty one. */
struct lines {
    struct buffer partial;
};

typedef void (*line_fn)(void *user, struct text line);

/* Hands out every line that `bytes` completes, without its newline. The line stands for the call.
 */
void lines_feed(struct lines *l, struct text bytes, line_fn on_line, void *user);

/* The stream has ended: hands out what is left, if anything, as a line. */
void lines_end(struct lines *l, line_fn on_line, void *user);

void lines_free(struct lines *l);

#endif
