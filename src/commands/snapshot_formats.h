/* The forms of the monitor's snapshots: those of `report`, with a head that says what was counted
 * since when. */
#ifndef BLOTTER_COMMANDS_SNAPSHOT_FORMATS_H
#define BLOTTER_COMMANDS_SNAPSHOT_FORMATS_H

#include "blotter/ui/snapshot.h"

/* Text and JSON. */
extern const struct snapshot_format snapshot_formats[];

#endif
