/* Spots: pairs of coordinates by number, since reports share them: a block is one spot. */
#ifndef BLOTTER_WINDOW_SPOTS_H
#define BLOTTER_WINDOW_SPOTS_H

#include <stddef.h>
#include <stdint.h>

enum { NO_SPOT = 0 };

struct spot {
    double lat, lon;
};

struct spots {
    struct spot *of; /* of[0] is of nowhere, NaN */
    size_t count, cap;
    uint32_t *slots; /* open addressing, at most half full; 0 is free, else the number */
    size_t slot_mask;
};

void spots_init(struct spots *s);
void spots_finish(struct spots *s);

/* The number of a pair: the next free one when it is new; NO_SPOT when one of them is NaN. */
uint32_t spots_id(struct spots *s, double lat, double lon);

#endif
