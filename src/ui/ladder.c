#include "blotter/ui/ladder.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* Above the highest there is only max. */
static const int64_t rungs_ms[] = {
    MINUTE_MS,   5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS,
    3 * HOUR_MS, 6 * HOUR_MS,   12 * HOUR_MS,   DAY_MS,         7 * DAY_MS,
};

enum { RUNG_COUNT = sizeof rungs_ms / sizeof rungs_ms[0] };

struct speed ladder_up(struct speed speed)
{
    if (speed_is_max(speed))
        return speed;
    for (int i = 0; i < RUNG_COUNT; i++)
        if (rungs_ms[i] > speed.ms_per_s)
            return (struct speed){rungs_ms[i]};
    return (struct speed){0};
}

struct speed ladder_down(struct speed speed)
{
    for (int i = RUNG_COUNT - 1; i >= 0; i--)
        if (speed_is_max(speed) || rungs_ms[i] < speed.ms_per_s)
            return (struct speed){rungs_ms[i]};
    return speed;
}
