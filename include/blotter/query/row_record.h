/* Records: rows of a result as bytes, for whoever keeps or writes them. Equal rows are equal bytes.
 */
#ifndef BLOTTER_QUERY_ROW_RECORD_H
#define BLOTTER_QUERY_ROW_RECORD_H

#include "blotter/query/query.h"

/* A value as it is written: a number in decimal, a real the shortest that is read back as the same
 * and never like a whole number, a blob in hexadecimal. A text is valid UTF-8. */
struct field {
    enum query_kind kind;
    struct text text; /* empty for QUERY_NULL */
};

/* Appends the row that the query stands at. */
void record_add(struct buffer *out, struct query *q);

/* Cuts off and returns the first field of what is left of a record, which is not empty. */
struct field record_cut(struct text *rest);

#endif
