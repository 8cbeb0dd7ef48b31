/* Text: slices of bytes that somebody else owns, and a buffer that grows.
 *
 * Blank means ASCII white space: space, \t, \n, \v, \f, \r. */
#ifndef BLOTTER_BASE_TEXT_H
#define BLOTTER_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes, not NUL-terminated. {NULL, 0} is the empty text. */
struct text {
    const char *ptr;
    size_t len;
};

static inline struct text text_of(const char *terminated)
{
    return (struct text){terminated, strlen(terminated)};
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool text_is(struct text a, const char *terminated)
{
    return text_equal(a, text_of(terminated));
}

static inline bool byte_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* By bytes, the shorter first when one begins the other: <0, 0, >0. */
int text_compare(struct text a, struct text b);

/* Without the blanks at both ends. */
struct text text_trim(struct text s);

/* Cuts off and returns what stands before the first `separator`; *rest goes on behind it, and is
 * {NULL, 0} when there was none. */
struct text text_cut(struct text *rest, char separator);

/* Is `needle`, in any ASCII case, a part of `hay`? The empty needle always is. */
bool text_contains_any_case(struct text hay, struct text needle);

/* Decimal digits only, no sign, at least one; false when there is more or it exceeds `max`. */
bool text_to_u64(struct text s, uint64_t max, uint64_t *ret);

/* A finite decimal number as strtod reads it in the C locale, all of `s`, no blanks. */
bool text_to_double(struct text s, double *ret);

/* A growing array of bytes; {0} is an empty one. */
struct buffer {
    char *data; /* not NUL-terminated */
    size_t len;
    size_t cap;
};

void buffer_free(struct buffer *b);
void buffer_reserve(struct buffer *b, size_t more); /* room for `more` bytes behind len */
void buffer_append(struct buffer *b, const void *bytes, size_t len);
void buffer_printf(struct buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

static inline void buffer_add(struct buffer *b, struct text s)
{
    buffer_append(b, s.ptr, s.len);
}

static inline void buffer_add_byte(struct buffer *b, char c)
{
    buffer_append(b, &c, 1);
}

static inline struct text buffer_text(const struct buffer *b)
{
    return (struct text){b->data, b->len};
}

/* Unsigned decimal digits of `value`. */
void buffer_add_u64(struct buffer *b, uint64_t value);

#endif
