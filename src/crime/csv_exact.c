#include "csv_exact.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* How many of the blanks that libcsv passes over does `s` begin with? */
static size_t blanks(struct text s, char separator)
{
    size_t len = 0;
    while (len < s.len && (s.ptr[len] == ' ' || s.ptr[len] == '\t') && s.ptr[len] != separator)
        len++;
    return len;
}

static void skip(struct text *rest, size_t len)
{
    *rest = (struct text){rest->ptr + len, rest->len - len};
}

static void take(struct exact *e, struct text *rest, size_t len)
{
    buffer_append(&e->bytes, rest->ptr, len);
    skip(rest, len);
}

static void take_until(struct exact *e, struct text *rest, char c)
{
    const char *at = rest->len > 0 ? memchr(rest->ptr, c, rest->len) : NULL;
    take(e, rest, at != NULL ? (size_t)(at - rest->ptr) : rest->len);
}

/* From behind the opening quote to the closing one, behind which nothing but blanks stands before
 * the next separator or the end. Other quotes are text, two in a row are one. */
static void take_quoted(struct exact *e, struct text *rest, char separator)
{
    for (;;) {
        take_until(e, rest, '"');
        if (rest->len == 0)
            return;
        skip(rest, 1);
        size_t behind = blanks(*rest, separator);
        if (behind == rest->len || rest->ptr[behind] == separator) {
            skip(rest, behind);
            return;
        }
        buffer_add_byte(&e->bytes, '"');
        if (rest->ptr[0] == '"')
            skip(rest, 1);
        else
            take(e, rest, behind);
    }
}

static void take_field(struct exact *e, struct text *rest, char separator)
{
    size_t at = e->bytes.len;
    size_t before = blanks(*rest, separator);
    if (before < rest->len && rest->ptr[before] == '"') {
        skip(rest, before + 1);
        take_quoted(e, rest, separator);
    } else {
        take_until(e, rest, separator);
    }
    e->fields = mem_grow(e->fields, &e->cap, e->count + 1, sizeof *e->fields);
    e->fields[e->count++] = (struct text){e->bytes.data + at, e->bytes.len - at};
}

void exact_split(struct exact *e, struct text row, char separator)
{
    while (row.len > 0 && (row.ptr[row.len - 1] == '\n' || row.ptr[row.len - 1] == '\r'))
        row.len--;
    e->count = 0;
    e->bytes.len = 0;
    buffer_reserve(&e->bytes, row.len + 1); /* fields are no longer than the row: it stays there */
    take_field(e, &row, separator);
    while (row.len > 0) {
        skip(&row, 1);
        take_field(e, &row, separator);
    }
}

void exact_free(struct exact *e)
{
    free(e->fields);
    buffer_free(&e->bytes);
    *e = (struct exact){0};
}
