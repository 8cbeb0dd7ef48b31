/* A child process: this binary again, with pipes for its standard input, output and error.
 *
 * It has a session of its own, so that the terminal's signals reach only the monitor. Its death is
 * told when it has been reaped and all it wrote has been read. */
#ifndef BLOTTER_SESSION_CHILD_H
#define BLOTTER_SESSION_CHILD_H

#include <uv.h>

#include "blotter/base/error.h"
#include "blotter/base/lines.h"

struct child;

struct child_callbacks {
    line_fn on_output; /* a line of its standard output */
    line_fn on_error;  /* a line of its standard error */
    void (*on_exit)(void *user, int64_t status, int signal);
    void *user;
};

/* Starts `program` with `args` (args[0] is the command, NULL at the end). `input_fd` becomes its
 * descriptor 3; -1 for none. NULL with *err. */
struct child *child_start(uv_loop_t *loop, const char *program, const char *const *args,
                          int input_fd, const struct child_callbacks *callbacks, struct error *err);

/* Writes to its standard input; `text` is copied. Nothing once it is closed. */
void child_write(struct child *c, struct text text);
void child_close_input(struct child *c);

void child_kill(struct child *c, int signal);

/* Frees it after on_exit; takes NULL. */
void child_destroy(struct child *c);

/* "exit 1", "killed by signal 9 (Killed)": how a child ended. */
void child_describe_exit(int64_t status, int signal, char *out, size_t size);

#endif
