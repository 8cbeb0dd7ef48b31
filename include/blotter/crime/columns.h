/* The columns of a crime file and every spelling of theirs that the city has used.
 *
 * One table, used for CSV headers and for the keys of foreign JSON (DESIGN §3 "CSV in"). */
#ifndef BLOTTER_CRIME_COLUMNS_H
#define BLOTTER_CRIME_COLUMNS_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* What a field can be. LOCATION and LOCATION_1 hold "(lat, lon)" in some dialects; LOCATION is the
 * address in others. */
enum column {
    COLUMN_ID,
    COLUMN_DATE,
    COLUMN_TIME,
    COLUMN_CRIME,
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

/* The column that a header field or a key names, COLUMN_NONE when it is none of ours. Case, blanks,
 * `_`, `.` and a byte-order mark do not count. *ret_rank orders the spellings of one column: of
 * several in one header the smallest counts, of equal ones the first. */
enum column column_named(struct text name, size_t *ret_rank);

/* As column_named for a key of foreign JSON, which may also be one of our own messages' names or
 * `Stream Time`. They come after all spellings of the city, and are none in a file, whose AREA is a
 * number beside AREA NAME. */
enum column column_of_key(struct text key, size_t *ret_rank);

/* What a user calls the column, with its usual spellings, for error messages. */
const char *column_describe(enum column column);

/* Reads a header: which field is which column. */
struct header {
    size_t field_of[COLUMN_COUNT]; /* index of the field, HEADER_ABSENT when there is none */
    size_t rank_of[COLUMN_COUNT];
};
#define HEADER_ABSENT SIZE_MAX

void header_clear(struct header *h);
void header_add(struct header *h, size_t field, struct text name);

/* Has it what every crime needs: date, time and description? COLUMN_NONE when it has, else the
 * first that is missing. */
enum column header_missing(const struct header *h);

#endif
