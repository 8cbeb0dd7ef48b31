#include "sort.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* By the bytes of the time since the first, the least significant first: each has a pass, which
 * counts how often each value comes and then moves the reports to where those begin. */
struct sort {
    struct report_entry *from, *to;
    size_t count, from_cap, to_cap;
    civil_time first;
    unsigned pass, passes;
    bool moving; /* else counting */
    size_t at;   /* in `from` */
    size_t starts[257];
};

struct sort *sort_begin(struct report_entry *reports, size_t count, size_t cap, civil_time first,
                        civil_time last)
{
    struct sort *s = mem_new(1, sizeof *s);
    *s = (struct sort){.from = reports, .count = count, .from_cap = cap, .first = first};
    if (count < 2)
        return s;
    for (uint64_t span = (uint64_t)(last.s - first.s); span > 0; span >>= 8)
        s->passes++;
    s->to = mem_new(count, sizeof *s->to);
    s->to_cap = count;
    return s;
}

uint64_t sort_visits(const struct sort *s)
{
    return (uint64_t)s->count * s->passes * 2;
}

static void count_until(struct sort *s, size_t end)
{
    const struct report_entry *from = s->from;
    int64_t first_s = s->first.s;
    unsigned shift = 8 * s->pass;
    for (size_t i = s->at; i < end; i++)
        s->starts[((uint64_t)(from[i].reported_at.s - first_s) >> shift & 0xFF) + 1]++;
}

static void move_until(struct sort *s, size_t end)
{
    const struct report_entry *from = s->from;
    struct report_entry *to = s->to;
    int64_t first_s = s->first.s;
    unsigned shift = 8 * s->pass;
    for (size_t i = s->at; i < end; i++)
        to[s->starts[(uint64_t)(from[i].reported_at.s - first_s) >> shift & 0xFF]++] = from[i];
}

static void end_counting(struct sort *s)
{
    for (size_t b = 1; b < 256; b++)
        s->starts[b] += s->starts[b - 1];
    s->moving = true;
    s->at = 0;
}

static void end_pass(struct sort *s)
{
    struct report_entry *sorted = s->to;
    size_t cap = s->to_cap;
    s->to = s->from;
    s->to_cap = s->from_cap;
    s->from = sorted;
    s->from_cap = cap;
    memset(s->starts, 0, sizeof s->starts);
    s->moving = false;
    s->at = 0;
    s->pass++;
}

size_t sort_step(struct sort *s, size_t reports)
{
    if (s->pass == s->passes)
        return 0;
    size_t left = s->count - s->at;
    size_t visited = left < reports ? left : reports;
    if (s->moving)
        move_until(s, s->at + visited);
    else
        count_until(s, s->at + visited);
    s->at += visited;
    if (s->at == s->count && s->moving)
        end_pass(s);
    else if (s->at == s->count)
        end_counting(s);
    return visited;
}

struct report_entry *sort_end(struct sort *s, size_t *ret_cap)
{
    struct report_entry *reports = s->from;
    *ret_cap = s->from_cap;
    free(s->to);
    free(s);
    return reports;
}
