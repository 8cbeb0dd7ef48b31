/* When the ticks of a report are (DESIGN §4 "Ticks"): multiples of --every from the midnight at or
 * before the first report, from the first at or after that report to the first at or after the
 * last. */
#ifndef BLOTTER_COMMANDS_TICKS_H
#define BLOTTER_COMMANDS_TICKS_H

#include "blotter/base/error.h"
#include "blotter/window/analysis.h"

enum { TICKS_MAX = 1000000 };

struct ticks {
    int64_t every_s;
    bool known;
    bool goes_on; /* more comes when the run is over, of another that continues it; the caller's to
                     set */
    civil_time first_report;
    civil_time next;
};

/* Is there a tick at or before `clock`, up to which the figures are exact? It is at ticks->next.
 * Moves the figures to where their run begins, no further; figures that come from a checkpoint are
 * gone on with behind where they stand (DESIGN §4 "Resume"). */
bool ticks_are_due(struct ticks *ticks, struct analysis *a, civil_time clock);

/* All reports have come: is there still one, at or after the last? */
bool ticks_are_left(const struct ticks *ticks, const struct analysis *a);

/* Are they at most TICKS_MAX up to the first tick at or after `last`? False with *err, which names
 * both ends. True as long as the first is not known. */
bool ticks_are_few(const struct ticks *ticks, civil_time last, struct error *err);

/* The one at ticks->next is out. */
void ticks_advance(struct ticks *ticks);

/* Other figures: their first report makes the ticks anew. */
void ticks_forget(struct ticks *ticks);

#endif
