/* Patterns: when reports come, of all that is counted. By weekday and hour, since the counting
 * began and in the last four weeks; by month; each crime by hour. The times are the reports' own.
 */
#ifndef BLOTTER_WINDOW_PATTERNS_H
#define BLOTTER_WINDOW_PATTERNS_H

#include "blotter/base/wire.h"
#include "blotter/window/tally.h"

enum {
    WEEK_DAYS = 7,
    DAY_HOURS = 24,
    RECENT_DAYS = 28,
    /* Crimes with an hour of their own; a hostile topic may have millions, and those beyond are in
     * no crime's hours. */
    PATTERN_CRIMES = 4096,
};

/* How many reports of a weekday (0 is Monday) and an hour. */
typedef uint32_t week_counts[WEEK_DAYS][DAY_HOURS];

struct month_count {
    int32_t month; /* since January of the year 0 */
    uint32_t count;
};

struct pattern_day {
    int64_t day; /* since 1970-01-01 */
    uint32_t hours[DAY_HOURS];
};

struct patterns {
    week_counts week;
    struct pattern_day recent[RECENT_DAYS]; /* at day mod RECENT_DAYS, the latest such day */
    struct month_count *months;             /* those with reports, by time */
    size_t month_count, month_cap;
    uint32_t (*crime_hours)[DAY_HOURS]; /* by a crime's number */
    size_t crime_cap;
};

void patterns_init(struct patterns *p);
void patterns_finish(struct patterns *p); /* and is as after patterns_init */

/* Adds `count` reports that stand together. */
void patterns_add(struct patterns *p, const struct report *r, size_t count);

/* The last four weeks: of the day of `at` and the 27 before it, as far as they are over. */
void patterns_recent(const struct patterns *p, civil_time at, week_counts ret);

/* How many reports of a crime in that hour of the day; and of all crimes. */
uint32_t patterns_of_crime(const struct patterns *p, uint32_t crime, int hour);
uint64_t patterns_of_hour(const struct patterns *p, int hour);

/* The months from that of the first report to that of the last: how many reports each has, also
 * those without any; of more than `cap` the last ones. Returns how many, with *ret_first, the first
 * of them (month_count.month). */
size_t patterns_months(const struct patterns *p, uint32_t *ret, size_t cap, int32_t *ret_first);

/* As bytes, and back; any bytes are harmless, and `w` is bad when they were no patterns of `total`
 * reports of `crimes` crimes. */
void patterns_save(const struct patterns *p, struct buffer *out);
void patterns_load(struct patterns *p, struct wire *w, uint64_t total, size_t crimes);

#endif
