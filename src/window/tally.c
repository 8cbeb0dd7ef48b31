#include "blotter/window/tally.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void tally_init(struct tally *t, unsigned kinds)
{
    *t = (struct tally){.kinds = kinds};
}

void counts_finish(struct counts *c)
{
    free(c->of);
    *c = (struct counts){0};
}

void tally_finish(struct tally *t)
{
    counts_finish(&t->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        counts_finish(&t->places[k]);
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
    memset(t->others, 0, sizeof t->others);
    counts_clear(&t->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        counts_clear(&t->places[k]);
}

static void widen(struct counts *c, uint32_t id)
{
    size_t before = c->cap;
    c->of = mem_grow(c->of, &c->cap, (size_t)id + 1, sizeof *c->of);
    memset(c->of + before, 0, (c->cap - before) * sizeof *c->of);
}

void counts_set(struct counts *c, uint32_t id, uint32_t count)
{
    if (id >= c->cap)
        widen(c, id);
    c->of[id] = count;
}

static inline void count_one(struct counts *c, uint32_t id)
{
    if (id >= c->cap)
        widen(c, id);
    c->of[id]++;
}

static void add_others(struct tally *t, const struct report *r, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < NEAR_OTHERS_MAX; k++)
            t->others[k] += r[i].others >> k & 1;
}

static void remove_others(struct tally *t, const struct report *r, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < NEAR_OTHERS_MAX; k++) {
            BUG_IF((r[i].others >> k & 1) > t->others[k]);
            t->others[k] -= r[i].others >> k & 1;
        }
}

/* A kind at a time, so that its counts stay in the cache; the reports do. */
void tally_add(struct tally *t, const struct report *r, size_t count)
{
    uint32_t others = 0;
    t->total += count;
    for (size_t i = 0; i < count; i++) {
        others |= r[i].others;
        t->near += r[i].near;
        count_one(&t->crimes, r[i].crime);
    }
    if (others != 0)
        add_others(t, r, count);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        for (size_t i = 0; i < count && (t->kinds >> k & 1) != 0; i++)
            count_one(&t->places[k], r[i].place[k]);
}

void tally_remove(struct tally *t, const struct report *r, size_t count)
{
    uint32_t others = 0;
    BUG_IF(t->total < count);
    t->total -= count;
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(r + i + 32, 0, 0);
        BUG_IF(counts_of(&t->crimes, r[i].crime) == 0);
        BUG_IF(r[i].near && t->near == 0);
        t->near -= r[i].near;
        others |= r[i].others;
        t->crimes.of[r[i].crime]--;
    }
    if (others != 0)
        remove_others(t, r, count);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        for (size_t i = 0; i < count && (t->kinds >> k & 1) != 0; i++) {
            BUG_IF(counts_of(&t->places[k], r[i].place[k]) == 0);
            t->places[k].of[r[i].place[k]]--;
        }
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

enum { INSERTED_MOST = 128 };

/* For few rows. Most names have not occurred lately, and nearly none so often as the last row. */
static void insert_top(const struct counts *counts, const struct interner *names, size_t most,
                       struct top_list *ret)
{
    struct top *rows = ret->of;
    size_t found = 0;
    for (size_t id = 0; id < counts->cap; id++) {
        uint32_t least = found < most ? 1 : rows[most - 1].count;
        while (id % STRIDE == 0 && id + STRIDE <= counts->cap &&
               !any_reaches(counts->of + id, least))
            id += STRIDE;
        if (id == counts->cap)
            break;
        struct top candidate = {(uint32_t)id, counts->of[id]};
        if (candidate.count < least || (found == most && !before(names, candidate, rows[most - 1])))
            continue;
        size_t at = found < most ? found++ : most - 1;
        for (; at > 0 && before(names, candidate, rows[at - 1]); at--)
            rows[at] = rows[at - 1];
        rows[at] = candidate;
    }
    ret->count = found;
}

static int by_rank(const void *one, const void *other, void *names)
{
    const struct top *a = one;
    const struct top *b = other;
    return before(names, *a, *b) ? -1 : a->id != b->id;
}

static void sort_top(const struct counts *counts, const struct interner *names,
                     struct top_list *ret)
{
    ret->count = 0;
    for (size_t id = 0; id < counts->cap; id++)
        if (counts->of[id] > 0)
            ret->of[ret->count++] = (struct top){(uint32_t)id, counts->of[id]};
    if (ret->count > 1)
        qsort_r(ret->of, ret->count, sizeof *ret->of, by_rank, (void *)(uintptr_t)names);
}

void counts_top(const struct counts *counts, const struct interner *names, size_t most,
                struct top_list *ret)
{
    bool few = most <= INSERTED_MOST;
    size_t room = few ? most : counts_there(counts);
    ret->of = mem_grow(ret->of, &ret->cap, room + 1, sizeof *ret->of);
    if (few)
        insert_top(counts, names, most, ret);
    else
        sort_top(counts, names, ret);
    ret->count = ret->count < most ? ret->count : most;
}

size_t counts_there(const struct counts *counts)
{
    size_t there = 0;
    for (size_t id = 0; id < counts->cap; id++)
        there += counts->of[id] > 0;
    return there;
}

void top_list_finish(struct top_list *list)
{
    free(list->of);
    *list = (struct top_list){0};
}
