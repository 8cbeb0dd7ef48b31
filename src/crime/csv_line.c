#include "csv_line.h"

#include "blotter/crime/columns.h"
#include "plain.h"

/* Separators, quotes and CRs, found sixteen bytes at a time: fields are short, so a memchr a field
 * would cost most of a row's time. */
struct scan {
    const char *at;  /* of the block */
    const char *end; /* of the line */
    unsigned left;   /* a bit for each that is still to come in the block */
    char separator;
};

static unsigned find_in_block(const struct scan *s)
{
    char last[PLAIN_STEP] = {0};
    size_t len = (size_t)(s->end - s->at);
    if (len < PLAIN_STEP)
        memcpy(last, s->at, len);
    plain_bytes bytes = plain_load(len < PLAIN_STEP ? last : s->at);
    return plain_bits(
        (plain_bytes)((bytes == (unsigned char)s->separator) | (bytes == '"') | (bytes == '\r')));
}

/* The next one of them; the end when there is none. */
static const char *next(struct scan *s)
{
    while (s->left == 0) {
        if (s->end - s->at <= PLAIN_STEP)
            return s->end;
        s->at += PLAIN_STEP;
        s->left = find_in_block(s);
    }
    const char *at = s->at + __builtin_ctz(s->left);
    s->left &= s->left - 1;
    return at;
}

static bool is_blank(char c, char separator)
{
    return (c == ' ' || c == '\t') && c != separator;
}

/* Without what libcsv passes over at both ends of a line. */
static struct text without_blank_ends(struct text line, char separator)
{
    const char *end = line.ptr + line.len;
    while (end > line.ptr && (is_blank(end[-1], separator) || end[-1] == '\r' || end[-1] == '\n'))
        end--;
    while (line.ptr < end && is_blank(line.ptr[0], separator))
        line.ptr++;
    return (struct text){line.ptr, (size_t)(end - line.ptr)};
}

/* From behind a field's first quote to the other one, and on to where the field ends; NULL when it
 * is for libcsv. */
static const char *end_of_quoted(struct scan *s, const char **ret_quote)
{
    const char *quote;
    do {
        quote = next(s);
    } while (quote < s->end && *quote == s->separator);
    if (quote == s->end || *quote != '"')
        return NULL;
    *ret_quote = quote;
    const char *behind = quote + 1 < s->end ? next(s) : s->end;
    return behind == quote + 1 && (behind == s->end || *behind == s->separator) ? behind : NULL;
}

size_t csv_line_split(struct text line, char separator, const unsigned char *column_of,
                      size_t columns, struct piece *pieces)
{
    struct text row = without_blank_ends(line, separator);
    struct scan s = {row.ptr, row.ptr + row.len, 0, separator};
    if (row.len == 0)
        return 0;
    s.left = find_in_block(&s);
    const char *begin = row.ptr;
    for (size_t i = 0;; i++) {
        const char *end = next(&s);
        const char *behind = end;
        if (end < s.end && *end != separator) { /* a quote or a CR */
            if (end != begin || *end != '"' || (behind = end_of_quoted(&s, &end)) == NULL)
                return 0;
            begin++;
        }
        if (i < columns && column_of[i] != COLUMN_NONE)
            pieces[column_of[i]] =
                (struct piece){(size_t)(begin - line.ptr), (size_t)(end - begin)};
        if (behind == s.end)
            return i + 1;
        begin = behind + 1;
    }
}
