/* The table `reports`, and with arguments reports(LAST, AT): those in (AT - LAST, AT].
 *
 * Its rows are the past's, in place, in the stream's order, which is that of reported_at: so that
 * column's predicates and the arguments are two positions, found by binary search, and ORDER BY it
 * costs nothing. A text column that is compared for equality is compared by number; and rows that
 * are wanted in the order of one (GROUP BY crime) come so, put in order by counting. */
#include <stdlib.h>

#include "blotter/window/facts.h"
#include "query_state.h"

enum report_column {
    REPORTED_AT,
    OCCURRED_AT,
    ID,
    CODE,
    CRIME,
    AREA,
    DISTRICT,
    ADDRESS,
    PREMISE,
    LAT,
    LON,
    NEAR,
    OFFICER,
    PARTITION,
    OFFSET,
    LATE,
    ARGUMENT_LAST,
    ARGUMENT_AT,
};

static const char schema[] =
    "CREATE TABLE reports(reported_at TEXT, occurred_at TEXT, id TEXT, code INTEGER, crime TEXT, "
    "area TEXT, district TEXT, address TEXT, premise TEXT, lat REAL, lon REAL, near INTEGER, "
    "officer INTEGER, partition INTEGER, \"offset\" INTEGER, late INTEGER, "
    "last_argument HIDDEN, at_argument HIDDEN)";

/* CRIME to PREMISE: a text that a report has by number. */
enum { NAMED_COUNT = 1 + PLACE_COUNT };
_Static_assert((int)PREMISE - (int)CRIME == PLACE_COUNT, "crime, then the places in their order");

static bool is_named(int column)
{
    return column >= CRIME && column <= PREMISE;
}

static uint32_t number_of(const struct report *r, int named)
{
    return named == 0 ? r->crime : r->place[named - 1];
}

static const struct interner *names_of(const struct past *p, int named)
{
    return named == 0 ? p->crimes : p->places[named - 1];
}

static size_t names_count(const struct past *p, int named)
{
    return named == 0 ? p->crime_count : p->place_counts[named - 1];
}

/* --- planning --------------------------------------------------------------------------------- */

/* What xBestIndex tells xFilter of each argument, a letter each in idxStr: a column that is asked
 * for equality, or one of these. */
static const char by_column = 'a'; /* + the column */
static const char later = '>', from = ')', earlier = '<', until = '(', at_time = '=';

/* And in idxNum. */
enum { BACKWARDS = 1, SORTED = 2, SORTED_SHIFT = 2 };

struct report_plan {
    char letters[64];
    int count;
    bool lower, upper, last, equal;
};

static void use(struct report_plan *plan, sqlite3_index_info *info, int i, char letter)
{
    if (plan->count == (int)sizeof plan->letters - 1)
        return;
    plan->letters[plan->count++] = letter;
    info->aConstraintUsage[i].argvIndex = plan->count;
    info->aConstraintUsage[i].omit = 1;
}

static char time_letter(unsigned char op)
{
    switch (op) {
    case SQLITE_INDEX_CONSTRAINT_GT:
        return later;
    case SQLITE_INDEX_CONSTRAINT_GE:
        return from;
    case SQLITE_INDEX_CONSTRAINT_LT:
        return earlier;
    case SQLITE_INDEX_CONSTRAINT_LE:
        return until;
    case SQLITE_INDEX_CONSTRAINT_EQ:
        return at_time;
    default:
        return 0;
    }
}

static void plan_time(struct report_plan *plan, sqlite3_index_info *info, int i)
{
    char letter = time_letter(info->aConstraint[i].op);
    if (letter == 0)
        return;
    use(plan, info, i, letter);
    plan->lower = plan->lower || letter == later || letter == from || letter == at_time;
    plan->upper = plan->upper || letter == earlier || letter == until || letter == at_time;
}

static bool compares_bytes(sqlite3_index_info *info, int i)
{
    return sqlite3_stricmp(sqlite3_vtab_collation(info, i), "BINARY") == 0;
}

/* False: an argument is there that this plan has no value for. */
static bool plan_constraint(struct report_plan *plan, sqlite3_index_info *info, int i)
{
    const struct sqlite3_index_constraint *c = &info->aConstraint[i];
    bool is_equality = c->op == SQLITE_INDEX_CONSTRAINT_EQ;
    if (c->iColumn >= ARGUMENT_LAST && is_equality) {
        if (!c->usable)
            return false;
        use(plan, info, i, (char)(by_column + c->iColumn));
        plan->last = plan->last || c->iColumn == ARGUMENT_LAST;
    } else if (c->usable && c->iColumn == REPORTED_AT && compares_bytes(info, i)) {
        plan_time(plan, info, i);
    } else if (c->usable && is_named(c->iColumn) && is_equality && compares_bytes(info, i)) {
        use(plan, info, i, (char)(by_column + c->iColumn));
        plan->equal = true;
    }
    return true;
}

/* Which rows there are is not known yet, so these are those of a quarter of a year. */
static void plan_cost(const struct report_plan *plan, sqlite3_index_info *info)
{
    double rows = 20000;
    if (plan->last || (plan->lower && plan->upper))
        rows /= 100;
    else if (plan->lower || plan->upper)
        rows /= 3;
    info->estimatedCost = rows + 20;
    info->estimatedRows = (sqlite3_int64)(plan->equal ? rows / 20 + 1 : rows);
}

static void plan_order(sqlite3_index_info *info)
{
    if (info->nOrderBy != 1)
        return;
    int column = info->aOrderBy[0].iColumn;
    if (column != REPORTED_AT && !is_named(column))
        return;
    info->idxNum = info->aOrderBy[0].desc ? BACKWARDS : 0;
    if (is_named(column))
        info->idxNum |= SORTED | (column - CRIME) << SORTED_SHIFT;
    info->orderByConsumed = 1;
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    struct report_plan plan = {.count = 0};
    for (int i = 0; i < info->nConstraint; i++)
        if (!plan_constraint(&plan, info, i))
            return SQLITE_CONSTRAINT;
    plan_cost(&plan, info);
    plan_order(info);
    info->idxStr = sqlite3_mprintf("%s", plan.letters);
    info->needToFreeIdxStr = 1;
    return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

/* --- the cursor ------------------------------------------------------------------------------- */

struct report_cursor {
    sqlite3_vtab_cursor base;
    const struct past *past;
    uint64_t at, low, high; /* the rows are [low, high), which is gone through from either end */
    bool backwards;
    bool wants[NAMED_COUNT]; /* only rows with that number */
    uint32_t wanted[NAMED_COUNT];
    bool filters;
    uint64_t *order; /* NULL, or the positions in the order in which they come: `at` is an index */
    const struct report *row; /* NULL: behind the last */
};

static struct query *query_of(const struct report_cursor *c)
{
    return ((struct query_table *)c->base.pVtab)->query;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
    (void)table;
    struct report_cursor *c = sqlite3_malloc(sizeof *c);
    if (c == NULL)
        return SQLITE_NOMEM;
    memset(c, 0, sizeof *c);
    *ret = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    struct report_cursor *c = (struct report_cursor *)base;
    sqlite3_free(c->order);
    sqlite3_free(c);
    return SQLITE_OK;
}

static void none(struct report_cursor *c)
{
    c->high = c->low;
}

static void cut_low(struct report_cursor *c, uint64_t to)
{
    c->low = to > c->low ? to : c->low;
}

static void cut_high(struct report_cursor *c, uint64_t to)
{
    c->high = to < c->high ? to : c->high;
}

/* The first position whose time as text is not before `s`, or is behind it: those of the rows are
 * in the order of their texts, and so any text, a time or not, cuts them where SQLite would. */
static uint64_t position_of(const struct past *p, struct text s, bool behind)
{
    uint64_t low = p->begin;
    uint64_t high = p->end;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        char written[CIVIL_TEXT_LEN];
        civil_write(past_report(p, middle)->reported_at, written);
        int order = text_compare((struct text){written, sizeof written}, s);
        if (order < 0 || (order == 0 && behind))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A number is compared as its text, as a text column does; a blob is behind all texts. */
static void cut_time(struct report_cursor *c, char letter, sqlite3_value *v)
{
    int type = sqlite3_value_type(v);
    if (type == SQLITE_NULL) {
        none(c);
        return;
    }
    uint64_t first = c->past->end;
    uint64_t behind = c->past->end;
    if (type != SQLITE_BLOB) {
        struct text s = {(const char *)sqlite3_value_text(v), 0};
        s.len = (size_t)sqlite3_value_bytes(v);
        first = position_of(c->past, s, false);
        behind = position_of(c->past, s, true);
    }
    if (letter == later || letter == from || letter == at_time)
        cut_low(c, letter == later ? behind : first);
    if (letter == earlier || letter == until || letter == at_time)
        cut_high(c, letter == earlier ? first : behind);
}

static void want(struct report_cursor *c, int named, sqlite3_value *v)
{
    struct query *q = query_of(c);
    const struct past *p = c->past;
    uint32_t number = 0;
    int type = sqlite3_value_type(v);
    bool is_text = type != SQLITE_NULL && type != SQLITE_BLOB;
    struct text s = {is_text ? (const char *)sqlite3_value_text(v) : "", 0};
    s.len = is_text ? (size_t)sqlite3_value_bytes(v) : 0;
    bool found = is_text && lookup_find(&q->lookups[named], names_of(p, named),
                                        names_count(p, named), s, &number);
    if (!found || (c->wants[named] && c->wanted[named] != number))
        none(c);
    c->wants[named] = c->filters = true;
    c->wanted[named] = number;
}

/* LAST and AT. */
struct report_span {
    bool has_last, has_at, is_null;
    int64_t last_s;
    civil_time at;
};

static bool take_argument(struct report_cursor *c, struct report_span *span, int column,
                          sqlite3_value *v)
{
    if (sqlite3_value_type(v) == SQLITE_NULL) {
        span->is_null = true;
        return true;
    }
    span->has_last = span->has_last || column == ARGUMENT_LAST;
    span->has_at = span->has_at || column == ARGUMENT_AT;
    if (column == ARGUMENT_LAST && !value_duration_s(v, &span->last_s)) {
        table_fail(c->base.pVtab, "reports: no duration such as '6h': %.60s",
                   sqlite3_value_text(v));
        return false;
    }
    if (column == ARGUMENT_AT && !value_time(v, &span->at)) {
        table_fail(c->base.pVtab, "reports: no time such as '2023-02-11T18:00': %.60s",
                   sqlite3_value_text(v));
        return false;
    }
    return true;
}

static void cut_span(struct report_cursor *c, const struct report_span *span)
{
    civil_time at = span->has_at ? span->at : c->past->at;
    if (span->is_null)
        none(c);
    if (span->has_at)
        cut_high(c, past_after(c->past, at));
    if (span->has_last)
        cut_low(c, past_after(c->past, civil_add(at, -span->last_s)));
}

static int take_arguments(struct report_cursor *c, const char *letters, sqlite3_value **values)
{
    struct report_span span = {0};
    for (int i = 0; letters[i] != '\0'; i++) {
        int column = letters[i] - by_column;
        if (column < 0)
            cut_time(c, letters[i], values[i]);
        else if (is_named(column))
            want(c, column - CRIME, values[i]);
        else if (!take_argument(c, &span, column, values[i]))
            return SQLITE_ERROR;
    }
    cut_span(c, &span);
    return SQLITE_OK;
}

/* --- going through them ----------------------------------------------------------------------- */

static bool passes(const struct report_cursor *c, const struct report *r)
{
    for (int named = 0; named < NAMED_COUNT; named++)
        if (c->wants[named] && number_of(r, named) != c->wanted[named])
            return false;
    return true;
}

static const struct report *row_at(const struct report_cursor *c)
{
    uint64_t position = c->order != NULL ? c->order[c->at] : c->at;
    return past_report(c->past, position);
}

/* To the first row from `at` on that passes. */
static void settle(struct report_cursor *c)
{
    while (c->at >= c->low && c->at < c->high) {
        c->row = row_at(c);
        if (!c->filters || passes(c, c->row))
            return;
        c->at = c->backwards ? c->at - 1 : c->at + 1;
    }
    c->row = NULL;
}

static int next(sqlite3_vtab_cursor *base)
{
    struct report_cursor *c = (struct report_cursor *)base;
    c->at = c->backwards ? c->at - 1 : c->at + 1; /* below 0 it is beyond `high` */
    settle(c);
    return SQLITE_OK;
}

static int by_name(const void *one, const void *other, void *names)
{
    struct text a = intern_text(names, *(const uint32_t *)one);
    struct text b = intern_text(names, *(const uint32_t *)other);
    return text_compare(a, b);
}

/* Where the rows of each number begin, in the order of the names: counts become places. Takes
 * `numbers` to sort those that there are. */
static void find_places(const struct past *p, int named, uint64_t *counts, uint32_t *numbers,
                        size_t count)
{
    size_t there = 0;
    uint64_t place = 0;
    for (uint32_t number = 0; number < count; number++)
        if (counts[number] > 0)
            numbers[there++] = number;
    qsort_r(numbers, there, sizeof *numbers, by_name, (void *)(uintptr_t)names_of(p, named));
    for (size_t i = 0; i < there; i++) {
        uint64_t rows = counts[numbers[i]];
        counts[numbers[i]] = place;
        place += rows;
    }
}

static void fill_order(struct report_cursor *c, int named, uint64_t *counts, uint32_t *numbers,
                       size_t count)
{
    const struct past *p = c->past;
    memset(counts, 0, count * sizeof *counts);
    for (uint64_t at = c->low; at < c->high; at++)
        counts[number_of(past_report(p, at), named)]++;
    find_places(p, named, counts, numbers, count);
    for (uint64_t at = c->low; at < c->high; at++)
        c->order[counts[number_of(past_report(p, at), named)]++] = at;
    c->high -= c->low;
    c->low = 0;
}

static int put_in_order(struct report_cursor *c, int named)
{
    size_t count = names_count(c->past, named);
    uint64_t *counts = sqlite3_malloc64((count + 1) * sizeof *counts);
    uint32_t *numbers = sqlite3_malloc64((count + 1) * sizeof *numbers);
    c->order = sqlite3_malloc64((c->high - c->low + 1) * sizeof *c->order);
    bool has_room = counts != NULL && numbers != NULL && c->order != NULL;
    if (has_room)
        fill_order(c, named, counts, numbers, count);
    sqlite3_free(counts);
    sqlite3_free(numbers);
    return has_room ? SQLITE_OK : SQLITE_NOMEM;
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *letters, int count,
                  sqlite3_value **values)
{
    (void)count;
    struct report_cursor *c = (struct report_cursor *)base;
    struct sqlite3_vtab_cursor kept = c->base;
    sqlite3_free(c->order);
    *c = (struct report_cursor){.base = kept, .past = query_of(c)->past};
    if (c->past == NULL)
        return SQLITE_OK;
    c->low = c->past->begin;
    c->high = c->past->end;
    if (take_arguments(c, letters, values) != SQLITE_OK)
        return SQLITE_ERROR;
    c->high = c->high < c->low ? c->low : c->high;
    if ((flags & SORTED) != 0 && put_in_order(c, flags >> SORTED_SHIFT) != SQLITE_OK)
        return SQLITE_NOMEM;
    c->backwards = (flags & BACKWARDS) != 0;
    c->at = c->backwards ? c->high - 1 : c->low;
    settle(c);
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    return ((struct report_cursor *)base)->row == NULL;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    struct report_cursor *c = (struct report_cursor *)base;
    *ret = (sqlite3_int64)(c->order != NULL ? c->order[c->at] : c->at) + 1;
    return SQLITE_OK;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* What a message says beyond what is counted; NULL where that is not kept. */
static void give_fact(sqlite3_context *context, const struct facts *f, int column)
{
    char digits[FACTS_ID_SIZE];
    struct text id;
    switch (column) {
    case OCCURRED_AT:
        result_time(context, f->occurred_at);
        break;
    case ID:
        id = facts_id(f, digits);
        sqlite3_result_text(context, id.len > 0 ? id.ptr : "", (int)id.len, SQLITE_TRANSIENT);
        break;
    case CODE:
        if (f->code != NO_CODE)
            sqlite3_result_int64(context, f->code);
        break;
    case OFFICER:
        if (f->officer != 0)
            sqlite3_result_int64(context, f->officer);
        break;
    case PARTITION:
        if (f->partition >= 0)
            sqlite3_result_int64(context, f->partition);
        break;
    case OFFSET:
        if (f->offset >= 0)
            sqlite3_result_int64(context, f->offset);
        break;
    case LATE:
        sqlite3_result_int(context, f->late);
        break;
    default:
        break;
    }
}

static void give_coordinate(sqlite3_context *context, const struct report_cursor *c, int column)
{
    double lat;
    double lon;
    if (past_coordinates(c->past, c->row, &lat, &lon))
        sqlite3_result_double(context, column == LAT ? lat : lon);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct report_cursor *c = (const struct report_cursor *)base;
    if (is_named(column)) {
        int named = column - CRIME;
        result_text(context, intern_text(names_of(c->past, named), number_of(c->row, named)));
    } else if (column == REPORTED_AT) {
        result_time(context, c->row->reported_at);
    } else if (column == LAT || column == LON) {
        give_coordinate(context, c, column);
    } else if (column == NEAR) {
        sqlite3_result_int(context, c->row->near);
    } else {
        const struct facts *f = past_facts(c->past, c->row);
        if (f != NULL)
            give_fact(context, f, column);
    }
    return SQLITE_OK;
}

static int connect(sqlite3 *db, void *query, int argc, const char *const *argv, sqlite3_vtab **ret,
                   char **ret_error)
{
    (void)db, (void)argc, (void)argv, (void)ret_error;
    return table_connect(query, schema, NULL, ret);
}

bool reports_register(struct query *q)
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
    return sqlite3_create_module(q->db, "reports", &module, q) == SQLITE_OK;
}
