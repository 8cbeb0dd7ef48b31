#include <stdarg.h>

#include "blotter/base/clock.h"
#include "blotter/base/duration.h"
#include "query_state.h"

int table_connect(struct query *q, const char *schema, const void *of, sqlite3_vtab **ret)
{
    q->declares = true;
    int result = sqlite3_declare_vtab(q->db, schema);
    q->declares = false;
    struct query_table *table = result == SQLITE_OK ? sqlite3_malloc(sizeof *table) : NULL;
    if (table == NULL)
        return result == SQLITE_OK ? SQLITE_NOMEM : result;
    *table = (struct query_table){.query = q, .of = of};
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
    char written[CIVIL_TEXT_LEN];
    if (t.s == CIVIL_NEVER.s)
        return;
    civil_write(t, written);
    sqlite3_result_text(context, written, sizeof written, SQLITE_TRANSIENT);
}

void result_text(sqlite3_context *context, struct text s)
{
    sqlite3_result_text(context, s.len > 0 ? s.ptr : "", (int)s.len, SQLITE_STATIC);
}
