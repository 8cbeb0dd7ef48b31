#include "blotter/replay/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/memory.h"

enum { FULL_BYTES = 64 * 1024 };

struct writer {
    int fd;
    int own_fd;      /* the same pipe or terminal, opened anew to be non-blocking; -1: none */
    int old_flags;   /* what `fd` is to have again; -1: they have not been changed */
    bool is_watched; /* the loop can watch it: not a plain file, which is always ready */
    bool is_waiting; /* for the reader */
    bool hurries;
    enum writer_state state;
    int failure;
    uv_poll_t watch;
    uv_idle_t next_turn;
    uv_timer_t patience;
    int open_handles;
    void (*on_moved)(void *user);
    void *user;
    struct buffer out;
    size_t out_at;
};

/* --- writing -------------------------------------------------------------------------------- */

static void end(struct writer *w, enum writer_state state)
{
    w->state = state;
    w->out.len = w->out_at = 0;
}

static void drop_written(struct writer *w)
{
    w->out.len -= w->out_at;
    memmove(w->out.data, w->out.data + w->out_at, w->out.len);
    w->out_at = 0;
}

static void write_out(struct writer *w)
{
    while (w->out_at < w->out.len) {
        ssize_t put = write(w->fd, w->out.data + w->out_at, w->out.len - w->out_at);
        if (put > 0 && w->hurries)
            uv_timer_again(&w->patience);
        if (put >= 0) {
            w->out_at += (size_t)put;
        } else if (errno == EAGAIN && w->is_watched) {
            drop_written(w);
            return;
        } else if (errno == EPIPE) {
            end(w, WRITER_CLOSED);
        } else if (errno != EINTR) {
            w->failure = errno;
            end(w, WRITER_FAILED);
        }
    }
    w->out.len = w->out_at = 0;
}

static void on_writable(uv_poll_t *watch, int status, int events);

static void go_on(struct writer *w)
{
    if (w->state == WRITER_SOUND)
        write_out(w);
    bool waits = w->out.len > 0;
    if (waits && !w->is_waiting)
        uv_poll_start(&w->watch, UV_WRITABLE, on_writable);
    else if (!waits && w->is_waiting)
        uv_poll_stop(&w->watch);
    w->is_waiting = waits;
    w->on_moved(w->user);
}

static void on_writable(uv_poll_t *watch, int status, int events)
{
    (void)status;
    (void)events;
    go_on(watch->data);
}

static void on_next_turn(uv_idle_t *idle)
{
    uv_idle_stop(idle);
    go_on(idle->data);
}

static void on_patience(uv_timer_t *timer)
{
    struct writer *w = timer->data;
    if (w->out.len == 0)
        return;
    end(w, WRITER_UNREAD);
    go_on(w);
}

/* --- birth and death ------------------------------------------------------------------------ */

static void init_handle(struct writer *w, void *handle)
{
    ((uv_handle_t *)handle)->data = w;
    w->open_handles++;
}

/* Being non-blocking belongs to what was opened, not to the descriptor: who shares it would have to
 * bear that. A socket cannot be opened anew. */
static void make_non_blocking(struct writer *w)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
    w->own_fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (w->own_fd >= 0)
        w->fd = w->own_fd;
    else
        w->old_flags = fcntl(w->fd, F_GETFL);
}

struct writer *writer_create(uv_loop_t *loop, int fd, void (*on_moved)(void *user), void *user)
{
    struct writer *w = mem_new(1, sizeof *w);
    struct stat st;
    *w = (struct writer){
        .fd = fd, .own_fd = -1, .old_flags = -1, .on_moved = on_moved, .user = user};
    bool may_block =
        fstat(fd, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || isatty(fd));
    if (may_block) {
        make_non_blocking(w);
        w->is_watched = uv_poll_init(loop, &w->watch, w->fd) == 0;
    }
    if (w->is_watched)
        init_handle(w, &w->watch);
    uv_idle_init(loop, &w->next_turn);
    init_handle(w, &w->next_turn);
    uv_timer_init(loop, &w->patience);
    init_handle(w, &w->patience);
    return w;
}

static void on_closed(uv_handle_t *handle)
{
    struct writer *w = handle->data;
    if (--w->open_handles > 0)
        return;
    buffer_free(&w->out);
    free(w);
}

void writer_destroy(struct writer *w)
{
    if (w == NULL)
        return;
    if (w->is_watched)
        uv_close((uv_handle_t *)&w->watch, on_closed);
    if (w->old_flags >= 0)
        fcntl(w->fd, F_SETFL, w->old_flags);
    if (w->own_fd >= 0)
        close(w->own_fd);
    uv_close((uv_handle_t *)&w->next_turn, on_closed);
    uv_close((uv_handle_t *)&w->patience, on_closed);
}

/* --- use ------------------------------------------------------------------------------------ */

void writer_put(struct writer *w, struct text bytes)
{
    if (w->state != WRITER_SOUND)
        return;
    if (w->hurries && w->out.len == 0)
        uv_timer_again(&w->patience);
    buffer_add(&w->out, bytes);
    if (!w->is_waiting)
        uv_idle_start(&w->next_turn, on_next_turn);
}

bool writer_has_room(struct writer *w)
{
    if (w->out.len - w->out_at >= FULL_BYTES && !w->is_waiting)
        write_out(w);
    return w->out.len - w->out_at < FULL_BYTES;
}

size_t writer_left(const struct writer *w)
{
    return w->out.len - w->out_at;
}

enum writer_state writer_state(const struct writer *w)
{
    return w->state;
}

int writer_errno(const struct writer *w)
{
    return w->failure;
}

void writer_hurry(struct writer *w)
{
    if (w->hurries)
        return;
    w->hurries = true;
    uv_update_time(w->patience.loop);
    uv_timer_start(&w->patience, on_patience, WRITER_PATIENCE_MS, WRITER_PATIENCE_MS);
}
