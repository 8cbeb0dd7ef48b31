/* The columns of a crime file: what a field can be. Which names they have is said by profiles
 * (crime/profile.h). */
#ifndef BLOTTER_CRIME_COLUMNS_H
#define BLOTTER_CRIME_COLUMNS_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* LOCATION is the address where there is no ADDRESS; it and LOCATION_1 may hold "(lat, lon)". */
enum column {
    COLUMN_ID,
    COLUMN_DATE,
    COLUMN_TIME,
    COLUMN_OCCURRED, /* date and time in one */
    COLUMN_CRIME,
    COLUMN_CRIME_2, /* the other half of a crime that stands in two columns */
    COLUMN_KIND,    /* what --crimes looks at besides the crime */
    COLUMN_CODE,
    COLUMN_AREA,
    COLUMN_DISTRICT,
    COLUMN_ADDRESS,
    COLUMN_LOCATION,
    COLUMN_LOCATION_1,
    COLUMN_PREMISE,
    COLUMN_LAT,
    COLUMN_LON,
    COLUMN_COUNT, /* of a file; keys may also be: */
    COLUMN_REPORTED_AT = COLUMN_COUNT,
    COLUMN_STREAM_TIME,
    COLUMN_OCCURRED_AT,
    COLUMN_KEYS,
    COLUMN_NONE = COLUMN_KEYS,
};

struct profile;

/* A header as a profile reads it: which field is which column. One field may be several. */
struct header {
    size_t field_of[COLUMN_COUNT]; /* index of the field, HEADER_ABSENT when there is none */
    const struct profile *profile;
};
#define HEADER_ABSENT SIZE_MAX

/* A name of a column, as a profile has it. Of one column the spellings stand in order of
 * precedence. */
struct spelling {
    enum column column;
    char *name;   /* as written */
    char *plain;  /* as names are compared */
    char *second; /* the same of the second column of a crime; NULL */
};

enum { COLUMN_NAME_MAX = 64 };

/* Appends the name as names are compared: in lower case, without blanks, `_`, `.` and a byte-order
 * mark. */
void column_name_add_plain(struct buffer *out, struct text name);

#endif
