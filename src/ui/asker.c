#include "asker.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "blotter/base/clock.h"
#include "blotter/base/memory.h"
#include "blotter/window/analysis.h"

struct query_asker {
    uv_loop_t *loop;
    size_t memory;
    void (*changed)(void *user);
    void *user;
    char text[ASKED_SIZE];
    struct query *query;   /* what is asked; NULL: nothing yet */
    struct query *running; /* what runs, which may be another one already */
    bool is_new;           /* it has not been run yet */
    bool is_stopped;       /* by the user: it is not asked again */
    uv_thread_t thread;
    uv_async_t done; /* the thread has ended */
    bool is_closed;
    bool busy; /* `running`, `next`, `past` and `err` are the thread's */
    struct past *past;
    struct query_play play;
    char state[16], speed[32];
    struct answer next, shown;
    struct query *shown_query;
    struct error err;
    char problem[512];
    mono_time began, ended;
};

/* --- answers ---------------------------------------------------------------------------------- */

static void answer_clear(struct answer *answer)
{
    buffer_free(&answer->rows);
    free(answer->begins);
    *answer = (struct answer){.count = 0};
}

static void answer_add(struct answer *answer, struct query *q)
{
    answer->begins =
        mem_grow(answer->begins, &answer->cap, answer->count + 1, sizeof *answer->begins);
    answer->begins[answer->count++] = answer->rows.len;
    record_add(&answer->rows, q);
}

struct text answer_row(const struct answer *answer, size_t row)
{
    size_t begin = answer->begins[row];
    size_t end = row + 1 < answer->count ? answer->begins[row + 1] : answer->rows.len;
    return (struct text){answer->rows.data + begin, end - begin};
}

/* --- beside the loop -------------------------------------------------------------------------- */

/* On a thread of its own, which comes after all that the screen has to do: that of a pool would
 * stay behind everybody. */
static void run(void *asker)
{
    enum { LAST_OF_ALL = 19 };
    struct query_asker *a = asker;
    enum query_step step = QUERY_ROW;
    setpriority(PRIO_PROCESS, 0, LAST_OF_ALL); /* this thread's; nothing is lost where it fails */
    while (step == QUERY_ROW && !a->next.is_cut) {
        step = query_next(a->running, &a->err);
        if (step == QUERY_ROW && a->next.count < ANSWER_ROWS_MAX && a->next.rows.len < a->memory)
            answer_add(&a->next, a->running);
        else
            a->next.is_cut = step == QUERY_ROW;
    }
    uv_async_send(&a->done);
}

/* A query that is not asked any more goes when nothing runs it and nothing of it is shown. */
static void drop_query(struct query_asker *a, struct query *q)
{
    if (q != a->query && q != a->running && q != a->shown_query)
        query_destroy(q);
}

static void show_next(struct query_asker *a)
{
    struct query *before = a->shown_query;
    answer_clear(&a->shown);
    a->shown = a->next;
    a->shown.took_ms = mono_ms_between(a->began, a->ended);
    a->next = (struct answer){.count = 0};
    a->shown_query = a->running;
    drop_query(a, before);
    a->problem[0] = '\0';
}

static void let_go(struct query_asker *a)
{
    query_rest(a->running);
    past_release(a->past);
    a->past = NULL;
}

static void end_run(struct query_asker *a)
{
    struct query *ran = a->running;
    uv_thread_join(&a->thread);
    a->busy = false;
    a->ended = mono_now();
    let_go(a);
    bool failed = a->err.status != EXIT_STATUS_OK;
    if (failed && ran == a->query && !query_was_stopped(ran))
        snprintf(a->problem, sizeof a->problem, "%s", a->err.text);
    else if (failed && ran == a->query && a->is_stopped)
        snprintf(a->problem, sizeof a->problem, "stopped");
    if (!failed && ran == a->query)
        show_next(a);
    answer_clear(&a->next);
    a->running = NULL;
    drop_query(a, ran);
}

static void on_done(uv_async_t *done)
{
    struct query_asker *a = done->data;
    if (!a->busy)
        return;
    end_run(a);
    a->changed(a->user);
}

/* --- asking ----------------------------------------------------------------------------------- */

struct query_asker *asker_create(uv_loop_t *loop, size_t memory, void (*changed)(void *user),
                                 void *user)
{
    struct query_asker *a = mem_new(1, sizeof *a);
    a->loop = loop;
    a->memory = memory;
    a->changed = changed;
    a->user = user;
    a->done.data = a;
    uv_async_init(loop, &a->done, on_done);
    uv_unref((uv_handle_t *)&a->done); /* nobody waits for it alone */
    return a;
}

bool asker_ask(struct query_asker *a, struct text sql, struct error *err)
{
    if (sql.len >= sizeof a->text)
        return error_usage(err, "query: longer than %zu bytes", sizeof a->text - 1);
    struct query *q = query_prepare(sql, "query", a->memory, err);
    if (q == NULL)
        return false;
    struct query *before = a->query;
    a->query = q;
    if (a->busy)
        query_stop(a->running);
    drop_query(a, before);
    snprintf(a->text, sizeof a->text, "%.*s", (int)sql.len, sql.len > 0 ? sql.ptr : "");
    a->problem[0] = '\0';
    a->is_new = true;
    a->is_stopped = false;
    return true;
}

/* A query that takes some milliseconds takes no hundredth of a core, and a slow one half of one. */
static bool has_rested(const struct query_asker *a)
{
    enum { REST_TIMES = 100, LEAST_MS = 100 };
    uint64_t took_ms = mono_ms_between(a->began, a->ended);
    uint64_t rest_ms = took_ms * REST_TIMES < MS_PER_S ? took_ms * REST_TIMES : MS_PER_S;
    rest_ms = rest_ms < took_ms ? took_ms : rest_ms;
    return mono_ms_between(a->ended, mono_now()) >= (rest_ms > LEAST_MS ? rest_ms : LEAST_MS);
}

static void take_play(struct query_asker *a, const struct query_play *play)
{
    snprintf(a->state, sizeof a->state, "%s", play->state);
    snprintf(a->speed, sizeof a->speed, "%s", play->speed != NULL ? play->speed : "");
    a->play = (struct query_play){a->state, play->speed != NULL ? a->speed : NULL};
}

void asker_refresh(struct query_asker *a, struct analysis *figures, const struct query_play *play)
{
    bool is_stale = a->is_new || !a->shown.has_past ||
                    a->shown.at.s != analysis_position(figures).s ||
                    strcmp(a->state, play->state) != 0;
    if (a->query == NULL || a->busy || a->is_stopped || !is_stale || (!a->is_new && !has_rested(a)))
        return;
    take_play(a, play);
    a->past = past_take(figures);
    a->running = a->query;
    a->next.has_past = true;
    a->next.at = a->past->at;
    a->next.whole_since = a->past->whole_since;
    a->next.has_let_go = a->past->has_let_go;
    a->err.status = EXIT_STATUS_OK;
    query_put(a->running, a->past, &a->play);
    a->began = mono_now();
    a->is_new = false;
    a->busy = uv_thread_create(&a->thread, run, a) == 0;
    if (!a->busy) { /* no thread is to be had now: it is tried again */
        let_go(a);
        a->is_new = true;
    }
}

bool asker_stop(struct query_asker *a)
{
    if (!a->busy)
        return false;
    a->is_stopped = true;
    query_stop(a->running);
    return true;
}

static void on_closed(uv_handle_t *done)
{
    ((struct query_asker *)done->data)->is_closed = true;
}

void asker_destroy(struct query_asker *a)
{
    if (a == NULL)
        return;
    if (a->busy) {
        query_stop(a->running);
        end_run(a);
    }
    uv_close((uv_handle_t *)&a->done, on_closed);
    while (!a->is_closed)
        uv_run(a->loop, UV_RUN_ONCE);
    struct query *asked = a->query;
    struct query *shown = a->shown_query;
    query_destroy(asked);
    if (shown != asked)
        query_destroy(shown);
    answer_clear(&a->shown);
    free(a);
}

/* --- what there is to show -------------------------------------------------------------------- */

const char *asker_text(const struct query_asker *a)
{
    return a->text;
}

const struct query *asker_query(const struct query_asker *a)
{
    return a->shown_query;
}

const struct answer *asker_answer(const struct query_asker *a)
{
    return &a->shown;
}

const char *asker_problem(const struct query_asker *a)
{
    return a->problem;
}

bool asker_is_busy(const struct query_asker *a, uint64_t *ret_ms)
{
    *ret_ms = a->busy ? mono_ms_between(a->began, mono_now()) : 0;
    return a->busy;
}
