#include "blotter/replay/print_sink.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/memory.h"

enum {
    FLUSH_BYTES = 64 * 1024,
    /* poll() calls a pipe writable when PIPE_BUF bytes fit without blocking; setting O_NONBLOCK
     * instead would change the descriptor for everyone who shares it. */
    PIPE_PIECE_BYTES = 4096,
};

struct print_sink {
    int fd;
    size_t piece;  /* bytes that a write may take without blocking */
    bool can_wait; /* the loop can watch it: not a plain file, which is always ready */
    bool closed;
    bool watching;
    int failure; /* errno of the write that failed, 0 for none */
    uv_poll_t watch;
    uv_prepare_t flush; /* before the loop sleeps, what was begun goes out */
    int open_handles;
    void (*on_moved)(void *user);
    void *user;
    struct buffer out;
    size_t out_at;
    uint64_t crimes;
};

static bool is_ready(const struct print_sink *p)
{
    struct pollfd ready = {.fd = p->fd, .events = POLLOUT};
    return !p->can_wait || poll(&ready, 1, 0) > 0;
}

static void write_out(struct print_sink *p)
{
    while (p->out_at < p->out.len && !p->closed && p->failure == 0 && is_ready(p)) {
        size_t left = p->out.len - p->out_at;
        ssize_t put = write(p->fd, p->out.data + p->out_at, left < p->piece ? left : p->piece);
        if (put >= 0)
            p->out_at += (size_t)put;
        else if (errno == EPIPE)
            p->closed = true;
        else if (errno != EINTR && errno != EAGAIN)
            p->failure = errno;
    }
    if (p->out_at == p->out.len)
        p->out.len = p->out_at = 0;
}

static void on_writable(uv_poll_t *watch, int status, int events)
{
    (void)status;
    (void)events;
    struct print_sink *p = watch->data;
    write_out(p);
    if (p->out.len > 0 && !p->closed && p->failure == 0)
        return;
    uv_poll_stop(&p->watch);
    p->watching = false;
    p->on_moved(p->user);
}

static void on_flush(uv_prepare_t *prepare)
{
    struct print_sink *p = prepare->data;
    if (p->out.len == 0 || p->watching)
        return;
    write_out(p);
    if (p->out.len > 0 && p->can_wait && !p->closed && p->failure == 0) {
        uv_poll_start(&p->watch, UV_WRITABLE, on_writable);
        p->watching = true;
    } else {
        p->on_moved(p->user);
    }
}

struct print_sink *print_sink_create(uv_loop_t *loop, int fd, void (*on_moved)(void *user),
                                     void *user)
{
    struct print_sink *p = mem_new(1, sizeof *p);
    struct stat st;
    p->fd = fd;
    p->on_moved = on_moved;
    p->user = user;
    bool plain =
        fstat(fd, &st) == 0 && !S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode) && !isatty(fd);
    p->piece = plain ? FLUSH_BYTES : PIPE_PIECE_BYTES;
    p->can_wait = !plain && uv_poll_init(loop, &p->watch, fd) == 0;
    p->watch.data = p;
    uv_prepare_init(loop, &p->flush);
    p->flush.data = p;
    uv_prepare_start(&p->flush, on_flush);
    p->open_handles = p->can_wait ? 2 : 1;
    return p;
}

static bool print_is_sound(void *self, struct error *err)
{
    const struct print_sink *p = self;
    if (p->failure == 0)
        return true;
    return error_set(err, "standard output: cannot write: %s", strerror(p->failure));
}

static enum sink_result print_send(void *self, const struct sink_message *m, struct error *err)
{
    struct print_sink *p = self;
    if (!print_is_sound(p, err))
        return SINK_FAILED;
    if (p->closed)
        return SINK_CLOSED;
    if (p->out.len >= FLUSH_BYTES) {
        if (!p->watching)
            write_out(p);
        if (p->out.len >= FLUSH_BYTES)
            return SINK_FULL;
    }
    buffer_add(&p->out, m->value);
    buffer_add_byte(&p->out, '\n');
    p->crimes += m->kind == MESSAGE_CRIME;
    return SINK_TAKEN;
}

static uint64_t print_acked(void *self)
{
    return ((struct print_sink *)self)->crimes;
}

/* What cannot be written any more is not waited for. */
static size_t print_outstanding(void *self)
{
    const struct print_sink *p = self;
    return p->closed || p->failure != 0 ? 0 : p->out.len - p->out_at;
}

struct sink print_sink_face(struct print_sink *p)
{
    return (struct sink){
        .self = p,
        .partitions = 1,
        .send = print_send,
        .acked = print_acked,
        .outstanding = print_outstanding,
        .is_sound = print_is_sound,
    };
}

static void on_closed(uv_handle_t *handle)
{
    struct print_sink *p = handle->data;
    if (--p->open_handles > 0)
        return;
    buffer_free(&p->out);
    free(p);
}

void print_sink_destroy(struct print_sink *p)
{
    if (p == NULL)
        return;
    if (p->can_wait)
        uv_close((uv_handle_t *)&p->watch, on_closed);
    uv_close((uv_handle_t *)&p->flush, on_closed);
}
