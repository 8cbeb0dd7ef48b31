/* Rows as messages (--value row): a JSON object of the file's own columns and values, for consumers
 * that were written for the data set.
 *
 *     {"DR_NO":"230104567",…,"LON":"-118.2631","Stream Time":1672535520000,"Officer Id":3}
 *
 * Every value of the file is a string with the file's text; a row that is too short has "" for what
 * it lacks, one that is too long loses what has no name. Readers disagree on repeated names, so of
 * those only the first is there, and of a column that is called like one of our two, ours. */
#ifndef BLOTTER_CRIME_ROW_H
#define BLOTTER_CRIME_ROW_H

#include "blotter/base/civil.h"
#include "blotter/crime/csv.h"

struct row_writer;

/* For rows under these names, which are copied. */
struct row_writer *row_writer_create(struct csv_fields names);
void row_writer_destroy(struct row_writer *w); /* takes NULL */

/* Appends the value of a row that `officer` reports at that time, one line without its newline. */
void row_write(struct row_writer *w, struct buffer *out, struct csv_fields fields,
               civil_time reported_at, uint32_t officer);

#endif
