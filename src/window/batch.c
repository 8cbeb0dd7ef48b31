#include "batch.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

static void begin_at(struct batch *b, civil_time position)
{
    for (size_t i = 0; i < BATCH_SLOTS; i++) {
        b->slots[i] = 0;
        b->begins[i] = position;
    }
}

void batch_init(struct batch *b)
{
    *b = (struct batch){0};
    tally_init(&b->all, TALLY_ALL_KINDS);
    begin_at(b, CIVIL_NEVER);
}

void batch_finish(struct batch *b)
{
    free(b->items);
    tally_finish(&b->all);
}

/* An hour has some twenty reports, and the city forty thousand addresses: to set all their counts
 * to zero at every tick would cost many times what counting costs. */
void batch_empty(struct batch *b)
{
    if (b->unlisted)
        tally_clear(&b->all);
    else
        tally_remove(&b->all, b->items + b->first, b->count - b->first);
    b->first = b->count = 0;
    b->unlisted = false;
    memset(b->slots, 0, sizeof b->slots);
}

void batch_clear(struct batch *b, civil_time position)
{
    batch_empty(b);
    begin_at(b, position);
}

static void make_room(struct batch *b, size_t more)
{
    if (b->first > b->count / 2) {
        b->count -= b->first;
        memmove(b->items, b->items + b->first, b->count * sizeof *b->items);
        b->first = 0;
    }
    b->items = mem_grow(b->items, &b->cap, b->count + more, sizeof *b->items);
}

void batch_add(struct batch *b, const struct report *r, size_t count)
{
    for (; count > 0 && r->reported_at.s <= batch_begin(b).s; r++)
        count--;
    tally_add(&b->all, r, count);
    b->unlisted = b->unlisted || (!b->slides && b->count + count > BATCH_LISTED);
    if (b->unlisted || count == 0)
        return;
    make_room(b, count);
    memcpy(b->items + b->count, r, count * sizeof *r);
    b->count += count;
    b->slots[b->slot] += count;
    BUG_IF(b->all.total != b->count - b->first);
}

/* The slot that was open when the clock came to that time. */
static size_t slot_of(const struct batch *b, civil_time t)
{
    size_t oldest = (b->slot + 1) % BATCH_SLOTS;
    size_t slot = b->slot;
    while (slot != oldest && t.s <= b->begins[slot].s)
        slot = (slot + BATCH_SLOTS - 1) % BATCH_SLOTS;
    return slot;
}

void batch_refill(struct batch *b, const struct report *r, size_t count)
{
    size_t open = b->slot;
    for (; count > 0; r++, count--) {
        if (r->reported_at.s <= batch_begin(b).s)
            continue;
        b->slot = slot_of(b, r->reported_at);
        batch_add(b, r, 1);
        b->slot = open;
    }
}

void batch_resume(struct batch *b, civil_time begin)
{
    b->unlisted = b->all.total > 0;
    begin_at(b, begin);
}

void batch_next_slot(struct batch *b, civil_time position)
{
    if (b->unlisted)
        batch_clear(b, position);
    b->slides = true;
    b->slot = (b->slot + 1) % BATCH_SLOTS;
    BUG_IF(b->slots[b->slot] > b->count - b->first);
    tally_remove(&b->all, b->items + b->first, b->slots[b->slot]);
    b->first += b->slots[b->slot];
    b->slots[b->slot] = 0;
    b->begins[b->slot] = position;
}
