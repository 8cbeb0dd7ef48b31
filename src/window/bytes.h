/* Bytes of a checkpoint: numbers little-endian, written into a buffer, and read back from bytes
 * that may be anything: what is not there is 0, and `bad` says so. */
#ifndef BLOTTER_WINDOW_BYTES_H
#define BLOTTER_WINDOW_BYTES_H

#include "blotter/base/text.h"
#include "blotter/window/log.h"

void put_u32(struct buffer *out, uint32_t value);
void put_u64(struct buffer *out, uint64_t value);
void put_time(struct buffer *out, civil_time t);
void put_double(struct buffer *out, double value);
void put_text(struct buffer *out, struct text s);
void put_report(struct buffer *out, const struct report *r); /* REPORT_BYTES, without `near` */

enum { REPORT_BYTES = 36 };

struct bytes {
    struct text left;
    bool bad;
};

uint32_t get_u32(struct bytes *b);
uint64_t get_u64(struct bytes *b);
double get_double(struct bytes *b);
struct text get_text(struct bytes *b);
void get_report(struct bytes *b, struct report *ret);

/* From CIVIL_NEVER to CIVIL_FOREVER. */
civil_time get_time(struct bytes *b);

/* 0 or 1. */
bool get_flag(struct bytes *b);

/* How many of something follow, each of at least `size` bytes: so many there can be. */
size_t get_count(struct bytes *b, size_t size);

/* Notes that something is not as it must be. */
static inline void bytes_must(struct bytes *b, bool so)
{
    b->bad = b->bad || !so;
}

#endif
