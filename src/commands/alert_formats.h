/* How an alert is written in `report`'s csv and text (DESIGN §8); its JSON is alert/event.h's. */
#ifndef BLOTTER_COMMANDS_ALERT_FORMATS_H
#define BLOTTER_COMMANDS_ALERT_FORMATS_H

#include "blotter/alert/event.h"

/* In the long form: who fires is named NAME, or NAME/VALUE.
 *
 *     2023-02-11T18:42:00,alert,firing,robberies,3          its count
 *     2023-02-11T18:42:00,alert,since,robberies,2023-02-11T18:12:00
 *     …,alert,resolved,…  …,alert,since,…  …,alert,ended,…  …,alert,peak,… */
void alert_write_csv(struct buffer *out, const struct alert_rule *rule,
                     const struct alert_event *event);

/* A line. */
void alert_write_text(struct buffer *out, const struct alert_rule *rule,
                      const struct alert_event *event);

#endif
