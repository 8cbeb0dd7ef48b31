/* A board: a topic of which only the last value of one key counts, compacted, in one partition. Who
 * opens it gets that value, and each that comes after it.
 *
 * Opening does not wait for a broker; a topic that is not there yet is waited for. */
#ifndef BLOTTER_KAFKA_BOARD_H
#define BLOTTER_KAFKA_BOARD_H

#include <uv.h>

#include "blotter/kafka/config.h"

struct board;

/* All called on the loop's thread; none may close the board. */
struct board_callbacks {
    void (*on_value)(void *user, struct text value); /* which stands for the call */
    void (*on_read)(void *user); /* what there was has been read: at least once */
    kafka_log_fn on_log;
    void *user;
};

/* A board on config->topic. NULL with *err when a property is wrong. */
struct board *board_open(uv_loop_t *loop, const struct kafka_config *config,
                         const struct board_callbacks *callbacks, struct error *err);

/* Makes ready to put values up, so that the first is as fast as the others: a producer begins with
 * half a second of introductions. */
bool board_prepare(struct board *b, struct error *err);

/* Puts a value up; it comes back through on_value once it stands there. */
bool board_put(struct board *b, struct text value, struct error *err);

/* Gives up what has not been delivered; closes the loop's handles, which wants some turns of the
 * loop afterwards. Takes NULL. */
void board_close(struct board *b);

#endif
