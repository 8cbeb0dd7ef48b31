/* The latest reports as a list: they scroll by until one is selected. From then on the reports of
 * that moment are kept, however fast the stream goes on. */
#ifndef BLOTTER_UI_REPORTS_H
#define BLOTTER_UI_REPORTS_H

#include "list.h"
#include "blotter/window/analysis.h"
#include "blotter/window/details.h"

enum { REPORTS_HELD = 1000 };

/* {0} follows the stream. */
struct reports {
    struct list list;
    struct report *held; /* while one is selected: the newest there were, REPORTS_HELD at most */
    size_t count;
    struct details details; /* as they were then */
    uint64_t total;         /* how many had passed the filter when they were taken */
};

/* Lets go and frees. To be called before the analysis they are from goes. */
void reports_release(struct reports *r);

/* Row `row` as it is shown, 0 the newest; NULL when there is none. */
const struct report *reports_at(const struct reports *r, const struct analysis *a, size_t row);

/* The one that is selected; NULL when none is. */
const struct report *reports_selected(const struct reports *r);

/* What else is known of the one selected; false: nothing. */
bool reports_detail(const struct reports *r, struct detail *ret);

/* How many reports have come since those shown are held. */
uint64_t reports_newer(const struct reports *r, const struct analysis *a);

/* Does `act` (list.h) to the list; holds the reports, or lets them go. Returns what list_do does.
 */
const char *reports_do(struct reports *r, const struct analysis *a, int act, size_t shown);

#endif
