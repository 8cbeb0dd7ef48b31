/* Plain bytes: those that stand for themselves in a JSON string. Found sixteen at a time, because
 * most of a message is strings; in the vectors of gcc and clang, which are instructions of their
 * own where the processor has them. */
#ifndef BLOTTER_CRIME_PLAIN_H
#define BLOTTER_CRIME_PLAIN_H

#include <endian.h>

#include "blotter/base/text.h"

enum { PLAIN_STEP = 16 };

/* A lane is all ones where a condition holds. */
typedef unsigned char plain_bytes __attribute__((vector_size(PLAIN_STEP)));

static inline plain_bytes plain_load(const char *at)
{
    plain_bytes bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* A bit for each lane, the first the lowest. */
static inline unsigned plain_bits(plain_bytes lanes)
{
#ifdef __SSE2__
    typedef char signed_bytes __attribute__((vector_size(PLAIN_STEP)));
    return (unsigned)__builtin_ia32_pmovmskb128((signed_bytes)lanes);
#else
    /* The product brings the highest bit of each of eight bytes into the highest byte. */
    const uint64_t highs = 0x8080808080808080U;
    const uint64_t gather = 0x0002040810204081U;
    uint64_t half[2];
    memcpy(half, &lanes, sizeof half);
    return (unsigned)((le64toh(half[0]) & highs) * gather >> 56 |
                      (le64toh(half[1]) & highs) * gather >> 56 << 8);
#endif
}

/* Quotes, backslashes and control bytes. */
static inline plain_bytes plain_specials(plain_bytes bytes)
{
    return (plain_bytes)((bytes == '"') | (bytes == '\\') | (bytes <= 0x1F));
}

static inline bool byte_is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c <= 0x1F;
}

#endif
