/* Formats of dates and times, in strptime's letters, read without strptime: no locale, nothing
 * guessed.
 *
 *     %Y %y %m %d %e %b %B %h %a %A %H %I %M %S %p %z %Z %f %% and, for several, %F %T %R %D
 *
 * Numbers may be padded or not, but %Y has four digits and %y two (00-68 is 20xx); names are
 * English, in any case; 24:00:00 is the end of the day; decimals may stand behind %S; %z may be
 * absent; a blank is any number of them. */
#ifndef BLOTTER_SRC_CRIME_TIME_FORMAT_H
#define BLOTTER_SRC_CRIME_TIME_FORMAT_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"

enum { TIME_FORMATS_MAX = 16, TIME_FORMAT_SIZE = 64 };

/* One after the other is tried. */
struct time_format {
    char text[TIME_FORMAT_SIZE]; /* without letters that stand for several */
    bool has_day, has_hour;
    bool has_month; /* and a year: without a day it is a month's name */
};

struct time_formats {
    struct time_format of[TIME_FORMATS_MAX];
    size_t count;
};

/* Takes over `formats`, with | between them. */
bool time_formats_compile(struct text formats, struct time_formats *ret, struct error *err);

struct read_time {
    civil_time at;    /* as written; a part that the format has not is its first */
    bool has_offset;  /* from UTC */
    int64_t offset_s; /* what is written is so much later than UTC */
};

/* All of `s` by the format. */
bool time_format_read(const struct time_format *f, struct text s, struct read_time *ret);

#endif
