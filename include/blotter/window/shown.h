/* Figures that others have computed, shown in the place of our own (DESIGN §10 "Figures from
 * elsewhere"). */
#ifndef BLOTTER_WINDOW_SHOWN_H
#define BLOTTER_WINDOW_SHOWN_H

#include "blotter/window/engine_value.h"

/* Makes the windows of an analysis that is fed nothing what `values` say, one a window, NULL for
 * what is not known: that is empty then. `at`, not before its position, is where it stands after
 * that. */
void analysis_show(struct analysis *a, civil_time at, const struct engine_value *const *values);

#endif
