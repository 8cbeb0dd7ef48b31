#include "blotter/base/duration.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/base/clock.h"

struct unit {
    const char *name;
    int64_t ms;
};

/* The largest first: duration_write takes the first that divides. */
static const struct unit units[] = {
    {"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1},
};
enum { UNIT_COUNT = sizeof units / sizeof units[0] };

static bool unit_ms(struct text name, int64_t *ret)
{
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (text_is(name, units[i].name)) {
            *ret = units[i].ms;
            return true;
        }
    return false;
}

bool duration_parse(struct text s, int64_t *ret_ms)
{
    size_t digits = 0;
    while (digits < s.len && byte_is_digit(s.ptr[digits]))
        digits++;
    uint64_t count;
    if (!text_to_u64((struct text){s.ptr, digits}, (uint64_t)DURATION_MAX_MS, &count))
        return false;
    int64_t ms = MS_PER_S;
    struct text name = {s.ptr + digits, s.len - digits};
    if (name.len > 0 && !unit_ms(name, &ms))
        return false;
    if (count == 0 || (int64_t)count > DURATION_MAX_MS / ms)
        return false;
    *ret_ms = (int64_t)count * ms;
    return true;
}

void duration_write(int64_t ms, char *out)
{
    size_t i = 0;
    while (i < UNIT_COUNT - 1 && ms % units[i].ms != 0)
        i++;
    snprintf(out, DURATION_TEXT_SIZE, "%" PRId64 "%s", ms / units[i].ms, units[i].name);
}

bool speed_parse(struct text s, struct speed *ret)
{
    struct speed speed = {0};
    struct text unit = s;
    struct text count = text_cut(&unit, '/');
    uint64_t rate;
    if (text_is(unit, "s") && text_to_u64(count, RATE_MAX, &rate) && rate > 0)
        speed.rate = (uint32_t)rate;
    else if (!text_is(s, "max") && !duration_parse(s, &speed.ms_per_s))
        return false;
    *ret = speed;
    return true;
}

void speed_write(struct speed speed, char *out)
{
    if (speed_is_max(speed))
        snprintf(out, DURATION_TEXT_SIZE, "max");
    else if (speed.rate > 0)
        snprintf(out, DURATION_TEXT_SIZE, "%" PRIu32 "/s", speed.rate);
    else
        duration_write(speed.ms_per_s, out);
}
