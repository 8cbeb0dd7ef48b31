/* SQL: any text as a query, put to a past of a few reports. What runs for too long is stopped. */
#include "fuzz/fuzz.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/time.h>

#include "blotter/query/row_record.h"
#include "blotter/window/analysis.h"

const char *const fuzz_seeds[] = {
    "SELECT crime, count(*) n FROM reports GROUP BY crime ORDER BY n DESC, crime LIMIT 5",
    "SELECT at, area, count(*) n FROM ticks('1h') JOIN reports('6h', at) GROUP BY at, area",
    "SELECT * FROM reports WHERE reported_at >= '1970-01-01T02' AND crime = 'ROBBERY' OR near",
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT sum(x) FROM c",
    "SELECT id, row_number() OVER (PARTITION BY area ORDER BY reported_at DESC) FROM reports",
    "SELECT o.officer, i.kind, p.clock, a.state FROM officers o, incidents i, play p LEFT JOIN "
    "alerts a ON a.at < p.clock",
    "SELECT bucket('15m', reported_at) b, max(distance_km(lat, lon, 34.05, -118.25)), "
    "sum(near(lat, lon, 34, -118, 0.1)) FROM reports('1d', '1970-01-02') GROUP BY b HAVING b > ''",
    "SELECT crime FROM reports EXCEPT SELECT crime FROM reports('30m') ORDER BY 1 DESC",
    "SELECT hex(randomblob(1e9)), zeroblob(-1), printf('%*d', 1 << 30, 1), group_concat(id)",
    "ATTACH 'x' AS y; PRAGMA writable_schema = 1; CREATE TABLE t(a); VACUUM INTO 'z'",
    "SELECT load_extension('x'), writefile('a', 'b'), readfile('c'), fts3_tokenizer('d', x'00')",
    NULL,
};

const char *const fuzz_words[] = {
    "SELECT ",
    " FROM ",
    " WHERE ",
    " GROUP BY ",
    " ORDER BY ",
    " LIMIT ",
    " JOIN ",
    " UNION ",
    " DISTINCT ",
    " OVER ()",
    "reports",
    "reports('1h')",
    "ticks('1h')",
    "officers",
    "incidents",
    "alerts",
    "play",
    "sqlite_master",
    "pragma_table_info",
    "(",
    ")",
    "*",
    ",",
    "'",
    "\"",
    "--",
    "/*",
    "NULL",
    "x'ff'",
    "1e999",
    "9223372036854775807",
    " COLLATE NOCASE",
    " IN (SELECT ",
    " LIKE ",
    " GLOB ",
    "reported_at",
    "last_argument",
    "at_argument",
    "rowid",
    " CAST(",
    "json_each(",
    "char(0)",
    " RETURNING ",
    "INSERT INTO ",
    "DROP TABLE ",
    "EXPLAIN ",
    "VALUES ",
    "\xC2\x80",
    NULL,
};

enum { REPORTS = 60, ROWS_LOOKED_AT = 100, MEMORY = 4 << 20, RUN_US = 5000 };

static struct query *volatile running;

static void on_alarm(int signal_number)
{
    (void)signal_number;
    if (running != NULL)
        query_stop(running);
}

static void set_alarm(suseconds_t us)
{
    const struct itimerval after = {{0, us}, {0, us}};
    setitimer(ITIMER_REAL, &after, NULL);
}

/* One an hour, of the texts of a few. */
static struct analysis *figures(void)
{
    static const char *const crimes[] = {"ROBBERY", "BURGLARY", "", "\xC3\xA4 'b\""};
    const struct analysis_config config = {.keeps_facts = true, .keep_bytes = 1 << 20};
    struct analysis *a = analysis_create(&config);
    analysis_follow_foreign(a, 0);
    for (uint64_t i = 0; i < REPORTS; i++) {
        struct message m = {.kind = MESSAGE_CRIME, .seq = i + 1};
        m.crime.reported_at = (civil_time){(int64_t)i * 1800};
        m.crime.crime = text_of(crimes[i % 4]);
        m.crime.area = text_of(i % 3 == 0 ? "Central" : "Newton");
        m.crime.id = text_of(i % 7 == 0 ? "" : "2301");
        m.crime.lat = text_of(i % 5 == 0 ? "" : "34.05");
        m.crime.lon = text_of("-118.25");
        analysis_feed(a, &m, (struct origin){0, (int64_t)i});
    }
    analysis_move(a, analysis_last_report(a));
    return a;
}

static const struct past *past(void)
{
    static struct past *taken;
    if (taken == NULL) {
        const struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
        sigaction(SIGALRM, &action, NULL);
        taken = past_take(figures());
    }
    return taken;
}

static void run(struct query *q)
{
    const struct query_play play = {"playing", "3h"};
    struct buffer record = {0};
    struct error err = {0};
    enum query_step step = QUERY_ROW;
    query_put(q, past(), &play);
    running = q;
    set_alarm(RUN_US);
    for (int rows = 0; rows < ROWS_LOOKED_AT && step == QUERY_ROW; rows++) {
        step = query_next(q, &err);
        record.len = 0;
        if (step == QUERY_ROW)
            record_add(&record, q);
    }
    set_alarm(0);
    running = NULL;
    MUST(step != QUERY_FAILED || err.text[0] != '\0');
    query_rest(q);
    buffer_free(&record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    sqlite3_int64 before = sqlite3_memory_used();
    struct query *q = query_prepare((struct text){(const char *)data, size}, "fuzz", MEMORY, &err);
    MUST(q != NULL || err.text[0] != '\0');
    if (q != NULL) {
        MUST(query_columns(q) > 0);
        run(q);
    }
    query_destroy(q);
    MUST(sqlite3_memory_used() <= before);
    MUST(past()->end - past()->begin == REPORTS);
    return 0;
}
