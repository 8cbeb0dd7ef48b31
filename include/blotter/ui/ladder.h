/* The ladder of speeds that + and - climb. */
#ifndef BLOTTER_UI_LADDER_H
#define BLOTTER_UI_LADDER_H

#include "blotter/base/duration.h"

/* The next rung above or below; `speed` itself at the ends. */
struct speed ladder_up(struct speed speed);
struct speed ladder_down(struct speed speed);

#endif
