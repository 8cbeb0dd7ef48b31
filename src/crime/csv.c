#include "blotter/crime/csv.h"

#include <csv.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "csv_exact.h"
#include "csv_input.h"
#include "csv_line.h"
#include "csv_sniff.h"
#include "fields.h"

/* A column of the file, and whose piece it is: its own, or that of another column of the same
 * field. */
struct present {
    unsigned char column, piece;
};

struct csv_reader {
    char *path;
    struct csv_input *input;

    char *data; /* read and not yet consumed, from the beginning of the current row */
    size_t cap, start, end;
    bool at_end;

    bool begun;      /* the file's beginning has been looked at */
    bool has_header; /* the header has been read */
    char separator;
    struct csv_parser parser;
    const struct cities *cities;
    struct cities *shipped; /* when no others were given; owned */
    struct header header;
    unsigned char *column_of;             /* field index → the first enum column that it is */
    struct present present[COLUMN_COUNT]; /* the columns that there are */
    size_t present_count;
    size_t columns; /* fields the header has */
    struct buffer plain_names;
    struct exact names; /* of the header */

    /* The row being read. */
    struct buffer bytes;               /* its fields as libcsv gave them */
    const char *plain;                 /* else the line that the fields stand in */
    struct piece pieces[COLUMN_COUNT]; /* of `plain` if there is one, else of `bytes` */
    size_t field;
    struct buffer crime; /* of two fields */
    bool row_done, oversized;
    struct text row; /* its bytes in the file; of an oversized one they may be gone */
    struct exact exact;

    uint64_t line; /* of data[start], from 1 */
    bool skips;    /* data[start] is in the middle of a line that was too long */
};

enum {
    READ_BYTES = 256 * 1024,
    LIBCSV_ROW_NOT_BEGUN = 0, /* csv_parser.pstate between rows */
};

/* --- libcsv's callbacks --------------------------------------------------------------------- */

static void on_header_field(void *bytes, size_t len, void *user)
{
    struct csv_reader *r = user;
    if (r->field++ == 0)
        r->plain_names.len = 0; /* it may be read a second time, cut off */
    column_name_add_plain(&r->plain_names, text_trim((struct text){bytes, len}));
    buffer_add_byte(&r->plain_names, '\n');
}

static void on_field(void *bytes, size_t len, void *user)
{
    struct csv_reader *r = user;
    size_t field = r->field++;
    if (len > CSV_FIELD_MAX) {
        r->oversized = true;
        return;
    }
    if (field >= r->columns || r->column_of[field] == COLUMN_NONE)
        return;
    r->pieces[r->column_of[field]] = (struct piece){r->bytes.len, len};
    buffer_append(&r->bytes, bytes, len);
}

static void on_row(int last_char, void *user)
{
    (void)last_char;
    struct csv_reader *r = user;
    r->row_done = true;
}

/* --- bytes ---------------------------------------------------------------------------------- */

/* Reads on behind data[end]; the row from data[start] is kept. CSV_ROW: there is more, or the end.
 */
static enum csv_result fill(struct csv_reader *r, struct error *err)
{
    size_t got;
    if (r->start > 0 && r->start < r->end)
        memmove(r->data, r->data + r->start, r->end - r->start);
    r->end -= r->start;
    r->start = 0;
    r->data = mem_grow(r->data, &r->cap, r->end + READ_BYTES, 1);
    enum input_result result = csv_input_read(r->input, r->data + r->end, READ_BYTES, &got, err);
    if (result == INPUT_FAILED)
        return CSV_FAILED;
    if (result == INPUT_WAITS)
        return CSV_WAITS;
    r->at_end = result == INPUT_END;
    r->end += got;
    return CSV_ROW;
}

/* How many bytes from data[start + from] on are there up to the first end of a line, which is a
 * newline or, as for libcsv, a CR that none follows? 0 when no end is in sight. */
static size_t line_len(const struct csv_reader *r, size_t from)
{
    const char *at = r->data + r->start + from;
    size_t left = r->end - r->start - from;
    const char *newline = left > 0 ? memchr(at, '\n', left) : NULL;
    size_t len = newline != NULL ? (size_t)(newline - at) : left;
    const char *cr = len > 0 ? memchr(at, '\r', len) : NULL;
    if (cr != NULL && cr + 1 != newline && (cr + 1 < at + left || r->at_end))
        return (size_t)(cr - at) + 1;
    return newline != NULL ? len + 1 : 0;
}

/* What has been read and holds no end of a line: all but a last CR, which may be one. */
static size_t without_end(const struct csv_reader *r)
{
    size_t have = r->end - r->start;
    return have > 0 && r->data[r->end - 1] == '\r' ? have - 1 : have;
}

/* The length of the line at data[start + from], its end included; what is left of the file, or its
 * first piece and *ret_whole false when it is longer than a row may be. 0 at the end of the file.
 */
static enum csv_result next_line(struct csv_reader *r, size_t from, size_t *ret_len,
                                 bool *ret_whole, struct error *err)
{
    size_t seen = from;
    *ret_whole = true;
    for (;;) {
        size_t len = line_len(r, seen);
        size_t have = r->end - r->start;
        if (len > 0) {
            *ret_len = seen - from + len;
            return CSV_ROW;
        }
        *ret_whole = have - from <= CSV_ROW_MAX;
        if (r->at_end || !*ret_whole) {
            *ret_len = have - from;
            return CSV_ROW;
        }
        if (seen < without_end(r))
            seen = without_end(r);
        enum csv_result result = fill(r, err);
        if (result != CSV_ROW)
            return result;
    }
}

/* Moves start behind the line that it is in the middle of, if it is. */
static enum csv_result skip_line(struct csv_reader *r, struct error *err)
{
    size_t len = 0;
    while (r->skips && (len = line_len(r, 0)) == 0) {
        r->start += without_end(r);
        enum csv_result result = r->at_end ? CSV_END : fill(r, err);
        if (result != CSV_ROW)
            return result;
    }
    r->start += len;
    r->skips = false;
    return CSV_ROW;
}

/* --- rows ----------------------------------------------------------------------------------- */

static void begin_row(struct csv_reader *r)
{
    r->field = 0;
    r->row_done = false;
    r->oversized = false;
    r->bytes.len = 0;
    r->plain = NULL;
    memset(r->pieces, 0, sizeof r->pieces);
}

typedef void (*field_callback)(void *bytes, size_t len, void *user);

/* For a row from its beginning. libcsv would grow its field by 128 bytes at a time. */
static void init_parser(struct csv_reader *r, unsigned char options)
{
    csv_free(&r->parser);
    csv_init(&r->parser, options);
    csv_set_blk_size(&r->parser, CSV_FIELD_MAX);
    csv_set_delim(&r->parser, (unsigned char)r->separator);
}

/* Reads the row's first line alone, stray quotes and all: libcsv's lenient mode, ended by force. */
static void parse_cut(struct csv_reader *r, size_t line_len, field_callback on)
{
    const char *line = r->data + r->start;
    while (line_len > 0 && (line[line_len - 1] == '\n' || line[line_len - 1] == '\r'))
        line_len--;
    begin_row(r);
    init_parser(r, 0);
    csv_parse(&r->parser, line, line_len, on, on_row, r);
    csv_fini(&r->parser, on, on_row, r);
    init_parser(r, CSV_STRICT | CSV_STRICT_FINI);
    r->row_done = true;
}

/* libcsv keeps the field it is reading in entry_buf: is it still within its limit? */
static bool within_limits(const struct csv_reader *r, size_t row_len)
{
    return r->parser.entry_pos <= CSV_FIELD_MAX && row_len <= CSV_ROW_MAX && !r->oversized;
}

/* Feeds libcsv one line more of the row, or the end of the file; false when it is malformed. A line
 * after which libcsv has not begun a row is an empty one, and ends as a row without fields. */
static bool parse_line(struct csv_reader *r, const char *line, size_t len, field_callback on)
{
    if (len == 0) {
        bool ok = csv_fini(&r->parser, on, on_row, r) == 0;
        r->row_done = true;
        return ok;
    }
    if (csv_parse(&r->parser, line, len, on, on_row, r) != len)
        return false;
    if (r->parser.pstate == LIBCSV_ROW_NOT_BEGUN &&
        (line[len - 1] == '\n' || line[len - 1] == '\r'))
        r->row_done = true;
    return true;
}

/* False: the line is for libcsv, and nothing has changed. */
static bool split_plain(struct csv_reader *r, const char *line, size_t len)
{
    struct text text = {line, len};
    size_t fields = len <= CSV_FIELD_MAX
                        ? csv_line_split(text, r->separator, r->column_of, r->columns, r->pieces)
                        : 0;
    if (fields == 0) {
        begin_row(r);
        return false;
    }
    r->field = fields;
    r->plain = line;
    r->row_done = true;
    return true;
}

/* A mark may also stand behind the first name's quote. */
static void keep_names(struct csv_reader *r)
{
    exact_split(&r->names, r->row, r->separator);
    r->names.fields[0] = csv_without_mark(r->names.fields[0]);
}

/* Reads the row at data[start] and moves start behind it. An empty line is a row without fields. A
 * row that has to be waited for is read from its beginning again. */
static enum csv_result read_row(struct csv_reader *r, field_callback on, uint64_t *ret_line,
                                struct error *err)
{
    size_t row_len = 0;
    size_t first_len = 0;
    bool first_whole = true;
    uint64_t lines = 0;
    enum csv_result result = skip_line(r, err);
    if (result != CSV_ROW)
        return result;
    begin_row(r);
    *ret_line = r->line;
    while (!r->row_done) {
        size_t len;
        bool whole;
        result = next_line(r, row_len, &len, &whole, err);
        if (result == CSV_WAITS && row_len > 0) {
            init_parser(r, CSV_STRICT | CSV_STRICT_FINI);
            begin_row(r);
        }
        if (result != CSV_ROW)
            return result;
        if (len == 0 && row_len == 0)
            return CSV_END;
        if (row_len == 0) {
            first_len = len;
            first_whole = whole;
        }
        row_len += len;
        lines++;
        const char *line = r->data + r->start + row_len - len;
        if (lines == 1 && on == on_field && split_plain(r, line, len))
            break;
        if (!parse_line(r, line, len, on) || !within_limits(r, row_len)) {
            parse_cut(r, first_len, on);
            r->oversized = r->oversized || !first_whole;
            row_len = first_len;
            lines = 1;
        }
    }
    r->row = (struct text){r->data + r->start, row_len};
    if (on == on_header_field)
        keep_names(r);
    r->start += row_len;
    r->line += lines;
    r->skips = !first_whole;
    return CSV_ROW;
}

const struct profile *csv_profile(const struct csv_reader *r)
{
    return r->header.profile;
}

struct csv_fields csv_names(const struct csv_reader *r)
{
    return (struct csv_fields){r->names.fields, r->names.count};
}

struct csv_fields csv_exact(struct csv_reader *r)
{
    exact_split(&r->exact, r->oversized ? (struct text){"", 0} : r->row, r->separator);
    return (struct csv_fields){r->exact.fields, r->exact.count};
}

/* --- opening -------------------------------------------------------------------------------- */

/* Is a line there that is not empty? */
static bool has_line(const struct csv_reader *r)
{
    size_t at = 0;
    while (r->start + at < r->end && byte_is_blank(r->data[r->start + at]))
        at++;
    return line_len(r, at) > 0;
}

/* Reads the file's beginning; CSV_FAILED when it is a file of another kind. */
static enum csv_result read_begin(struct csv_reader *r, struct error *err)
{
    while (r->end < CSV_SNIFF_MIN && !r->at_end && !has_line(r)) {
        enum csv_result result = fill(r, err);
        if (result != CSV_ROW)
            return result;
    }
    struct text begin = {r->data, r->end};
    const char *other = csv_other_file(begin);
    if (r->end == 0)
        error_set(err, "%s: empty file", r->path);
    else if (other != NULL)
        error_set(err, "%s: not CSV: it is %s", r->path, other);
    if (r->end == 0 || other != NULL)
        return CSV_FAILED;
    /* before a quote, libcsv would take the mark for an unquoted field */
    r->start = begin.len - csv_without_mark(begin).len;
    r->separator = csv_find_separator(csv_without_mark(begin));
    init_parser(r, CSV_STRICT | CSV_STRICT_FINI);
    r->begun = true;
    return CSV_ROW;
}

static void find_columns(struct csv_reader *r)
{
    r->columns = r->field;
    r->column_of = mem_new(r->columns, 1);
    memset(r->column_of, COLUMN_NONE, r->columns);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        size_t field = r->header.field_of[i];
        if (field == HEADER_ABSENT)
            continue;
        if (r->column_of[field] == COLUMN_NONE)
            r->column_of[field] = (unsigned char)i;
        r->present[r->present_count++] = (struct present){(unsigned char)i, r->column_of[field]};
    }
}

/* Does it fit a profile? */
static bool is_known(struct csv_reader *r, uint64_t line, const char *other, struct error *err)
{
    struct error misfit;
    bool fits = cities_match(r->cities, buffer_text(&r->plain_names), &r->header, &misfit);
    if (memchr(r->names.bytes.data, '\0', r->names.bytes.len) != NULL)
        return error_set(err, "%s: not CSV: it holds binary data", r->path);
    if (!fits && other != NULL)
        return error_set(err, "%s: not CSV: %s", r->path, other);
    return fits || error_set(err, "%s:%ju: %s", r->path, (uintmax_t)line, misfit.text);
}

static enum csv_result read_header(struct csv_reader *r, struct error *err)
{
    enum csv_result result = r->begun ? CSV_ROW : read_begin(r, err);
    uint64_t line = 0;
    const char *other = NULL;
    while (result == CSV_ROW && r->field == 0) {
        other = csv_other_text((struct text){r->data + r->start, r->end - r->start});
        result = read_row(r, on_header_field, &line, err);
    }
    if (result == CSV_END)
        error_set(err, "%s: no header row", r->path);
    if (result == CSV_END || (result == CSV_ROW && !is_known(r, line, other, err)))
        return CSV_FAILED;
    if (result != CSV_ROW)
        return result;
    find_columns(r);
    r->has_header = true;
    return CSV_ROW;
}

struct csv_reader *csv_open(const char *path, int fd, const struct cities *cities,
                            struct error *err)
{
    struct csv_reader *r = mem_new(1, sizeof *r);
    r->path = mem_copy_text(path, strlen(path));
    r->line = 1;
    r->separator = ',';
    buffer_reserve(&r->bytes, CSV_FIELD_MAX);
    r->cities = cities != NULL ? cities : (r->shipped = cities_create());
    r->input = csv_input_open(r->path, fd, err);
    if (r->input != NULL && read_header(r, err) != CSV_FAILED)
        return r;
    csv_close(r);
    return NULL;
}

enum csv_result csv_next(struct csv_reader *r, struct csv_row *ret, struct error *err)
{
    enum csv_result result = r->has_header ? CSV_ROW : read_header(r, err);
    if (result != CSV_ROW)
        return result;
    do {
        result = read_row(r, on_field, &ret->line, err);
        if (result != CSV_ROW)
            return result;
    } while (r->field == 0);
    const char *base = r->plain != NULL ? r->plain : r->bytes.data;
    memset(ret->field, 0, sizeof ret->field);
    for (size_t i = 0; i < r->present_count; i++) {
        struct piece piece = r->pieces[r->present[i].piece];
        ret->field[r->present[i].column] = text_trim((struct text){base + piece.at, piece.len});
    }
    r->crime.len = 0;
    if (r->header.field_of[COLUMN_CRIME_2] != HEADER_ABSENT)
        ret->field[COLUMN_CRIME] =
            fields_crime(ret->field[COLUMN_CRIME], ret->field[COLUMN_CRIME_2], &r->crime);
    ret->header = &r->header;
    ret->oversized = r->oversized;
    return CSV_ROW;
}

void csv_close(struct csv_reader *r)
{
    if (r == NULL)
        return;
    csv_input_close(r->input);
    csv_free(&r->parser);
    buffer_free(&r->bytes);
    buffer_free(&r->plain_names);
    buffer_free(&r->crime);
    cities_destroy(r->shipped);
    exact_free(&r->names);
    exact_free(&r->exact);
    free(r->column_of);
    free(r->data);
    free(r->path);
    free(r);
}

int csv_fd(const struct csv_reader *r)
{
    return csv_input_fd(r->input);
}

uint64_t csv_bytes_read(const struct csv_reader *r)
{
    return csv_input_bytes_read(r->input);
}

uint64_t csv_bytes_total(const struct csv_reader *r)
{
    return csv_input_bytes_total(r->input);
}
