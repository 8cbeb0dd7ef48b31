/* `simulate --listen`: a simulator that follows the state of play on its control topic, where
 * monitors that are attached steer it. */
#ifndef BLOTTER_COMMANDS_LISTEN_H
#define BLOTTER_COMMANDS_LISTEN_H

#include "blotter/replay/simulator.h"
#include "blotter/session/control_topic.h"

struct listener {
    struct control_topic *control; /* NULL: does not listen */
    struct simulator *simulator;
    kafka_log_fn on_log;
    void *user;
};

/* Makes the control topic if need be, opens it and runs the loop until it has been read,
 * KAFKA_CONNECT_MS at most. False with *err. */
bool listen_open(struct listener *l, uv_loop_t *loop, const struct kafka_config *kafka,
                 int32_t replication, struct error *err);

/* How the play of that run stands; NULL: nobody has said. */
const struct play_state *listen_state(const struct listener *l, const char *first_run);

/* From now on the simulator hears each state. */
void listen_begin(struct listener *l, struct simulator *simulator);

/* As simulator_callbacks.on_propose; false with *err. */
bool listen_propose(struct listener *l, const struct play_state *state, struct error *err);

void listen_close(struct listener *l);

#endif
