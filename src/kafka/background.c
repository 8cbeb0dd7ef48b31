#include "blotter/kafka/background.h"

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

/* --- a thread that nobody waits for ----------------------------------------------------------- */

struct task {
    void (*work)(void *user);
    void *user;
};

static void *run_task(void *user)
{
    struct task task = *(struct task *)user;
    free(user);
    task.work(task.user);
    return NULL;
}

void background_run(void (*work)(void *user), void *user)
{
    pthread_t thread;
    struct task *task = mem_new(1, sizeof *task);
    *task = (struct task){work, user};
    if (pthread_create(&thread, NULL, run_task, task) == 0)
        pthread_detach(thread);
    else
        run_task(task);
}

/* --- work with a result ----------------------------------------------------------------------- */

enum { WORKING, WORKED, DROPPED };

struct background {
    struct background_work work;
    uv_async_t worked; /* wakes the loop */
    uv_timer_t limit;
    atomic_int state;
    atomic_int holders; /* the thread, and the loop with two handles; the last one frees */
    bool dropped;       /* known to the loop only */
};

static void release(struct background *b)
{
    if (atomic_fetch_sub(&b->holders, 1) == 1)
        free(b);
}

static void on_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void close_handles(struct background *b)
{
    uv_close((uv_handle_t *)&b->worked, on_closed);
    uv_close((uv_handle_t *)&b->limit, on_closed);
}

static void on_worked(uv_async_t *worked)
{
    struct background *b = worked->data;
    close_handles(b);
    (b->dropped ? b->work.dropped : b->work.done)(b->work.user);
}

static void run(void *user)
{
    struct background *b = user;
    int working = WORKING;
    b->work.work(b->work.user);
    if (atomic_compare_exchange_strong(&b->state, &working, WORKED))
        uv_async_send(&b->worked);
    else
        b->work.dropped(b->work.user);
    release(b);
}

struct background *background_start(uv_loop_t *loop, const struct background_work *work)
{
    struct background *b = mem_new(1, sizeof *b);
    b->work = *work;
    atomic_init(&b->state, WORKING);
    atomic_init(&b->holders, 3);
    uv_async_init(loop, &b->worked, on_worked);
    uv_timer_init(loop, &b->limit);
    b->worked.data = b->limit.data = b;
    background_run(run, b);
    return b;
}

void background_drop(struct background *b)
{
    int working = WORKING;
    b->dropped = true;
    if (atomic_compare_exchange_strong(&b->state, &working, DROPPED))
        close_handles(b);
    /* else the loop is about to hear of it */
}

/* --- the end of something --------------------------------------------------------------------- */

static void on_limit(uv_timer_t *limit)
{
    background_drop(limit->data);
}

static void ignore(void *user)
{
    (void)user;
}

void background_end(uv_loop_t *loop, void (*work)(void *user), void *user)
{
    struct background *b =
        background_start(loop, &(struct background_work){work, ignore, ignore, user});
    uv_update_time(loop);
    uv_timer_start(&b->limit, on_limit, BACKGROUND_END_MS, 0);
}

bool background_is_left(void)
{
    return rd_kafka_thread_cnt() > 0;
}
