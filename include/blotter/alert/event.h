/* What comes of a rule: its state, the events that are told, and how its count went (DESIGN §8). */
#ifndef BLOTTER_ALERT_EVENT_H
#define BLOTTER_ALERT_EVENT_H

#include "blotter/alert/rule.h"
#include "blotter/base/civil.h"

enum alert_state {
    ALERT_UNKNOWN, /* its window, or the one before, is not whole yet */
    ALERT_INACTIVE,
    ALERT_PENDING,
    ALERT_FIRING,
    ALERT_RECOVERING,
};

/* "unknown", "inactive", "pending", "firing", "recovering" */
const char *alert_state_name(enum alert_state state);

/* One that fires, or is resolved. */
struct alert_event {
    civil_time at;
    size_t rule;       /* its number, from 0 */
    uint32_t value_id; /* the value that it is watched for, and its name: {NULL} without `by`; */
    struct text of;    /* borrowed from the analysis */
    bool resolved;     /* else it fires */
    uint32_t value;    /* its count at `at` */
    civil_time since;  /* from when on the condition held */
    civil_time ended;  /* resolved: from when on it held no more */
    uint32_t peak;     /* resolved: the largest count while it fired */
    /* So an undisturbed run has it too: else its rule was looked at only from where the stream was
     * joined or sought, and may have fired before. */
    bool settled;
};

/* What a rule has counted in one of the stretches of time that its trend is made of, an eighth of
 * its window long: with `by` the most of any value, and whether the condition held for any. */
struct alert_slot {
    uint32_t most;
    bool held;
};
enum { ALERT_TREND_SLOTS = 32 };

/* "firing", "resolved" */
const char *alert_event_state(const struct alert_event *e);

/* Appends it as a line of JSON (DESIGN §8): what `report` prints, and --alert-topic is sent. */
void alert_event_write(struct buffer *out, const struct alert_rule *rule,
                       const struct alert_event *e);

/* Appends NAME/VALUE, without `by` NAME/: a name has no slash. */
void alert_event_write_key(struct buffer *out, const struct alert_rule *rule,
                           const struct alert_event *e);

#endif
