#include "batch.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void batch_init(struct batch *b)
{
    *b = (struct batch){0};
    tally_init(&b->all, TALLY_ALL_KINDS);
    for (size_t i = 0; i < BATCH_SLOTS; i++) {
        tally_init(&b->slots[i], TALLY_ALL_KINDS);
        b->begins[i] = CIVIL_NEVER;
    }
}

void batch_finish(struct batch *b)
{
    free(b->listed);
    tally_finish(&b->all);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_finish(&b->slots[i]);
}

/* An hour has some twenty reports, and the city forty thousand addresses: to set all their counts
 * to zero at every tick would cost many times what counting costs. */
void batch_clear(struct batch *b, civil_time position)
{
    if (b->slotted || b->count > BATCH_LISTED) {
        tally_clear(&b->all);
    } else {
        for (size_t i = 0; i < b->count; i++)
            tally_remove(&b->all, &b->listed[i]);
    }
    b->count = 0;
    for (size_t i = 0; b->slotted && i < BATCH_SLOTS; i++)
        tally_clear(&b->slots[i]);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        b->begins[i] = position;
}

void batch_add(struct batch *b, const struct report *r)
{
    tally_add(&b->all, r);
    if (b->listed == NULL)
        b->listed = mem_new(BATCH_LISTED, sizeof *b->listed);
    if (b->count < BATCH_LISTED)
        b->listed[b->count] = *r;
    b->count++;
    if (b->slotted)
        tally_add(&b->slots[b->slot], r);
}

void batch_resume(struct batch *b, civil_time begin)
{
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        b->begins[i] = begin;
    b->count = b->all.total > 0 ? BATCH_LISTED + 1 : 0;
}

void batch_next_slot(struct batch *b, civil_time position)
{
    if (!b->slotted)
        tally_join(&b->slots[b->slot], &b->all);
    b->slotted = true;
    b->slot = (b->slot + 1) % BATCH_SLOTS;
    tally_subtract(&b->all, &b->slots[b->slot]);
    tally_clear(&b->slots[b->slot]);
    b->begins[b->slot] = position;
}
