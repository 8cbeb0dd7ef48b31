#include "lookup.h"

#include <stdlib.h>
#include <xxhash.h>

#include "blotter/base/memory.h"

enum { FIRST_SLOTS = 1024 };

void lookup_finish(struct lookup *l)
{
    free(l->slots);
    *l = (struct lookup){0};
}

/* The slot that holds `s`, or the free one where it would be put. */
static size_t slot_of(const struct lookup *l, struct text s)
{
    size_t at = (size_t)XXH3_64bits(s.len > 0 ? s.ptr : "", s.len) & l->mask;
    while (l->slots[at] != 0 && !text_equal(intern_text(l->names, l->slots[at] - 1), s))
        at = (at + 1) & l->mask;
    return at;
}

static void learn(struct lookup *l, size_t count)
{
    for (; l->known < count; l->known++)
        l->slots[slot_of(l, intern_text(l->names, (uint32_t)l->known))] = (uint32_t)l->known + 1;
}

static void widen(struct lookup *l, size_t count)
{
    size_t slots = l->mask + 1 > FIRST_SLOTS ? l->mask + 1 : FIRST_SLOTS;
    while (slots < count * 2)
        slots *= 2;
    l->slots = mem_grow(l->slots, &l->cap, slots, sizeof *l->slots);
    memset(l->slots, 0, slots * sizeof *l->slots);
    l->mask = slots - 1;
    l->known = 0;
}

bool lookup_find(struct lookup *l, const struct interner *names, size_t count, struct text s,
                 uint32_t *ret)
{
    bool is_other = l->names != names || count < l->known;
    l->names = names;
    if (is_other || l->mask == 0 || count * 2 > l->mask + 1)
        widen(l, count);
    learn(l, count);
    size_t slot = slot_of(l, s);
    *ret = l->slots[slot] - 1;
    return l->slots[slot] != 0;
}
