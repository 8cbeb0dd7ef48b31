/* A time zone of libc's database: from UTC to the city's clock. */
#ifndef BLOTTER_SRC_CRIME_ZONE_H
#define BLOTTER_SRC_CRIME_ZONE_H

#include "blotter/base/civil.h"
#include "blotter/base/error.h"

struct zone;

/* Such as America/New_York. NULL with *err when there is none of that name. Sets TZ while it reads:
 * only before there are other threads. */
struct zone *zone_create(const char *name, struct error *err);
void zone_destroy(struct zone *z); /* takes NULL */

/* What the clock there shows at that time of UTC. */
civil_time zone_civil(const struct zone *z, civil_time utc);

#endif
