/* What was done on purpose beside what was found of it (DESIGN §8). */
#ifndef BLOTTER_SESSION_INJECTION_H
#define BLOTTER_SESSION_INJECTION_H

#include "blotter/replay/faults.h"
#include "blotter/window/terms.h"

/* How many of that kind the analysis has found. False: it counts none of the kind, such as
 * silences.
 */
bool injection_found(const struct accounting *a, enum fault kind, uint64_t *ret);

/* Are there faults on purpose, and has just what was injected been found, each kind on its own? */
bool injection_is_found(const struct fault_counts *injected, const struct accounting *a);

#endif
