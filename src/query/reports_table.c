/* The table `reports`, and with arguments reports(LAST, AT): those in (AT - LAST, AT].
 *
 * Its rows are the past's, in place, in the stream's order, which is that of reported_at: so that
 * column's predicates and the arguments are two positions, found by binary search, and ORDER BY it
 * costs nothing. A text column that is compared for equality is compared by number; and rows that
 * are wanted in the order of one (GROUP BY crime) come so, put in order by counting. */
#include "reports_table.h"

#include "blotter/window/facts.h"

static const char schema[] =
    "CREATE TABLE reports(reported_at TEXT, occurred_at TEXT, id TEXT, code INTEGER, crime TEXT, "
    "area TEXT, district TEXT, address TEXT, premise TEXT, lat REAL, lon REAL, near INTEGER, "
    "officer INTEGER, partition INTEGER, \"offset\" INTEGER, late INTEGER, "
    "last_argument HIDDEN, at_argument HIDDEN)";

/* --- the cursor ------------------------------------------------------------------------------- */

struct report_cursor {
    struct query_cursor rows;
    const struct past *past;
    uint64_t low, high;      /* the positions that are asked for */
    bool wants[NAMED_COUNT]; /* only rows with that number */
    uint32_t wanted[NAMED_COUNT];
    bool filters;
    uint64_t *order; /* NULL, or their positions in the order in which they come */
    const struct report *row;
};

static struct query *query_of(const struct report_cursor *c)
{
    return cursor_table(&c->rows.base)->query;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    sqlite3_free(((struct report_cursor *)base)->order);
    return cursor_close(base);
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
    if (letter == PLAN_LATER || letter == PLAN_FROM || letter == PLAN_AT)
        cut_low(c, letter == PLAN_LATER ? behind : first);
    if (letter == PLAN_EARLIER || letter == PLAN_UNTIL || letter == PLAN_AT)
        cut_high(c, letter == PLAN_EARLIER ? first : behind);
}

static void want(struct report_cursor *c, int column, sqlite3_value *v)
{
    int named = column - CRIME;
    struct query *q = query_of(c);
    const struct past *p = c->past;
    uint32_t number = 0;
    int type = sqlite3_value_type(v);
    bool is_text = type != SQLITE_NULL && type != SQLITE_BLOB;
    struct text s = {is_text ? (const char *)sqlite3_value_text(v) : "", 0};
    s.len = is_text ? (size_t)sqlite3_value_bytes(v) : 0;
    bool found = is_text && lookup_find(&q->lookups[named], report_names(p, column),
                                        report_name_count(p, column), s, &number);
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
        table_fail(c->rows.base.pVtab, "reports: no duration such as '6h': %.60s",
                   sqlite3_value_text(v));
        return false;
    }
    if (column == ARGUMENT_AT && !value_time(v, &span->at)) {
        table_fail(c->rows.base.pVtab, "reports: no time such as '2023-02-11T18:00': %.60s",
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
        int column = letters[i] - PLAN_BY_COLUMN;
        if (column < 0)
            cut_time(c, letters[i], values[i]);
        else if (report_is_named(column))
            want(c, column, values[i]);
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
        if (c->wants[named] && report_number(r, CRIME + named) != c->wanted[named])
            return false;
    return true;
}

static uint64_t position(const struct report_cursor *c)
{
    return c->order != NULL ? c->order[c->rows.at - c->rows.low] : c->rows.at;
}

/* To the first row from `at` on that passes. */
static void settle(struct report_cursor *c)
{
    for (; cursor_is_at_end(&c->rows.base) == 0; cursor_next(&c->rows.base)) {
        c->row = past_report(c->past, position(c));
        if (!c->filters || passes(c, c->row))
            return;
    }
}

static int next(sqlite3_vtab_cursor *base)
{
    cursor_next(base);
    settle((struct report_cursor *)base);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *letters, int count,
                  sqlite3_value **values)
{
    (void)count;
    struct report_cursor *c = (struct report_cursor *)base;
    int ordered = flags >> PLAN_ORDERED_SHIFT;
    sqlite3_free(c->order);
    *c = (struct report_cursor){.rows.base = *base, .past = query_of(c)->past};
    if (c->past == NULL)
        return SQLITE_OK;
    c->low = c->past->begin;
    c->high = c->past->end;
    if (take_arguments(c, letters, values) != SQLITE_OK)
        return SQLITE_ERROR;
    uint64_t high = c->high < c->low ? c->low : c->high;
    cursor_begin(&c->rows, c->low, high, (flags & PLAN_BACKWARDS) != 0);
    if (ordered != 0) {
        c->order = reports_order(c->past, ordered - 1, c->low, high);
        if (c->order == NULL)
            return SQLITE_NOMEM;
    }
    settle(c);
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)position((const struct report_cursor *)base) + 1;
    return SQLITE_OK;
}

/* --- columns ---------------------------------------------------------------------------------- */

/* A text with a NUL behind it is not copied once more by whoever asks SQLite for a C string. */
static void give_id(sqlite3_context *context, const struct facts *f)
{
    char digits[FACTS_ID_SIZE];
    struct text id = facts_id(f, digits);
    bool is_number = id.len > 0 && id.ptr + id.len == digits + FACTS_ID_SIZE - 1;
    sqlite3_result_text(context, id.len > 0 ? id.ptr : "", is_number ? -1 : (int)id.len,
                        SQLITE_TRANSIENT);
}

/* What a message says beyond what is counted; NULL where that is not kept. */
static void give_fact(sqlite3_context *context, const struct facts *f, int column)
{
    switch (column) {
    case OCCURRED_AT:
        result_time(context, f->occurred_at);
        break;
    case ID:
        give_id(context, f);
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
    if (report_is_named(column)) {
        result_text(context,
                    intern_text(report_names(c->past, column), report_number(c->row, column)));
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

bool reports_register(struct query *q)
{
    static const sqlite3_module module = {
        .xConnect = table_connect,
        .xBestIndex = reports_plan,
        .xDisconnect = table_disconnect,
        .xOpen = cursor_open,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next,
        .xEof = cursor_is_at_end,
        .xColumn = give_column,
        .xRowid = row_id,
    };
    static const struct table_kind kind = {.name = "reports",
                                           .schema = schema,
                                           .cursor_size = sizeof(struct report_cursor),
                                           .module = &module};
    return table_register(q, &kind);
}
