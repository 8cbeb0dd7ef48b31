/* UTF-8: reading it one code point at a time and mending what is broken. */
#ifndef BLOTTER_BASE_UTF8_H
#define BLOTTER_BASE_UTF8_H

#include "blotter/base/text.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* The code point at the start of `s`, which is not empty; *ret_len is how many bytes it takes.
 * A broken sequence is UTF8_REPLACEMENT with the length of its maximal subpart (the Unicode
 * Standard, section 3.9, "U+FFFD Substitution of Maximal Subparts"); *ret_ok says which. */
uint32_t utf8_next(struct text s, size_t *ret_len, bool *ret_ok);

bool utf8_is_valid(struct text s);

/* Appends `s`, each maximal broken subpart as U+FFFD (DESIGN §3). */
void utf8_add_mended(struct buffer *b, struct text s);

/* Appends the bytes of one code point up to U+10FFFF; a surrogate becomes U+FFFD. */
void utf8_add(struct buffer *b, uint32_t code_point);

#endif
