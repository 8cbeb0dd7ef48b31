/* The alerts: rules, and what they say of the stream (DESIGN §8).
 *
 *     struct alerts *alerts = alerts_create(rules, count);
 *     config.observer = alerts_observer(alerts);     then analysis_create(&config)
 *     analysis_move(a, to);
 *     alerts_advance(alerts, a);
 *     for (events of alerts_events) …; alerts_clear_events(alerts);
 *
 * A rule is looked at at every instant where one of its counts changes, in the stream's own time;
 * so what it says does not depend on how far the figures are moved at once. Looking costs the same
 * whatever the window's length and however many values there are. */
#ifndef BLOTTER_ALERT_ALERTS_H
#define BLOTTER_ALERT_ALERTS_H

#include "blotter/alert/rule.h"
#include "blotter/window/analysis.h"

struct alerts;

/* Copies the rules, at most ALERT_RULES_MAX. */
struct alerts *alerts_create(const struct alert_rule *rules, size_t count);
void alerts_destroy(struct alerts *alerts); /* takes NULL */

/* For the analysis whose reports are counted. It has to end before the alerts. */
struct analysis_observer alerts_observer(struct alerts *alerts);

/* Looks at all instants up to analysis_position. */
void alerts_advance(struct alerts *alerts, const struct analysis *a);

enum alert_state {
    ALERT_UNKNOWN, /* its window, or the one before, is not whole yet */
    ALERT_INACTIVE,
    ALERT_PENDING,
    ALERT_FIRING,
    ALERT_RECOVERING,
};

/* One that fires, or is resolved. */
struct alert_event {
    civil_time at;
    size_t rule;      /* its number, from 0 */
    struct text of;   /* the value that it is watched for; {NULL} without `by`; borrowed from `a` */
    bool resolved;    /* else it fires */
    uint32_t value;   /* its count at `at` */
    civil_time since; /* from when on the condition held */
    civil_time ended; /* resolved: from when on it held no more */
    uint32_t peak;    /* resolved: the largest count while it fired */
};

/* Those since alerts_clear_events, by time, rule, and the value's bytes. They stand until the next
 * call of another function. */
const struct alert_event *alerts_events(const struct alerts *alerts, size_t *ret_count);
void alerts_clear_events(struct alerts *alerts);

/* How many have fired since alerts_create. */
uint64_t alerts_fired(const struct alerts *alerts);

const struct alert_rule *alerts_rules(const struct alerts *alerts, size_t *ret_count);

/* What a rule says now of one value. */
struct alert_now {
    struct text of; /* as in an event */
    enum alert_state state;
    uint32_t value;
    uint32_t before;  /* the count of the window before, of a relative rule */
    civil_time since; /* pending and later */
    civil_time ended; /* recovering */
    uint32_t peak;    /* firing and recovering */
};

/* Without `by` what it says; with `by` what it says of the values that are at least pending, in any
 * order, or, if there are none, one that is inactive or unknown. Returns how many of `max`. */
size_t alerts_now(const struct alerts *alerts, const struct analysis *a, size_t rule,
                  struct alert_now *ret, size_t max);

/* Appends what going on needs beside analysis_save, and takes it back beside analysis_load. A rule
 * that was not there when it was saved begins anew: it is unknown until its window is whole. Any
 * bytes are harmless; false with *err, and nothing changed, when they cannot be what was saved. */
void alerts_save(const struct alerts *alerts, struct buffer *out);
bool alerts_load(struct alerts *alerts, const struct analysis *a, struct text bytes,
                 struct error *err);

#endif
