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
    struct query_cursor rows; /* the tick is first + at * step_s */
    civil_time first;
    int64_t step_s;
};

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

/* Returns how many there are. */
static int64_t find_ticks(struct tick_cursor *c, const struct past *p,
                          const struct tick_arguments *a)
{
    c->step_s = a->every_s > 0 ? a->every_s : 1;
    c->first = civil_round_up(p->first, civil_midnight(p->first), c->step_s);
    civil_time last = p->is_over ? civil_round_up(p->last_report, c->first, c->step_s) : p->at;
    if (p->is_over && last.s < c->first.s)
        last = c->first;
    if (a->from.s > c->first.s)
        c->first = civil_round_up(a->from, c->first, c->step_s);
    return count_until(c, civil_earlier(last, a->to));
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *text, int count,
                  sqlite3_value **values)
{
    (void)text, (void)count;
    struct tick_cursor *c = (struct tick_cursor *)base;
    const struct past *p = cursor_table(base)->query->past;
    struct tick_arguments a = {.from = CIVIL_NEVER, .to = CIVIL_FOREVER};
    for (int k = 0, given = 0; k < ARGUMENTS; k++)
        if ((flags & 1 << k) != 0 && !take_argument(base->pVtab, &a, k, values[given++]))
            return SQLITE_ERROR;
    bool has_any = p != NULL && p->has_first && !a.is_null;
    int64_t ticks = has_any ? find_ticks(c, p, &a) : 0;
    if (ticks > TICKS_MAX)
        return table_fail(base->pVtab,
                          "ticks: %" PRId64 " of them, and %d are the most: ask for "
                          "longer ones, or give FROM and TO",
                          ticks, TICKS_MAX);
    cursor_begin(&c->rows, 0, (uint64_t)ticks, (flags & BACKWARDS) != 0);
    return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct tick_cursor *c = (const struct tick_cursor *)base;
    if (column == AT)
        result_time(context, civil_add(c->first, (int64_t)c->rows.at * c->step_s));
    return SQLITE_OK;
}

bool ticks_register(struct query *q)
{
    static const sqlite3_module module = {
        .xConnect = table_connect,
        .xBestIndex = best_index,
        .xDisconnect = table_disconnect,
        .xOpen = cursor_open,
        .xClose = cursor_close,
        .xFilter = filter,
        .xNext = cursor_next,
        .xEof = cursor_is_at_end,
        .xColumn = give_column,
        .xRowid = cursor_row_id,
    };
    static const struct table_kind kind = {.name = "ticks",
                                           .schema = schema,
                                           .cursor_size = sizeof(struct tick_cursor),
                                           .module = &module};
    return table_register(q, &kind);
}
