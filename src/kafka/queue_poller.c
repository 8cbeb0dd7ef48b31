#include "queue_poller.h"

#include <unistd.h>

static void take_turn(struct queue_poller *poller);

static void on_again(uv_idle_t *again)
{
    take_turn(again->data);
}

/* The pipe speaks up only when an empty queue gets its first entry, so a turn that leaves something
 * behind has to come back by itself. */
static void take_turn(struct queue_poller *poller)
{
    if (poller->serve(poller->user))
        uv_idle_start(&poller->again, on_again);
    else
        uv_idle_stop(&poller->again);
}

static void on_later(uv_timer_t *later)
{
    take_turn(later->data);
}

void queue_poller_wake_later(struct queue_poller *poller, uint64_t wait_ms)
{
    uv_timer_start(&poller->later, on_later, wait_ms, 0);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct queue_poller *poller = poll->data;
    char bytes[64];
    /* First the pipe, then the queue: what comes in between wakes it anew. */
    while (read(poller->ends[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes)
        ;
    if (!uv_is_active((uv_handle_t *)&poller->again))
        take_turn(poller);
}

bool queue_poller_start(struct queue_poller *poller, uv_loop_t *loop, rd_kafka_queue_t *queue,
                        bool (*serve)(void *user), void *user, struct error *err)
{
    int result = uv_pipe(poller->ends, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE);
    if (result != 0)
        return error_set(err, "cannot make a pipe: %s", uv_strerror(result));
    result = uv_poll_init(loop, &poller->poll, poller->ends[0]);
    if (result != 0) {
        close(poller->ends[0]);
        close(poller->ends[1]);
        return error_set(err, "cannot watch a pipe: %s", uv_strerror(result));
    }
    uv_idle_init(loop, &poller->again);
    uv_timer_init(loop, &poller->later);
    poller->open = 3;
    poller->poll.data = poller->again.data = poller->later.data = poller;
    poller->queue = queue;
    poller->serve = serve;
    poller->user = user;
    rd_kafka_queue_io_event_enable(queue, poller->ends[1], "", 1);
    uv_poll_start(&poller->poll, UV_READABLE, on_readable);
    uv_idle_start(&poller->again, on_again); /* the queue may have filled before */
    return true;
}

void queue_poller_follow(struct queue_poller *poller, rd_kafka_queue_t *queue)
{
    queue_poller_silence(poller);
    poller->queue = queue;
    rd_kafka_queue_io_event_enable(queue, poller->ends[1], "", 1);
    uv_idle_start(&poller->again, on_again);
}

void queue_poller_silence(struct queue_poller *poller)
{
    rd_kafka_queue_io_event_enable(poller->queue, -1, NULL, 0);
    rd_kafka_queue_destroy(poller->queue);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct queue_poller *poller = handle->data;
    if (--poller->open > 0)
        return;
    close(poller->ends[0]);
    close(poller->ends[1]);
    poller->on_closed(poller->user);
}

void queue_poller_close(struct queue_poller *poller, void (*on_closed)(void *user))
{
    poller->on_closed = on_closed;
    uv_close((uv_handle_t *)&poller->poll, on_handle_closed);
    uv_close((uv_handle_t *)&poller->again, on_handle_closed);
    uv_close((uv_handle_t *)&poller->later, on_handle_closed);
}
