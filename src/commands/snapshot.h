/* The forms of the monitor's snapshots: those of `report`, with a head that says what was counted
 * since when. */
#ifndef BLOTTER_COMMANDS_SNAPSHOT_H
#define BLOTTER_COMMANDS_SNAPSHOT_H

#include "blotter/ui/monitor.h"

/* Text and JSON. */
extern const struct monitor_format snapshot_formats[];

#endif
