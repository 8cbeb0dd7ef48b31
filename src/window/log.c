#include "log.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum { FIRST_PLACES = 4 };

void log_init(struct event_log *log)
{
    *log = (struct event_log){.mask = FIRST_PLACES - 1};
    log->chunks = mem_new(FIRST_PLACES, sizeof(struct report_chunk *));
}

void report_chunk_release(struct report_chunk *chunk)
{
    if (chunk != NULL && --chunk->holders == 0)
        free(chunk);
}

void log_finish(struct event_log *log)
{
    for (size_t i = 0; log->chunks != NULL && i <= log->mask; i++)
        report_chunk_release(log->chunks[i]);
    free(log->chunks);
    free(log->spare);
    *log = (struct event_log){0};
}

void log_clear(struct event_log *log)
{
    log_finish(log);
    log_init(log);
}

static size_t place_of(const struct event_log *log, uint64_t position)
{
    return position >> LOG_CHUNK_BITS & log->mask;
}

static void widen(struct event_log *log)
{
    size_t places = (log->mask + 1) * 2;
    struct report_chunk **wider = mem_new(places, sizeof(struct report_chunk *));
    uint64_t first = log->first >> LOG_CHUNK_BITS;
    for (size_t i = 0; i <= log->mask; i++)
        wider[(first + i) & (places - 1)] = log->chunks[(first + i) & log->mask];
    free(log->chunks);
    log->chunks = wider;
    log->mask = places - 1;
}

/* The place at the end, where a new chunk begins: with a chunk there. */
static void open_chunk(struct event_log *log)
{
    uint64_t first = log->first >> LOG_CHUNK_BITS;
    if ((log->end >> LOG_CHUNK_BITS) - first > log->mask)
        widen(log);
    struct report_chunk **place = &log->chunks[place_of(log, log->end)];
    if (*place != NULL)
        return;
    *place = log->spare != NULL ? log->spare : mem_new(1, sizeof **place);
    (*place)->holders = 1;
    log->spare = NULL;
}

struct report *log_write(struct event_log *log, uint64_t position)
{
    struct report_chunk **place = &log->chunks[place_of(log, position)];
    if ((*place)->holders > 1) {
        struct report_chunk *own = mem_new(1, sizeof *own);
        *own = **place;
        own->holders = 1;
        report_chunk_release(*place);
        *place = own;
    }
    return &(*place)->of[position & (LOG_CHUNK - 1)];
}

/* Behind the end nobody has seen anything, so a chunk that is held is written to all the same. */
static struct report *extend(struct event_log *log)
{
    BUG_IF(log->first > log->end);
    if ((log->end & (LOG_CHUNK - 1)) == 0)
        open_chunk(log);
    uint64_t at = log->end++;
    return &log->chunks[place_of(log, at)]->of[at & (LOG_CHUNK - 1)];
}

void log_append(struct event_log *log, const struct report *r)
{
    BUG_IF(log->end > log->first && log_at(log, log->end - 1)->reported_at.s > r->reported_at.s);
    *extend(log) = *r;
}

/* Appended for the room alone, then merged from behind: each report that moves does so once. */
uint64_t log_insert(struct event_log *log, const struct report *sorted, size_t count)
{
    uint64_t from = log->end;
    for (size_t i = 0; i < count; i++) {
        BUG_IF(i > 0 && sorted[i - 1].reported_at.s > sorted[i].reported_at.s);
        extend(log);
    }
    uint64_t to = log->end;
    while (count > 0) {
        const struct report *last = &sorted[count - 1];
        bool moves =
            from > log->first && log_at(log, from - 1)->reported_at.s > last->reported_at.s;
        *log_write(log, --to) = moves ? *log_at(log, --from) : *last;
        count -= !moves;
    }
    return to;
}

static uint64_t search(const struct event_log *log, uint64_t low, uint64_t high, civil_time t)
{
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (log_at(log, middle)->reported_at.s > t.s)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint64_t log_after(const struct event_log *log, civil_time t)
{
    return search(log, log->first, log->end, t);
}

/* In growing steps: what it looks at is what the caller is about to read, where a search through
 * all of the log would fetch twenty places of it from memory. */
uint64_t log_after_near(const struct event_log *log, uint64_t position, civil_time t)
{
    uint64_t low = position;
    uint64_t step = 1;
    while (step < log->end - low && log_at(log, low + step)->reported_at.s <= t.s) {
        low += step;
        step *= 2;
    }
    return search(log, low, step < log->end - low ? low + step : log->end, t);
}

/* The chunk of that position, which holds nothing any more. */
static void close_chunk(struct event_log *log, uint64_t position)
{
    struct report_chunk **place = &log->chunks[place_of(log, position)];
    if ((*place)->holders > 1) {
        report_chunk_release(*place);
    } else {
        free(log->spare);
        log->spare = *place;
    }
    *place = NULL;
}

void log_drop(struct event_log *log, civil_time t)
{
    uint64_t to = log_after_near(log, log->first, t);
    while (log->first >> LOG_CHUNK_BITS < to >> LOG_CHUNK_BITS) {
        close_chunk(log, log->first);
        log->first = ((log->first >> LOG_CHUNK_BITS) + 1) << LOG_CHUNK_BITS;
    }
    log->first = to;
}
