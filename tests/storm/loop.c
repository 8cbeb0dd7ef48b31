/* libuv, as far as the program uses it: handles of loops whose time is the simulation's. */
#include "loop.h"

#include <errno.h>
#include <signal.h>

#include "memory_of.h"
#include "wires.h"

struct timer {
    uint64_t due, repeat; /* ms */
    uint64_t order;
    uv_timer_cb fn;
};

struct watch {
    struct descriptor *wire;
    int events;
    uv_poll_cb fn;
};

struct stream {
    struct descriptor *wire; /* holds it */
    uv_alloc_cb alloc;
    uv_read_cb read; /* NULL: it is not read */
};

/* What is known of a uv_handle_t. It belongs to the process, and goes with it. */
struct handle {
    uv_handle_t *uv;
    struct handle *next;
    bool active, closing;
    uv_close_cb on_close;
    struct timer timer;
    struct watch watch;
    struct stream stream;
    uv_idle_cb idle;
    uv_signal_cb on_signal;
    int signum, raised;
    uv_exit_cb on_exit;
    struct process *child;
};

struct loop_source {
    struct loop_source *next;
    struct sim_loop *loop;
    struct source_ops ops;
    void *self;
    bool removed;
};

struct later {
    struct later *next;
    uint64_t at;
    void (*fn)(void *user);
    void *user;
};

struct sim_loop {
    struct sim_loop *next; /* of the process */
    struct process *of;
    struct handle *handles;
    struct loop_source *sources;
    struct later *later;
    bool stops;
    uint64_t time_ms, orders;
};

static struct sim_loop *loop_of(const uv_loop_t *loop)
{
    return loop->internal_fields;
}

static struct handle *handle_of(const void *handle)
{
    return ((const uv_handle_t *)handle)->u.reserved[3];
}

static int init(uv_loop_t *loop, void *handle, uv_handle_type type)
{
    uv_handle_t *uv = handle;
    struct handle *h = calloc(1, sizeof *h);
    h->uv = uv;
    h->next = loop_of(loop)->handles;
    loop_of(loop)->handles = h;
    uv->loop = loop;
    uv->type = type;
    uv->u.reserved[3] = h;
    return 0;
}

/* --- loops ------------------------------------------------------------------------------------ */

int uv_loop_init(uv_loop_t *loop)
{
    struct sim_loop *l = calloc(1, sizeof *l);
    l->of = sim.current;
    l->next = l->of->loops;
    l->of->loops = l;
    memset(loop, 0, sizeof *loop);
    loop->internal_fields = l;
    uv_update_time(loop);
    return 0;
}

int uv_loop_close(uv_loop_t *loop)
{
    struct sim_loop *l = loop_of(loop);
    struct sim_loop **at = &l->of->loops;
    if (l->handles != NULL)
        sim_fail("%s: a loop is closed that has a handle of type %d", l->of->name,
                 (int)l->handles->uv->type);
    while (*at != l)
        at = &(*at)->next;
    *at = l->next;
    free(l);
    return 0;
}

void uv_stop(uv_loop_t *loop)
{
    loop_of(loop)->stops = true;
}

void uv_update_time(uv_loop_t *loop)
{
    loop_of(loop)->time_ms = sim.now / SIM_MS;
}

struct loop_source *loop_add_source(uv_loop_t *loop, const struct source_ops *ops, void *self)
{
    struct sim_loop *l = loop_of(loop);
    struct loop_source *s = calloc(1, sizeof *s);
    *s = (struct loop_source){l->sources, l, *ops, self, false};
    l->sources = s;
    return s;
}

void loop_remove_source(struct loop_source *s)
{
    s->removed = true;
}

static void drop_sources(struct sim_loop *l)
{
    for (struct loop_source **at = &l->sources; *at != NULL;) {
        struct loop_source *s = *at;
        if (!s->removed) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        free(s);
    }
}

uint64_t *loop_later(uv_loop_t *loop, uint64_t at, void (*fn)(void *user), void *user)
{
    struct sim_loop *l = loop_of(loop);
    struct later *later = calloc(1, sizeof *later);
    *later = (struct later){NULL, at, fn, user};
    struct later **end = &l->later;
    while (*end != NULL)
        end = &(*end)->next;
    *end = later;
    process_poke(l->of, at);
    return &later->at;
}

/* --- a turn ----------------------------------------------------------------------------------- */

static struct handle *first_due(const struct sim_loop *l, uint64_t before_order)
{
    struct handle *first = NULL;
    for (struct handle *h = l->handles; h != NULL; h = h->next)
        if (h->uv->type == UV_TIMER && h->active && h->timer.due <= l->time_ms &&
            h->timer.order < before_order &&
            (first == NULL || h->timer.due < first->timer.due ||
             (h->timer.due == first->timer.due && h->timer.order < first->timer.order)))
            first = h;
    return first;
}

static void run_timers(struct sim_loop *l)
{
    uint64_t before = l->orders;
    struct handle *h;
    while ((h = first_due(l, before)) != NULL) {
        h->active = false;
        if (h->timer.repeat > 0)
            uv_timer_start((uv_timer_t *)h->uv, h->timer.fn, h->timer.repeat, h->timer.repeat);
        h->timer.fn((uv_timer_t *)h->uv);
    }
}

static void run_idle(const struct sim_loop *l)
{
    for (struct handle *h = l->handles; h != NULL; h = h->next)
        if (h->uv->type == UV_IDLE && h->active)
            h->idle((uv_idle_t *)h->uv);
}

static void read_stream(struct handle *h)
{
    uv_buf_t buf;
    uv_stream_t *stream = (uv_stream_t *)h->uv;
    h->stream.alloc(h->uv, sizeof(struct channel), &buf);
    ssize_t got = wire_read(h->stream.wire, buf.base, buf.len);
    h->stream.read(stream, got == 0 ? UV_EOF : got == -EAGAIN ? 0 : got, &buf);
}

static bool is_signalled(const struct handle *h)
{
    return h->uv->type == UV_SIGNAL && h->active && h->raised > 0;
}

static bool is_readable(const struct handle *h)
{
    return h->uv->type == UV_NAMED_PIPE && h->active && h->stream.read != NULL &&
           wire_can_read(h->stream.wire);
}

static bool is_writable(const struct handle *h)
{
    return h->uv->type == UV_POLL && h->active && wire_can_write(h->watch.wire);
}

static bool has_exited(const struct handle *h)
{
    return h->uv->type == UV_PROCESS && h->active && h->child->state != PROCESS_RUNS;
}

static void tell_exit(struct handle *h)
{
    const struct process *child = h->child;
    h->active = false;
    h->on_exit((uv_process_t *)h->uv, child->state == PROCESS_ENDED ? child->status : 0,
               child->signal);
}

static void serve(struct handle *h)
{
    if (is_signalled(h)) {
        h->raised = 0;
        h->on_signal((uv_signal_t *)h->uv, h->signum);
    } else if (is_readable(h)) {
        read_stream(h);
    } else if (is_writable(h)) {
        h->watch.fn((uv_poll_t *)h->uv, 0, h->watch.events);
    } else if (has_exited(h)) {
        tell_exit(h);
    }
}

static void run_later(struct sim_loop *l)
{
    for (struct later **at = &l->later; *at != NULL;) {
        struct later *one = *at;
        if (one->at > sim.now) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        one->fn(one->user);
        free(one);
        at = &l->later;
    }
}

static void run_io(struct sim_loop *l)
{
    for (struct handle *h = l->handles; h != NULL; h = h->next)
        serve(h);
    run_later(l);
    for (struct loop_source *s = l->sources; s != NULL; s = s->next)
        if (!s->removed && s->ops.ready_at(s->self) <= sim.now)
            s->ops.serve(s->self);
}

static void unlink_handle(struct sim_loop *l, const struct handle *h)
{
    struct handle **at = &l->handles;
    while (*at != h)
        at = &(*at)->next;
    *at = h->next;
}

static void run_closing(struct sim_loop *l)
{
    for (struct handle *h = l->handles; h != NULL;) {
        if (!h->closing) {
            h = h->next;
            continue;
        }
        uv_handle_t *uv = h->uv;
        uv_close_cb on_close = h->on_close;
        unlink_handle(l, h);
        wires_release(h->stream.wire);
        free(h);
        if (on_close != NULL)
            on_close(uv);
        h = l->handles;
    }
    drop_sources(l);
}

static bool is_alive(const struct sim_loop *l)
{
    for (const struct handle *h = l->handles; h != NULL; h = h->next)
        if (h->active || h->closing)
            return true;
    return l->sources != NULL || l->later != NULL;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When there is something to do. */
static uint64_t ready_at(const struct sim_loop *l)
{
    uint64_t at = SIM_NEVER;
    for (const struct handle *h = l->handles; h != NULL; h = h->next) {
        if (h->closing || (h->uv->type == UV_IDLE && h->active) || is_signalled(h) ||
            is_readable(h) || is_writable(h) || has_exited(h))
            return sim.now;
        if (h->uv->type == UV_TIMER && h->active)
            at = earlier(at, h->timer.due * SIM_MS);
    }
    for (const struct later *one = l->later; one != NULL; one = one->next)
        at = earlier(at, one->at);
    for (const struct loop_source *s = l->sources; s != NULL; s = s->next)
        at = earlier(at, s->removed ? sim.now : s->ops.ready_at(s->self));
    return at;
}

/* A turn costs time, and others may run before it and after it. */
static void wait_until(uint64_t at)
{
    uint64_t least = sim.now + sim_between(SIM_MS / 100, SIM_MS / 4);
    process_wait(at < least ? least : at);
}

int uv_run(uv_loop_t *loop, uv_run_mode mode)
{
    struct sim_loop *l = loop_of(loop);
    bool alive = is_alive(l);
    while (alive && !l->stops) {
        uv_update_time(loop);
        run_timers(l);
        run_idle(l);
        if (!l->stops)
            wait_until(mode == UV_RUN_NOWAIT ? sim.now : ready_at(l));
        uv_update_time(loop);
        run_io(l);
        run_closing(l);
        if (mode == UV_RUN_ONCE)
            run_timers(l);
        alive = is_alive(l);
        if (mode != UV_RUN_DEFAULT)
            break;
    }
    l->stops = false;
    return alive;
}

/* --- handles ---------------------------------------------------------------------------------- */

void uv_close(uv_handle_t *uv, uv_close_cb on_close)
{
    struct handle *h = handle_of(uv);
    if (h->closing)
        sim_fail("%s: a handle of type %d is closed twice", sim.current->name, (int)uv->type);
    h->closing = true;
    h->active = false;
    h->on_close = on_close;
}

int uv_is_closing(const uv_handle_t *uv)
{
    return handle_of(uv)->closing;
}

int uv_is_active(const uv_handle_t *uv)
{
    return handle_of(uv)->active;
}

int uv_timer_init(uv_loop_t *loop, uv_timer_t *timer)
{
    return init(loop, timer, UV_TIMER);
}

int uv_timer_start(uv_timer_t *timer, uv_timer_cb fn, uint64_t timeout, uint64_t repeat)
{
    struct handle *h = handle_of(timer);
    struct sim_loop *l = loop_of(timer->loop);
    if (h->closing)
        return UV_EINVAL;
    h->active = true;
    h->timer = (struct timer){l->time_ms + timeout, repeat, l->orders++, fn};
    return 0;
}

int uv_timer_stop(uv_timer_t *timer)
{
    handle_of(timer)->active = false;
    return 0;
}

int uv_timer_again(uv_timer_t *timer)
{
    const struct timer *t = &handle_of(timer)->timer;
    if (t->repeat > 0)
        uv_timer_start(timer, t->fn, t->repeat, t->repeat);
    return 0;
}

int uv_idle_init(uv_loop_t *loop, uv_idle_t *idle)
{
    return init(loop, idle, UV_IDLE);
}

int uv_idle_start(uv_idle_t *idle, uv_idle_cb fn)
{
    struct handle *h = handle_of(idle);
    h->idle = fn;
    h->active = !h->closing;
    return 0;
}

int uv_idle_stop(uv_idle_t *idle)
{
    handle_of(idle)->active = false;
    return 0;
}

int uv_signal_init(uv_loop_t *loop, uv_signal_t *signal)
{
    return init(loop, signal, UV_SIGNAL);
}

int uv_signal_start(uv_signal_t *signal, uv_signal_cb fn, int signum)
{
    struct handle *h = handle_of(signal);
    h->on_signal = fn;
    h->signum = signum;
    h->active = true;
    return 0;
}

static bool raise_in(struct process *p, int signal)
{
    bool heard = false;
    for (struct sim_loop *l = p->loops; l != NULL; l = l->next)
        for (struct handle *h = l->handles; h != NULL; h = h->next)
            if (h->uv->type == UV_SIGNAL && h->active && h->signum == signal) {
                h->raised++;
                heard = true;
            }
    return heard;
}

void loop_signal(struct process *p, int signal)
{
    if (p->state != PROCESS_RUNS || signal == SIGCONT)
        return;
    sim_tell("%s: gets signal %d", p->name, signal);
    if (signal == SIGKILL || !raise_in(p, signal))
        process_kill(p, signal);
    else
        process_poke(p, sim.now + sim_between(SIM_MS / 100, SIM_MS));
}

int uv_poll_init(uv_loop_t *loop, uv_poll_t *poll, int fd)
{
    struct descriptor *d = wires_of(sim.current, fd);
    if (d == NULL || d->kind == ON_DISK)
        return UV_EPERM;
    init(loop, poll, UV_POLL);
    handle_of(poll)->watch.wire = d;
    return 0;
}

int uv_poll_start(uv_poll_t *poll, int events, uv_poll_cb fn)
{
    struct handle *h = handle_of(poll);
    h->watch.events = events;
    h->watch.fn = fn;
    h->active = true;
    return 0;
}

int uv_poll_stop(uv_poll_t *poll)
{
    handle_of(poll)->active = false;
    return 0;
}

/* --- streams ---------------------------------------------------------------------------------- */

uv_handle_type uv_guess_handle(uv_file fd)
{
    return wires_of(sim.current, fd) != NULL ? UV_NAMED_PIPE : UV_UNKNOWN_HANDLE;
}

int uv_pipe_init(uv_loop_t *loop, uv_pipe_t *pipe, int ipc)
{
    (void)ipc;
    return init(loop, pipe, UV_NAMED_PIPE);
}

int uv_pipe_open(uv_pipe_t *pipe, uv_file fd)
{
    struct descriptor *d = wires_of(sim.current, fd);
    d->holders++;
    handle_of(pipe)->stream.wire = d;
    return 0;
}

int uv_read_start(uv_stream_t *stream, uv_alloc_cb alloc, uv_read_cb read)
{
    struct handle *h = handle_of(stream);
    h->stream.alloc = alloc;
    h->stream.read = read;
    h->active = true;
    return 0;
}

int uv_read_stop(uv_stream_t *stream)
{
    struct handle *h = handle_of(stream);
    h->stream.read = NULL;
    h->active = false;
    return 0;
}

struct writing {
    uv_write_t *request;
    uv_write_cb fn;
    int status;
};

static void on_written(void *user)
{
    struct writing *w = user;
    w->fn(w->request, w->status);
    free(w);
}

/* Orders are short: they fit. */
int uv_write(uv_write_t *request, uv_stream_t *stream, const uv_buf_t bufs[], unsigned count,
             uv_write_cb fn)
{
    struct handle *h = handle_of(stream);
    struct writing *w = calloc(1, sizeof *w);
    *w = (struct writing){request, fn, 0};
    for (unsigned i = 0; i < count; i++) {
        size_t at = 0;
        while (at < bufs[i].len && w->status == 0) {
            ssize_t put = wire_write(h->stream.wire, bufs[i].base + at, bufs[i].len - at);
            if (put >= 0)
                at += (size_t)put;
            else if (put != -EINTR)
                w->status = (int)put;
        }
    }
    loop_later(stream->loop, sim.now + sim_between(0, SIM_MS), on_written, w);
    return 0;
}

/* These are of what no simulated process has. */
int uv_tcp_init(uv_loop_t *loop, uv_tcp_t *tcp)
{
    (void)loop, (void)tcp;
    return UV_ENOTSUP;
}

int uv_tcp_open(uv_tcp_t *tcp, uv_os_sock_t sock)
{
    (void)tcp, (void)sock;
    return UV_ENOTSUP;
}

int uv_tty_init(uv_loop_t *loop, uv_tty_t *tty, uv_file fd, int readable)
{
    (void)loop, (void)tty, (void)fd, (void)readable;
    return UV_ENOTSUP;
}

int uv_backend_fd(const uv_loop_t *loop)
{
    (void)loop;
    return -1;
}

/* --- children --------------------------------------------------------------------------------- */

static void connect_child(struct process *child, int fd, uv_stream_t *stream)
{
    bool child_reads = fd == 0;
    struct channel *c = channel_create();
    handle_of(stream)->stream.wire = channel_end(c, child_reads, sim.current);
    wires_set(child, fd, channel_end(c, !child_reads, child));
}

static void on_child_gone(struct process *child)
{
    if (child->parent != NULL)
        process_poke(child->parent, sim.now + sim_between(SIM_MS / 50, 2 * SIM_MS));
}

int uv_spawn(uv_loop_t *loop, uv_process_t *process, const uv_process_options_t *options)
{
    init(loop, process, UV_PROCESS);
    char name[24];
    snprintf(name, sizeof name, "%.12s's %s", sim.current->name, options->args[1]);
    struct process *child = process_start(name, (const char *const *)options->args);
    child->parent = sim.current;
    child->on_gone = on_child_gone;
    for (int fd = 0; fd < options->stdio_count && fd < 3; fd++)
        connect_child(child, fd, options->stdio[fd].data.stream);
    struct handle *h = handle_of(process);
    h->child = child;
    h->on_exit = options->exit_cb;
    h->active = true;
    return 0;
}

int uv_process_kill(uv_process_t *process, int signum)
{
    loop_signal(handle_of(process)->child, signum);
    return 0;
}

void loop_close_all(struct process *p)
{
    for (struct sim_loop *l = p->loops; l != NULL; l = l->next)
        for (struct handle *h = l->handles; h != NULL; h = h->next) {
            wires_release(h->stream.wire);
            if (h->child != NULL)
                h->child->parent = NULL;
        }
    p->loops = NULL;
}

/* --- threads ---------------------------------------------------------------------------------- */

struct working {
    uv_work_t *work;
    struct process *of;
    uv_work_cb fn;
    uv_after_work_cb after;
    uint64_t *done_at;
};

static void on_worked(void *user)
{
    struct working *w = user;
    w->after(w->work, 0);
}

static void do_work(void *user)
{
    struct working *w = user;
    w->fn(w->work);
}

/* What it does on the disk is done at one time, unless the process dies meanwhile. */
static void on_thread(void *user)
{
    struct working *w = user;
    struct process *p = w->of;
    if (p->state != PROCESS_RUNS)
        return;
    sim_tell("%s: saves", p->name);
    disk_begin_promise();
    process_act(p, do_work, w);
    disk_end_promise("/disk/state/checkpoint");
    *w->done_at = sim.now + sim_between(1, 3 * SIM_MS);
    process_poke(p, *w->done_at);
    if (p->ops_left == 0)
        process_kill(p, SIGKILL);
}

int uv_queue_work(uv_loop_t *loop, uv_work_t *work, uv_work_cb fn, uv_after_work_cb after)
{
    struct working *w = sim_new(sizeof *w); /* a process that is killed leaves it */
    *w = (struct working){work, loop_of(loop)->of, fn, after,
                          loop_later(loop, SIM_NEVER, on_worked, w)};
    work->loop = loop;
    uint64_t at = sim.now + sim_between(SIM_MS / 10, 20 * SIM_MS);
    sim_tell("%s: begins to save", w->of->name);
    sim_at(at, on_thread, w);
    return 0;
}
