/* The player: which message goes out next, and when; orders change that.
 *
 *     orders: a person, a monitor, the control topic          the store
 *                            \                                   |
 *     real time in  ->        player  =  pace  +  credit  +  stream  ->  messages out
 *
 * Pure: it has no loop, no clock and no sink. It is told the real time with each call, gives one
 * message a step, and says when it wants to be asked again and what has become true. */
#ifndef BLOTTER_REPLAY_PLAYER_H
#define BLOTTER_REPLAY_PLAYER_H

#include "blotter/replay/control.h"
#include "blotter/replay/play.h"
#include "blotter/replay/sink.h"
#include "pace.h"
#include "quit_deadline.h"
#include "store.h"

/* Real time, of both kinds. */
struct real_time {
    mono_time mono;
    wall_time wall;
};

/* What has become true since it was last said; to be told in this order. */
enum {
    PLAYER_WAITS = 1 << 0,   /* listening, and nobody has said how to play: player_proposal */
    PLAYER_BEGAN = 1 << 1,   /* a run: player_run */
    PLAYER_CLOCK = 1 << 2,   /* where it is, as player_progress says, is to be told */
    PLAYER_ENDED = 1 << 3,   /* all has arrived */
    PLAYER_GAVE_UP = 1 << 4, /* quits, and what is on its way is not waited for any longer */
    PLAYER_THROUGH = 1 << 5, /* nothing will come any more */
};

struct player;

/* A player over a store that is still being filled. `wants_credit`, `partitions`: of the sink. */
struct player *player_create(const struct play_config *config, const struct store *store,
                             uint32_t partitions, bool wants_credit, struct real_time now);
void player_destroy(struct player *p); /* takes NULL */

/* The store is sorted, and not empty. */
void player_begin(struct player *p, struct real_time now);

/* Changes how it plays, or before it has begun how it will. False: *err says why not. */
bool player_order(struct player *p, const struct order *order, struct real_time now,
                  struct error *err);

struct player_step {
    const struct sink_message *message; /* the next; NULL: none is to be sent now */
    mono_time wake_at; /* when the next is due, unless an order or the sink is before; MONO_NEVER */
    unsigned news;     /* PLAYER_… */
};

/* One step. `outstanding`: messages that are on their way. What was given and not sent is given
 * again, or clocks before it. */
struct player_step player_step(struct player *p, mono_time now, size_t outstanding);
void player_sent(struct player *p, mono_time now);

/* Messages have arrived. */
void player_arrived(struct player *p, mono_time now);

/* The store cannot be read. */
bool player_failed(const struct player *p, struct error *err);

/* The run that is played, or was last; "" before the first. */
struct text player_run(const struct player *p);

/* Where that run begins. */
civil_time player_run_at(const struct player *p);

struct player_progress {
    civil_time at;
    struct speed speed;
    bool paused;
    uint64_t sent;        /* crimes of the run, those that are missing on purpose included */
    uint64_t sent_before; /* in the runs before it, without those */
    uint64_t withheld;    /* missing on purpose, of `sent` */
    struct fault_counts injected;
    uint64_t lag_ms; /* how late a report was sent, or waits, since this was last asked */
};

struct player_progress player_progress(struct player *p, mono_time now);

/* The state of play to begin with: as it was told to, from the beginning. */
struct play_state player_proposal(const struct player *p, wall_time now);

#endif
