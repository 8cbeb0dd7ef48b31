#include "gaps.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

enum { NONE = 0, LEFT = 0, RIGHT = 1 };

void gaps_finish(struct gaps *gaps)
{
    free(gaps->nodes);
    *gaps = (struct gaps){0};
}

/* --- nodes ---------------------------------------------------------------------------------- */

static uint32_t new_node(struct gaps *gaps, const struct gap *gap)
{
    uint32_t node = gaps->unused;
    if (node != NONE) {
        gaps->unused = gaps->nodes[node].child[LEFT];
    } else {
        gaps->nodes =
            mem_grow(gaps->nodes, &gaps->cap, (size_t)gaps->used + 2, sizeof *gaps->nodes);
        gaps->nodes[NONE] = (struct gap_node){.level = 0};
        node = ++gaps->used;
    }
    gaps->nodes[node] = (struct gap_node){.gap = *gap, .level = 1};
    gaps->count++;
    return node;
}

static void give_back(struct gaps *gaps, uint32_t node)
{
    gaps->nodes[node].child[LEFT] = gaps->unused;
    gaps->unused = node;
    gaps->count--;
}

/* --- balance -------------------------------------------------------------------------------- */

/* The child on that side goes to the top, and the top under it on the other one. */
static uint32_t rotate(struct gaps *gaps, uint32_t top, int side)
{
    struct gap_node *n = gaps->nodes;
    uint32_t child = n[top].child[side];
    n[top].child[side] = n[child].child[!side];
    n[child].child[!side] = top;
    return child;
}

/* A left child of the same level becomes a right one's parent. */
static uint32_t skew(struct gaps *gaps, uint32_t top)
{
    const struct gap_node *n = gaps->nodes;
    bool leans_left = top != NONE && n[n[top].child[LEFT]].level == n[top].level;
    return leans_left ? rotate(gaps, top, LEFT) : top;
}

/* Of three of one level in a row to the right the middle one is raised. */
static uint32_t split(struct gaps *gaps, uint32_t top)
{
    struct gap_node *n = gaps->nodes;
    uint32_t last = n[n[top].child[RIGHT]].child[RIGHT];
    if (top == NONE || n[last].level != n[top].level)
        return top;
    top = rotate(gaps, top, RIGHT);
    n[top].level++;
    return top;
}

/* After a child has become lower. */
static uint32_t lower(struct gaps *gaps, uint32_t top)
{
    struct gap_node *n = gaps->nodes;
    uint32_t left_level = n[n[top].child[LEFT]].level;
    uint32_t right_level = n[n[top].child[RIGHT]].level;
    uint32_t level = (left_level < right_level ? left_level : right_level) + 1;
    if (level < n[top].level) {
        n[top].level = level;
        if (level < right_level)
            n[n[top].child[RIGHT]].level = level;
    }
    top = skew(gaps, top);
    uint32_t *right = &n[top].child[RIGHT];
    *right = skew(gaps, *right);
    if (*right != NONE)
        n[*right].child[RIGHT] = skew(gaps, n[*right].child[RIGHT]);
    top = split(gaps, top);
    n[top].child[RIGHT] = split(gaps, n[top].child[RIGHT]);
    return top;
}

/* A node's level is as the tree wants it, and so it is between its children. */
static void check(const struct gaps *gaps, uint32_t top)
{
    const struct gap_node *n = gaps->nodes;
    uint32_t left = n[top].child[LEFT];
    uint32_t right = n[top].child[RIGHT];
    BUG_IF(n[left].level + 1 != n[top].level);
    BUG_IF(n[right].level != n[top].level && n[right].level + 1 != n[top].level);
    BUG_IF(n[n[right].child[RIGHT]].level >= n[top].level);
    BUG_IF(left != NONE && n[left].gap.to >= n[top].gap.from);
    BUG_IF(right != NONE && n[right].gap.from <= n[top].gap.to);
}

/* --- in and out ----------------------------------------------------------------------------- */

static uint32_t insert(struct gaps *gaps, uint32_t top, uint32_t node)
{
    struct gap_node *n = gaps->nodes;
    if (top == NONE)
        return node;
    BUG_IF(n[node].gap.from <= n[top].gap.to && n[node].gap.to >= n[top].gap.from);
    int side = n[node].gap.from > n[top].gap.from ? RIGHT : LEFT;
    n[top].child[side] = insert(gaps, n[top].child[side], node);
    top = split(gaps, skew(gaps, top));
    check(gaps, top);
    return top;
}

/* Takes the gap that begins at `from` out, which is there. Where it has children, that of the next
 * or the last before it takes its node. */
static uint32_t take_out(struct gaps *gaps, uint32_t top, uint64_t from)
{
    struct gap_node *n = gaps->nodes;
    if (from == n[top].gap.from && n[top].level == 1 && n[top].child[RIGHT] == NONE) {
        give_back(gaps, top);
        return NONE;
    }
    int side = from > n[top].gap.from ? RIGHT : LEFT;
    if (from == n[top].gap.from) {
        side = n[top].child[LEFT] == NONE ? RIGHT : LEFT;
        uint32_t next = n[top].child[side];
        while (n[next].child[!side] != NONE)
            next = n[next].child[!side];
        n[top].gap = n[next].gap;
        from = n[top].gap.from;
    }
    n[top].child[side] = take_out(gaps, n[top].child[side], from);
    top = lower(gaps, top);
    check(gaps, top);
    return top;
}

void gaps_add(struct gaps *gaps, const struct gap *gap)
{
    uint32_t node = new_node(gaps, gap);
    gaps->root = insert(gaps, gaps->root, node);
    BUG_IF(gaps->count > gaps->used);
}

static struct gap_node *find(const struct gaps *gaps, uint64_t seq)
{
    struct gap_node *found = NULL;
    for (uint32_t node = gaps->root; node != NONE;) {
        struct gap_node *n = &gaps->nodes[node];
        if (n->gap.to >= seq)
            found = n;
        node = n->child[n->gap.to >= seq ? LEFT : RIGHT];
    }
    return found;
}

const struct gap *gaps_from(const struct gaps *gaps, uint64_t seq)
{
    const struct gap_node *found = find(gaps, seq);
    return found != NULL ? &found->gap : NULL;
}

bool gaps_take(struct gaps *gaps, uint64_t seq)
{
    struct gap_node *found = find(gaps, seq);
    if (found == NULL || found->gap.from > seq)
        return false;
    struct gap *gap = &found->gap;
    struct gap behind = {seq + 1, gap->to, gap->until};
    if (gap->from == gap->to) {
        gaps->root = take_out(gaps, gaps->root, seq);
    } else if (gap->from == seq) {
        gap->from++;
    } else {
        gap->to = seq - 1;
        if (behind.from <= behind.to)
            gaps_add(gaps, &behind);
    }
    return true;
}
