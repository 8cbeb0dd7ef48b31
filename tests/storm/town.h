/* The town: reports that are known, and what is to be said of them, counted one by one from the
 * design's words. */
#ifndef BLOTTER_TESTS_STORM_TOWN_H
#define BLOTTER_TESTS_STORM_TOWN_H

#include "blotter/base/civil.h"
#include "sim.h"

enum { TOWN_REPORTS_MAX = 200, TOWN_WINDOWS = 2 };

struct town_report {
    int64_t at; /* when it is reported */
    uint32_t officer, crime, area;
    bool near;
};

struct town_config {
    uint32_t officers;
    uint64_t seed;
    int64_t every_s;
    size_t reports;
    int64_t span_s; /* from the first occurrence to the last, about */
};

struct town {
    struct town_config config;
    struct town_report of[TOWN_REPORTS_MAX];
    size_t count;
    int64_t first, last; /* reports */
    int64_t first_tick, last_tick;
    struct buffer csv;
};

const char *town_crime(const struct town_report *r);
const char *town_area(const struct town_report *r);

extern const char *const town_windows; /* as an option */

void town_make(struct town *t, const struct town_config *config, struct random *random);
void town_finish(struct town *t);

/* Appends the line that `report` has to print at that tick. */
void town_write_tick(const struct town *t, int64_t at, struct buffer *out);

#endif
