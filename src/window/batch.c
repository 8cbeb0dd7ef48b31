#include "batch.h"

void batch_init(struct batch *b)
{
    *b = (struct batch){0};
    tally_init(&b->all, TALLY_ALL_KINDS);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_init(&b->slots[i], TALLY_ALL_KINDS);
}

void batch_finish(struct batch *b)
{
    tally_finish(&b->all);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_finish(&b->slots[i]);
}

void batch_clear(struct batch *b)
{
    tally_clear(&b->all);
    for (size_t i = 0; b->slotted && i < BATCH_SLOTS; i++)
        tally_clear(&b->slots[i]);
}

void batch_add(struct batch *b, const struct report *r)
{
    tally_add(&b->all, r);
    if (b->slotted)
        tally_add(&b->slots[b->slot], r);
}

void batch_next_slot(struct batch *b)
{
    if (!b->slotted)
        tally_join(&b->slots[b->slot], &b->all);
    b->slotted = true;
    b->slot = (b->slot + 1) % BATCH_SLOTS;
    tally_subtract(&b->all, &b->slots[b->slot]);
    tally_clear(&b->slots[b->slot]);
}
