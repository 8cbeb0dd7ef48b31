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

/* How fast it plays: so much of the city's time a real second, so many reports (a rate), or with
 * neither "max", as fast as it goes. */
struct speed {
    int64_t ms_per_s; /* simulated milliseconds a real second */
    uint32_t rate;    /* reports a real second, evenly, whatever their times say */
};

enum { RATE_MAX = 1000000 };

static inline bool speed_is_max(struct speed speed)
{
    return speed.ms_per_s == 0 && speed.rate == 0;
}

static inline bool speed_is_same(struct speed a, struct speed b)
{
    return a.ms_per_s == b.ms_per_s && a.rate == b.rate;
}

/* A duration, which is the simulated time a real second; "120/s", which are reports; or "max". */
bool speed_parse(struct text s, struct speed *ret);

/* As duration_write, "120/s" or "max". */
void speed_write(struct speed speed, char *out);

#endif
