/* UTF-16 that begins with a mark, as UTF-8. */
#ifndef BLOTTER_SRC_CRIME_CSV_UTF16_H
#define BLOTTER_SRC_CRIME_CSV_UTF16_H

#include "blotter/base/text.h"

enum { UTF16_MARK_LEN = 2 };

/* {0} is before the first byte. */
struct utf16 {
    bool little_endian;
    bool has_first;
    unsigned char first; /* of a unit: its second byte is still to come */
    uint32_t high;       /* a high surrogate whose other half is still to come; 0: none */
};

/* Is it such a mark? Then units are read as it says. */
bool utf16_begin(struct utf16 *u, struct text mark);

/* Appends what the next bytes say, as far as it is whole. Half a pair is U+FFFD. */
void utf16_add(struct utf16 *u, struct text bytes, struct buffer *out);

/* Nothing follows: what is not whole is U+FFFD. */
void utf16_end(struct utf16 *u, struct buffer *out);

#endif
