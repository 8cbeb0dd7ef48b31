/* The filter: which reports the figures count. Those pass whose crime, area or address holds a
 * text in any case; what was decided for a name is kept by its number, so that asking is looking
 * up. */
#ifndef BLOTTER_WINDOW_FILTER_H
#define BLOTTER_WINDOW_FILTER_H

#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

enum { FILTERED_CRIME, FILTERED_AREA, FILTERED_ADDRESS, FILTERED_KINDS };

/* {0} lets all pass. */
struct filter {
    bool on;
    char text[FILTER_SIZE];
    struct verdicts {
        bool *of; /* by number */
        size_t count, cap;
    } verdicts[FILTERED_KINDS];
};

/* Asks for another text, "" lets all pass. The names are to be learnt anew. */
void filter_set(struct filter *f, const char *text);
void filter_finish(struct filter *f);

/* Looks at the names that are new since the last time. To be called before a report with such a
 * name is asked about. */
void filter_learn(struct filter *f, const struct interner *crimes,
                  struct interner *const places[PLACE_COUNT]);

static inline bool filter_passes(const struct filter *f, const struct report *r)
{
    return !f->on || f->verdicts[FILTERED_CRIME].of[r->crime] ||
           f->verdicts[FILTERED_AREA].of[r->place[PLACE_AREA]] ||
           f->verdicts[FILTERED_ADDRESS].of[r->place[PLACE_ADDRESS]];
}

/* How many of `count` reports, at least one, pass as the first does, or as it do not, up to the
 * first that differs. */
static inline size_t filter_alike(const struct filter *f, const struct report *r, size_t count)
{
    size_t alike = 1;
    while (f->on && alike < count && filter_passes(f, r + alike) == filter_passes(f, r))
        alike++;
    return f->on ? alike : count;
}

#endif
