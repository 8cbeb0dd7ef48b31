/* The small tables: what is a list of rows in the past, gone through from the first to the last. */
#include "query_state.h"

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

/* --- all of them ------------------------------------------------------------------------------ */

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 100;
    info->estimatedRows = 100;
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int flags, const char *text, int count,
                  sqlite3_value **values)
{
    (void)flags, (void)text, (void)count, (void)values;
    const struct query_table *table = cursor_table(base);
    size_t rows = table->query->past != NULL ? table->kind->count(table->query) : 0;
    cursor_begin((struct query_cursor *)base, 0, rows, false);
    return SQLITE_OK;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    const struct query_table *table = cursor_table(base);
    table->kind->give(table->query, ((const struct query_cursor *)base)->at, column, context);
    return SQLITE_OK;
}

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

static const struct table_kind kinds[] = {
    {"officers", "CREATE TABLE officers(officer INTEGER, clock TEXT, seq INTEGER, ended INTEGER)",
     sizeof(struct query_cursor), &module, count_officers, give_officer},
    {"incidents",
     "CREATE TABLE incidents(kind TEXT, at TEXT, partition INTEGER, \"offset\" INTEGER, officer "
     "INTEGER, seq INTEGER, to_seq INTEGER, reported_at TEXT, why TEXT)",
     sizeof(struct query_cursor), &module, count_incidents, give_incident},
    {"alerts",
     "CREATE TABLE alerts(at TEXT, name TEXT, \"by\" TEXT, \"of\" TEXT, state TEXT, value INTEGER, "
     "since TEXT, ended TEXT, peak INTEGER)",
     sizeof(struct query_cursor), &module, count_alerts, give_alert},
    {"play",
     "CREATE TABLE play(clock TEXT, state TEXT, speed TEXT, run TEXT, whole_since TEXT, kept "
     "INTEGER, consumed INTEGER, missing INTEGER, duplicate INTEGER, late INTEGER, undecodable "
     "INTEGER, stale INTEGER)",
     sizeof(struct query_cursor), &module, count_play, give_play},
};

bool small_tables_register(struct query *q)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!table_register(q, &kinds[i]))
            return false;
    return true;
}
