/* A profile: how the files of a city are read, and what is asked of them when nothing else is said
 * (DESIGN §9). Written as a file of a few lines: data/cities/NAME.ini. */
#ifndef BLOTTER_CRIME_PROFILE_H
#define BLOTTER_CRIME_PROFILE_H

#include "blotter/crime/columns.h"

/* What an option is when it is not given. */
enum profile_default { PROFILE_CRIMES, PROFILE_NEAR, PROFILE_DELAY, PROFILE_DEFAULTS };

/* What a map shows as a whole, in degrees; all 0: not said. */
struct profile_map {
    double south, north, west, east;
};

struct profile_times; /* occurrence.h */

struct profile {
    char *key;  /* the file's name without .ini: chicago */
    char *name; /* Chicago */
    struct spelling *spellings;
    size_t spelling_count, spelling_cap;
    struct profile_times *times;
    char *defaults[PROFILE_DEFAULTS]; /* as the option is written; NULL */
    struct profile_map map;
};

/* Reads one. `key` is copied; `path` only names it in errors. NULL with *err, a usage error. */
struct profile *profile_create(const char *key, const char *path, struct text content,
                               struct error *err);
void profile_destroy(struct profile *p); /* takes NULL */

/* Can it be used here? False with *err when its time zone is not there, or when its files have
 * months only and nothing is to be drawn. */
bool profile_is_usable(const struct profile *p, bool spread, struct error *err);

/* Are months all that its files have? */
bool profile_has_months_only(const struct profile *p);

/* Fills *ret in: which field of a header is which column. `names` as column_name_add made them. */
void profile_match(const struct profile *p, struct text names, struct header *ret);

/* Has the header what every crime needs: when and what? COLUMN_NONE when it has, else the first
 * that is missing. */
enum column header_missing(const struct header *h);

/* Appends what a user calls the column, with its usual spellings. */
void profile_describe(const struct profile *p, enum column column, struct buffer *out);

/* The column that a key of foreign JSON names (columns.h), COLUMN_NONE when it is none of ours.
 * *ret_rank orders the spellings of one column: of several the smallest counts. Our own messages'
 * names come after all of the city's. */
enum column profile_column_of_key(const struct profile *p, struct text key, size_t *ret_rank);

#endif
