/* Incidents: what went wrong on the topic, the newest of each kind, for the Log tab and for
 * `report` (DESIGN §4 "Nothing is lost unseen"). */
#ifndef BLOTTER_WINDOW_INCIDENTS_H
#define BLOTTER_WINDOW_INCIDENTS_H

#include "blotter/window/terms.h"

/* The newest INCIDENTS_KEPT incidents of a kind; {0} has none. */
struct incidents {
    struct incident *of; /* a ring; NULL as long as there was none */
    size_t count;        /* all there have been */
};

void incidents_finish(struct incidents *list); /* leaves {0} */
void incidents_add(struct incidents *list, const struct incident *incident);

/* The `back`-th newest, 0 the newest; NULL when there is none. It stands until the next one. */
const struct incident *incidents_at(const struct incidents *list, size_t back);

#endif
