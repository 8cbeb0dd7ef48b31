/* The numbers of a report's places, with a memory of those that stood together: an address is in
 * one area and one district, so the three are one look at one place in memory, where three looks
 * into tables of names would be at nine. */
#ifndef BLOTTER_WINDOW_PLACE_MEMORY_H
#define BLOTTER_WINDOW_PLACE_MEMORY_H

#include "blotter/base/intern.h"
#include "blotter/crime/record.h"

/* {0} remembers nothing. When it holds too much it begins anew. */
struct place_memory {
    struct place_slot *slots; /* open addressing, at most half full; NULL: none */
    size_t mask;
    size_t count;
    char *known; /* one struct known_places behind the other */
    size_t known_bytes, cap;
};

void place_memory_finish(struct place_memory *m);

/* The numbers of the crime's places in `names`, the same as intern_id of each. */
void place_memory_number(struct place_memory *m, const struct crime *c,
                         struct interner *const names[PLACE_COUNT], uint32_t ret[PLACE_COUNT]);

#endif
