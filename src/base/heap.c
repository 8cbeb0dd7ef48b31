#include "blotter/base/heap.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void heap_finish(struct heap *h)
{
    free(h->items);
    *h = (struct heap){0};
}

void heap_push(struct heap *h, struct heap_item item)
{
    BUG_IF(h->count > h->cap);
    h->items = mem_grow(h->items, &h->cap, h->count + 1, sizeof *h->items);
    size_t at = h->count++;
    for (size_t parent; at > 0 && heap_before(&item, &h->items[parent = (at - 1) / 2]); at = parent)
        h->items[at] = h->items[parent];
    h->items[at] = item;
}

void heap_pop(struct heap *h)
{
    BUG_IF(h->count == 0);
    struct heap_item last = h->items[--h->count];
    if (h->count > 0)
        heap_replace(h, last);
}
