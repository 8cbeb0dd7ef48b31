/* `sql`: the pipeline of `report`, and at its ticks, or once at the end, the result of a query.
 *
 * The query runs beside the loop, on what the figures hold at that tick; meanwhile they do not
 * move, but the loop hears signals and brokers. It hands over what it has in pieces, so that no
 * result has to be held whole but for --changes. */
#include "commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "blotter/session/playing.h"
#include "changes.h"
#include "pipeline.h"
#include "rows_text.h"

enum { PIECE_BYTES = 64 * 1024, QUERY_BYTES_MAX = 1 << 20 };

struct sql_command {
    const struct settings *settings;
    struct query *query;
    struct pipeline *pipeline;
    struct rows_head head;
    const struct rows_format *format; /* NULL: text */
    struct rows_text text;
    struct changes changes;
    size_t memory; /* what the rows that --changes keeps may take */
    uv_work_t work;
    bool busy;         /* it runs beside the loop, which leaves alone what stands below */
    struct past *past; /* NULL: no tick is being printed */
    char speed[DURATION_TEXT_SIZE];
    struct buffer piece, record;
    enum query_step step;
    struct error err;
};

/* --- beside the loop -------------------------------------------------------------------------- */

static void write_row(void *user, struct text record, int change)
{
    struct sql_command *c = user;
    const struct rows_row row = {c->past->at, change, record};
    if (c->format != NULL)
        c->format->row(&c->piece, &c->head, &row);
    else
        rows_text_add(&c->text, &c->piece, &c->head, &row);
}

static bool keep_row(struct sql_command *c, struct text record)
{
    changes_add(&c->changes, record);
    return c->changes.bytes <= c->memory ||
           error_set(&c->err, "--changes: a result of more than %zu KiB, a quarter of --keep",
                     c->memory / 1024);
}

static void end_result(struct sql_command *c)
{
    if (c->head.has_change)
        changes_tell(&c->changes, write_row, c);
    if (c->format == NULL)
        rows_text_end(&c->text, &c->piece, &c->head, c->past->at);
}

static void run_piece(uv_work_t *work)
{
    struct sql_command *c = work->data;
    c->step = QUERY_ROW;
    while (c->step == QUERY_ROW && c->piece.len < PIECE_BYTES) {
        c->step = query_next(c->query, &c->err);
        if (c->step != QUERY_ROW)
            break;
        c->record.len = 0;
        record_add(&c->record, c->query);
        if (!c->head.has_change)
            write_row(c, buffer_text(&c->record), 0);
        else if (!keep_row(c, buffer_text(&c->record)))
            c->step = QUERY_FAILED;
    }
    if (c->step == QUERY_DONE)
        end_result(c);
}

static void on_piece(uv_work_t *work, int status)
{
    (void)status;
    struct sql_command *c = work->data;
    c->busy = false;
    pipeline_go_on(c->pipeline);
}

/* --- the printer ------------------------------------------------------------------------------ */

static void begin(void *user, struct buffer *out, const struct analysis *a)
{
    struct sql_command *c = user;
    (void)a;
    if (c->format != NULL && c->format->head != NULL)
        c->format->head(out, &c->head);
}

static void start_piece(struct sql_command *c)
{
    c->work.data = c;
    c->busy = uv_queue_work(pipeline_loop(c->pipeline), &c->work, run_piece, on_piece) == 0;
}

static void let_go(struct sql_command *c)
{
    if (c->past == NULL)
        return;
    query_rest(c->query);
    past_release(c->past);
    c->past = NULL;
}

static void begin_tick(struct sql_command *c, struct session *s)
{
    struct query_play play = playing_of(s, c->speed);
    c->past = past_take(session_analysis(s));
    c->step = QUERY_ROW;
    query_put(c->query, c->past, &play);
}

static enum printed tick(void *user, struct buffer *out, struct pipeline *p, struct error *err)
{
    struct sql_command *c = user;
    c->pipeline = p;
    if (c->busy)
        return PRINTED_NOT_YET;
    bool begins = c->past == NULL;
    if (begins)
        begin_tick(c, pipeline_session(p));
    buffer_add(out, buffer_text(&c->piece));
    c->piece.len = 0;
    if (!begins && c->step != QUERY_ROW) {
        *err = c->err;
        let_go(c);
        return c->step == QUERY_DONE ? PRINTED : PRINTED_FAILED;
    }
    start_piece(c);
    return PRINTED_NOT_YET;
}

static void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void warn(const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    command_warn(text);
}

/* What a reader of the result has to know besides. */
static void summary(void *user, struct buffer *out, struct session *s)
{
    struct sql_command *c = user;
    (void)out;
    struct past *past = past_take(session_analysis(s));
    const struct accounting *a = &past->accounting;
    char since[CIVIL_TEXT_LEN];
    civil_write(past->whole_since, since);
    if (past->has_let_go && query_reads(c->query, "reports"))
        warn("whole since %.*s: what was before has been let go (--keep)", CIVIL_TEXT_LEN, since);
    if (!session_status(s)->foreign && a->missing + a->duplicate + a->late + a->undecodable > 0)
        warn("missing %" PRIu64 ", duplicate %" PRIu64 ", late %" PRIu64 ", undecodable %" PRIu64
             ": the table incidents has the newest",
             a->missing, a->duplicate, a->late, a->undecodable);
    past_release(past);
}

static void stop(void *user)
{
    query_stop(((struct sql_command *)user)->query);
}

static bool is_busy(void *user)
{
    return ((struct sql_command *)user)->busy;
}

/* What still holds the figures, before they go. */
static void release(void *user)
{
    let_go(user);
}

/* --- the query -------------------------------------------------------------------------------- */

static bool read_all(FILE *file, const char *name, struct buffer *out, struct error *err)
{
    char piece[4096];
    for (size_t n; out->len <= QUERY_BYTES_MAX && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        buffer_append(out, piece, n);
    return ferror(file) == 0 || error_set(err, "%.200s: cannot read: %s", name, strerror(errno));
}

static bool find_named(const struct settings *s, const char *name, struct buffer *out,
                       struct error *err)
{
    for (const struct named_query *q = s->queries; q != NULL && q->name != NULL; q++)
        if (strcmp(q->name, name) == 0) {
            buffer_add(out, text_of(q->text));
            return true;
        }
    return error_usage(err, ":%.60s: no query of that name under [queries] in the configuration",
                       name);
}

/* The text that QUERY stands for, and what it is called in errors. */
static bool read_query(const struct settings *s, struct buffer *out, const char **ret_where,
                       struct error *err)
{
    const char *said = s->query;
    *ret_where = "query";
    if (strcmp(said, "-") == 0) {
        *ret_where = "standard input";
        return read_all(stdin, *ret_where, out, err);
    }
    *ret_where = said;
    if (said[0] == ':')
        return find_named(s, said + 1, out, err);
    *ret_where = "query";
    if (said[0] != '@') {
        buffer_add(out, text_of(said));
        return true;
    }
    *ret_where = said + 1;
    FILE *file = fopen(said + 1, "re");
    if (file == NULL)
        return error_usage(err, "%.200s: cannot open: %s", said + 1, strerror(errno));
    bool ok = read_all(file, *ret_where, out, err);
    fclose(file);
    return ok;
}

static struct query *prepare(const struct settings *s, size_t memory, struct error *err)
{
    struct buffer text = {0};
    const char *where;
    struct query *q = NULL;
    if (read_query(s, &text, &where, err))
        q = query_prepare(buffer_text(&text), where, memory, err);
    buffer_free(&text);
    return q;
}

int command_sql(const struct settings *s, const char *program)
{
    struct error err = {0};
    const char *format = s->format_name != NULL                       ? s->format_name
                         : s->output == NULL && isatty(STDOUT_FILENO) ? "text"
                                                                      : "json";
    struct sql_command c = {.settings = s, .memory = s->keep / 4};
    c.query = prepare(s, c.memory, &err);
    if (c.query == NULL)
        return command_fail(&err);
    c.format = rows_format_named(format);
    bool has_ticks = s->has_every || s->changes || s->follow;
    c.head = (struct rows_head){c.query, has_ticks, s->changes};
    const struct printer printer = {
        .user = &c,
        .is_json = strcmp(format, "json") == 0,
        .has_ticks = has_ticks,
        .begin = begin,
        .tick = tick,
        .summary = summary,
        .stop = stop,
        .is_busy = is_busy,
        .release = release,
    };
    rows_text_init(&c.text);
    changes_init(&c.changes);
    int status = pipeline_run(s, program, &printer);
    changes_finish(&c.changes);
    rows_text_finish(&c.text);
    buffer_free(&c.piece);
    buffer_free(&c.record);
    query_destroy(c.query);
    return status;
}
