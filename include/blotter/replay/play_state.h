/* The state of play: what is played, where it is and how fast, told as one whole (DESIGN §3
 * "Control"). Who follows it computes for itself what is due, from the real time at which the play
 * was where; so all who do play alike, and one that joins late falls in.
 *
 *     {"n":17,"first_run":"R","run":"0006…","data_from":T,"began_at":T,"windows_from":T,
 *      "at":T,"real_ms":1700000000000,"speed":"3h","paused":false}
 *
 * Pure: it is told the time. */
#ifndef BLOTTER_REPLAY_PLAY_STATE_H
#define BLOTTER_REPLAY_PLAY_STATE_H

#include "blotter/base/civil.h"
#include "blotter/base/clock.h"
#include "blotter/base/duration.h"
#include "blotter/base/error.h"
#include "blotter/base/text.h"

enum { PLAY_RUN_SIZE = 65 };

/* What a state's number may be, and how far from one state to the next. Whoever can write to the
 * topic could otherwise use all numbers up, and nobody's state would count any more. */
#define PLAY_STATE_MAX (UINT64_C(1) << 53)
enum { PLAY_STATE_MAX_JUMP = 1000000 };

struct play_state {
    uint64_t n;                    /* counts states, from 1: only a larger one is obeyed */
    char first_run[PLAY_RUN_SIZE]; /* what the simulators were started with: whose state it is */
    char run[PLAY_RUN_SIZE];       /* the same, or since a seek the run that was sought last */
    civil_time data_from; /* a second before the data's first report; CIVIL_NEVER: not known */
    /* Of a run that was sought: where it begins, and from when on its windows are filled. Of the
     * first run both are CIVIL_NEVER, and null in JSON. */
    civil_time began_at, windows_from;
    civil_time at;   /* where the play is … */
    int64_t real_ms; /* … at this real time, ms since 1970; while paused it stays there */
    struct speed speed;
    bool paused;
};

/* The whole milliseconds since 1970, as a state of play counts them. */
static inline int64_t wall_ms(wall_time t)
{
    return (int64_t)(t.us / US_PER_MS);
}

/* A run's id, when nobody gave one: the real time in µs, as 16 hex digits (DESIGN §2 "--run"). */
void play_run_name(wall_time now, char ret[PLAY_RUN_SIZE]);

/* The state to begin with: the first run from its beginning on, a second before the data's first
 * report. `n` is the caller's to fill in. */
struct play_state play_state_first(const char *run, civil_time first, struct speed speed,
                                   wall_time now);

/* Appends it as JSON, one line without its newline. */
void play_state_write(struct buffer *out, const struct play_state *state);

/* Harmless for any bytes. False: it is none. */
bool play_state_read(struct text json, struct play_state *ret);

/* Does it follow the state with that number (0: there was none)? False: it is not newer, or its
 * number runs away, and then *refused says so. */
bool play_state_follows(const struct play_state *state, uint64_t n, struct error *refused);

/* Where the play is at a real time, ms of the stream's time since 1970. While it plays at max
 * or at a rate there is no such time, and it is where it was. */
int64_t play_state_position_ms(const struct play_state *state, int64_t real_ms);

/* At a rate: how many reports are due at a real time, from those that are not after `at` on. */
double play_state_reports(const struct play_state *state, int64_t real_ms);

/* Is it about that run, or about one that was sought from it? */
bool play_state_is_of(const struct play_state *state, struct text first_run);

#endif
