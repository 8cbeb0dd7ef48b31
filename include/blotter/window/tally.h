/* Tallies: how many reports, how many near each point, how many of each crime and at each place. */
#ifndef BLOTTER_WINDOW_TALLY_H
#define BLOTTER_WINDOW_TALLY_H

#include "blotter/base/intern.h"
#include "blotter/base/civil.h"
#include "blotter/crime/record.h"

/* A report as it is counted, all of it by number: 40 bytes, so a time may stand across two cache
 * lines. */
struct report {
    civil_time reported_at;
    int32_t lat, lon;                  /* src/window/spots.h */
    uint32_t crime : 23;               /* up to CRIMES_MAX */
    uint32_t others : NEAR_OTHERS_MAX; /* bit k: near the k-th of the other points */
    uint32_t near : 1;
    uint32_t place[PLACE_COUNT];
    uint32_t facts; /* where the rest is (src/window/facts_pool.h) */
} __attribute__((packed, aligned(4)));
_Static_assert(sizeof(struct report) == 40, "the log's cost a report");

/* Different crimes. What comes beyond is counted as the last of them. */
enum { CRIMES_MAX = (1 << 23) - 1 };

/* Counts by interned number. */
struct counts {
    uint32_t *of;
    size_t cap;
};

struct tally {
    uint64_t total;
    uint64_t near;
    uint64_t others[NEAR_OTHERS_MAX]; /* near other points */
    struct counts crimes;
    struct counts places[PLACE_COUNT];
    unsigned kinds; /* bit k: places[k] is counted */
};

enum { TALLY_ALL_KINDS = (1 << PLACE_COUNT) - 1, TOP_ROWS = 5 };

void tally_init(struct tally *t, unsigned kinds);
void tally_finish(struct tally *t);
void tally_clear(struct tally *t);

/* Adds `count` reports that stand together, or takes out such as were added. */
void tally_add(struct tally *t, const struct report *r, size_t count);
void tally_remove(struct tally *t, const struct report *r, size_t count);

void counts_finish(struct counts *counts);
void counts_set(struct counts *counts, uint32_t id, uint32_t count);

/* One row of a top table. */
struct top {
    uint32_t id;
    uint32_t count;
};

/* A top table; {0} has no rows. */
struct top_list {
    struct top *of;
    size_t count, cap;
};
void top_list_finish(struct top_list *list);

/* The names with the highest counts, `most` at most (SIZE_MAX: all), none of them 0: by count, the
 * highest first, then by the bytes of the name (DESIGN §4 "Top 5"). */
void counts_top(const struct counts *counts, const struct interner *names, size_t most,
                struct top_list *ret);

/* How many names have a count. */
size_t counts_there(const struct counts *counts);

static inline uint32_t counts_of(const struct counts *counts, uint32_t id)
{
    return id < counts->cap ? counts->of[id] : 0;
}

#endif
