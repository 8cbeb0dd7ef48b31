/* The small tables: what is a list of rows in the past, gone through from the first to the last. */
#include "query_state.h"

struct small_table {
    const char *name;
    const char *schema;
    size_t (*count)(const struct query *q);
    void (*give)(const struct query *q, size_t row, int column, sqlite3_context *context);
};

/* --- officers --------------------------------------------------------------------------------- */

static size_t count_officers(const struct query *q)
{
    return q->past->officer_count;
}

static void give_officer(const struct query *q, size_t row, int column, sqlite3_context *context)
{
    const struct past_officer *o = &q->past->officers[row];
    if (column == 0)
        sqlite3_result_int64(context, o->officer);
    else if (column == 1)
        result_time(context, o->clock);
    else if (column == 2)
        sqlite3_result_int64(context, (sqlite3_int64)o->seq);
    else
        sqlite3_result_int(context, o->ended);
}

/* --- incidents -------------------------------------------------------------------------------- */

static size_t count_incidents(const struct query *q)
{
    return q->past->incident_count;
}

enum incident_column { KIND, AT, PARTITION, OFFSET, OFFICER, SEQ, TO_SEQ, REPORTED_AT, WHY };

/* What is not known is NULL. */
static void give_number(sqlite3_context *context, int64_t number, bool known)
{
    if (known)
        sqlite3_result_int64(context, number);
}

static void give_incident(const struct query *q, size_t row, int column, sqlite3_context *context)
{
    static const char *const kinds[INCIDENT_KINDS] = {"late", "missing", "duplicate",
                                                      "undecodable"};
    const struct incident *i = &q->past->incidents[row].incident;
    switch ((enum incident_column)column) {
    case KIND:
        result_text(context, text_of(kinds[q->past->incidents[row].kind]));
        break;
    case AT:
        result_time(context, i->at);
        break;
    case PARTITION:
        give_number(context, i->from.partition, i->from.partition >= 0);
        break;
    case OFFSET:
        give_number(context, i->from.offset, i->from.offset >= 0);
        break;
    case OFFICER:
        give_number(context, i->officer, i->officer > 0);
        break;
    case SEQ:
        give_number(context, (int64_t)i->seq, i->seq > 0);
        break;
    case TO_SEQ:
        give_number(context, (int64_t)i->to_seq, i->to_seq > 0);
        break;
    case REPORTED_AT:
        result_time(context, i->reported_at);
        break;
    case WHY:
        result_text(context, text_of(i->why != NULL ? i->why : ""));
        break;
    }
}

/* --- alerts ----------------------------------------------------------------------------------- */

static size_t count_alerts(const struct query *q)
{
    return q->past->change_count;
}

static void give_alert(const struct query *q, size_t row, int column, sqlite3_context *context)
{
    enum { CHANGED_AT, NAME, BY, OF, STATE, VALUE, SINCE, ENDED, PEAK };
    const struct alert_change *c = &q->past->changes[row];
    const civil_time times[] = {[CHANGED_AT] = c->at, [SINCE] = c->since, [ENDED] = c->ended};
    const struct text texts[] = {[NAME] = text_of(c->name),
                                 [BY] = text_of(c->by != NULL ? c->by : ""),
                                 [OF] = c->of,
                                 [STATE] = text_of(c->state)};
    if (column == VALUE || column == PEAK)
        give_number(context, column == VALUE ? c->value : c->peak,
                    column == VALUE || c->ended.s != CIVIL_NEVER.s);
    else if (column == CHANGED_AT || column == SINCE || column == ENDED)
        result_time(context, times[column]);
    else if ((column != BY && column != OF) || c->by != NULL)
        result_text(context, texts[column]);
}

/* --- play ------------------------------------------------------------------------------------- */

static size_t count_play(const struct query *q)
{
    (void)q;
    return 1;
}

static void give_play_text(sqlite3_context *context, const char *s)
{
    if (s != NULL && s[0] != '\0')
        sqlite3_result_text(context, s, -1, SQLITE_TRANSIENT);
}

static void give_play(const struct query *q, size_t row, int column, sqlite3_context *context)
{
    enum { CLOCK, STATE, SPEED, RUN, WHOLE_SINCE, FIRST_COUNT };
    const struct past *p = q->past;
    const struct accounting *a = &p->accounting;
    const uint64_t counts[] = {p->end - p->begin, a->consumed,    a->missing, a->duplicate,
                               a->late,           a->undecodable, a->stale};
    (void)row;
    if (column == CLOCK)
        result_time(context, p->at);
    else if (column == STATE)
        give_play_text(context, q->play.state);
    else if (column == SPEED)
        give_play_text(context, q->play.speed);
    else if (column == RUN)
        give_play_text(context, p->run);
    else if (column == WHOLE_SINCE)
        result_time(context, p->whole_since);
    else
        sqlite3_result_int64(context, (sqlite3_int64)counts[column - FIRST_COUNT]);
}

static const struct small_table lists[] = {
    {"officers", "CREATE TABLE officers(officer INTEGER, clock TEXT, seq INTEGER, ended INTEGER)",
     count_officers, give_officer},
    {"incidents",
     "CREATE TABLE incidents(kind TEXT, at TEXT, partition INTEGER, \"offset\" INTEGER, officer "
     "INTEGER, seq INTEGER, to_seq INTEGER, reported_at TEXT, why TEXT)",
     count_incidents, give_incident},
    {"alerts",
     "CREATE TABLE alerts(at TEXT, name TEXT, \"by\" TEXT, \"of\" TEXT, state TEXT, value INTEGER, "
     "since TEXT, ended TEXT, peak INTEGER)",
     count_alerts, give_alert},
    {"play",
     "CREATE TABLE play(clock TEXT, state TEXT, speed TEXT, run TEXT, whole_since TEXT, kept "
     "INTEGER, consumed INTEGER, missing INTEGER, duplicate INTEGER, late INTEGER, undecodable "
     "INTEGER, stale INTEGER)",
     count_play, give_play},
};

/* --- the module of all of them ---------------------------------------------------------------- */

struct small_cursor {
    sqlite3_vtab_cursor base;
    size_t row, count;
};

static const struct small_table *list_of(sqlite3_vtab_cursor *base)
{
    return ((struct query_table *)base->pVtab)->of;
}

static int connect(sqlite3 *db, void *query, int argc, const char *const *argv, sqlite3_vtab **ret,
                   char **ret_error)
{
    (void)db, (void)argc, (void)ret_error;
    const struct small_table *list = lists;
    while (strcmp(list->name, argv[0]) != 0)
        list++;
    return table_connect(query, list->schema, list, ret);
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 100;
    info->estimatedRows = 100;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
    (void)table;
    struct small_cursor *c = sqlite3_malloc(sizeof *c);
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

static struct query *query_of(sqlite3_vtab_cursor *base)
{
    return ((struct query_table *)base->pVtab)->query;
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *text, int count,
                  sqlite3_value **values)
{
    (void)flags, (void)text, (void)count, (void)values;
    struct small_cursor *c = (struct small_cursor *)base;
    const struct query *q = query_of(base);
    c->row = 0;
    c->count = q->past != NULL ? list_of(base)->count(q) : 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((struct small_cursor *)base)->row++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    const struct small_cursor *c = (const struct small_cursor *)base;
    return c->row >= c->count;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)((struct small_cursor *)base)->row + 1;
    return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    list_of(base)->give(query_of(base), ((struct small_cursor *)base)->row, column, context);
    return SQLITE_OK;
}

bool small_tables_register(struct query *q)
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
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (sqlite3_create_module(q->db, lists[i].name, &module, q) != SQLITE_OK)
            return false;
    return true;
}
