#include "bell.h"

#include <unistd.h>

static void take_turn(struct bell *bell);

static void on_again(uv_idle_t *again)
{
    take_turn(again->data);
}

/* The pipe speaks up only when an empty queue gets its first entry, so a turn that leaves something
 * behind has to come back by itself. */
static void take_turn(struct bell *bell)
{
    if (bell->serve(bell->user))
        uv_idle_start(&bell->again, on_again);
    else
        uv_idle_stop(&bell->again);
}

static void on_later(uv_timer_t *later)
{
    take_turn(later->data);
}

void bell_ring_later(struct bell *bell, uint64_t wait_ms)
{
    uv_timer_start(&bell->later, on_later, wait_ms, 0);
}

static void on_ring(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct bell *bell = poll->data;
    char rings[64];
    /* First the pipe, then the queue: what comes in between rings anew. */
    while (read(bell->ends[0], rings, sizeof rings) == (ssize_t)sizeof rings)
        ;
    if (!uv_is_active((uv_handle_t *)&bell->again))
        take_turn(bell);
}

bool bell_start(struct bell *bell, uv_loop_t *loop, rd_kafka_queue_t *queue,
                bool (*serve)(void *user), void *user, struct error *err)
{
    int result = uv_pipe(bell->ends, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE);
    if (result != 0)
        return error_set(err, "cannot make a pipe: %s", uv_strerror(result));
    result = uv_poll_init(loop, &bell->poll, bell->ends[0]);
    if (result != 0) {
        close(bell->ends[0]);
        close(bell->ends[1]);
        return error_set(err, "cannot watch a pipe: %s", uv_strerror(result));
    }
    uv_idle_init(loop, &bell->again);
    uv_timer_init(loop, &bell->later);
    bell->open = 3;
    bell->poll.data = bell->again.data = bell->later.data = bell;
    bell->queue = queue;
    bell->serve = serve;
    bell->user = user;
    rd_kafka_queue_io_event_enable(queue, bell->ends[1], "", 1);
    uv_poll_start(&bell->poll, UV_READABLE, on_ring);
    uv_idle_start(&bell->again, on_again); /* the queue may have filled before */
    return true;
}

void bell_follow(struct bell *bell, rd_kafka_queue_t *queue)
{
    bell_silence(bell);
    bell->queue = queue;
    rd_kafka_queue_io_event_enable(queue, bell->ends[1], "", 1);
    uv_idle_start(&bell->again, on_again);
}

void bell_silence(struct bell *bell)
{
    rd_kafka_queue_io_event_enable(bell->queue, -1, NULL, 0);
    rd_kafka_queue_destroy(bell->queue);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct bell *bell = handle->data;
    if (--bell->open > 0)
        return;
    close(bell->ends[0]);
    close(bell->ends[1]);
    bell->on_closed(bell->user);
}

void bell_close(struct bell *bell, void (*on_closed)(void *user))
{
    bell->on_closed = on_closed;
    uv_close((uv_handle_t *)&bell->poll, on_handle_closed);
    uv_close((uv_handle_t *)&bell->again, on_handle_closed);
    uv_close((uv_handle_t *)&bell->later, on_handle_closed);
}
