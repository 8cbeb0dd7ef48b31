/* The record: one crime, as it goes through the whole program. */
#ifndef BLOTTER_CRIME_RECORD_H
#define BLOTTER_CRIME_RECORD_H

#include "blotter/base/civil.h"
#include "blotter/base/text.h"

/* All texts are borrowed: from the row, the message or the buffer that the crime was read from. */
struct crime {
    struct text id;
    civil_time reported_at;
    civil_time occurred_at;
    struct text code; /* decimal digits; empty is null */
    struct text crime;
    struct text area;
    struct text district;
    struct text address;
    struct text premise;
    struct text lat; /* a JSON number with the file's own digits; empty is null, lon with it */
    struct text lon;
};

/* May the text stand in a crime as its code: decimal digits without leading zeros, at least one? */
bool code_is_written(struct text s);

/* What reports are grouped by, beside the crime (--place). */
enum place { PLACE_AREA, PLACE_DISTRICT, PLACE_ADDRESS, PLACE_PREMISE, PLACE_COUNT };

/* "area", "district", "address", "premise". */
const char *place_name(enum place place);
bool place_parse(struct text s, enum place *ret);

struct text crime_place(const struct crime *c, enum place place);

/* A circle of --near: within `deg` degrees of a point, measured as the original study does. There
 * is a first, and there may be others. */
enum { NEAR_NAME_SIZE = 48, NEAR_OTHERS_MAX = 8 };
struct near {
    double lat, lon, deg;
    char name[NEAR_NAME_SIZE]; /* what is there; "" */
};

/* LAT,LON,DEG, and behind a blank a name of at most NEAR_NAME_SIZE - 1 bytes. */
bool near_parse(struct text s, struct near *ret);
bool near_is_same(const struct near *a, const struct near *b);

/* The University of Southern California, which counts as near when nobody says otherwise. */
#define NEAR_USC "34.021861,-118.282942,0.02"

/* The crime's, both NaN when it has none. */
void crime_coordinates(const struct crime *c, double *ret_lat, double *ret_lon);

/* Is that inside? NaN never (DESIGN §4 "Near"). */
bool near_holds(const struct near *near, double lat, double lon);

#endif
