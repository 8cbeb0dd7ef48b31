/* The control topic: `<topic>-control`, with the state of play (replay/play_state.h), by which a
 * monitor that is attached steers the simulators of a topic, wherever they run.
 *
 * The log decides: of two states with one number that which stands there first counts, for all who
 * read it. */
#ifndef BLOTTER_SESSION_CONTROL_TOPIC_H
#define BLOTTER_SESSION_CONTROL_TOPIC_H

#include "blotter/kafka/compacted_topic.h"
#include "blotter/replay/play_state.h"

struct control_topic;

/* Called on the loop's thread; none may close it. */
struct control_topic_callbacks {
    void (*on_state)(void *user, const struct play_state *state); /* each with a larger number */
    void (*on_read)(void *user);                     /* what there was has been read; once */
    void (*on_refused)(void *user, const char *why); /* a value that is no state to follow */
    kafka_log_fn on_log;
    void *user;
};

/* False with *err when the topic's name is too long to have a control topic beside it. */
bool control_topic_check(const char *topic, struct error *err);

/* Makes it when it is not there: blocks as topic_ensure does. */
bool control_topic_ensure(const struct kafka_config *config, int32_t replication,
                          struct error *err);

/* Opens that of config->topic; does not block. NULL with *err. */
struct control_topic *control_topic_open(uv_loop_t *loop, const struct kafka_config *config,
                                         const struct control_topic_callbacks *callbacks,
                                         struct error *err);

/* Makes ready to publish: kafka/compacted_topic.h. */
bool control_topic_prepare(struct control_topic *b, struct error *err);

bool control_topic_is_read(const struct control_topic *b);

/* The state that counts; NULL: there is none. */
const struct play_state *control_topic_state(const struct control_topic *b);

/* Publishes a state, with the next number, and says in *state which. It counts once it has come
 * back, and never if another was faster. */
bool control_topic_publish(struct control_topic *b, struct play_state *state, struct error *err);

/* Has another's state been faster than the last one published, which therefore never counts? Says
 * so once. */
bool control_topic_was_overruled(struct control_topic *b);

void control_topic_close(struct control_topic *b); /* as compacted_topic_close */

#endif
