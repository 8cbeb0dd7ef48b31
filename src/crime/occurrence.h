/* When a crime occurred, as its file or message says it: in one field or two, by a profile's
 * formats and zone (DESIGN §9) or, without formats, as DESIGN §3 "CSV in" has dates and times. */
#ifndef BLOTTER_SRC_CRIME_OCCURRENCE_H
#define BLOTTER_SRC_CRIME_OCCURRENCE_H

#include "blotter/crime/columns.h"
#include "time_format.h"
#include "zone.h"

/* [times] of a profile; {0} says nothing. */
struct profile_times {
    struct time_formats dates; /* also with a time; without a day: months only */
    struct time_formats times;
    struct zone *zone;         /* times are UTC, and are to be this zone's; NULL: as written */
    struct error zone_is_away; /* why it is not there */
};

/* What one field with date and time is read by when its profile does not say. */
extern const char occurrence_usual_formats[];

/* Formats with a month are for dates, others for times. */
bool occurrence_set_formats(struct profile_times *t, struct text formats, struct error *err);
void occurrence_set_zone(struct profile_times *t, const char *name);

enum occurrence { OCCURRENCE_READ, OCCURRENCE_BAD_DATE, OCCURRENCE_BAD_TIME };

/* Fields are trimmed. */
enum occurrence occurrence_read(const struct profile_times *t,
                                const struct text field[COLUMN_COUNT], civil_time *ret);

#endif
