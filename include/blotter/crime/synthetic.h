/* Synthetic crimes: rows of the LAPD's CSV of 2020 and later, which nobody reported, resampled from
 * the shipped quarter. Each round of rows takes every row of the quarter once, in an order of its
 * own, and gives it a number, a day of the same weekday, and other minutes and coordinates close
 * by.
 *
 * The same configuration gives the same bytes on every machine. What a row says depends only on the
 * seed, the stretch of days and the row's number; only the number of its report counts on from the
 * rows before. Memory does not grow with the rows. */
#ifndef BLOTTER_CRIME_SYNTHETIC_H
#define BLOTTER_CRIME_SYNTHETIC_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"
#include "blotter/base/text.h"

enum {
    SYNTHETIC_ROWS_A_DAY = 570,     /* the city's volume */
    SYNTHETIC_DAYS_MAX = 36000,     /* a report's number has two digits of the year */
    SYNTHETIC_LAST_REPORT_DAY = 92, /* a crime is reported this many days later at most */
};

struct synthetic_config {
    uint64_t rows;
    uint64_t seed;
    civil_time from; /* a midnight */
    uint32_t days;   /* 1 to SYNTHETIC_DAYS_MAX; the last report is before the year 10000 */
};

/* How many days have that many rows at the city's volume. */
uint32_t synthetic_days_for(uint64_t rows);

struct synthetic;

/* `quarter` is the path of the shipped file. NULL with *err when it cannot be read or is another.
 */
struct synthetic *synthetic_create(const struct synthetic_config *config, const char *quarter,
                                   struct error *err);
void synthetic_destroy(struct synthetic *s); /* takes NULL */

/* The next row is the first one again, of another seed. */
void synthetic_restart(struct synthetic *s, uint64_t seed);

/* Appends the line of column names. */
void synthetic_header(struct buffer *out);

/* Appends the next row, with its newline; false when all have been written. The rows are in no
 * order of time. */
bool synthetic_row(struct synthetic *s, struct buffer *out);

#endif
