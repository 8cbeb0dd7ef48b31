/* Silence: which officers hold the clock and say nothing (DESIGN §4 "Silent"). */
#ifndef BLOTTER_WINDOW_SILENCE_H
#define BLOTTER_WINDOW_SILENCE_H

#include "partitions.h"
#include "run.h"

/* The silent officers of the run, the smallest number first, `max` at most; returns how many. */
size_t silence_find(const struct run *run, const struct partitions *p, uint32_t *ret, size_t max);

#endif
