/* What the alerts hold, for the files that look after them. */
#ifndef BLOTTER_ALERT_ALERTS_STATE_H
#define BLOTTER_ALERT_ALERTS_STATE_H

#include "blotter/alert/alerts.h"
#include "watcher.h"

struct alerts {
    struct alert_rules rules;
    struct watcher watchers[ALERT_RULES_MAX]; /* one a rule */
    struct arrival *arrivals;                 /* since the figures were moved */
    size_t arrival_count, arrival_cap;
    civil_time first;           /* when the first one of all counted; CIVIL_NEVER */
    struct alert_events events; /* by time; */
    size_t taken;               /* so many of them have been, and are there for queries alone */
    bool keeps_taken;
    uint64_t fired;
};

/* What observer_ops.save and .load do. */
void alerts_save(const void *observer, struct buffer *out);
bool alerts_load(void *observer, const struct analysis *a, struct text bytes);
/* The names of the values that a rule watches; NULL without `by`. */
const struct interner *alerts_names(const struct alert_rule *rule, const struct analysis *a);

#endif
