/* What save.c and load.c share: the order in which an analysis stands in a checkpoint (DESIGN §4
 * "Resume"). Incidents, the silence so far and the windows' counts are not in it: the first are
 * past, the second begins anew, the last are counted from the log.
 *
 *     points | names | spots | run | partitions | progress | accounting | all | patterns | batch |
 * log | waiting | strays | ahead */
#ifndef BLOTTER_WINDOW_SAVE_H
#define BLOTTER_WINDOW_SAVE_H

#include "analysis_state.h"
#include "blotter/base/wire.h"

enum {
    STORED_BYTES = 36, /* without facts */
    REPORT_BYTES = STORED_BYTES + 1,
    NAME_BYTES = 4, /* at least */
    SPOT_BYTES = 2 * 8,
    PARTITION_BYTES = 2 * 8,
    COUNT_BYTES = 2 * 4,
    WAITING_BYTES = 4 + REPORT_BYTES,
    STRAY_BYTES = 8 + 4 + REPORT_BYTES,
    AHEAD_BYTES = 8 + 4,
};

/* A report, without `near`, which is for whoever reads it to say, and its facts if there are any.
 */
void stored_put(struct buffer *out, const struct report *r, const struct facts_pool *facts);

/* The facts go into the pool, unless it is NULL: they are not kept. */
void stored_get(struct wire *w, struct report *ret, struct facts_pool *facts);

void run_save(const struct run *run, struct buffer *out);

/* A run, also when `bytes` become bad. Silence begins anew. */
struct run *run_load(struct wire *w);

#endif
