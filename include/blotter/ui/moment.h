/* A moment as a person types it, beside the one that is on the screen. */
#ifndef BLOTTER_UI_MOMENT_H
#define BLOTTER_UI_MOMENT_H

#include "blotter/base/civil.h"

/* What moment_parse takes, in a few words. */
extern const char moment_forms[];

/* `2023-01-05`, with `14:30` behind it or not; `01-05`, of the same year; `14:30`, of the same day;
 * `+2h` and `-30m` from here on. False when it is none of them. */
bool moment_parse(struct text s, civil_time here, civil_time *ret);

#endif
