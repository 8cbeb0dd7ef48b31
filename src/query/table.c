#include <stdarg.h>
#include <stdlib.h>

#include "blotter/base/clock.h"
#include "blotter/base/duration.h"
#include "blotter/base/memory.h"
#include "query_state.h"

struct table_user {
    struct query *query;
    const struct table_kind *kind;
};

bool table_register(struct query *q, const struct table_kind *kind)
{
    struct table_user *user = mem_new(1, sizeof *user);
    *user = (struct table_user){q, kind};
    return sqlite3_create_module_v2(q->db, kind->name, kind->module, user, free) == SQLITE_OK;
}

int table_connect(sqlite3 *db, void *user, int argc, const char *const *argv, sqlite3_vtab **ret,
                  char **ret_error)
{
    (void)argc, (void)argv, (void)ret_error;
    const struct table_user *of = user;
    of->query->declares = true;
    int result = sqlite3_declare_vtab(db, of->kind->schema);
    of->query->declares = false;
    struct query_table *table = result == SQLITE_OK ? sqlite3_malloc(sizeof *table) : NULL;
    if (table == NULL)
        return result == SQLITE_OK ? SQLITE_NOMEM : result;
    *table = (struct query_table){.query = of->query, .kind = of->kind};
    *ret = &table->base;
    return SQLITE_OK;
}

int table_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

int table_fail(sqlite3_vtab *table, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_vmprintf(format, args);
    va_end(args);
    return SQLITE_ERROR;
}

/* --- cursors ---------------------------------------------------------------------------------- */

int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
    size_t size = ((const struct query_table *)table)->kind->cursor_size;
    *ret = sqlite3_malloc64(size);
    if (*ret == NULL)
        return SQLITE_NOMEM;
    memset(*ret, 0, size);
    return SQLITE_OK;
}

int cursor_close(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

void cursor_begin(struct query_cursor *c, uint64_t low, uint64_t high, bool backwards)
{
    c->low = low;
    c->high = high;
    c->at = backwards ? high - 1 : low;
    c->backwards = backwards;
}

int cursor_next(sqlite3_vtab_cursor *base)
{
    struct query_cursor *c = (struct query_cursor *)base;
    c->at += c->backwards ? UINT64_MAX : 1;
    return SQLITE_OK;
}

int cursor_is_at_end(sqlite3_vtab_cursor *base)
{
    const struct query_cursor *c = (const struct query_cursor *)base;
    return c->at - c->low >= c->high - c->low; /* also what is below `low` */
}

int cursor_row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)((const struct query_cursor *)base)->at + 1;
    return SQLITE_OK;
}

/* --- values ----------------------------------------------------------------------------------- */

static struct text text_value(sqlite3_value *v)
{
    struct text s = {(const char *)sqlite3_value_text(v), 0};
    s.len = s.ptr != NULL ? (size_t)sqlite3_value_bytes(v) : 0;
    return s;
}

bool value_duration_s(sqlite3_value *v, int64_t *ret_s)
{
    int64_t ms;
    if (!duration_parse(text_value(v), &ms) || ms % MS_PER_S != 0)
        return false;
    *ret_s = ms / MS_PER_S;
    return true;
}

bool value_time(sqlite3_value *v, civil_time *ret)
{
    return civil_parse(text_value(v), ret);
}

void result_time(sqlite3_context *context, civil_time t)
{
    char written[CIVIL_TEXT_LEN + 1] = "";
    if (t.s == CIVIL_NEVER.s)
        return;
    civil_write(t, written);
    sqlite3_result_text(context, written, -1, SQLITE_TRANSIENT);
}

void result_text(sqlite3_context *context, struct text s)
{
    sqlite3_result_text(context, s.len > 0 ? s.ptr : "", (int)s.len, SQLITE_STATIC);
}
