/* A watcher: one rule at work. It has the reports that its rule counts, in time order, and for each
 * value that the rule watches (without `by` there is one) the count and the state. */
#ifndef BLOTTER_ALERT_WATCHER_H
#define BLOTTER_ALERT_WATCHER_H

#include "blotter/alert/event.h"
#include "blotter/alert/rule.h"
#include "blotter/base/heap.h"
#include "blotter/base/intern.h"
#include "trend.h"

/* A report that has come to its turn, without what no rule asks for. */
struct arrival {
    civil_time at; /* from when on it counts */
    civil_time reported_at;
    uint32_t crime, area, district;
    bool near;
};

/* A report that the rule counts, or has counted in the window before. */
struct member {
    civil_time reported_at;
    uint32_t watch;
};

/* One value that is watched. */
struct watch {
    uint32_t count;  /* in the window */
    uint32_t before; /* in the window before, of a relative rule */
    uint32_t peak;   /* firing, recovering */
    uint8_t state;   /* enum alert_state; ALERT_UNKNOWN: there is no such value yet */
    bool touched;
    bool settled;     /* as in an event: no alert of before it was looked at can go on in it */
    civil_time since; /* pending, firing, recovering */
    civil_time ended; /* recovering; of one that is inactive and not settled, since when it is */
};

struct watcher {
    struct alert_rule rule;
    struct member *members; /* [before_from, from) are in the window before, [from, count) in the
                               window; what stands in front is done with */
    size_t before_from, from, count, cap;
    struct watch *watches; /* by the value's number; without `by` only [0] */
    size_t watch_count, watch_cap;
    uint32_t *touched; /* watches whose counts have changed at this instant */
    size_t touched_count, touched_cap;
    struct heap timers; /* when one may fire or be resolved; its watch. Some have lapsed */
    bool *matches;      /* by the crime's number */
    size_t match_count, match_cap;
    size_t firing;  /* watches that are */
    size_t holding; /* and whose condition holds */
    struct trend trend;
    bool looks;       /* its condition is looked at */
    bool whole;       /* from the run's first report on */
    civil_time begun; /* what was before is not known; CIVIL_NEVER */
};

/* Where watchers write what comes of it. */
struct alert_events {
    struct alert_event *of;
    size_t count, cap;
};

void watcher_init(struct watcher *w, const struct alert_rule *rule);
void watcher_finish(struct watcher *w);

/* What a watch counts is another number from now on. */
void watcher_count(struct watcher *w, struct watch *watch, uint32_t count);

/* Forgets all that it has counted. */
void watcher_clear(struct watcher *w);

/* Looks at the crimes' names that are new. To be called before watcher_run. */
void watcher_learn(struct watcher *w, const struct interner *crimes);

/* Takes `count` arrivals in the order of `at`, and looks at all instants from the earliest up to
 * `to`; its condition counts from `look_from` on, `whole` has been set by then. `names` are those
 * of the values. Events are appended with their rule's number left 0. */
void watcher_run(struct watcher *w, const struct arrival *arrivals, size_t count, civil_time to,
                 civil_time look_from, const struct interner *names, struct alert_events *events);

/* How long the stream has to be known before the rule is: its window, and the one before. */
int64_t watcher_reach_s(const struct watcher *w);

#endif
