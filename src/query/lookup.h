/* Lookup: from a text to its number among those of a past. An interner knows, but goes on growing
 * on another thread; this is a table of its own, made when first asked and grown with the past. */
#ifndef BLOTTER_QUERY_LOOKUP_H
#define BLOTTER_QUERY_LOOKUP_H

#include "blotter/base/intern.h"

/* {0} knows nothing yet. */
struct lookup {
    const struct interner *names;
    uint32_t *slots; /* open addressing, at most half full; 0 is free, else the number + 1 */
    size_t mask, cap;
    size_t known;
};

void lookup_finish(struct lookup *l); /* leaves {0} */

/* The number of `s` among the first `count` of `names`; false: it is none of them. */
bool lookup_find(struct lookup *l, const struct interner *names, size_t count, struct text s,
                 uint32_t *ret);

#endif
