/* The city of the synthetic rows: places that are the same for every seed, so that an address has
 * one pair of coordinates and one district, however often it is drawn. They stand in no table: dice
 * for (district, place) say all about one. */
#ifndef BLOTTER_CRIME_SYNTHETIC_PLACE_H
#define BLOTTER_CRIME_SYNTHETIC_PLACE_H

#include "synthetic_draw.h"
#include "synthetic_model.h"

struct gazetteer {
    struct lots districts[SYNTHETIC_AREAS];
    struct lots streets[SYNTHETIC_AREAS + 1]; /* the last: minor ones, in any area */
    uint32_t first_district[SYNTHETIC_AREAS];
    uint32_t first_street[SYNTHETIC_AREAS + 1];
    struct lots ranks; /* how far down a district's list of places */
};

void gazetteer_init(struct gazetteer *g);
void gazetteer_finish(struct gazetteer *g);

enum { PLACE_TEXT_SIZE = 64 };

struct place {
    uint32_t district;
    int32_t lat, lon;                   /* in 1/10000 degree */
    char location[PLACE_TEXT_SIZE];     /* NUL-terminated, as the LAPD pads them */
    char cross_street[PLACE_TEXT_SIZE]; /* empty unless it is an intersection */
};

/* Draws a place in an area (from 0), by how many rows each has: a block of a street, or at a corner
 * an intersection. */
void gazetteer_draw(const struct gazetteer *g, struct dice *dice, uint32_t area, bool corner,
                    struct place *ret);

#endif
