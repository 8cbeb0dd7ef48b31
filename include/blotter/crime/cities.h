/* The profiles there are: those that are shipped, which the program holds, and the user's own. */
#ifndef BLOTTER_CRIME_CITIES_H
#define BLOTTER_CRIME_CITIES_H

#include "blotter/crime/profile.h"

struct cities;

/* The shipped ones: Los Angeles, then the others by name. */
struct cities *cities_create(void);
void cities_destroy(struct cities *c); /* takes NULL */

/* Adds all NAME.ini of a folder, which need not be there; one of a name that is known replaces
 * that. False with *err, a usage error, when one is wrong. */
bool cities_add_folder(struct cities *c, const char *folder, struct error *err);

/* From now on all files are read by one: of a name as in `chicago` or `Los Angeles`, or of a file
 * when there is a / or .ini in it. False with *err, a usage error. */
bool cities_use(struct cities *c, const char *name, struct error *err);

/* A month may be all that a file says: the rest is drawn. */
void cities_let_spread(struct cities *c);

/* The one that all files are read by; NULL: each by its header. */
const struct profile *cities_used(const struct cities *c);

/* The k-th; NULL when there are no more. */
const struct profile *cities_at(const struct cities *c, size_t k);

/* The one of exactly that name; NULL: there is none. */
const struct profile *cities_named(const struct cities *c, struct text name);

/* Fills *ret in by the first profile that a header fits, `names` as column_name_add made them.
 * False with *err when it fits none, naming the nearest and what that misses, or when the profile
 * cannot be used here. */
bool cities_match(const struct cities *c, struct text names, struct header *ret, struct error *err);

#endif
