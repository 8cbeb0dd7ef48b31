/* Orders as they come in: lines from a pipe, a terminal or a file, on the loop. */
#ifndef BLOTTER_REPLAY_ORDERS_H
#define BLOTTER_REPLAY_ORDERS_H

#include <uv.h>

#include "blotter/base/lines.h"

struct orders;

struct orders_callbacks {
    line_fn on_line;
    void (*on_end)(void *user);
    void *user;
};

/* Reads lines from `fd` from the loop's next turn on. A terminal that is somebody else's
 * (`blotter … &`) is the end of input. */
struct orders *orders_open(uv_loop_t *loop, int fd, const struct orders_callbacks *callbacks);

/* Closes; takes NULL. No callback comes after it. */
void orders_close(struct orders *o);

#endif
