/* The formats of `sql`: json (an object a row), csv (a header once), text (aligned, for a person).
 */
#ifndef BLOTTER_COMMANDS_ROWS_FORMAT_H
#define BLOTTER_COMMANDS_ROWS_FORMAT_H

#include "blotter/base/civil.h"
#include "blotter/query/row_record.h"

/* Columns of our own stand before those of the query. */
struct rows_head {
    const struct query *query;
    bool has_at, has_change;
};

/* A row to be written. */
struct rows_row {
    civil_time at;
    int change; /* 1 or -1 */
    struct text record;
};

/* Each appends to `out`. */
struct rows_format {
    const char *name;                                               /* as --format has it */
    void (*head)(struct buffer *out, const struct rows_head *head); /* before all; NULL: nothing */
    void (*row)(struct buffer *out, const struct rows_head *head, const struct rows_row *row);
};

/* NULL: of no such name, or `text`, which is laid out (rows_text.h). */
const struct rows_format *rows_format_named(const char *name);

#endif
