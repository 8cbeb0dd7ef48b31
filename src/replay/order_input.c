#include "order_input.h"

#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/memory.h"

struct order_input {
    struct order_input_callbacks callbacks;
    struct lines lines;
    char bytes[4096];
    int fd;
    bool closed;
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tty_t tty;
        uv_tcp_t tcp;
        uv_idle_t file; /* a file is always ready: read a piece a turn */
    } in;
};

static void on_closed(uv_handle_t *handle)
{
    struct order_input *o = handle->data;
    lines_free(&o->lines);
    free(o);
}

void order_input_close(struct order_input *o)
{
    if (o == NULL)
        return;
    o->closed = true;
    uv_close(&o->in.handle, on_closed);
}

static void take_line(void *user, struct text line)
{
    struct order_input *o = user;
    if (!o->closed)
        o->callbacks.on_line(o->callbacks.user, line);
}

static void take_end(struct order_input *o)
{
    lines_end(&o->lines, take_line, o);
    if (!o->closed)
        o->callbacks.on_end(o->callbacks.user);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    (void)suggested;
    struct order_input *o = handle->data;
    *ret = uv_buf_init(o->bytes, sizeof o->bytes);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *bytes)
{
    struct order_input *o = stream->data;
    if (got > 0) {
        lines_feed(&o->lines, (struct text){bytes->base, (size_t)got}, take_line, o);
    } else if (got < 0) {
        uv_read_stop(stream);
        take_end(o);
    }
}

static void on_file_turn(uv_idle_t *idle)
{
    struct order_input *o = idle->data;
    ssize_t got = read(o->fd, o->bytes, sizeof o->bytes);
    if (got > 0) {
        lines_feed(&o->lines, (struct text){o->bytes, (size_t)got}, take_line, o);
        return;
    }
    uv_idle_stop(idle);
    take_end(o);
}

static bool open_stream(struct order_input *o, uv_loop_t *loop, int fd)
{
    switch (uv_guess_handle(fd)) {
    case UV_NAMED_PIPE:
        return uv_pipe_init(loop, &o->in.pipe, 0) == 0 && uv_pipe_open(&o->in.pipe, fd) == 0;
    case UV_TCP:
        return uv_tcp_init(loop, &o->in.tcp) == 0 && uv_tcp_open(&o->in.tcp, fd) == 0;
    case UV_TTY:
        return tcgetpgrp(fd) == getpgrp() && uv_tty_init(loop, &o->in.tty, fd, 1) == 0;
    default:
        return false;
    }
}

struct order_input *order_input_open(uv_loop_t *loop, int fd,
                                     const struct order_input_callbacks *callbacks)
{
    struct order_input *o = mem_new(1, sizeof *o);
    o->callbacks = *callbacks;
    o->fd = fd;
    if (open_stream(o, loop, fd)) {
        o->in.handle.data = o;
        uv_read_start(&o->in.stream, on_alloc, on_read);
        return o;
    }
    uv_idle_init(loop, &o->in.file);
    o->in.handle.data = o;
    uv_idle_start(&o->in.file, on_file_turn);
    return o;
}
