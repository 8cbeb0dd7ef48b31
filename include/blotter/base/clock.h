/* Real time: types of their own, so that it cannot be mixed up with the city's (base/civil.h). */
#ifndef BLOTTER_BASE_CLOCK_H
#define BLOTTER_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds of the monotonic clock: for deadlines and durations. */
typedef struct {
    uint64_t ns;
} mono_time;

/* Microseconds since 1970-01-01T00:00:00Z: for what is told to others. */
typedef struct {
    uint64_t us;
} wall_time;

enum { NS_PER_MS = 1000000, MS_PER_S = 1000, US_PER_MS = 1000 };
#define NS_PER_S UINT64_C(1000000000)

mono_time mono_now(void);
wall_time wall_now(void);

static inline mono_time mono_add_ms(mono_time t, uint64_t ms)
{
    return (mono_time){t.ns + ms * NS_PER_MS};
}

/* Milliseconds from `from` to `to`, rounded down; 0 when `to` is not later. */
static inline uint64_t mono_ms_between(mono_time from, mono_time to)
{
    return to.ns > from.ns ? (to.ns - from.ns) / NS_PER_MS : 0;
}

#endif
