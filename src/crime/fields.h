/* A crime's fields as others write them, in the columns of a CSV file or under the keys of foreign
 * JSON: one reading of them for both (DESIGN §3 "CSV in").
 *
 * Fields are trimmed, and a missing one is empty. What is made of them stands in `scratch`, a
 * buffer of the caller's that must not move: fields_begin makes the room for one crime. */
#ifndef BLOTTER_CRIME_FIELDS_H
#define BLOTTER_CRIME_FIELDS_H

#include "blotter/crime/columns.h"
#include "blotter/crime/record.h"

/* MM/DD/YYYY, M/D/YY (00-68 is 20xx), YYYY-MM-DD or YYYY Mon DD (English, in any case), each with
 * or without a time part, which is ignored. */
bool crime_date_parse(struct text s, civil_time *ret);

/* HHMM, padded or not, also with .0 behind it; HH:MM; or HH:MM:SS. 24:00 is the end of the day:
 * 1440. */
bool crime_time_parse(struct text s, int *ret_minutes);

/* A crime that stands in two fields, as one text behind what `room` holds, which moves if there is
 * no room for it. */
struct text fields_crime(struct text first, struct text second, struct buffer *room);

/* Empties `scratch` and makes room for every text of the crime that these fields are. */
void fields_begin(struct buffer *scratch, const struct text field[COLUMN_COUNT]);

/* The field, broken UTF-8 mended. Once for each field. */
struct text field_text(struct buffer *scratch, struct text field);

/* Fills in all but the id and the times. `has_address`: there is a column or key for the address,
 * be its field empty or not, so LOCATION is none. */
void fields_to_crime(const struct text field[COLUMN_COUNT], bool has_address,
                     struct buffer *scratch, struct crime *c);

#endif
