/* Interning: equal texts are one small number, so that counting is indexing. */
#ifndef BLOTTER_BASE_INTERN_H
#define BLOTTER_BASE_INTERN_H

#include "blotter/base/text.h"

struct interner;

struct interner *intern_create(void);
void intern_destroy(struct interner *in); /* takes NULL */

/* The number of `s`: the same for equal bytes, the next free one (from 0) when it is new. */
uint32_t intern_id(struct interner *in, struct text s);

/* Is `s` one of the texts already? */
bool intern_find(const struct interner *in, struct text s);

/* The text of a number that intern_id gave; it lives as long as the interner. Another thread may
 * ask for those that it has been told of, while texts are added here. */
struct text intern_text(const struct interner *in, uint32_t id);

/* Is `s` the text of that number? Much faster than intern_id, for who has a guess. */
bool intern_is(const struct interner *in, uint32_t id, struct text s);

size_t intern_count(const struct interner *in);

#endif
