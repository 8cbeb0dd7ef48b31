/* The options of alerts, and [alerts] in the configuration (DESIGN §8). */
#ifndef BLOTTER_COMMANDS_ALERT_OPTIONS_H
#define BLOTTER_COMMANDS_ALERT_OPTIONS_H

#include "settings.h"

bool alert_set_rule(void *target, struct text value, struct error *err);
bool alert_set_topic(void *target, struct text value, struct error *err);
bool alert_set_fail(void *target, struct text value, struct error *err);

/* NAME = what stands behind NAME: in a rule. */
bool alert_take_entry(void *settings, const char *name, const char *value, struct error *err);

#endif
