#include "blotter/query/query.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/base/nearest.h"
#include "query_state.h"

/* --- errors --------------------------------------------------------------------------------- */

/* The line and the column, in characters, both from 1, of the byte at `offset`. */
static void find_place(struct text sql, size_t offset, size_t *ret_line, size_t *ret_column)
{
    *ret_line = *ret_column = 1;
    for (size_t i = 0; i < offset && i < sql.len; i++) {
        bool is_continued = (sql.ptr[i] & 0xc0) == 0x80;
        *ret_column += !is_continued;
        if (sql.ptr[i] == '\n') {
            ++*ret_line;
            *ret_column = 1;
        }
    }
}

static bool fail_at(const struct query *q, struct text sql, size_t offset, const char *why,
                    struct error *err)
{
    size_t line;
    size_t column;
    find_place(sql, offset, &line, &column);
    return error_usage(err, "%s:%zu:%zu: %s", q->where, line, column, why);
}

/* Where the name stands that a complaint ends in; 0: nowhere. */
static size_t find_name(struct text sql, const char *complaint)
{
    const char *blank = strrchr(complaint, ' ');
    struct text name = text_of(blank != NULL ? blank + 1 : complaint);
    for (size_t at = 0; name.len > 0 && at + name.len <= sql.len; at++)
        if (sqlite3_strnicmp(sql.ptr + at, name.ptr, (int)name.len) == 0)
            return at;
    return 0;
}

/* A column, a table or a function that is not there: which was probably meant. */
static const char *did_you_mean(const char *why, char out[NEAREST_TEXT_SIZE])
{
    const char *name = strstr(why, ": ");
    const char *dot = strrchr(why, '.');
    if (strncmp(why, "no such ", 8) != 0 || name == NULL)
        return "";
    struct nearest near = {.typed = text_of(dot != NULL ? dot + 1 : name + 2)};
    const char *word;
    for (size_t i = 0; (word = query_word(i)) != NULL; i++)
        nearest_try(&near, word);
    return nearest_text(&near, "", "", out);
}

/* SQLite says the place of most of what it does not take; of a query that ends too early that is
 * the end. */
static bool fail_prepare(const struct query *q, struct text sql, struct error *err)
{
    const char *why = sqlite3_errmsg(q->db);
    int offset = sqlite3_error_offset(q->db);
    size_t at =
        offset >= 0 ? (size_t)offset : find_name(sql, q->refused[0] != '\0' ? q->refused : why);
    if (strcmp(why, "incomplete input") == 0)
        at = text_trim(sql).len;
    char text[256];
    if (q->refused[0] == '\0') {
        char hint[NEAREST_TEXT_SIZE];
        snprintf(text, sizeof text, "%s%s", why, did_you_mean(why, hint));
        return fail_at(q, sql, at, text, err);
    }
    snprintf(
        text, sizeof text,
        "%s is not allowed: a query reads reports, ticks, officers, incidents, alerts and play, "
        "and does nothing else",
        q->refused);
    return fail_at(q, sql, at, text, err);
}

static bool fail_running(const struct query *q, int result, struct error *err)
{
    if (query_was_stopped(q))
        return error_set(err, "%s: stopped", q->where);
    if (result == SQLITE_INTERRUPT)
        return error_set(err, "%s: it takes too many steps: stopped", q->where);
    if (result == SQLITE_NOMEM)
        return error_set(err,
                         "%s: it needs more memory than the %zu KiB that a query may have, a "
                         "quarter of --keep",
                         q->where, q->memory / 1024);
    return error_set(err, "%s: %s", q->where, sqlite3_errmsg(q->db));
}

/* --- preparing ------------------------------------------------------------------------------ */

static bool open_connection(struct query *q)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    return sqlite3_open_v2(":memory:", &q->db, flags, NULL) == SQLITE_OK && guard_set(q) &&
           reports_register(q) && ticks_register(q) && small_tables_register(q) &&
           functions_register(q);
}

/* Blanks and comments are no second statement. */
static bool check_rest(struct query *q, struct text sql, const char *rest, struct error *err)
{
    sqlite3_stmt *second = NULL;
    size_t begin = (size_t)(rest - sql.ptr);
    int result = sqlite3_prepare_v2(q->db, rest, (int)(sql.len - begin), &second, NULL);
    sqlite3_finalize(second);
    if (result == SQLITE_OK && second == NULL)
        return true;
    while (begin < sql.len && byte_is_blank(sql.ptr[begin]))
        begin++;
    return fail_at(q, sql, begin, "one statement is all there may be", err);
}

static bool prepare(struct query *q, struct text sql, struct error *err)
{
    const char *rest;
    if (sql.len > 1 << 20)
        return error_usage(err, "%s: more than a million bytes are no query", q->where);
    if (sqlite3_prepare_v3(q->db, sql.ptr, (int)sql.len, SQLITE_PREPARE_PERSISTENT, &q->statement,
                           &rest) != SQLITE_OK)
        return fail_prepare(q, sql, err);
    if (q->statement == NULL)
        return error_usage(err, "%s: there is no query in it", q->where);
    if (!check_rest(q, sql, rest, err))
        return false;
    if (sqlite3_stmt_readonly(q->statement) == 0 || sqlite3_column_count(q->statement) == 0)
        return fail_at(q, sql, 0, "it is no query that gives rows", err);
    return true;
}

struct query *query_prepare(struct text sql, const char *where, size_t memory, struct error *err)
{
    struct query *q = mem_new(1, sizeof *q);
    q->where = mem_copy_text(where, strlen(where));
    q->memory = memory;
    char *own = mem_copy_text(sql.len > 0 ? sql.ptr : "", sql.len); /* with a NUL behind */
    bool ok = open_connection(q) ? prepare(q, (struct text){own, sql.len}, err)
                                 : error_set(err, "SQLite %s does not begin: %s",
                                             sqlite3_libversion(), sqlite3_errmsg(q->db));
    free(own);
    if (ok)
        return q;
    query_destroy(q);
    return NULL;
}

void query_destroy(struct query *q)
{
    if (q == NULL)
        return;
    sqlite3_finalize(q->statement);
    sqlite3_close(q->db);
    for (size_t i = 0; i < sizeof q->lookups / sizeof q->lookups[0]; i++)
        lookup_finish(&q->lookups[i]);
    free(q->where);
    free(q);
}

/* --- running ---------------------------------------------------------------------------------- */

size_t query_columns(const struct query *q)
{
    return (size_t)sqlite3_column_count(q->statement);
}

const char *query_column(const struct query *q, size_t column)
{
    const char *name = sqlite3_column_name(q->statement, (int)column);
    return name != NULL ? name : "";
}

bool query_reads(const struct query *q, const char *table)
{
    for (size_t t = 0; query_tables[t] != NULL; t++)
        if (strcmp(query_tables[t], table) == 0)
            return (q->tables >> t & 1) != 0;
    return false;
}

void query_put(struct query *q, const struct past *past, const struct query_play *play)
{
    sqlite3_reset(q->statement);
    q->past = past;
    q->play = *play;
    q->steps = 0;
    atomic_store_explicit(&q->stopped, false, memory_order_relaxed);
}

enum query_step query_next(struct query *q, struct error *err)
{
    int result = sqlite3_step(q->statement);
    if (result == SQLITE_ROW)
        return QUERY_ROW;
    if (result == SQLITE_DONE)
        return QUERY_DONE;
    fail_running(q, result, err);
    return QUERY_FAILED;
}

void query_rest(struct query *q)
{
    sqlite3_reset(q->statement);
    q->past = NULL;
}

struct query_value query_value(struct query *q, size_t column)
{
    int i = (int)column;
    struct query_value v = {.kind = QUERY_NULL};
    switch (sqlite3_column_type(q->statement, i)) {
    case SQLITE_INTEGER:
        v.kind = QUERY_INTEGER;
        v.integer = sqlite3_column_int64(q->statement, i);
        break;
    case SQLITE_FLOAT:
        v.kind = QUERY_REAL;
        v.real = sqlite3_column_double(q->statement, i);
        break;
    case SQLITE_TEXT:
        v.kind = QUERY_TEXT;
        v.bytes.ptr = (const char *)sqlite3_column_text(q->statement, i);
        v.bytes.len = (size_t)sqlite3_column_bytes(q->statement, i);
        break;
    case SQLITE_BLOB:
        v.kind = QUERY_BLOB;
        v.bytes.ptr = sqlite3_column_blob(q->statement, i);
        v.bytes.len = (size_t)sqlite3_column_bytes(q->statement, i);
        break;
    default:
        break;
    }
    return v;
}

void query_stop(struct query *q)
{
    atomic_store_explicit(&q->stopped, true, memory_order_relaxed);
}

bool query_was_stopped(const struct query *q)
{
    return atomic_load_explicit(&q->stopped, memory_order_relaxed);
}
