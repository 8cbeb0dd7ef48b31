#include "event_pipe.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/memory.h"

enum { UNREAD_MAX = 64 * 1024, RETRY_MS = 20 };

struct event_pipe {
    int fd;
    struct buffer unread;
    uv_timer_t retry;
};

static void write_out(struct event_pipe *e);

static void on_retry(uv_timer_t *timer)
{
    write_out(timer->data);
}

static void write_out(struct event_pipe *e)
{
    struct pollfd ready = {.fd = e->fd, .events = POLLOUT};
    struct text left = buffer_text(&e->unread);
    while (left.len > 0 && poll(&ready, 1, 0) > 0) {
        ssize_t put = write(e->fd, left.ptr, left.len < PIPE_BUF ? left.len : PIPE_BUF);
        if (put < 0 && errno != EINTR && errno != EAGAIN)
            put = (ssize_t)left.len; /* a parent that is gone: its end of the orders tells */
        if (put > 0)
            left = (struct text){left.ptr + put, left.len - (size_t)put};
    }
    if (left.len > 0) {
        memmove(e->unread.data, left.ptr, left.len);
        uv_timer_start(&e->retry, on_retry, RETRY_MS, 0);
    }
    e->unread.len = left.len;
}

void event_pipe_put(struct event_pipe *e, const struct event *event)
{
    bool is_lasting =
        event->kind == EVENT_CITY || event->kind == EVENT_RUN || event->kind == EVENT_END;
    if (e->fd < 0)
        return;
    if (e->unread.len < UNREAD_MAX || is_lasting)
        event_write(&e->unread, event);
    write_out(e);
}

struct event_pipe *event_pipe_create(uv_loop_t *loop, int fd)
{
    struct event_pipe *e = mem_new(1, sizeof *e);
    e->fd = fd;
    uv_timer_init(loop, &e->retry);
    e->retry.data = e;
    return e;
}

static void on_closed(uv_handle_t *handle)
{
    struct event_pipe *e = handle->data;
    buffer_free(&e->unread);
    free(e);
}

void event_pipe_destroy(struct event_pipe *e)
{
    if (e != NULL)
        uv_close((uv_handle_t *)&e->retry, on_closed);
}
