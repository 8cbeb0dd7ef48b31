/* Whether options go together. */
#ifndef BLOTTER_COMMANDS_SETTINGS_CHECK_H
#define BLOTTER_COMMANDS_SETTINGS_CHECK_H

#include "settings.h"

/* Each option has been taken by itself; do they go together? False with *err, a usage error. */
bool settings_check(const struct settings *s, struct error *err);

#endif
