#include "synthetic_days.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* In order of weekdays, and of each in order of time. */
static void find_months(struct synthetic_days *d, civil_time from, uint32_t days)
{
    uint32_t found = 0;
    d->months = mem_new(days / 28 + 2, sizeof *d->months);
    for (uint32_t weekday = 0; weekday < WEEKDAYS; weekday++) {
        d->month_first[weekday] = found;
        for (uint32_t day = d->first[weekday]; day < days; day += WEEKDAYS)
            if (civil_split(civil_add(from, (int64_t)day * CIVIL_DAY_S)).day == 1)
                d->months[found++] = day;
        d->month_count[weekday] = found - d->month_first[weekday];
    }
}

void synthetic_days_init(struct synthetic_days *d, civil_time from, uint32_t days)
{
    uint32_t weekday = (uint32_t)civil_split(from).weekday;
    for (uint32_t i = 0; i < WEEKDAYS; i++, weekday = (weekday + 1) % WEEKDAYS) {
        d->first[weekday] = i;
        d->count[weekday] = days > i ? (days - i + WEEKDAYS - 1) / WEEKDAYS : 0;
    }
    for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++) {
        uint32_t weights[WEEKDAYS];
        for (size_t i = 0; i < WEEKDAYS; i++)
            weights[i] = d->count[i] * synthetic_weekdays[family][i];
        lots_init(&d->weekdays[family], weights, WEEKDAYS);
    }
    find_months(d, from, days);
}

void synthetic_days_finish(struct synthetic_days *d)
{
    for (size_t family = 0; family < SYNTHETIC_FAMILIES; family++)
        lots_finish(&d->weekdays[family]);
    free(d->months);
}

uint32_t synthetic_days_draw(const struct synthetic_days *d, struct dice *dice, uint32_t family)
{
    uint32_t weekday = lots_draw(&d->weekdays[family], dice);
    bool first_of_month = dice_below(dice, 1000) < synthetic_first_days[family];
    if (first_of_month && d->month_count[weekday] > 0)
        return d->months[d->month_first[weekday] + dice_below(dice, d->month_count[weekday])];
    return d->first[weekday] + WEEKDAYS * dice_below(dice, d->count[weekday]);
}
