/* Numbers and texts as bytes of a fixed order: for files of our own.
 *
 * Reading never leaves the bytes: what is not there reads as zero, and wire_is_whole says so at the
 * end. */
#ifndef BLOTTER_BASE_WIRE_H
#define BLOTTER_BASE_WIRE_H

#include "blotter/base/text.h"

/* Appends, the lowest byte first. */
void wire_put_u64(struct buffer *out, uint64_t value);
void wire_put_i64(struct buffer *out, int64_t value);
void wire_put_text(struct buffer *out, struct text text); /* its length before it */

struct wire {
    struct text left;
    bool failed; /* more was asked for than there is */
};

uint64_t wire_u64(struct wire *w);
int64_t wire_i64(struct wire *w);
struct text wire_text(struct wire *w); /* borrowed from the bytes */

/* Was all that was asked for there, and nothing besides? */
bool wire_is_whole(const struct wire *w);

#endif
