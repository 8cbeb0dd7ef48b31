#include "picks.h"

#include <stdlib.h>
#include <string.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void picks_finish(struct picks *p)
{
    free(p->at);
    *p = (struct picks){0};
}

void picks_clear(struct picks *p)
{
    p->first = p->end = 0;
}

void picks_append(struct picks *p, uint64_t position)
{
    BUG_IF(p->first < p->end && p->at[p->end - 1] >= position);
    if (p->end == p->cap && p->first > p->end / 2) {
        memmove(p->at, p->at + p->first, picks_count(p) * sizeof *p->at);
        p->end -= p->first;
        p->first = 0;
    }
    p->at = mem_grow(p->at, &p->cap, p->end + 1, sizeof *p->at);
    p->at[p->end++] = position;
}

void picks_drop(struct picks *p, uint64_t position)
{
    while (p->first < p->end && p->at[p->first] < position)
        p->first++;
}

void picks_cut(struct picks *p, uint64_t position)
{
    while (p->end > p->first && p->at[p->end - 1] >= position)
        p->end--;
}
