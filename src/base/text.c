#include "blotter/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

int text_compare(struct text a, struct text b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared > 0 ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

struct text text_trim(struct text s)
{
    while (s.len > 0 && byte_is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && byte_is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct text text_cut(struct text *rest, char separator)
{
    const char *at = rest->len > 0 ? memchr(rest->ptr, separator, rest->len) : NULL;
    struct text head = *rest;
    if (at == NULL) {
        *rest = (struct text){NULL, 0};
        return head;
    }
    head.len = (size_t)(at - head.ptr);
    *rest = (struct text){at + 1, rest->len - head.len - 1};
    return head;
}

static char upper(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool begins_any_case(const char *hay, struct text needle)
{
    for (size_t i = 0; i < needle.len; i++)
        if (upper(hay[i]) != upper(needle.ptr[i]))
            return false;
    return true;
}

bool text_contains_any_case(struct text hay, struct text needle)
{
    if (needle.len == 0)
        return true;
    for (size_t i = 0; i + needle.len <= hay.len; i++)
        if (begins_any_case(hay.ptr + i, needle))
            return true;
    return false;
}

bool text_to_u64(struct text s, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!byte_is_digit(s.ptr[i]))
            return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

/* Neither blanks nor what else strtod would take: hexadecimal, infinity, NaN. */
static bool is_decimal(struct text s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!byte_is_digit(s.ptr[i]) && (s.ptr[i] == '\0' || strchr("+-.eE", s.ptr[i]) == NULL))
            return false;
    return s.len > 0;
}

bool text_to_double(struct text s, double *ret)
{
    if (!is_decimal(s))
        return false;
    char few[64];
    char *copy = few;
    if (s.len < sizeof few) {
        memcpy(few, s.ptr, s.len);
        few[s.len] = '\0';
    } else {
        copy = mem_copy_text(s.ptr, s.len);
    }
    char *end = NULL;
    double value = strtod(copy, &end);
    bool ok = end == copy + s.len && isfinite(value);
    if (copy != few)
        free(copy);
    if (ok)
        *ret = value;
    return ok;
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}

void buffer_reserve(struct buffer *b, size_t more)
{
    b->data = mem_grow(b->data, &b->cap, b->len + more, 1);
}

void buffer_append(struct buffer *b, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    buffer_reserve(b, len);
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need > 0) {
        buffer_reserve(b, (size_t)need + 1);
        vsnprintf(b->data + b->len, (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
}

void buffer_add_u64(struct buffer *b, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buffer_append(b, digits + at, sizeof digits - at);
}
