/* The days of synthetic crimes: each weekday as often as its family of crimes has it. */
#ifndef BLOTTER_CRIME_SYNTHETIC_DAYS_H
#define BLOTTER_CRIME_SYNTHETIC_DAYS_H

#include "blotter/base/civil.h"
#include "synthetic_draw.h"
#include "synthetic_model.h"

enum { WEEKDAYS = 7 };

struct synthetic_days {
    struct lots weekdays[SYNTHETIC_FAMILIES];
    uint32_t first[WEEKDAYS]; /* the first day of each weekday, counted from the first of all */
    uint32_t count[WEEKDAYS];
    uint32_t *months; /* the days that are the first of a month, by weekday */
    uint32_t month_first[WEEKDAYS], month_count[WEEKDAYS];
};

/* `from` is a midnight; days from 1. */
void synthetic_days_init(struct synthetic_days *d, civil_time from, uint32_t days);
void synthetic_days_finish(struct synthetic_days *d);

/* A day for a crime of that family, counted from the first day of all. */
uint32_t synthetic_days_draw(const struct synthetic_days *d, struct dice *dice, uint32_t family);

#endif
