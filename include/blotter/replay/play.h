/* What is played, and how it begins. */
#ifndef BLOTTER_REPLAY_PLAY_H
#define BLOTTER_REPLAY_PLAY_H

#include "blotter/replay/faults.h"
#include "blotter/replay/play_state.h"

/* Texts and arrays are borrowed. */
struct play_config {
    uint32_t officers;
    uint32_t only_officer; /* send only for this one; 0: for all */
    bool rows;             /* the messages are the files' rows (crime/row.h), and no others */
    const char *run;       /* NULL: made from the real time */
    struct text continues; /* the run that this one goes on from, behind continues_at; empty */
    civil_time continues_at;
    /* By officer - 1, or NULL: what the topic holds of the run already. */
    const uint64_t *sent_before;
    const bool *started_before;
    struct speed speed;
    bool can_seek;
    int64_t fill_s; /* of a seek's run: the longest window, which is filled beforehand */
    /* Follows a state of play instead of orders: that of this run and of those sought from it.
     * `state` is how it stands; NULL: it is not known of any yet. */
    bool listens;
    const char *first_run; /* NULL: as `run` */
    const struct play_state *state;
    const struct faults *faults; /* on purpose; NULL: none */
    bool driven;                 /* a session's child: says its clock often, stays after its end */
};

#endif
