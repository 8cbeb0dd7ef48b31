/* The table ticks(EVERY, FROM, TO): `at`, the ticks of `report --every EVERY` up to the clock
 * (DESIGN §4 "Ticks"), or of them those from FROM to TO. Of a run that is over the last tick is
 * there too, which is at or after its last report. */
#include <inttypes.h>

#include "query_state.h"

enum tick_column { AT, ARGUMENT_EVERY, ARGUMENT_FROM, ARGUMENT_TO };
enum { ARGUMENTS = ARGUMENT_TO - ARGUMENT_EVERY + 1, TICKS_MAX = 1000000 };

static const char schema[] = "CREATE TABLE ticks(at TEXT, every_argument HIDDEN, from_argument "
                             "HIDDEN, to_argument HIDDEN)";

/* idxNum has a bit an argument, and one for the order. */
enum { BACKWARDS = 1 << ARGUMENTS };

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    int constraint_of[ARGUMENTS] = {-1, -1, -1};
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *c = &info->aConstraint[i];
        if (c->iColumn < ARGUMENT_EVERY || c->op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        if (!c->usable)
            return SQLITE_CONSTRAINT;
        constraint_of[c->iColumn - ARGUMENT_EVERY] = i;
    }
    if (constraint_of[0] < 0)
        return table_fail(table, "ticks needs its first argument: ticks('1h')");
    int given = 0;
    for (int k = 0; k < ARGUMENTS; k++) {
        if (constraint_of[k] < 0)
            continue;
        info->idxNum |= 1 << k;
        info->aConstraintUsage[constraint_of[k]].argvIndex = ++given;
        info->aConstraintUsage[constraint_of[k]].omit = 1;
    }
    if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn == AT) {
        info->idxNum |= info->aOrderBy[0].desc ? BACKWARDS : 0;
        info->orderByConsumed = 1;
    }
    info->estimatedRows = 100; /* so that they are the outer loop */
    info->estimatedCost = 100;
    return SQLITE_OK;
}

struct tick_cursor {
    sqlite3_vtab_cursor base;
    civil_time first;
    int64_t step_s;
    int64_t at,
        count; /* the tick is first + at * step_s; below 0 and from `count` on there is none */
    bool backwards;
};

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
    (void)table;
    struct tick_cursor *c = sqlite3_malloc(sizeof *c);
    if (c == NULL)
        return SQLITE_NOMEM;
    memset(c, 0, sizeof *c);
    *ret = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

struct tick_arguments {
    bool is_null;
    int64_t every_s;
    civil_time from, to;
};

static bool take_argument(sqlite3_vtab *table, struct tick_arguments *a, int k, sqlite3_value *v)
{
    if (sqlite3_value_type(v) == SQLITE_NULL) {
        a->is_null = true;
        return true;
    }
    if (k == 0)
        return value_duration_s(v, &a->every_s) ||
               table_fail(table,
                          "ticks: no whole seconds, minutes, hours or days such as '1h': %.60s",
                          sqlite3_value_text(v)) == SQLITE_OK;
    return value_time(v, k == 1 ? &a->from : &a->to) ||
           table_fail(table, "ticks: no time such as '2023-02-11T18:00': %.60s",
                      sqlite3_value_text(v)) == SQLITE_OK;
}

/* How many there are from the first on. */
static int64_t count_until(const struct tick_cursor *c, civil_time t)
{
    return t.s < c->first.s ? 0 : (t.s - c->first.s) / c->step_s + 1;
}

static void find_ticks(struct tick_cursor *c, const struct past *p, const struct tick_arguments *a)
{
    c->step_s = a->every_s > 0 ? a->every_s : 1;
    c->first = civil_round_up(p->first, civil_midnight(p->first), c->step_s);
    civil_time last = p->is_over ? civil_round_up(p->last_report, c->first, c->step_s) : p->at;
    if (p->is_over && last.s < c->first.s)
        last = c->first;
    if (a->from.s > c->first.s)
        c->first = civil_round_up(a->from, c->first, c->step_s);
    c->count = count_until(c, civil_earlier(last, a->to));
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *text, int count,
                  sqlite3_value **values)
{
    (void)text, (void)count;
    struct tick_cursor *c = (struct tick_cursor *)base;
    const struct past *p = ((struct query_table *)base->pVtab)->query->past;
    struct tick_arguments a = {.from = CIVIL_NEVER, .to = CIVIL_FOREVER};
    for (int k = 0, given = 0; k < ARGUMENTS; k++)
        if ((flags & 1 << k) != 0 && !take_argument(base->pVtab, &a, k, values[given++]))
            return SQLITE_ERROR;
    c->count = 0;
    if (p != NULL && p->has_first && !a.is_null)
        find_ticks(c, p, &a);
    if (c->count > TICKS_MAX)
        return table_fail(base->pVtab,
                          "ticks: %" PRId64 " of them, and %d are the most: ask for "
                          "longer ones, or give FROM and TO",
                          c->count, TICKS_MAX);
    c->backwards = (flags & BACKWARDS) != 0;
    c->at = c->backwards ? c->count - 1 : 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    struct tick_cursor *c = (struct tick_cursor *)base;
    c->at += c->backwards ? -1 : 1;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    const struct tick_cursor *c = (const struct tick_cursor *)base;
    return c->at < 0 || c->at >= c->count;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = ((struct tick_cursor *)base)->at + 1;
    return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct tick_cursor *c = (const struct tick_cursor *)base;
    if (column == AT)
        result_time(context, civil_add(c->first, c->at * c->step_s));
    return SQLITE_OK;
}

static int connect(sqlite3 *db, void *query, int argc, const char *const *argv, sqlite3_vtab **ret,
                   char **ret_error)
{
    (void)db, (void)argc, (void)argv, (void)ret_error;
    return table_connect(query, schema, NULL, ret);
}

bool ticks_register(struct query *q)
{
    static const sqlite3_module module = {
        .xConnect = connect,
        .xBestIndex = best_index,
        .xDisconnect = table_disconnect,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next,
        .xEof = is_at_end,
        .xColumn = give_column,
        .xRowid = row_id,
    };
    return sqlite3_create_module(q->db, "ticks", &module, q) == SQLITE_OK;
}
