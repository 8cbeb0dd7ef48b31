/* The guard: a query reads our tables and computes, and that in bounds.
 *
 * SQLite asks the authorizer for every table, function and statement while it prepares; nothing
 * else than reading gets through. There is no file behind the connection, and what it sorts it
 * sorts in memory, which has a limit for all of SQLite; so has each value, and the work of all in
 * all. */
#include <stdio.h>

#include "query_state.h"

/* Instructions of SQLite from one look at the clock to the next, and how many of those looks a
 * query may take: about an hour. */
enum { INSTRUCTIONS_A_LOOK = 1000 };
static const uint64_t looks_at_most = UINT64_C(200000000);

static int refuse(struct query *q, const char *what, const char *name)
{
    if (q->refused[0] == '\0')
        snprintf(q->refused, sizeof q->refused, "%s%s%.60s", what, name[0] != '\0' ? " " : "",
                 name);
    return SQLITE_DENY;
}

/* What SQLite can do to more than the query's own values, or tells of itself. */
static bool is_harmless(const char *function)
{
    static const char *const refused[] = {"load_extension", "fts", "sqlite_", "rtree", "geopoly"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (sqlite3_strnicmp(function, refused[i], (int)strlen(refused[i])) == 0)
            return false;
    return true;
}

static bool note_table(struct query *q, const char *name)
{
    for (size_t t = 0; query_tables[t] != NULL; t++)
        if (sqlite3_stricmp(name, query_tables[t]) == 0) {
            q->tables |= 1U << t;
            return true;
        }
    return false;
}

/* Without a column it may be a name that the query has given to a part of itself, which hides no
 * table of SQLite's. */
static int judge_read(struct query *q, const char *table, const char *column)
{
    bool is_own_name = column[0] == '\0' && sqlite3_strnicmp(table, "sqlite_", 7) != 0 &&
                       sqlite3_strnicmp(table, "pragma_", 7) != 0;
    if (note_table(q, table) || is_own_name)
        return SQLITE_OK;
    return refuse(q, "the table", table);
}

static int judge(void *user, int action, const char *one, const char *other, const char *database,
                 const char *trigger)
{
    (void)database, (void)trigger;
    struct query *q = user;
    if (q->declares)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return judge_read(q, one != NULL ? one : "", other != NULL ? other : "");
    case SQLITE_FUNCTION:
        return is_harmless(other) ? SQLITE_OK : refuse(q, "the function", other);
    case SQLITE_PRAGMA:
        return refuse(q, "PRAGMA", "");
    case SQLITE_ATTACH:
        return refuse(q, "ATTACH", "");
    default:
        return refuse(q, "a statement that changes something", "");
    }
}

static int look(void *user)
{
    struct query *q = user;
    return atomic_load_explicit(&q->stopped, memory_order_relaxed) || ++q->steps > looks_at_most;
}

static void limit(sqlite3 *db)
{
    static const struct {
        int what, most;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 1 << 20},    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
        {SQLITE_LIMIT_EXPR_DEPTH, 200},    {SQLITE_LIMIT_COMPOUND_SELECT, 100},
        {SQLITE_LIMIT_VDBE_OP, 1000000},   {SQLITE_LIMIT_FUNCTION_ARG, 100},
        {SQLITE_LIMIT_ATTACHED, 0},        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 0}, {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0},  {SQLITE_LIMIT_COLUMN, 500},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        sqlite3_limit(db, limits[i].what, limits[i].most);
}

bool guard_set(struct query *q)
{
    limit(q->db);
    sqlite3_db_config(q->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(q->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(q->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    bool in_memory = sqlite3_exec(q->db, "PRAGMA temp_store=MEMORY; PRAGMA query_only=1", NULL,
                                  NULL, NULL) == SQLITE_OK;
    sqlite3_drop_modules(q->db, NULL);
    sqlite3_set_authorizer(q->db, judge, q);
    sqlite3_progress_handler(q->db, INSTRUCTIONS_A_LOOK, look, q);
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + (sqlite3_int64)q->memory);
    return in_memory;
}
