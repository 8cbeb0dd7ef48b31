/* What a simulator's `end` says it has counted. */
#ifndef BLOTTER_SESSION_END_COUNTS_H
#define BLOTTER_SESSION_END_COUNTS_H

#include "blotter/replay/control.h"
#include "blotter/session/session_status.h"

/* Takes it; what was injected stays as it was. `reports_before` were those of the run that this one
 * goes on from. */
void end_counts_take(struct session_counts *counts, const struct event *end,
                     uint64_t reports_before);

#endif
