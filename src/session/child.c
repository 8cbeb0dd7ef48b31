#include "child.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/memory.h"

struct stream_in {
    uv_pipe_t pipe;
    struct lines lines;
    line_fn on_line;
    void *user;
    struct child *child;
};

struct child {
    uv_process_t process;
    uv_pipe_t input;
    struct stream_in output, error;
    struct child_callbacks callbacks;
    char bytes[64 * 1024];
    int alive; /* the process and two streams: what on_exit waits for */
    int open_handles;
    bool input_closed;
    bool destroyed;
    int64_t status;
    int signal;
};

static void free_if_done(struct child *c)
{
    if (!c->destroyed || c->open_handles > 0)
        return;
    lines_free(&c->output.lines);
    lines_free(&c->error.lines);
    free(c);
}

static void on_closed(uv_handle_t *handle)
{
    struct child *c = handle->data;
    c->open_handles--;
    free_if_done(c);
}

static void close_handle(struct child *c, uv_handle_t *handle)
{
    if (uv_is_closing(handle))
        return;
    handle->data = c;
    uv_close(handle, on_closed);
}

static void one_less_alive(struct child *c)
{
    if (--c->alive == 0)
        c->callbacks.on_exit(c->callbacks.user, c->status, c->signal);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct child *c = process->data;
    c->status = status;
    c->signal = signal;
    child_close_input(c);
    close_handle(c, (uv_handle_t *)process);
    one_less_alive(c);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    (void)suggested;
    struct stream_in *in = handle->data;
    *ret = uv_buf_init(in->child->bytes, sizeof in->child->bytes);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *bytes)
{
    struct stream_in *in = stream->data;
    struct child *c = in->child;
    if (got > 0) {
        lines_feed(&in->lines, (struct text){bytes->base, (size_t)got}, in->on_line, in->user);
    } else if (got < 0) {
        lines_end(&in->lines, in->on_line, in->user);
        close_handle(c, (uv_handle_t *)stream);
        one_less_alive(c);
    }
}

static void on_error_line(void *user, struct text line)
{
    static const char prefix[] = "blotter: ";
    enum { PREFIX_LEN = sizeof prefix - 1 };
    struct child *c = user;
    struct error clean;
    if (line.len >= PREFIX_LEN && memcmp(line.ptr, prefix, PREFIX_LEN) == 0)
        line = (struct text){line.ptr + PREFIX_LEN, line.len - PREFIX_LEN};
    error_set(&clean, "%.*s", (int)line.len, line.ptr);
    c->callbacks.on_news(c->callbacks.user, clean.text);
}

static void init_stream(struct child *c, uv_loop_t *loop, struct stream_in *in, line_fn on_line,
                        void *user)
{
    in->child = c;
    in->user = user;
    in->on_line = on_line;
    uv_pipe_init(loop, &in->pipe, 0);
    in->pipe.data = in;
}

/* What is open here is nothing to a child. librdkafka leaves its pipes to children, and what
 * started us may have left something to us. An old kernel refuses, and children have some
 * descriptors more. */
static void close_descriptors_in_children(void)
{
    (void)close_range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

/* A descriptor that an argument names is the child's, too: the Kafka properties, and what a shell
 * has put in the place of a FILE. */
static void hand_over(const char *argument)
{
    static const char *const folders[] = {"/proc/self/fd/", "/dev/fd/"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *at = strstr(argument, folders[i]);
        uint64_t fd;
        if (at != NULL && text_to_u64(text_of(at + strlen(folders[i])), INT_MAX, &fd))
            (void)fcntl((int)fd, F_SETFD, 0);
    }
}

static size_t count_of(const char *const *args)
{
    size_t count = 0;
    while (args != NULL && args[count] != NULL)
        count++;
    return count;
}

/* All in one array, as libuv takes it: it changes none of them. */
static char **make_argv(const struct child_config *config)
{
    size_t args = count_of(config->args);
    size_t more = count_of(config->more);
    const char **argv = mem_new(1 + args + more + 1, sizeof *argv);
    argv[0] = config->program;
    memcpy(argv + 1, config->args, args * sizeof *argv);
    if (more > 0)
        memcpy(argv + 1 + args, config->more, more * sizeof *argv);
    return (char **)(uintptr_t)argv;
}

static int spawn(struct child *c, uv_loop_t *loop, const struct child_config *config)
{
    char **argv = make_argv(config);
    int input_fd = config->input_fd;
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&c->input},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&c->output.pipe},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&c->error.pipe},
        {.flags = input_fd >= 0 ? UV_INHERIT_FD : UV_IGNORE, .data.fd = input_fd},
    };
    const uv_process_options_t options = {
        .exit_cb = on_process_exit,
        .file = config->program,
        .args = argv,
        .flags = UV_PROCESS_DETACHED,
        .stdio_count = input_fd >= 0 ? 4 : 3,
        .stdio = stdio,
    };
    close_descriptors_in_children();
    for (size_t i = 1; argv[i] != NULL; i++)
        hand_over(argv[i]);
    int result = uv_spawn(loop, &c->process, &options);
    free(argv);
    return result;
}

struct child *child_start(uv_loop_t *loop, const struct child_config *config,
                          const struct child_callbacks *callbacks, struct error *err)
{
    struct child *c = mem_new(1, sizeof *c);
    c->callbacks = *callbacks;
    uv_pipe_init(loop, &c->input, 0);
    init_stream(c, loop, &c->output, callbacks->on_output, callbacks->user);
    init_stream(c, loop, &c->error, on_error_line, c);
    c->open_handles = 4;
    int result = spawn(c, loop, config);
    c->process.data = c;
    if (result < 0) {
        error_set(err, "cannot start %s: %s", config->program, uv_strerror(result));
        close_handle(c, (uv_handle_t *)&c->process);
        close_handle(c, (uv_handle_t *)&c->input);
        close_handle(c, (uv_handle_t *)&c->output.pipe);
        close_handle(c, (uv_handle_t *)&c->error.pipe);
        child_destroy(c);
        return NULL;
    }
    c->alive = 3;
    uv_read_start((uv_stream_t *)&c->output.pipe, on_alloc, on_read);
    uv_read_start((uv_stream_t *)&c->error.pipe, on_alloc, on_read);
    return c;
}

struct pending_write {
    uv_write_t request;
    char bytes[];
};

static void on_written(uv_write_t *request, int status)
{
    (void)status; /* a child that is gone is told by its exit */
    free(request->data);
}

void child_write(struct child *c, struct text text)
{
    if (c->input_closed)
        return;
    struct pending_write *w = mem_new(1, sizeof *w + text.len);
    memcpy(w->bytes, text.ptr, text.len);
    w->request.data = w;
    uv_buf_t piece = uv_buf_init(w->bytes, (unsigned)text.len);
    if (uv_write(&w->request, (uv_stream_t *)&c->input, &piece, 1, on_written) < 0)
        free(w);
}

void child_close_input(struct child *c)
{
    if (c->input_closed)
        return;
    c->input_closed = true;
    close_handle(c, (uv_handle_t *)&c->input);
}

void child_kill(struct child *c, int signal)
{
    if (!uv_is_closing((uv_handle_t *)&c->process))
        uv_process_kill(&c->process, signal);
}

void child_destroy(struct child *c)
{
    if (c == NULL)
        return;
    c->destroyed = true;
    free_if_done(c);
}

void child_describe_exit(const char *what, int64_t status, int signal, char *out, size_t size)
{
    if (signal != 0)
        snprintf(out, size, "%s: killed by signal %d (%s)", what, signal, strsignal(signal));
    else
        snprintf(out, size, "%s: exit %lld", what, (long long)status);
}
