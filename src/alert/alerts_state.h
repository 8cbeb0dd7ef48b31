/* What the alerts hold, for the files that look after them. */
#ifndef BLOTTER_ALERT_ALERTS_STATE_H
#define BLOTTER_ALERT_ALERTS_STATE_H

#include "watcher.h"

struct alerts {
    struct alert_rule rules[ALERT_RULES_MAX];
    struct watcher watchers[ALERT_RULES_MAX];
    size_t count;
    struct arrival *arrivals; /* since alerts_advance */
    size_t arrival_count, arrival_cap;
    civil_time first; /* when the first one of all counted; CIVIL_NEVER */
    struct alert_events events;
    uint64_t fired;
};

#endif
