/* The model behind synthetic rows: tables of counts from the shipped quarter. What is drawn by a
 * table's weights has the quarter's shares. synthetic_tables.py makes the tables and says how. */
#ifndef BLOTTER_CRIME_SYNTHETIC_MODEL_H
#define BLOTTER_CRIME_SYNTHETIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SYNTHETIC_AREAS = 21,
    SYNTHETIC_FAMILIES = 13,     /* crimes that look alike in all but their description */
    SYNTHETIC_STUDIED = 5,       /* the first ones hold ASSAULT, BURGLARY or ROBBERY */
    SYNTHETIC_MINUTE_KINDS = 14, /* the minutes that people like to name, and all others together */
    SYNTHETIC_DELAY_MAX_DAYS = 92,
};

/* Districts stand in 1/10000 degree north and east of here. */
enum { SYNTHETIC_SOUTH = 337000, SYNTHETIC_WEST = -1186800 };

struct synthetic_crime {
    const char *code, *description;
    uint8_t part, family;
    uint16_t weight;
};

/* A code and its text, either of which may be empty. */
struct synthetic_choice {
    const char *code, *text;
    uint16_t weight[SYNTHETIC_FAMILIES];
};

struct synthetic_premise {
    const char *code, *text;
    uint16_t corner; /* of a thousand rows there, those at an intersection */
    uint16_t weight[SYNTHETIC_FAMILIES];
};

struct synthetic_victim {
    const char *sex, *descent;
    bool has_age;
    uint16_t weight[SYNTHETIC_FAMILIES];
};

/* Numbers from `low` to `high`, each as often as the others. */
struct synthetic_range {
    uint8_t low, high;
    uint16_t weight[SYNTHETIC_FAMILIES];
};

/* Its coordinates' box is in 1/10000 degree. */
struct synthetic_area {
    const char *code, *name;
    int32_t lat_min, lat_max, lon_min, lon_max;
    uint16_t weight[SYNTHETIC_FAMILIES];
};

/* Its centre and standard deviations in 1/10000 degree; `busy` of a hundred rows are at its busiest
 * address, over and above what every district has there. number / 100 is the area, from 1. */
struct synthetic_district {
    uint16_t number, north, east, tall, wide, busy, weight;
};

/* Blocks in hundreds. */
struct synthetic_street {
    uint8_t area; /* from 1; the one behind the last has the minor ones, which are anywhere */
    char direction;
    const char *name, *suffix;
    uint16_t block_min, block_max, weight;
};

extern const struct synthetic_crime synthetic_crimes[];
extern const size_t synthetic_crimes_count;
extern const uint16_t synthetic_hours[SYNTHETIC_FAMILIES][24];
extern const uint16_t synthetic_weekdays[SYNTHETIC_FAMILIES][7]; /* from Monday */
/* Of the 24 hours of the studied families, then of the others'. */
extern const uint16_t synthetic_minutes[2 * 24][SYNTHETIC_MINUTE_KINDS];
extern const uint8_t synthetic_exact_minutes[SYNTHETIC_MINUTE_KINDS - 1];
/* Of a thousand rows of a family, those put on the first of a month because nobody knows the day.
 */
extern const uint16_t synthetic_first_days[SYNTHETIC_FAMILIES];
extern const struct synthetic_range synthetic_delays[]; /* days from the crime to its report */
extern const size_t synthetic_delays_count;

extern const struct synthetic_premise synthetic_premises[];
extern const size_t synthetic_premises_count;
extern const struct synthetic_choice synthetic_weapons[];
extern const size_t synthetic_weapons_count;
extern const struct synthetic_choice synthetic_statuses[];
extern const size_t synthetic_statuses_count;
extern const struct synthetic_choice synthetic_second_crimes[];
extern const size_t synthetic_second_crimes_count;
extern const struct synthetic_choice synthetic_mocodes[];
extern const size_t synthetic_mocodes_count;
extern const struct synthetic_range synthetic_mocode_numbers[];
extern const size_t synthetic_mocode_numbers_count;
extern const struct synthetic_victim synthetic_victims[];
extern const size_t synthetic_victims_count;
extern const struct synthetic_range synthetic_ages[];
extern const size_t synthetic_ages_count;

extern const struct synthetic_area synthetic_areas[SYNTHETIC_AREAS];
extern const struct synthetic_district synthetic_districts[]; /* by number */
extern const size_t synthetic_districts_count;
extern const struct synthetic_street synthetic_streets[]; /* by area */
extern const size_t synthetic_streets_count;

#endif
