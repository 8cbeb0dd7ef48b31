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

/* A report was put into the log there, and passes or not; all from there on have moved on by one.
 */
void picks_insert(struct picks *p, uint64_t position, bool passes);

static inline size_t picks_count(const struct picks *p)
{
    return p->end - p->first;
}

#endif
