/* A heap: which of many is due first.
 *
 *     heap_push(&heap, (struct heap_item){.key = time, .order = number, .of = place});
 *     const struct heap_item *first = heap_top(&heap);
 *
 * `of` says which of the caller's things an item stands for. */
#ifndef BLOTTER_BASE_HEAP_H
#define BLOTTER_BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

#include "blotter/base/bug.h"

/* The smallest key is the first, and of equal ones the smallest order. */
struct heap_item {
    int64_t key;
    uint64_t order;
    size_t of;
};

/* {0} is empty. */
struct heap {
    struct heap_item *items; /* the first at 0 */
    size_t count, cap;
};

void heap_finish(struct heap *h); /* leaves {0} */
void heap_push(struct heap *h, struct heap_item item);

/* NULL when it is empty. It stands until the next change. */
static inline const struct heap_item *heap_top(const struct heap *h)
{
    return h->count > 0 ? h->items : NULL;
}

static inline bool heap_before(const struct heap_item *a, const struct heap_item *b)
{
    return a->key != b->key ? a->key < b->key : a->order < b->order;
}

/* Puts another in for the first, of a heap that is not empty. In the header, since it is the step
 * of every merge: called, merging costs a tenth more. */
static inline void heap_replace(struct heap *h, struct heap_item item)
{
    BUG_IF(h->count == 0);
    struct heap_item *items = h->items;
    size_t at = 0;
    for (size_t child; (child = at * 2 + 1) < h->count; at = child) {
        BUG_IF(heap_before(&items[child], &items[0]));
        child += child + 1 < h->count && heap_before(&items[child + 1], &items[child]);
        if (!heap_before(&items[child], &item))
            break;
        items[at] = items[child];
    }
    items[at] = item;
}

/* Takes the first out of a heap that is not empty. */
void heap_pop(struct heap *h);

#endif
