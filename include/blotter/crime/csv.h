/* A crime file, row by row: plain or .gz, through libcsv.
 *
 * A stray quote costs no more than its own line: a row that libcsv finds malformed, or that has a
 * field over CSV_FIELD_MAX or is longer than CSV_ROW_MAX, is cut off at the end of the line it
 * began on and read by the fields it has; reading goes on at the next line. */
#ifndef BLOTTER_CRIME_CSV_H
#define BLOTTER_CRIME_CSV_H

#include "blotter/crime/cities.h"

enum { CSV_FIELD_MAX = 64 * 1024, CSV_ROW_MAX = 1024 * 1024 };

/* One row. The fields are trimmed and stand until the next csv_next; absent ones are empty. */
struct csv_row {
    struct text field[COLUMN_COUNT];
    const struct header *header;
    uint64_t line;  /* where the row begins, from 1 */
    bool oversized; /* a field or the row was over its limit */
};

struct csv_reader;

/* Opens `path` and reads its header, or leaves that to csv_next when it has to be waited for. By
 * one of the profiles, which are borrowed; NULL: the shipped ones. `fd` < 0 opens the path; else
 * the file is read from that descriptor, which is closed in any case, and `path` only names it.
 * NULL with *err when it cannot be opened or is no crime file. */
struct csv_reader *csv_open(const char *path, int fd, const struct cities *cities,
                            struct error *err);
void csv_close(struct csv_reader *r); /* takes NULL */

enum csv_result {
    CSV_ROW,
    CSV_WAITS, /* of a pipe, a socket or a terminal: again once csv_fd is readable */
    CSV_END,
    CSV_FAILED,
};

/* The next row that is not an empty line. Never waits. CSV_FAILED with *err: the file cannot be
 * read on, or its header, which had to be waited for, is of no crime file. */
enum csv_result csv_next(struct csv_reader *r, struct csv_row *ret, struct error *err);

int csv_fd(const struct csv_reader *r);

/* The profile that the file is read by; NULL before its header has been read. */
const struct profile *csv_profile(const struct csv_reader *r);

/* Fields as the file has them, all of them and in its order: what stands between the commas, blanks
 * included, or between the quotes, with "" as one quote. */
struct csv_fields {
    const struct text *field;
    size_t count;
};

/* The header's names, without a byte-order mark, once there was a row. They stand as long as the
 * reader. */
struct csv_fields csv_names(const struct csv_reader *r);

/* Of the row that csv_next gave last, nothing of an oversized one. Until the next call of either.
 */
struct csv_fields csv_exact(struct csv_reader *r);

/* Bytes of the file consumed so far, as stored (compressed; of a pipe as they come out), and its
 * size; 0 when not known. */
uint64_t csv_bytes_read(const struct csv_reader *r);
uint64_t csv_bytes_total(const struct csv_reader *r);

#endif
