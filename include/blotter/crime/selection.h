/* Selection: which rows of a file become reports, and when (DESIGN §3 "CSV in", §4 "Report time").
 *
 * --crimes comes first; then what cannot be read is rejected; then --start and --end filter by the
 * time of the report. */
#ifndef BLOTTER_CRIME_SELECTION_H
#define BLOTTER_CRIME_SELECTION_H

#include "blotter/crime/csv.h"
#include "blotter/crime/profile.h"
#include "blotter/crime/record.h"

struct selection_config {
    const struct cities *cities; /* how the files are read; NULL: the shipped ones */
    struct text *crimes;         /* substrings of the description in any case; none: all crimes */
    size_t crime_count, crime_cap;
    uint32_t delay_from_minutes, delay_to_minutes; /* from <= to */
    uint64_t seed;
    uint32_t officers; /* >= 1 */
    civil_time start, end;
    /* Nobody gave them, and whose the file is shows only when it is read: they become that city's.
     */
    bool crimes_are_citys, delay_is_citys;
};

/* As --crimes says it, "A,B" or "all", which `c` borrows, and --delay, "30-90". False with *err. */
bool selection_set_crimes(struct selection_config *c, struct text value, struct error *err);
bool selection_set_delay(struct selection_config *c, struct text value, struct error *err);

/* Takes the city's own for what is the city's. False with *err, which names the profile. */
bool selection_take_city(struct selection_config *c, const struct profile *city, struct error *err);

enum verdict {
    VERDICT_KEPT,
    VERDICT_FILTERED,
    VERDICT_BAD_DATE,
    VERDICT_BAD_TIME,
    VERDICT_BAD_DESCRIPTION,
    VERDICT_BAD_FIELD, /* a field or row over its limit (crime/csv.h) */
    VERDICT_COUNT,
};

/* "date", "time", "description", "field"; NULL for the other two. */
const char *verdict_reason(enum verdict verdict);

struct selection;

/* `config` is borrowed and stays as it is while the selection lives. */
struct selection *selection_create(const struct selection_config *config);
void selection_destroy(struct selection *s); /* takes NULL */

/* Judges a row. `number` is its number over all files, from 1: the id of a row without one. When it
 * is kept, *ret is the crime and *ret_officer (1 to officers) who reports it; the texts stand until
 * the next call and the row's next change. */
enum verdict selection_judge(struct selection *s, const struct csv_row *row, uint64_t number,
                             struct crime *ret, uint32_t *ret_officer);

/* The seeded hash of DESIGN §4: minutes from the crime to its report, and who reports it. */
void report_draw(struct text id, const struct selection_config *config, uint32_t *ret_delay_minutes,
                 uint32_t *ret_officer);

#endif
