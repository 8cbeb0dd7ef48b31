/* Queries: SQL over what the figures hold (DESIGN §7). SQLite parses, plans and joins; ours are the
 * tables, which are looked at in place, and the guard: a query reads these tables and does nothing
 * else.
 *
 * A query is prepared once, on any figures or none, and then put to one past after the other. It
 * belongs to one thread at a time; query_stop alone may come from another. */
#ifndef BLOTTER_QUERY_QUERY_H
#define BLOTTER_QUERY_QUERY_H

#include "blotter/base/error.h"
#include "blotter/base/text.h"
#include "blotter/window/past.h"

/* What the stream does, which the figures do not know: a row of `play`. Texts are borrowed. */
struct query_play {
    const char *state; /* "playing", "paused", … */
    const char *speed; /* as --speed takes it; NULL: not known */
};

struct query;

/* `where` is what the query is called in errors, such as a file's name. All that SQLite takes for
 * queries in this process, results aside, is `memory` bytes at most, over what it had before. NULL
 * with *err, a usage error with the place as WHERE:LINE:COLUMN, for what is no query, is more than
 * one, or would do more than read the tables. */
struct query *query_prepare(struct text sql, const char *where, size_t memory, struct error *err);
void query_destroy(struct query *q); /* takes NULL */

size_t query_columns(const struct query *q);
const char *query_column(const struct query *q, size_t column); /* its name */

/* Does it read that table? */
bool query_reads(const struct query *q, const char *table);

/* Begins anew, on a past that stays held, and on `play`, until the next query_put. */
void query_put(struct query *q, const struct past *past, const struct query_play *play);

enum query_step { QUERY_ROW, QUERY_DONE, QUERY_FAILED };

/* The next row; QUERY_FAILED with *err, also when it was stopped or took too much memory. */
enum query_step query_next(struct query *q, struct error *err);

/* Lets go of the past. */
void query_rest(struct query *q);

enum query_kind { QUERY_NULL, QUERY_INTEGER, QUERY_REAL, QUERY_TEXT, QUERY_BLOB };

/* A value of the row; its bytes stand until the next query_next. */
struct query_value {
    enum query_kind kind;
    int64_t integer;
    double real;
    struct text bytes; /* of a text, valid UTF-8, or a blob */
};
struct query_value query_value(struct query *q, size_t column);

/* Words that queries are made of: tables, columns, functions; NULL at the end. */
const char *query_word(size_t i);

/* From any thread: what runs now fails soon, until the next query_put. */
void query_stop(struct query *q);
bool query_was_stopped(const struct query *q);

#endif
