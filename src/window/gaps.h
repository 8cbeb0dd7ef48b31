/* Gaps: the seqs of one officer that something has shown to be missing.
 *
 * A balanced tree (an AA tree: a red-black tree whose red links lean right), so that neither many
 * gaps nor the order in which they are filled make a message cost more than a logarithm. */
#ifndef BLOTTER_WINDOW_GAPS_H
#define BLOTTER_WINDOW_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blotter/base/civil.h"

struct gap {
    uint64_t from, to; /* both are missing */
    civil_time until;  /* what showed it: its reports are not later */
};

/* A node's level is one more than its left child's, and its right child's or one more than that; a
 * right child's right child is lower. A leaf's is 1, that of NONE 0. */
struct gap_node {
    struct gap gap;
    uint32_t child[2]; /* of one that was given back: [0] is the next of those */
    uint32_t level;
};

/* {0} is none. No gap touches another, but for pieces of one that was. */
struct gaps {
    struct gap_node *nodes; /* [0] stands for no node */
    uint32_t used, unused;  /* nodes that have ever been taken; the first of those given back */
    size_t cap;
    uint32_t root;
    size_t count;
};

void gaps_finish(struct gaps *gaps); /* leaves {0} */

/* Adds one that holds no seq of another. */
void gaps_add(struct gaps *gaps, const struct gap *gap);

/* Takes `seq` out of the gap it lies in, which may split it. False: it lies in none. */
bool gaps_take(struct gaps *gaps, uint64_t seq);

/* The first gap that ends at `seq` or behind it; NULL when there is none. It stands until the next
 * change. From one to the next: gaps_from(gaps, gap->to + 1). */
const struct gap *gaps_from(const struct gaps *gaps, uint64_t seq);

#endif
