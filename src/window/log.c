#include "blotter/window/log.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

enum { FIRST_SIZE = 1024 };

void log_init(struct event_log *log)
{
    *log = (struct event_log){.mask = FIRST_SIZE - 1};
    log->items = mem_new(FIRST_SIZE, sizeof *log->items);
}

void log_finish(struct event_log *log)
{
    free(log->items);
    *log = (struct event_log){0};
}

static void widen(struct event_log *log)
{
    size_t size = (log->mask + 1) * 2;
    struct report *wider = mem_new(size, sizeof *wider);
    for (uint64_t i = log->first; i < log->end; i++)
        wider[i & (size - 1)] = *log_at(log, i);
    free(log->items);
    log->items = wider;
    log->mask = size - 1;
}

void log_append(struct event_log *log, const struct report *r)
{
    if (log->end - log->first > log->mask)
        widen(log);
    log->items[log->end++ & log->mask] = *r;
}

uint64_t log_insert(struct event_log *log, const struct report *r)
{
    uint64_t position = log_after(log, r->reported_at);
    log_append(log, r);
    for (uint64_t i = log->end - 1; i > position; i--)
        log->items[i & log->mask] = *log_at(log, i - 1);
    log->items[position & log->mask] = *r;
    return position;
}

uint64_t log_after(const struct event_log *log, civil_time t)
{
    uint64_t low = log->first;
    uint64_t high = log->end;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (log_at(log, middle)->reported_at.s > t.s)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void log_drop(struct event_log *log, civil_time t)
{
    while (log->first < log->end && log_at(log, log->first)->reported_at.s <= t.s)
        log->first++;
}
