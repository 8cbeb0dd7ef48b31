/* Numbers and texts as bytes, for files of our own: little-endian, appended to a buffer, and read
 * back from bytes that may be anything. What is not there reads as 0, and `bad` says so at the end.
 */
#ifndef BLOTTER_BASE_WIRE_H
#define BLOTTER_BASE_WIRE_H

#include "blotter/base/civil.h"
#include "blotter/base/text.h"

void wire_put_u32(struct buffer *out, uint32_t value);
void wire_put_u64(struct buffer *out, uint64_t value);
void wire_put_time(struct buffer *out, civil_time t);
void wire_put_double(struct buffer *out, double value);
void wire_put_text(struct buffer *out, struct text s); /* its length, 32 bits, before it */

struct wire {
    struct text left;
    bool bad; /* more was asked for than there is, or it was not as it must be */
};

uint32_t wire_u32(struct wire *w);
uint64_t wire_u64(struct wire *w);
double wire_double(struct wire *w);
struct text wire_text(struct wire *w); /* borrowed from the bytes */

/* Copies `len` bytes; zeros when there are not so many. */
void wire_bytes(struct wire *w, void *ret, size_t len);

/* From CIVIL_NEVER to CIVIL_FOREVER. */
civil_time wire_time(struct wire *w);

/* 0 or 1, in 32 bits. */
bool wire_flag(struct wire *w);

/* How many of something follow, 64 bits, each of at least `size` bytes: so many there can be. */
size_t wire_count(struct wire *w, size_t size);

/* Notes that something is not as it must be. */
static inline void wire_must(struct wire *w, bool so)
{
    w->bad = w->bad || !so;
}

#endif
