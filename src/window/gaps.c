#include "gaps.h"

#include <stdlib.h>
#include <string.h>

#include "blotter/base/memory.h"

void gaps_finish(struct gaps *gaps)
{
    free(gaps->of);
    *gaps = (struct gaps){0};
}

void gaps_add(struct gaps *gaps, const struct gap *gap)
{
    gaps->of = mem_grow(gaps->of, &gaps->cap, gaps->count + 1, sizeof *gaps->of);
    gaps->of[gaps->count++] = *gap;
}

/* The first gap that does not end before `seq`. */
static size_t find(const struct gaps *gaps, uint64_t seq)
{
    size_t low = 0;
    size_t high = gaps->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (gaps->of[middle].to < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void split(struct gaps *gaps, size_t i, uint64_t seq)
{
    gaps->of = mem_grow(gaps->of, &gaps->cap, gaps->count + 1, sizeof *gaps->of);
    memmove(&gaps->of[i + 1], &gaps->of[i], (gaps->count - i) * sizeof *gaps->of);
    gaps->count++;
    gaps->of[i].to = seq - 1;
    gaps->of[i + 1].from = seq + 1;
}

bool gaps_take(struct gaps *gaps, uint64_t seq)
{
    size_t i = find(gaps, seq);
    if (i == gaps->count || gaps->of[i].from > seq)
        return false;
    struct gap *gap = &gaps->of[i];
    if (gap->from < seq && seq < gap->to) {
        split(gaps, i, seq);
    } else if (gap->from == gap->to) {
        gaps->count--;
        memmove(gap, gap + 1, (gaps->count - i) * sizeof *gap);
    } else if (gap->from == seq) {
        gap->from++;
    } else {
        gap->to--;
    }
    return true;
}
