/* The board of the state of play (replay/play_state.h): the topic `<topic>-control`, by which a
 * monitor that is attached steers the simulators of a topic, wherever they run.
 *
 * The log decides: of two states with one number that which stands there first counts, for all who
 * read it. */
#ifndef BLOTTER_SESSION_PLAY_BOARD_H
#define BLOTTER_SESSION_PLAY_BOARD_H

#include "blotter/kafka/board.h"
#include "blotter/replay/play_state.h"

struct play_board;

/* Called on the loop's thread; none may close the board. */
struct play_board_callbacks {
    void (*on_state)(void *user, const struct play_state *state); /* each with a larger number */
    void (*on_read)(void *user);                     /* what there was has been read; once */
    void (*on_refused)(void *user, const char *why); /* a value that is no state to follow */
    kafka_log_fn on_log;
    void *user;
};

/* False with *err when the topic's name is too long to have a board beside it. */
bool play_board_check(const char *topic, struct error *err);

/* Makes the topic of the board when it is not there: blocks as topic_ensure does. */
bool play_board_ensure(const struct kafka_config *config, int32_t replication, struct error *err);

/* Opens the board of config->topic; does not block. NULL with *err. */
struct play_board *play_board_open(uv_loop_t *loop, const struct kafka_config *config,
                                   const struct play_board_callbacks *callbacks, struct error *err);

/* Makes ready to publish: kafka/board.h. */
bool play_board_prepare(struct play_board *b, struct error *err);

bool play_board_is_read(const struct play_board *b);

/* The state that counts; NULL: there is none. */
const struct play_state *play_board_state(const struct play_board *b);

/* Publishes a state, with the next number, and says in *state which. It counts once it has come
 * back, and never if another was faster. */
bool play_board_publish(struct play_board *b, struct play_state *state, struct error *err);

void play_board_close(struct play_board *b); /* as board_close */

#endif
