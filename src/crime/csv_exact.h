/* A row's fields as the file has them: all of them, blanks included. */
#ifndef BLOTTER_CRIME_CSV_EXACT_H
#define BLOTTER_CRIME_CSV_EXACT_H

#include "blotter/base/text.h"

struct exact {
    struct text *fields; /* in `bytes` */
    size_t count, cap;
    struct buffer bytes;
};

/* Splits the bytes of one row, ends of line behind it or not, where libcsv splits it, stray quotes
 * included (its lenient mode). {0} is an exact to begin with; it is used again. */
void exact_split(struct exact *e, struct text row, char separator);
void exact_free(struct exact *e);

#endif
