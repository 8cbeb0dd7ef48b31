/* What the files of the table `reports` share. */
#ifndef BLOTTER_QUERY_REPORTS_TABLE_H
#define BLOTTER_QUERY_REPORTS_TABLE_H

#include "query_state.h"

enum report_column {
    REPORTED_AT,
    OCCURRED_AT,
    ID,
    CODE,
    CRIME,
    AREA,
    DISTRICT,
    ADDRESS,
    PREMISE,
    LAT,
    LON,
    NEAR,
    OFFICER,
    PARTITION,
    OFFSET,
    LATE,
    ARGUMENT_LAST,
    ARGUMENT_AT,
};

/* CRIME to PREMISE: a text that a report has by number. */
enum { NAMED_COUNT = 1 + PLACE_COUNT };
_Static_assert((int)PREMISE - (int)CRIME == PLACE_COUNT, "crime, then the places in their order");

static inline bool report_is_named(int column)
{
    return column >= CRIME && column <= PREMISE;
}

static inline uint32_t report_number(const struct report *r, int column)
{
    return column == CRIME ? r->crime : r->place[column - CRIME - 1];
}

static inline const struct interner *report_names(const struct past *p, int column)
{
    return column == CRIME ? p->crimes : p->places[column - CRIME - 1];
}

static inline size_t report_name_count(const struct past *p, int column)
{
    return column == CRIME ? p->crime_count : p->place_counts[column - CRIME - 1];
}

/* What xBestIndex tells xFilter of each argument, a letter each in idxStr: a column that is asked
 * for equality, or one of the others, which bound reported_at. */
enum plan_letter {
    PLAN_LATER = '>',
    PLAN_FROM = ')',
    PLAN_EARLIER = '<',
    PLAN_UNTIL = '(',
    PLAN_AT = '=',
    PLAN_BY_COLUMN = 'a', /* + the column */
};

/* And in idxNum; above them the column + 1 by whose names the rows come, or 0. */
enum plan_flag { PLAN_BACKWARDS = 1, PLAN_ORDERED_SHIFT = 1 };

int reports_plan(sqlite3_vtab *table, sqlite3_index_info *info);

/* The positions [low, high) in the order of that column's names, then of their own; the caller
 * frees them with sqlite3_free. NULL: out of memory. */
uint64_t *reports_order(const struct past *p, int column, uint64_t low, uint64_t high);

#endif
