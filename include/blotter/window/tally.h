/* Tallies: how many reports, how many near, how many of each crime and at each place. */
#ifndef BLOTTER_WINDOW_TALLY_H
#define BLOTTER_WINDOW_TALLY_H

#include "blotter/base/intern.h"
#include "blotter/window/log.h"

/* Counts by interned number. */
struct counts {
    uint32_t *of;
    size_t cap;
};

struct tally {
    uint64_t total;
    uint64_t near;
    struct counts crimes;
    struct counts places[PLACE_COUNT];
    unsigned kinds; /* bit k: places[k] is counted */
};

enum { TALLY_ALL_KINDS = (1 << PLACE_COUNT) - 1, TOP_MAX = 5 };

void tally_init(struct tally *t, unsigned kinds);
void tally_finish(struct tally *t);
void tally_clear(struct tally *t);

/* Makes room for `id`. */
void counts_widen(struct counts *counts, uint32_t id);

static inline void counts_add(struct counts *counts, uint32_t id)
{
    if (id >= counts->cap)
        counts_widen(counts, id);
    counts->of[id]++;
}

/* Adding and removing are in the header, since a report is added to five tallies and taken out of
 * three: called, they cost twice as much. `kinds` is t->kinds; where the caller knows it, the
 * compiler leaves out the rest. */
static inline void tally_add_kinds(struct tally *t, const struct report *r, unsigned kinds)
{
    t->total++;
    t->near += r->near;
    counts_add(&t->crimes, r->crime);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        if (kinds >> k & 1)
            counts_add(&t->places[k], r->place[k]);
}

static inline void tally_add(struct tally *t, const struct report *r)
{
    if (t->kinds == TALLY_ALL_KINDS)
        tally_add_kinds(t, r, TALLY_ALL_KINDS);
    else
        tally_add_kinds(t, r, t->kinds);
}

/* One that was added. */
static inline void tally_remove(struct tally *t, const struct report *r)
{
    unsigned kinds = t->kinds; /* as far as the compiler knows, a count might be it */
    t->total--;
    t->near -= r->near;
    t->crimes.of[r->crime]--;
    for (size_t k = 0; k < PLACE_COUNT; k++)
        if (kinds >> k & 1)
            t->places[k].of[r->place[k]]--;
}

/* The same for a tally of one kind of place alone, and for `count` reports that stand together. */
void tally_add_some(struct tally *t, enum place place, const struct report *r, size_t count);
void tally_remove_some(struct tally *t, enum place place, const struct report *r, size_t count);

void tally_join(struct tally *t, const struct tally *part);     /* the same kinds */
void tally_subtract(struct tally *t, const struct tally *part); /* all of `part` was added to t */

/* One row of a top-5 table. */
struct top {
    uint32_t id;
    uint32_t count;
};

/* The names with the highest counts, none of them 0: by count, the highest first, then by the bytes
 * of the name (DESIGN §4 "Top 5"). Returns how many. */
size_t counts_top(const struct counts *counts, const struct interner *names,
                  struct top ret[TOP_MAX]);

static inline uint32_t counts_of(const struct counts *counts, uint32_t id)
{
    return id < counts->cap ? counts->of[id] : 0;
}

#endif
