/* Spots: coordinates in eight bytes, exactly.
 *
 * Up to 214 degrees and seven decimals they are whole numbers of a ten millionth of a degree, and
 * that number divided by ten million is the very double that was read: both are the one nearest to
 * the same decimal. What is not so is rare, and stands in a table. */
#ifndef BLOTTER_WINDOW_SPOTS_H
#define BLOTTER_WINDOW_SPOTS_H

#include "blotter/base/intern.h"
#include "blotter/crime/record.h"

/* `lat` is SPOT_IN_TABLE: `lon` is a number in the table, NO_SPOT for no coordinates. */
#define SPOT_IN_TABLE INT32_MIN
enum { NO_SPOT = -1 };

struct spot {
    int32_t lat, lon;
};

struct degrees {
    double lat, lon;
};

struct spots {
    struct interner *odd; /* the table: each text is a struct degrees */
};

void spots_init(struct spots *s);
void spots_finish(struct spots *s);

/* No coordinates when one of them is NaN. */
struct spot spots_encode(struct spots *s, double lat, double lon);

/* The crime's, and its degrees, both NaN when it has none: the same as from what
 * crime_coordinates says, but without a double where a whole number is read. */
struct spot spots_of(struct spots *s, const struct crime *c, struct degrees *ret);

/* Both NaN for no coordinates. */
struct degrees spots_decode(const struct spots *s, struct spot spot);

#endif
