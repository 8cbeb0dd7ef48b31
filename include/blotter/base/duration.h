/* Durations and speeds as a user writes them (DESIGN §2): a whole number with ms, s, m, h or d,
 * without one seconds; more than nothing, up to ten years. */
#ifndef BLOTTER_BASE_DURATION_H
#define BLOTTER_BASE_DURATION_H

#include "blotter/base/text.h"

#define DURATION_MAX_MS (INT64_C(10) * 366 * 86400 * 1000)

/* False when `s` is no duration. */
bool duration_parse(struct text s, int64_t *ret_ms);

enum { DURATION_TEXT_SIZE = 24 };

/* The shortest form that duration_parse reads back: 5400000 is "90m". `out` holds
 * DURATION_TEXT_SIZE bytes and is NUL-terminated. */
void duration_write(int64_t ms, char *out);

/* How fast the city's time passes. */
struct speed {
    int64_t ms_per_s; /* simulated milliseconds a real second; 0 is "max", as fast as it goes */
};

static inline bool speed_is_max(struct speed speed)
{
    return speed.ms_per_s == 0;
}

/* A duration, which is the simulated time a real second, or "max". */
bool speed_parse(struct text s, struct speed *ret);

/* As duration_write, or "max". */
void speed_write(struct speed speed, char *out);

#endif
