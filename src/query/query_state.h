/* A query from inside:
 *
 *     query.c        preparing, stepping, values
 *     guard.c        what a query may do, and how much
 *     reports_table.c  the table `reports`; reports_plan.c which rows it is asked for,
 *                      reports_order.c their order
 *     ticks_table.c    the table `ticks`
 *     small_tables.c   officers, incidents, alerts, play
 *     table.c          what tables and functions share
 *     words.c          what there is, by name
 *     functions.c    bucket, near, distance_km
 *     lookup.h       from a text to its number in the past */
#ifndef BLOTTER_QUERY_QUERY_STATE_H
#define BLOTTER_QUERY_QUERY_STATE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "blotter/query/query.h"
#include "lookup.h"

struct query {
    sqlite3 *db;
    sqlite3_stmt *statement;
    char *where;
    const struct past *past; /* NULL: none is asked */
    struct query_play play;
    struct lookup lookups[1 + PLACE_COUNT]; /* crime, then the kinds of places */
    atomic_bool stopped;
    uint64_t steps;    /* thousands of SQLite's instructions since query_put */
    unsigned tables;   /* bit t: reads query_tables[t] */
    bool declares;     /* a table of ours tells SQLite its columns */
    char refused[128]; /* what the guard has refused; "": nothing */
    size_t memory;     /* for errors */
};

/* The tables, as they are named, NULL at the end. */
extern const char *const query_tables[];

/* Each registers its modules; false: out of memory. */
bool guard_set(struct query *q);
bool reports_register(struct query *q);
bool ticks_register(struct query *q);
bool small_tables_register(struct query *q);
bool functions_register(struct query *q);

/* For tables: fails the query with that text. Returns SQLITE_ERROR. */
int table_fail(sqlite3_vtab *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A duration or a time that was given to a table or function. False: it is none. */
bool value_duration_s(sqlite3_value *v, int64_t *ret_s);
bool value_time(sqlite3_value *v, civil_time *ret);

/* A time as a result, NULL for CIVIL_NEVER. */
void result_time(sqlite3_context *context, civil_time t);
void result_text(sqlite3_context *context, struct text s); /* that stays as long as the past */

/* What a table is, and the shape of its cursors, which begin with a struct query_cursor. */
struct table_kind {
    const char *name, *schema;
    size_t cursor_size;
    const sqlite3_module *module;           /* the functions below and its own */
    size_t (*count)(const struct query *q); /* of a small table: its rows, */
    void (*give)(const struct query *q, size_t row, int column, sqlite3_context *context);
};

/* Registers it for as long as the query is there; false: out of memory. */
bool table_register(struct query *q, const struct table_kind *kind);

struct query_table {
    sqlite3_vtab base;
    struct query *query;
    const struct table_kind *kind;
};

int table_connect(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **ret,
                  char **ret_error);
int table_disconnect(sqlite3_vtab *table);

/* Rows are numbered; those of [low, high) are gone through from either end. */
struct query_cursor {
    sqlite3_vtab_cursor base;
    uint64_t at, low, high;
    bool backwards;
};

int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret); /* all zero */
int cursor_close(sqlite3_vtab_cursor *base);
void cursor_begin(struct query_cursor *c, uint64_t low, uint64_t high, bool backwards);
int cursor_next(sqlite3_vtab_cursor *base);
int cursor_is_at_end(sqlite3_vtab_cursor *base);
int cursor_row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret); /* the number + 1 */

static inline const struct query_table *cursor_table(const sqlite3_vtab_cursor *base)
{
    return (const struct query_table *)base->pVtab;
}

#endif
