/* The simulator: reads the files, then sends their reports when they are due, and takes orders
 * while it does so. What it sends to is a sink; what it says of itself are events. */
#ifndef BLOTTER_REPLAY_SIMULATOR_H
#define BLOTTER_REPLAY_SIMULATOR_H

#include <uv.h>

#include "blotter/base/clock.h"
#include "blotter/crime/message.h"
#include "blotter/crime/selection.h"
#include "blotter/replay/control.h"
#include "blotter/replay/play_state.h"

/* A message on its way out; all is borrowed for the call. */
struct sink_message {
    enum message_kind kind;
    uint32_t officer;
    uint32_t partition; /* (officer - 1) mod the sink's partitions */
    int64_t timestamp_ms;
    struct text run;
    struct text value;
};

enum sink_result {
    SINK_TAKEN,
    SINK_FULL,   /* again after simulator_sink_moved */
    SINK_CLOSED, /* nobody reads any more: end quietly */
    SINK_FAILED, /* *err says why */
};

/* Where the messages go. `self` is the sink's own. */
struct sink {
    void *self;
    uint32_t partitions;
    bool wants_credit; /* drops what is not read in time: hold back (DESIGN §4 "Credit") */
    enum sink_result (*send)(void *self, const struct sink_message *m, struct error *err);
    uint64_t (*acked)(void *self);     /* crimes that have arrived */
    size_t (*outstanding)(void *self); /* messages taken that may still arrive */
    /* Has all that was taken arrived, or may it still? False with *err: some never will. */
    bool (*is_sound)(void *self, struct error *err);
};

struct simulator_config {
    const char *const *files; /* NULL at the end */
    int input_fd;             /* for a file "-" */
    struct selection_config selection;
    bool rows;       /* the messages are the files' rows (crime/row.h), and no others */
    size_t memory;   /* bytes that reports may take; more is sorted on disk */
    const char *run; /* NULL: made from the real time */
    /* Follows a state of play instead of orders: that of this run and of those sought from it.
     * `state` is how it stands; NULL: it is not known of any yet. */
    bool listens;
    const char *first_run; /* NULL: as `run` */
    const struct play_state *state;
    struct text continues; /* the run that this one goes on from, behind continues_at; empty */
    civil_time continues_at;
    uint32_t only_officer; /* send only for this one; 0: for all */
    /* By officer - 1, or NULL: what the topic holds of the run already. */
    const uint64_t *sent_before;
    const bool *started_before;
    bool can_seek;
    int64_t fill_s; /* of a seek's run: the longest window, which is filled beforehand */
    struct speed speed;
    bool driven;   /* a session's child: end of orders is quit, stays after its end */
    int orders_fd; /* -1: none */
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

/* A state of play, as it was published; one that is not newer or of other runs changes nothing. */
void simulator_follow(struct simulator *s, const struct play_state *state);

/* Ends the run early: delivers what was begun, says `end`, then on_done. What does not arrive soon
 * is given up, and on_done says so. */
void simulator_quit(struct simulator *s);

/* Closes the loop's handles, which wants some turns of the loop afterwards. Takes NULL. */
void simulator_destroy(struct simulator *s);

#endif
