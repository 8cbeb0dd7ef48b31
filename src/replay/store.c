#include "store.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/crime/message.h"
#include "sort.h"
#include "spool.h"

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
    spool_destroy(s->spool);
    if (s->sort != NULL)
        s->reports = sort_end(s->sort, &s->cap);
    free(s->reports);
    buffer_free(&s->tails);
    *s = (struct store){0};
}

/* --- sorting -------------------------------------------------------------------------------- */

static struct text tail_of(const struct store *s, const struct report_entry *r)
{
    return (struct text){s->tails.data + r->tail_at, r->tail_len};
}

static void begin_sorting(struct store *s)
{
    s->work = STORE_SORTS;
    s->sort = sort_begin(s->reports, s->held, s->cap, s->first, s->last);
    s->reports = NULL;
    s->written = 0;
    s->sort_done = 0;
    s->sort_total = sort_visits(s->sort) * sizeof *s->reports;
    if (s->spool != NULL)
        s->sort_total += s->held * sizeof *s->reports + s->tails.len;
}

static size_t visit_some(struct store *s, size_t reports)
{
    size_t visited = sort_step(s->sort, reports);
    s->sort_done += visited * sizeof *s->reports;
    if (visited > 0)
        return visited;
    s->reports = sort_end(s->sort, &s->cap);
    s->sort = NULL;
    s->work = s->spool != NULL && s->held > 0 ? STORE_WRITES : STORE_RESTS;
    return 0;
}

/* In the order of time the tails lie all over the memory: one that is written soon is fetched now.
 * Else writing 1 GB of them waits for the memory half a second. */
static void fetch_ahead(const struct store *s)
{
    enum { AHEAD = 8, CACHE_LINE = 64 };
    if (s->written + AHEAD >= s->held)
        return;
    struct text tail = tail_of(s, &s->reports[s->written + AHEAD]);
    for (size_t at = 0; at < tail.len; at += CACHE_LINE)
        __builtin_prefetch(tail.ptr + at);
}

/* Writes some of what is sorted to disk, all of it as one run. */
static bool write_some(struct store *s, size_t reports, struct error *err)
{
    if (s->written == 0)
        spool_begin_run(s->spool);
    for (; reports > 0 && s->written < s->held; reports--) {
        const struct report_entry *r = &s->reports[s->written++];
        s->sort_done += sizeof *r + r->tail_len;
        fetch_ahead(s);
        if (!spool_add(s->spool, r, tail_of(s, r), err))
            return false;
    }
    if (s->written < s->held)
        return true;
    s->held = 0;
    s->tails.len = 0;
    s->work = STORE_RESTS;
    return spool_end_run(s->spool, err);
}

/* Goes on sorting what is held, which with a spool ends on disk. */
static bool sort_on(struct store *s, size_t steps, bool *ret_sorted, struct error *err)
{
    if (s->work == STORE_RESTS)
        begin_sorting(s);
    while (s->work == STORE_SORTS && steps > 0)
        steps -= visit_some(s, steps);
    bool ok = s->work != STORE_WRITES || steps == 0 || write_some(s, steps, err);
    *ret_sorted = s->work == STORE_RESTS;
    return ok;
}

bool store_spool(struct store *s, size_t steps, bool *ret_spooled, struct error *err)
{
    if (s->spool == NULL && (s->spool = spool_create(err)) == NULL)
        return false;
    return sort_on(s, steps, ret_spooled, err);
}

bool store_sort(struct store *s, size_t steps, bool *ret_sorted, struct error *err)
{
    if (!sort_on(s, steps, ret_sorted, err))
        return false;
    if (!*ret_sorted || s->spool == NULL)
        return true;
    free(s->reports);
    buffer_free(&s->tails);
    s->reports = NULL;
    s->cap = 0;
    return true;
}

/* --- adding --------------------------------------------------------------------------------- */

/* A report takes its entry twice, once while sorting. */
bool store_is_full(const struct store *s)
{
    return s->tails.len + s->held * 2 * sizeof *s->reports >= s->memory;
}

/* Adds a report whose tail stands from `at` on. */
static void add_entry(struct store *s, size_t at, civil_time reported_at, uint32_t officer)
{
    s->reports = mem_grow(s->reports, &s->cap, s->held + 1, sizeof *s->reports);
    s->reports[s->held++] = (struct report_entry){
        .reported_at = reported_at,
        .tail_at = at,
        .tail_len = (uint32_t)(s->tails.len - at),
        .officer = officer,
    };
    s->count++;
    s->first = civil_earlier(s->first, reported_at);
    s->last = civil_later(s->last, reported_at);
}

void store_add(struct store *s, const struct crime *c, uint32_t officer)
{
    size_t at = s->tails.len;
    message_write_crime_tail(&s->tails, c);
    add_entry(s, at, c->reported_at, officer);
}

void store_add_tail(struct store *s, civil_time reported_at, uint32_t officer, struct text tail)
{
    size_t at = s->tails.len;
    buffer_add(&s->tails, tail);
    add_entry(s, at, reported_at, officer);
}

/* --- cursors -------------------------------------------------------------------------------- */

struct store_cursor {
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

struct store_cursor *store_cursor_create(const struct store *s, civil_time after)
{
    struct store_cursor *c = mem_new(1, sizeof *c);
    c->store = s;
    if (s->spool != NULL)
        c->merge = merge_create(s->spool, after, s->memory);
    else
        c->next = first_after(s, after);
    return c;
}

void store_cursor_destroy(struct store_cursor *c)
{
    if (c == NULL)
        return;
    merge_destroy(c->merge);
    free(c);
}

const struct stored_report *store_cursor_peek(struct store_cursor *c)
{
    if (c->merge != NULL)
        return merge_peek(c->merge);
    if (c->next == c->store->held)
        return NULL;
    const struct report_entry *r = &c->store->reports[c->next];
    c->current = (struct stored_report){r->reported_at, r->officer, tail_of(c->store, r)};
    return &c->current;
}

void store_cursor_next(struct store_cursor *c)
{
    if (c->merge != NULL)
        merge_next(c->merge);
    else
        c->next++;
}

bool store_cursor_failed(const struct store_cursor *c, struct error *err)
{
    return c->merge != NULL && merge_failed(c->merge, err);
}

size_t store_count_until(const struct store *s, civil_time t)
{
    if (s->spool == NULL)
        return first_after(s, t);
    struct merge *m = merge_create(s->spool, t, s->memory);
    size_t before = merge_passed(m);
    merge_destroy(m);
    return before;
}
