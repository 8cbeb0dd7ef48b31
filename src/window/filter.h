/* The filter: which reports the figures count (DESIGN §2, --filter). "robb hollywood | !burg" lets
 * those pass whose crime, area or address hold "robb" and "hollywood", and those that do not hold
 * "burg", in any case. Which of the words a name holds is kept by the name's number, so that asking
 * is looking up. */
#ifndef BLOTTER_WINDOW_FILTER_H
#define BLOTTER_WINDOW_FILTER_H

#include "blotter/base/error.h"
#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

enum { FILTERED_CRIME, FILTERED_AREA, FILTERED_ADDRESS, FILTERED_KINDS };

enum { FILTER_WORDS_MAX = 32, FILTER_WAYS_MAX = 16 };

/* {0} lets all pass. */
struct filter {
    bool on;
    char text[FILTER_SIZE];
    struct filter_word { /* where in `text`; word k is bit k */
        size_t begin, len;
    } words[FILTER_WORDS_MAX];
    size_t word_count, way_count;
    struct filter_way { /* one of those between | */
        uint32_t held, not_held;
    } ways[FILTER_WAYS_MAX];
    struct holdings {
        uint32_t *of; /* by the name's number: the words that it holds */
        size_t count, cap;
    } holdings[FILTERED_KINDS];
};

/* False, and *err says why, when a text has too many words. */
bool filter_check(const char *text, struct error *err);

/* Asks for another text, "" lets all pass; what filter_check refuses is not asked for. The names
 * are to be learnt anew. */
void filter_set(struct filter *f, const char *text);
void filter_finish(struct filter *f);

/* Looks at the names that are new since the last time. To be called before a report with such a
 * name is asked about. */
void filter_learn(struct filter *f, const struct interner *crimes,
                  struct interner *const places[PLACE_COUNT]);

static inline bool filter_passes(const struct filter *f, const struct report *r)
{
    if (!f->on)
        return true;
    uint32_t held = f->holdings[FILTERED_CRIME].of[r->crime] |
                    f->holdings[FILTERED_AREA].of[r->place[PLACE_AREA]] |
                    f->holdings[FILTERED_ADDRESS].of[r->place[PLACE_ADDRESS]];
    for (size_t i = 0; i < f->way_count; i++)
        if ((held & f->ways[i].held) == f->ways[i].held && (held & f->ways[i].not_held) == 0)
            return true;
    return false;
}

/* How many of `count` reports, at least one, pass as the first does, or as it does not, up to the
 * first that differs. */
static inline size_t filter_alike(const struct filter *f, const struct report *r, size_t count)
{
    size_t alike = 1;
    while (f->on && alike < count && filter_passes(f, r + alike) == filter_passes(f, r))
        alike++;
    return f->on ? alike : count;
}

#endif
