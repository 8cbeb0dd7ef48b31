/* The simulator: reads the files, then sends their reports when they are due, and takes orders
 * while it does so. What it sends to is a sink; what it says of itself are events. */
#ifndef BLOTTER_REPLAY_SIMULATOR_H
#define BLOTTER_REPLAY_SIMULATOR_H

#include <uv.h>

#include "blotter/crime/selection.h"
#include "blotter/replay/control.h"
#include "blotter/replay/play.h"
#include "blotter/replay/sink.h"

struct simulator_config {
    const char *const *files; /* NULL at the end */
    int input_fd;             /* for a file "-" */
    struct selection_config selection;
    struct play_config play;
    size_t memory; /* bytes that reports may take; more is sorted on disk */
    int orders_fd; /* -1: none. When we are driven their end is an order to quit. */
    int events_fd; /* -1: none */
};

/* Called on the loop's thread. */
struct simulator_callbacks {
    void (*on_warning)(void *user, const char *text);
    /* Each event, before it is said; false: it has been shown in another way. */
    bool (*on_event)(void *user, const struct event *event);
    void (*on_begin)(void *user); /* the files have been read */
    /* Through: everything has arrived or *failed says why not. Afterwards simulator_destroy. */
    void (*on_done)(void *user, const struct error *failed);
    void *user;
    /* Listening, and ready to play: a state to publish, with which the play begins if nobody is
     * faster; `n` is to be filled in. */
    void (*on_propose)(void *user, const struct play_state *state);
};

struct simulator;

/* `config` and what it points to are borrowed. Begins at the loop's next turn. */
struct simulator *simulator_create(uv_loop_t *loop, const struct simulator_config *config,
                                   const struct sink *sink,
                                   const struct simulator_callbacks *callbacks);

/* The sink has room again, or messages have arrived. */
void simulator_sink_moved(struct simulator *s);

/* An order, as one that is read from orders_fd; of a state of play that was published one that is
 * not newer, or of other runs, changes nothing. */
void simulator_order(struct simulator *s, const struct order *order);

/* Ends the run early: delivers what was begun, says `end`, then on_done. What does not arrive soon
 * is given up, and on_done says so. */
void simulator_quit(struct simulator *s);

/* Closes the loop's handles, which wants some turns of the loop afterwards. Takes NULL. */
void simulator_destroy(struct simulator *s);

#endif
