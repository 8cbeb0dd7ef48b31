/* Queries in process, beside SQLite's own table in memory with the same columns and rows.
 * Usage: bench_sql FILE.csv
 *
 * The file's crimes, all of them, are put to both; each query is asked in turn of one and the
 * other, and the fastest of several times counts. */
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "blotter/base/memory.h"
#include "blotter/window/analysis.h"
#include "blotter/crime/csv.h"
#include "blotter/crime/selection.h"
#include "blotter/query/query.h"

enum { TURNS = 5 };

static const char run_id[] = "0005bench0000000";

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_sql: %s\n", what);
    exit(1);
}

/* This process's own time: others on the machine do not count. */
static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- ours ----------------------------------------------------------------------------------- */

/* A report every 7 seconds, so that a million are 81 days. */
static void feed_row(struct analysis *a, const struct crime *crime, uint64_t seq)
{
    struct message m = {.kind = MESSAGE_CRIME, .run = text_of(run_id), .officer = 1, .seq = seq};
    m.crime = *crime;
    m.crime.reported_at = (civil_time){INT64_C(1672531200) + (int64_t)seq * 7};
    analysis_feed(a, &m, (struct origin){0, (int64_t)seq});
    if (seq % 1000 == 0)
        analysis_move(a, civil_add(m.crime.reported_at, -1));
}

static struct analysis *load(const char *path)
{
    const struct selection_config all = {
        .delay_to_minutes = 1, .officers = 1, .start = CIVIL_NEVER, .end = CIVIL_FOREVER};
    const struct analysis_config config = {.keeps_facts = true, .keep_bytes = SIZE_MAX / 2};
    struct error err;
    struct csv_row row;
    struct crime crime;
    uint32_t officer;
    uint64_t number = 0;
    uint64_t seq = 0;
    struct analysis *a = analysis_create(&config);
    struct selection *selection = selection_create(&all);
    struct csv_reader *reader = csv_open(path, -1, NULL, &err);
    if (reader == NULL)
        die(err.text);
    analysis_follow(a, text_of(run_id));
    while (csv_next(reader, &row, &err) == CSV_ROW)
        if (selection_judge(selection, &row, ++number, &crime, &officer) == VERDICT_KEPT)
            feed_row(a, &crime, ++seq);
    analysis_move(a, analysis_last_report(a));
    csv_close(reader);
    selection_destroy(selection);
    return a;
}

static struct query *prepare(const char *sql)
{
    struct error err;
    struct query *q = query_prepare(text_of(sql), "bench", (size_t)1 << 40, &err);
    if (q == NULL)
        die(err.text);
    return q;
}

/* Its rows, and the time it takes. */
static uint64_t run_ours(const char *sql, const struct past *past, double *ret_seconds)
{
    const struct query_play play = {"ended", "max"};
    struct error err;
    struct query *q = prepare(sql);
    uint64_t rows = 0;
    double begin = cpu_seconds();
    query_put(q, past, &play);
    for (; query_next(q, &err) == QUERY_ROW; rows++)
        query_value(q, 0);
    *ret_seconds = cpu_seconds() - begin;
    query_destroy(q);
    return rows;
}

/* --- SQLite's ------------------------------------------------------------------------------- */

static void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
}

static void bind_value(sqlite3_stmt *insert, int i, const struct query_value *v)
{
    if (v->kind == QUERY_INTEGER)
        sqlite3_bind_int64(insert, i, v->integer);
    else if (v->kind == QUERY_REAL)
        sqlite3_bind_double(insert, i, v->real);
    else if (v->kind == QUERY_TEXT)
        sqlite3_bind_text(insert, i, v->bytes.ptr, (int)v->bytes.len, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(insert, i);
}

/* The same rows in an ordinary table, with an index on time. */
static sqlite3 *copy(const struct past *past)
{
    const struct query_play play = {"ended", "max"};
    struct query *q = prepare("SELECT * FROM reports");
    struct error err;
    sqlite3 *db;
    sqlite3_stmt *insert;
    sqlite3_open(":memory:", &db);
    execute(db, "CREATE TABLE reports(reported_at TEXT, occurred_at TEXT, id TEXT, code INTEGER, "
                "crime TEXT, area TEXT, district TEXT, address TEXT, premise TEXT, lat REAL, "
                "lon REAL, near INTEGER, officer INTEGER, partition INTEGER, \"offset\" INTEGER, "
                "late INTEGER); BEGIN");
    sqlite3_prepare_v2(db, "INSERT INTO reports VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                       &insert, NULL);
    query_put(q, past, &play);
    while (query_next(q, &err) == QUERY_ROW) {
        for (size_t i = 0; i < query_columns(q); i++) {
            struct query_value v = query_value(q, i);
            bind_value(insert, (int)i + 1, &v);
        }
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute(db, "COMMIT; CREATE INDEX by_time ON reports(reported_at); ANALYZE");
    query_destroy(q);
    return db;
}

static uint64_t run_theirs(const char *sql, sqlite3 *db, double *ret_seconds)
{
    sqlite3_stmt *statement;
    uint64_t rows = 0;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    double begin = cpu_seconds();
    for (; sqlite3_step(statement) == SQLITE_ROW; rows++)
        sqlite3_column_text(statement, 0);
    *ret_seconds = cpu_seconds() - begin;
    sqlite3_finalize(statement);
    return rows;
}

/* --- side by side --------------------------------------------------------------------------- */

static void compare(const char *name, const char *goal, const char *sql, const struct past *past,
                    sqlite3 *db)
{
    double ours = 1e9;
    double theirs = 1e9;
    for (int turn = 0; turn < TURNS; turn++) {
        double seconds;
        uint64_t rows = run_ours(sql, past, &seconds);
        ours = seconds < ours ? seconds : ours;
        if (run_theirs(sql, db, &seconds) != rows)
            die("other rows");
        theirs = seconds < theirs ? seconds : theirs;
    }
    printf("%s: %.1f ms, SQLite's own table %.1f ms: %.2f x its speed (%s)\n", name, ours * 1e3,
           theirs * 1e3, theirs / ours, goal);
}

static size_t heap_bytes(void)
{
    struct mallinfo2 m = mallinfo2();
    return m.uordblks + m.hblkhd;
}

static size_t texts_bytes(const struct past *p)
{
    size_t bytes = 0;
    for (size_t id = 0; id < p->crime_count; id++)
        bytes += intern_text(p->crimes, (uint32_t)id).len + 24;
    for (size_t k = 0; k < PLACE_COUNT; k++)
        for (size_t id = 0; id < p->place_counts[k]; id++)
            bytes += intern_text(p->places[k], (uint32_t)id).len + 24;
    return bytes;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        die("usage: bench_sql FILE.csv");
    size_t before = heap_bytes();
    struct analysis *a = load(argv[1]);
    struct past *past = past_take(a);
    uint64_t reports = past->end - past->begin;
    printf("%llu reports: %.1f bytes each, distinct texts beside (<= 96)\n",
           (unsigned long long)reports,
           (double)(heap_bytes() - before - texts_bytes(past)) / (double)reports);
    sqlite3 *db = copy(past);
    compare("the top five crimes", ">= 0.8",
            "SELECT crime, count(*) FROM reports GROUP BY crime ORDER BY 2 DESC LIMIT 5", past, db);
    compare("a day", ">= 1",
            "SELECT id, crime, area FROM reports WHERE reported_at >= '2023-02-11' AND "
            "reported_at < '2023-02-12'",
            past, db);
    compare("a crime at a place", "for the record",
            "SELECT count(*), max(reported_at) FROM reports WHERE crime = 'ROBBERY' AND "
            "area = 'Central'",
            past, db);
    sqlite3_close(db);
    past_release(past);
    analysis_destroy(a);
    return 0;
}
