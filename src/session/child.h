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
    /* A line of its standard error: sanitised, and without "blotter: ", which is said already. */
    void (*on_news)(void *user, const char *text);
    void (*on_exit)(void *user, int64_t status, int signal);
    void *user;
};

struct child_config {
    const char *program;
    const char *const *args; /* the command and its options, NULL at the end */
    const char *const *more; /* and behind those these, NULL at the end; NULL: none */
    int input_fd;            /* becomes its descriptor 3; -1: none */
};

/* Starts it. NULL with *err. */
struct child *child_start(uv_loop_t *loop, const struct child_config *config,
                          const struct child_callbacks *callbacks, struct error *err);

/* Writes to its standard input; `text` is copied. Nothing once it is closed. */
void child_write(struct child *c, struct text text);
void child_close_input(struct child *c);

void child_kill(struct child *c, int signal);

/* Frees it after on_exit; takes NULL. */
void child_destroy(struct child *c);

/* "WHAT: exit 1", "WHAT: killed by signal 9 (Killed)": how a child ended. */
void child_describe_exit(const char *what, int64_t status, int signal, char *out, size_t size);

#endif
