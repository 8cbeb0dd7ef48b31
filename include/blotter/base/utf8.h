/* UTF-8: reading it one code point at a time, mending what is broken, and making it fit for a
 * terminal. */
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

/* What a terminal would obey, or hide: control characters, those that turn the direction of
 * writing, join or hide their neighbours, and the other format characters of Unicode (DESIGN §4
 * "Text from outside"). */
bool utf8_is_control(uint32_t code_point);

enum utf8_reader {
    UTF8_FOR_PROGRAM,          /* data: only mended */
    UTF8_FOR_TERMINAL,         /* control characters, but for the newline, are U+FFFD */
    UTF8_FOR_TERMINAL_AS_JSON, /* they are \uXXXX */
};

/* Appends lines for that reader, who always gets valid UTF-8. */
void utf8_add_for(struct buffer *b, struct text lines, enum utf8_reader reader);

#endif
