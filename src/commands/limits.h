/* What the system lets a process have: asked before a command begins, since what runs out later is
 * not always an error: libraries abort, and children die without a word. */
#ifndef BLOTTER_COMMANDS_LIMITS_H
#define BLOTTER_COMMANDS_LIMITS_H

#include "settings.h"

/* Is there enough for the command and its children to begin with? False with *err, which names the
 * limit. The soft limit of descriptors is raised to the hard one; with a password among the
 * properties there will be no core dump. */
bool limits_check(const struct settings *s, struct error *err);

#endif
