/* What a snapshot has of the alerts: what each rule says now, and what has fired and was resolved.
 */
#ifndef BLOTTER_COMMANDS_SNAPSHOT_ALERTS_H
#define BLOTTER_COMMANDS_SNAPSHOT_ALERTS_H

#include "blotter/alert/alerts.h"

/* Each appends nothing when there are no rules.
 *
 *     {"kind":"rule","rule":"areas: BURGLARY >= 6 in 6h by area","of":"Central","state":"firing",
 *      "value":6,"since":"2023-01-09T08:26:00"}      of: with `by`; since: from pending on
 *     {"kind":"alert",…}                             as `report` has them */
void snapshot_write_alerts_json(struct buffer *out, const struct analysis *a);
void snapshot_write_alerts_text(struct buffer *out, const struct analysis *a);

#endif
