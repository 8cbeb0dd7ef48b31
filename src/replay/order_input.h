/* Orders as they come in: lines from a pipe, a terminal or a file, on the loop. */
#ifndef BLOTTER_REPLAY_ORDER_INPUT_H
#define BLOTTER_REPLAY_ORDER_INPUT_H

#include <uv.h>

#include "blotter/base/lines.h"

struct order_input;

struct order_input_callbacks {
    line_fn on_line;
    void (*on_end)(void *user);
    void *user;
};

/* Reads lines from `fd` from the loop's next turn on. A terminal that is somebody else's
 * (`blotter … &`) is the end of input. */
struct order_input *order_input_open(uv_loop_t *loop, int fd,
                                     const struct order_input_callbacks *callbacks);

/* Closes; takes NULL. No callback comes after it. */
void order_input_close(struct order_input *o);

#endif
