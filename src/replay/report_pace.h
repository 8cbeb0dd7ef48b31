/* The pace at a rate, in a stream: so many reports a real second, whatever their times say. The
 * n-th of all that are sent, counted from the store's first report, is due when the pace has
 * counted n: so officers in one process, in several, and one that goes on where another stopped are
 * all in step. Pure. */
#ifndef BLOTTER_REPLAY_REPORT_PACE_H
#define BLOTTER_REPLAY_REPORT_PACE_H

#include "blotter/replay/play_state.h"
#include "pace.h"
#include "stream.h"

/* The pace is anchored at `at`, and counts from there on; in a run that is still to be filled from
 * the report behind `at`. */
void report_pace_begin(struct pace *p, const struct stream *s, civil_time at);

/* As a state of play has it: all who follow count from the same report on. */
void report_pace_follow(struct pace *p, const struct stream *s, const struct play_state *state,
                        int64_t real_ms);

/* For stream.ranks_due. */
double report_pace_due(struct pace *p, mono_time now);

/* The simulated time it has got to: as far between the report before and the next as the real time
 * is. A report that is overdue holds it. Only while it plays at a rate. */
civil_time report_pace_position(struct pace *p, const struct stream *s, mono_time now);

#endif
