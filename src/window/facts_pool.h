/* The pool of facts: a place for each report that is kept or waits, by number. A chunk goes when
 * the last of its reports has gone, and may be held longer by others (past.h). */
#ifndef BLOTTER_WINDOW_FACTS_POOL_H
#define BLOTTER_WINDOW_FACTS_POOL_H

#include "blotter/crime/message.h"
#include "blotter/window/facts.h"
#include "blotter/window/terms.h"

/* {0} is an empty one. */
struct facts_pool {
    struct facts_chunk **chunks; /* by number / FACTS_CHUNK; NULL: a number that is free */
    size_t count, cap;
    uint32_t *free; /* numbers of chunks */
    size_t free_count, free_cap;
    size_t filling; /* the chunk that is being filled, */
    uint32_t used;  /* and how much of it is; FACTS_CHUNK or without chunks: none */
    size_t live_chunks;
};

void facts_pool_clear(struct facts_pool *p); /* leaves {0} */

/* A report of which nothing is kept. */
#define NO_FACTS UINT32_MAX

/* The number of the new one. */
uint32_t facts_pool_add(struct facts_pool *p, const struct message *m, struct origin from,
                        bool late);
uint32_t facts_pool_put(struct facts_pool *p, const struct facts *f, struct text id);

/* NULL for NO_FACTS. */
const struct facts *facts_pool_at(const struct facts_pool *p, uint32_t number);

/* The report has gone. Takes NO_FACTS. */
void facts_pool_drop(struct facts_pool *p, uint32_t number);

/* For who holds a chunk, and lets it go. */
void facts_chunk_release(struct facts_chunk *chunk); /* takes NULL */

#endif
