/* Sorting reports by time, some a step, so that a loop can do other things in between. Stable:
 * equal times stay in the order they had. */
#ifndef BLOTTER_REPLAY_SORT_H
#define BLOTTER_REPLAY_SORT_H

#include "report_entry.h"

struct sort;

/* Takes over an array of `cap` reports, `count` of them in use, whose times are `first` to `last`.
 */
struct sort *sort_begin(struct report_entry *reports, size_t count, size_t cap, civil_time first,
                        civil_time last);

/* How many visits to a report it takes in all: each is visited several times. */
uint64_t sort_visits(const struct sort *s);

/* Visits up to `reports` of them, and returns how many; 0: they are sorted. */
size_t sort_step(struct sort *s, size_t reports);

/* Frees the sort, and gives back its array or one like it, the caller's again. */
struct report_entry *sort_end(struct sort *s, size_t *ret_cap);

#endif
