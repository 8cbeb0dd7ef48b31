/* The alerts: rules, and what they say of the stream (DESIGN §8).
 *
 *     config.observer = &alerts_ops;
 *     config.observer_config = &rules;              then analysis_create(&config)
 *     analysis_move(a, to);
 *     struct alerts *alerts = alerts_of(a);
 *     for (events of alerts_events) …; alerts_clear_events(alerts);
 *
 * A rule is looked at at every instant where one of its counts changes, in the stream's own time;
 * so what it says does not depend on how far the figures are moved at once. Looking costs the same
 * whatever the window's length and however many values there are. */
#ifndef BLOTTER_ALERT_ALERTS_H
#define BLOTTER_ALERT_ALERTS_H

#include "blotter/alert/event.h"
#include "blotter/alert/rule.h"
#include "blotter/window/analysis.h"

enum { ALERT_EVENTS_KEPT = 100000 };

/* At most ALERT_RULES_MAX. */
struct alert_rules {
    struct alert_rule of[ALERT_RULES_MAX];
    size_t count;
};

/* For analysis_config.observer, with a struct alert_rules as its config, which is copied. Where the
 * analysis keeps facts for queries, past.h has the newest ALERT_EVENTS_KEPT events, taken or not.
 * What is saved is the states too; a rule that was not there then is unknown until its window is
 * whole, and so is one of near after the circle was changed. */
extern const struct observer_ops alerts_ops;

struct alerts;

/* Those of an analysis; NULL when it has none. They live as long as the analysis. */
struct alerts *alerts_of(const struct analysis *a);

/* Those since alerts_clear_events up to analysis_position, by time, rule, and the value's bytes.
 * They stand until the figures are moved. */
const struct alert_event *alerts_events(const struct alerts *alerts, size_t *ret_count);
void alerts_clear_events(struct alerts *alerts);

/* All that are kept, taken or not: of an analysis that keeps no facts those not taken. */
const struct alert_event *alerts_kept(const struct alerts *alerts, size_t *ret_count);

/* How many of the run shown have fired, also before a checkpoint. */
uint64_t alerts_fired(const struct alerts *alerts);

/* How many are firing now. */
size_t alerts_firing(const struct alerts *alerts);

const struct alert_rules *alerts_rules(const struct alerts *alerts);

/* What a rule says now of one value. */
struct alert_now {
    struct text of; /* as in an event */
    enum alert_state state;
    uint32_t value;
    uint32_t before;  /* the count of the window before, of a relative rule */
    civil_time since; /* pending and later */
    civil_time ended; /* recovering */
    uint32_t peak;    /* firing and recovering */
    bool settled;     /* as in an event; else it may hold for longer than `since` says */
};

/* Without `by` what it says; with `by` what it says of the values that are at least pending, in any
 * order, or, if there are none, one that is inactive or unknown. Returns how many of `max`. */
size_t alerts_now(const struct alerts *alerts, const struct analysis *a, size_t rule,
                  struct alert_now *ret, size_t max);

/* How its count went: the latest slots, up to now, the last one under way. Returns how many. */
size_t alerts_trend(const struct alerts *alerts, const struct analysis *a, size_t rule,
                    struct alert_slot ret[ALERT_TREND_SLOTS]);

#endif
