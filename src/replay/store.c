#include "store.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/crime/message.h"
#include "spill.h"

void store_init(struct store *s, size_t memory)
{
    *s = (struct store){
        .memory = memory > STORE_LEAST_MEMORY ? memory : STORE_LEAST_MEMORY,
        .first = CIVIL_FOREVER,
        .last = CIVIL_NEVER,
    };
}

void store_finish(struct store *s)
{
    spill_destroy(s->spill);
    free(s->reports);
    buffer_free(&s->tails);
    *s = (struct store){0};
}

/* --- sorting -------------------------------------------------------------------------------- */

/* One stable pass over byte `shift / 8` of the key, which is the time since `origin`. */
static void radix_pass(const struct stored *from, struct stored *to, size_t count,
                       civil_time origin, unsigned shift)
{
    size_t starts[257] = {0};
    for (size_t i = 0; i < count; i++)
        starts[((uint64_t)(from[i].reported_at.s - origin.s) >> shift & 0xFF) + 1]++;
    for (size_t b = 1; b < 256; b++)
        starts[b] += starts[b - 1];
    for (size_t i = 0; i < count; i++)
        to[starts[(uint64_t)(from[i].reported_at.s - origin.s) >> shift & 0xFF]++] = from[i];
}

/* Least significant byte first: stable, so that equal times stay in the order of the input. */
static void sort_held(struct store *s)
{
    if (s->held < 2)
        return;
    struct stored *spare = mem_new(s->held, sizeof *spare);
    struct stored *from = s->reports;
    struct stored *to = spare;
    uint64_t span = (uint64_t)(s->last.s - s->first.s);
    for (unsigned shift = 0; shift < 64 && span >> shift > 0; shift += 8) {
        radix_pass(from, to, s->held, s->first, shift);
        struct stored *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != s->reports) {
        spare = s->reports;
        s->reports = from;
        s->cap = s->held;
    }
    free(spare);
}

static struct text tail_of(const struct store *s, const struct stored *r)
{
    return (struct text){s->tails.data + r->tail_at, r->tail_len};
}

/* Writes what is in memory to disk as one sorted run. */
static bool spill_held(struct store *s, struct error *err)
{
    if (s->spill == NULL && (s->spill = spill_create(err)) == NULL)
        return false;
    sort_held(s);
    spill_begin_run(s->spill);
    for (size_t i = 0; i < s->held; i++)
        if (!spill_add(s->spill, &s->reports[i], tail_of(s, &s->reports[i]), err))
            return false;
    s->held = 0;
    s->tails.len = 0;
    return spill_end_run(s->spill, err);
}

/* A report takes its entry twice, once while sorting. */
static bool is_full(const struct store *s)
{
    return s->tails.len + s->held * 2 * sizeof *s->reports >= s->memory;
}

/* Adds a report whose tail stands from `at` on. */
static bool add_entry(struct store *s, size_t at, civil_time reported_at, uint32_t officer,
                      struct error *err)
{
    s->reports = mem_grow(s->reports, &s->cap, s->held + 1, sizeof *s->reports);
    s->reports[s->held++] = (struct stored){
        .reported_at = reported_at,
        .tail_at = at,
        .tail_len = (uint32_t)(s->tails.len - at),
        .officer = officer,
    };
    s->count++;
    s->first = civil_earlier(s->first, reported_at);
    s->last = civil_later(s->last, reported_at);
    return !is_full(s) || spill_held(s, err);
}

bool store_add(struct store *s, const struct crime *c, uint32_t officer, struct error *err)
{
    size_t at = s->tails.len;
    message_write_crime_tail(&s->tails, c);
    return add_entry(s, at, c->reported_at, officer, err);
}

bool store_add_tail(struct store *s, civil_time reported_at, uint32_t officer, struct text tail,
                    struct error *err)
{
    size_t at = s->tails.len;
    buffer_add(&s->tails, tail);
    return add_entry(s, at, reported_at, officer, err);
}

bool store_sort(struct store *s, struct error *err)
{
    if (s->spill == NULL) {
        sort_held(s);
        return true;
    }
    if (s->held > 0 && !spill_held(s, err))
        return false;
    free(s->reports);
    buffer_free(&s->tails);
    s->reports = NULL;
    s->cap = 0;
    return true;
}

/* --- cursors -------------------------------------------------------------------------------- */

struct cursor {
    const struct store *store;
    struct merge *merge; /* NULL: all is in memory, and it is at `next` there */
    size_t next;
    struct stored_report current;
};

static size_t first_after(const struct store *s, civil_time t)
{
    size_t low = 0;
    size_t high = s->held;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->reports[middle].reported_at.s > t.s)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct cursor *cursor_create(const struct store *s, civil_time after)
{
    struct cursor *c = mem_new(1, sizeof *c);
    c->store = s;
    if (s->spill != NULL)
        c->merge = merge_create(s->spill, after, s->memory);
    else
        c->next = first_after(s, after);
    return c;
}

void cursor_destroy(struct cursor *c)
{
    if (c == NULL)
        return;
    merge_destroy(c->merge);
    free(c);
}

const struct stored_report *cursor_peek(struct cursor *c)
{
    if (c->merge != NULL)
        return merge_peek(c->merge);
    if (c->next == c->store->held)
        return NULL;
    const struct stored *r = &c->store->reports[c->next];
    c->current = (struct stored_report){r->reported_at, r->officer, tail_of(c->store, r)};
    return &c->current;
}

void cursor_next(struct cursor *c)
{
    if (c->merge != NULL)
        merge_next(c->merge);
    else
        c->next++;
}

bool cursor_failed(const struct cursor *c, struct error *err)
{
    return c->merge != NULL && merge_failed(c->merge, err);
}

size_t store_count_until(const struct store *s, civil_time t)
{
    if (s->spill == NULL)
        return first_after(s, t);
    struct merge *m = merge_create(s->spill, t, s->memory);
    size_t before = merge_passed(m);
    merge_destroy(m);
    return before;
}
