/* Civil time: the city's wall-clock time, the time of the stream (DESIGN §3 "Times").
 *
 * Seconds since 1970-01-01T00:00:00 as if UTC: never converted to a zone, so a minute that daylight
 * saving repeats or skips is one minute. A type of its own, so that it cannot be mixed up with
 * real time (base/clock.h). */
#ifndef BLOTTER_BASE_CIVIL_H
#define BLOTTER_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "blotter/base/text.h"

typedef struct {
    int64_t s;
} civil_time;

enum {
    CIVIL_MINUTE_S = 60,
    CIVIL_HOUR_S = 3600,
    CIVIL_DAY_S = 86400,
    CIVIL_TEXT_LEN = 19, /* 2023-01-01T01:12:00 */
};

/* Earlier and later than any time that can be written (years 0 to 9999). */
#define CIVIL_NEVER ((civil_time){INT64_MIN / 4})
#define CIVIL_FOREVER ((civil_time){INT64_MAX / 4})

static inline civil_time civil_add(civil_time t, int64_t seconds)
{
    return (civil_time){t.s + seconds};
}

static inline civil_time civil_later(civil_time a, civil_time b)
{
    return a.s >= b.s ? a : b;
}

static inline civil_time civil_earlier(civil_time a, civil_time b)
{
    return a.s <= b.s ? a : b;
}

/* Midnight of a day of the proleptic Gregorian calendar; false when there is no such day or the
 * year is not in 0 to 9999. */
bool civil_from_date(int year, int month, int day, civil_time *ret);

struct civil_parts {
    int year, month, day;     /* month and day from 1 */
    int hour, minute, second; /* 24 hours */
    int weekday;              /* 0 is Monday */
};

struct civil_parts civil_split(civil_time t);

/* YYYY-MM-DD[THH:MM[:SS]], all of `s`; a blank may stand for the T. */
bool civil_parse(struct text s, civil_time *ret);

/* Writes exactly CIVIL_TEXT_LEN bytes and no NUL; years past 9999 and before 0 are clamped. */
void civil_write(civil_time t, char *out);

/* The multiple of `step_s` seconds at or after `t`, counted from `origin`. step_s > 0. */
civil_time civil_round_up(civil_time t, civil_time origin, int64_t step_s);

/* The midnight at or before `t`. */
civil_time civil_midnight(civil_time t);

#endif
