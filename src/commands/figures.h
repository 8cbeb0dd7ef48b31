/* Figures written as `report` prints them (DESIGN §3 "Report out"). */
#ifndef BLOTTER_COMMANDS_FIGURES_H
#define BLOTTER_COMMANDS_FIGURES_H

#include "blotter/session/session.h"

/* Appends the tick at the analysis' position, one line with its newline. */
void figures_write_tick(struct buffer *out, const struct analysis *a);

/* Appends the summary; what only the simulator knows is null when it has not said it. */
void figures_write_summary(struct buffer *out, const struct session_counts *counts,
                           const struct accounting *accounting);

#endif
