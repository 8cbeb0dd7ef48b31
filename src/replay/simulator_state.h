/* The simulator from inside: its state, and what its parts call of each other.
 *
 *     simulator.c   from birth to death: loads the files, then plays until it is through
 *     play.c        sends what is due, and what the officers say while time passes
 *     obey.c        orders
 *     follow.c      a state of play, instead of orders
 *     announce.c    events */
#ifndef BLOTTER_REPLAY_SIMULATOR_STATE_H
#define BLOTTER_REPLAY_SIMULATOR_STATE_H

#include "blotter/replay/simulator.h"
#include "load.h"
#include "orders.h"
#include "pace.h"
#include "stream.h"

enum phase {
    PHASE_LOADING,
    PHASE_WAITING, /* listening, and not told yet what to play */
    PHASE_PLAYING,
    PHASE_DRAINING, /* all is sent, not all has arrived */
    PHASE_ENDED,    /* driven, and waiting for what comes next */
    PHASE_DONE,
};

enum {
    TICK_MS = 100,        /* clocks at other speeds than max (DESIGN §4 "An officer's clock") */
    STILL_TICK_MS = 1000, /* when the clock does not move */
    TIMER_SLACK_MS = 5,
    /* What was begun has so long to arrive after an order to quit; when nothing arrives, the
     * shorter time, or three times what the latest arrivals took. */
    QUIT_WITHIN_MS = 1500,
    QUIT_PATIENCE_MS = 120,
    QUIT_TICK_MS = 10,
    RUN_ID_SIZE = 65,
};

/* Bytes of a partition: what was sent, and what the reader says it has read. */
struct credit {
    uint64_t sent, acked;
};

struct simulator {
    const struct simulator_config *config;
    struct sink sink;
    struct simulator_callbacks callbacks;
    enum phase phase;
    bool quitting;
    mono_time quit_at;
    mono_time moved_at;  /* when messages last arrived, or were sent while none was on its way */
    uint64_t arrival_ms; /* how long the latest to arrive took, about */
    bool blocked;        /* the sink was full, or credit was used up */

    uv_loop_t *loop;
    uv_idle_t work; /* runs while there is something to read or to send right now */
    uv_timer_t due; /* the next report */
    uv_timer_t tick;
    uv_timer_t retry;     /* to write events that nobody has read yet */
    struct buffer unread; /* these */
    struct orders *orders;
    int open_handles;

    struct store store;
    struct loader *loader;
    struct error load_failure;
    struct stream stream;
    bool has_stream;
    char run[RUN_ID_SIZE];
    char first_run[RUN_ID_SIZE]; /* listening: whose state of play is followed */
    struct play_state state;     /* the last one obeyed; n 0: none */
    uint64_t produced_before;    /* crimes sent in earlier runs */
    struct pace pace;
    struct credit *credit; /* by partition */
    mono_time clock_said;  /* when the officers last said a clock */
    mono_time event_said;
    uint64_t lag_ms; /* the largest since the last clock event */
};

/* simulator.c: ends, for good; *failed says why if it is a failure. */
void simulator_stop(struct simulator *s, const struct error *failed);

/* play.c */

/* Begins the run that the configuration asks for, or at `at` with the windows before it filled. */
void play_begin(struct simulator *s);
void play_seek(struct simulator *s, civil_time at);

/* Begins a run, after the one that is played, if any. */
void play_begin_run(struct simulator *s, const struct run_plan *plan);

/* A run's id that nobody gave, into s->run. */
void play_name_run(struct simulator *s, wall_time wall);

/* Sends what is due now, up to a turn's worth. */
void play_pump(struct simulator *s);

/* Goes on in the next turn. */
void play_wake(struct simulator *s);

/* A tenth of a second, or a second, has passed. */
void play_tick(struct simulator *s);

/* How often that is looked at: by phase and pause. */
void play_set_tick(struct simulator *s);

/* Messages have arrived. */
void play_note_arrivals(struct simulator *s);

/* The speed or the pause has changed: ticks anew, and lets the officers say where they are. */
void play_changed(struct simulator *s);

/* The simulated time the play has got to: at max as far as has been sent. */
civil_time play_here(struct simulator *s);
bool play_is_at_max(const struct simulator *s);

/* All has been sent: through, once it has arrived. */
void play_finish_when_arrived(struct simulator *s);

/* obey.c */
void obey_line(void *user, struct text line);
void obey_end(void *user);

/* follow.c: when it listens; at birth, and once the files have been read. */
void follow_init(struct simulator *s);
void follow_begin(struct simulator *s);

/* announce.c */
void announce(struct simulator *s, const struct event *event);
void announce_unread(struct simulator *s);
void announce_error(struct simulator *s, const char *text);
void announce_progress(struct simulator *s);
void announce_run(struct simulator *s);
void announce_clock(struct simulator *s);
void announce_end(struct simulator *s);

#endif
