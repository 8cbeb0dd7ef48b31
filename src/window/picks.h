/* Picks: where in the log the reports stand that pass the filter, so that the newest of them are
 * found without looking at the rest. */
#ifndef BLOTTER_WINDOW_PICKS_H
#define BLOTTER_WINDOW_PICKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* {0} has none. */
struct picks {
    uint64_t *at; /* positions, growing; those before `first` have been dropped */
    size_t first, end, cap;
};

void picks_finish(struct picks *p);
void picks_clear(struct picks *p);

/* A position behind all others. */
void picks_append(struct picks *p, uint64_t position);

/* The log holds nothing before `position` any more. */
void picks_drop(struct picks *p, uint64_t position);

/* Forgets those at `position` and behind it. */
void picks_cut(struct picks *p, uint64_t position);

static inline size_t picks_count(const struct picks *p)
{
    return p->end - p->first;
}

#endif
