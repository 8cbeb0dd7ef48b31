/* The atlas: what the reports seen so far say of the city: where there ever was one, which is where
 * its streets are, and where its areas lie. It is kept over seeks and runs. */
#ifndef BLOTTER_UI_ATLAS_H
#define BLOTTER_UI_ATLAS_H

#include "blotter/window/analysis.h"

enum {
    ATLAS_SPOTS = 1 << 15, /* the most that are kept: 20,000 are the addresses of Los Angeles */
    ATLAS_AREAS = 64,      /* the same */
    ATLAS_PER_DEGREE = 1000,
};

struct atlas_area {
    char name[24];
    double lat, lon; /* sums over its reports */
    uint32_t count;
};

/* In degrees. */
struct atlas_box {
    double south, north, west, east;
};

struct atlas;

/* `home` is the city's box; NULL: not known. */
struct atlas *atlas_create(const struct atlas_box *home);
void atlas_destroy(struct atlas *m); /* takes NULL */

/* Takes in what the figures have moved on by: the newest of it when that is much. */
void atlas_note(struct atlas *m, const struct analysis *a);

/* The next figures are another analysis', or begin anew. */
void atlas_turn(struct atlas *m);

/* The k-th spot where there was a report; false when there are no more. */
bool atlas_spot(const struct atlas *m, size_t k, double *ret_lat, double *ret_lon);

/* The areas in the order they were first seen; returns how many. */
size_t atlas_areas(const struct atlas *m, const struct atlas_area **ret);

/* What a map shows as a whole: the city, or, when most spots are elsewhere, all of them. */
struct atlas_box atlas_box(const struct atlas *m);

#endif
