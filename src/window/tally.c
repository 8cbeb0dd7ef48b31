#include "blotter/window/tally.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void tally_init(struct tally *t, unsigned kinds)
{
    *t = (struct tally){.kinds = kinds};
}

void tally_finish(struct tally *t)
{
    free(t->crimes.of);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        free(t->places[k].of);
    *t = (struct tally){0};
}

static void counts_clear(struct counts *c)
{
    if (c->cap > 0)
        memset(c->of, 0, c->cap * sizeof *c->of);
}

void tally_clear(struct tally *t)
{
    t->total = 0;
    t->near = 0;
    counts_clear(&t->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        counts_clear(&t->places[k]);
}

void counts_widen(struct counts *c, uint32_t id)
{
    size_t before = c->cap;
    c->of = mem_grow(c->of, &c->cap, (size_t)id + 1, sizeof *c->of);
    memset(c->of + before, 0, (c->cap - before) * sizeof *c->of);
}

void tally_add_some(struct tally *t, enum place place, const struct report *r, size_t count)
{
    struct counts *crimes = &t->crimes;
    struct counts *places = &t->places[place];
    uint64_t near = 0;
    for (const struct report *end = r + count; r < end; r++) {
        near += r->near;
        counts_add(crimes, r->crime);
        counts_add(places, r->place[place]);
    }
    t->total += count;
    t->near += near;
}

void tally_remove_some(struct tally *t, enum place place, const struct report *r, size_t count)
{
    uint32_t *crimes = t->crimes.of;
    uint32_t *places = t->places[place].of;
    uint64_t near = 0;
    for (const struct report *end = r + count; r < end; r++) {
        __builtin_prefetch(r + 32, 0, 0);
        near += r->near;
        crimes[r->crime]--;
        places[r->place[place]]--;
    }
    t->total -= count;
    t->near -= near;
}

static void counts_join(struct counts *c, const struct counts *part)
{
    if (part->cap > c->cap)
        counts_widen(c, (uint32_t)(part->cap - 1));
    for (size_t i = 0; i < part->cap; i++)
        c->of[i] += part->of[i];
}

void tally_join(struct tally *t, const struct tally *part)
{
    t->total += part->total;
    t->near += part->near;
    counts_join(&t->crimes, &part->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        counts_join(&t->places[k], &part->places[k]);
}

static void counts_subtract(struct counts *c, const struct counts *part)
{
    for (size_t i = 0; i < c->cap && i < part->cap; i++)
        c->of[i] -= part->of[i];
}

void tally_subtract(struct tally *t, const struct tally *part)
{
    t->total -= part->total;
    t->near -= part->near;
    counts_subtract(&t->crimes, &part->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        counts_subtract(&t->places[k], &part->places[k]);
}

/* Does a stand before b in the table? */
static bool before(const struct interner *names, struct top a, struct top b)
{
    if (a.count != b.count)
        return a.count > b.count;
    return text_compare(intern_text(names, a.id), intern_text(names, b.id)) < 0;
}

enum { STRIDE = 16 };

/* Is one of STRIDE counts at least `least` (> 0)? The difference is negative for those: or-ed
 * together they are, which compilers do for many at once. Counts are below 2^31. */
static bool any_reaches(const uint32_t *counts, uint32_t least)
{
    uint32_t signs = 0;
    for (size_t i = 0; i < STRIDE; i++)
        signs |= least - 1 - counts[i];
    return signs >> 31 != 0;
}

/* Most names have not occurred lately, and nearly none so often as the fifth. */
size_t counts_top(const struct counts *counts, const struct interner *names,
                  struct top ret[TOP_MAX])
{
    size_t found = 0;
    for (size_t id = 0; id < counts->cap; id++) {
        uint32_t least = found < TOP_MAX ? 1 : ret[TOP_MAX - 1].count;
        while (id % STRIDE == 0 && id + STRIDE <= counts->cap &&
               !any_reaches(counts->of + id, least))
            id += STRIDE;
        if (id == counts->cap)
            break;
        struct top candidate = {(uint32_t)id, counts->of[id]};
        if (candidate.count < least ||
            (found == TOP_MAX && !before(names, candidate, ret[TOP_MAX - 1])))
            continue;
        size_t at = found < TOP_MAX ? found++ : TOP_MAX - 1;
        for (; at > 0 && before(names, candidate, ret[at - 1]); at--)
            ret[at] = ret[at - 1];
        ret[at] = candidate;
    }
    return found;
}
