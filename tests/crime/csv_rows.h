/* All the rows of a CSV file as lines of text, from a file or from a pipe that is written slowly.
 */
#ifndef BLOTTER_TESTS_CRIME_CSV_ROWS_H
#define BLOTTER_TESTS_CRIME_CSV_ROWS_H

#include "base/check.h"
#include "crime/files.h"
#include "crime/shipped_cities.h"

#include "blotter/crime/csv.h"

#define HEADER "DR_NO,DATE OCC,TIME OCC,Crm Cd Desc,LOCATION\n"

/* Who writes a pipe, a byte whenever it is waited for; zero: there is none. */
struct writer {
    int fd;
    struct text left;
};

static inline void write_one(struct writer *w)
{
    assert_true(w->fd > 0);
    if (w->left.len == 0) {
        close(w->fd);
        w->fd = -1;
        return;
    }
    assert_int_equal(write(w->fd, w->left.ptr, 1), 1);
    w->left = (struct text){w->left.ptr + 1, w->left.len - 1};
}

/* All that a reader gives, a row a line: "LINE:id|date|time|crime|location", `!` behind an
 * oversized row, "?" and the error at the end when it failed. */
static inline struct buffer rows_of(struct csv_reader *r, struct writer *w, struct error *err)
{
    static const enum column shown[] = {COLUMN_ID, COLUMN_DATE, COLUMN_TIME, COLUMN_CRIME,
                                        COLUMN_LOCATION};
    struct buffer out = {0};
    struct csv_row row;
    enum csv_result result;
    while ((result = csv_next(r, &row, err)) == CSV_ROW || result == CSV_WAITS) {
        if (result == CSV_WAITS) {
            write_one(w);
            continue;
        }
        buffer_printf(&out, "%s%d:", out.len > 0 ? "\n" : "", (int)row.line);
        for (size_t i = 0; i < COUNT_OF(shown); i++) {
            if (i > 0)
                buffer_add_byte(&out, '|');
            buffer_add(&out, row.field[shown[i]]);
        }
        if (row.oversized)
            buffer_add_byte(&out, '!');
    }
    if (result == CSV_FAILED)
        buffer_printf(&out, "?%s", err->text);
    return out;
}

static inline struct buffer read_from(int fd, struct writer *w)
{
    struct error err = {0};
    struct csv_reader *r = csv_open("test.csv", fd, cities, &err);
    if (r == NULL) {
        struct buffer out = {0};
        buffer_printf(&out, "?%s", err.text);
        return out;
    }
    struct buffer out = rows_of(r, w, &err);
    csv_close(r);
    return out;
}

static inline struct buffer read_all(int fd)
{
    return read_from(fd, &(struct writer){0});
}

/* Through a pipe whose writer is as slow as can be. */
static inline struct buffer read_slowly(struct text file)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    return read_from(ends[0], &(struct writer){ends[1], file});
}

#endif
