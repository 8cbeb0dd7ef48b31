/* The alerts that have fired, for the Alerts tab and the position bar: also those of the time after
 * a seek back. One that fires again when its time is played again is the same. */
#ifndef BLOTTER_UI_ALERT_HISTORY_H
#define BLOTTER_UI_ALERT_HISTORY_H

#include "blotter/alert/alerts.h"
#include "list.h"

enum { ALERT_OF_SIZE = 48, ALERT_HISTORY_MAX = 2000 };

struct past_alert {
    size_t rule;
    char of[ALERT_OF_SIZE]; /* cut; "" without `by` */
    civil_time since, fired;
    civil_time ended; /* CIVIL_NEVER: not resolved yet */
    uint32_t value;   /* when it fired */
    uint32_t peak;    /* of one that is resolved */
};

struct alert_history {
    struct past_alert *of; /* by the time that they fired, the earliest first */
    size_t count, cap;
    size_t newer; /* how many have come since a row was selected */
    struct list list;
};

void alert_history_finish(struct alert_history *h);

/* Takes what has happened since the last call. Returns how many have fired that are new. */
size_t alert_history_take(struct alert_history *h, struct alerts *alerts);

/* The row-th for the list: the one that fired last is row 0. */
const struct past_alert *alert_history_row(const struct alert_history *h, size_t row);

/* Does `act` to the list, as list_do. */
const char *alert_history_do(struct alert_history *h, int act, size_t shown);

/* The first that fires after `here`, or the last before; NULL: there is none. */
const struct past_alert *alert_history_next(const struct alert_history *h, civil_time here);
const struct past_alert *alert_history_previous(const struct alert_history *h, civil_time here);

#endif
