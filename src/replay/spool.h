/* Sorted runs on disk: what the store cannot hold in memory.
 *
 * All runs are in one file in $TMPDIR, which has no name any more once it is open, so that nothing
 * is left behind however the process ends. A run is in time order; of reports at the same time
 * those of the earlier run come first, which is their order in the input. */
#ifndef BLOTTER_REPLAY_SPOOL_H
#define BLOTTER_REPLAY_SPOOL_H

#include "blotter/base/error.h"
#include "report_entry.h"

/* NULL with *err: there is no folder for temporary files, or it cannot be written to. */
struct spool *spool_create(struct error *err);
void spool_destroy(struct spool *s); /* takes NULL */

/* A run: its reports one by one, in order. */
void spool_begin_run(struct spool *s);
bool spool_add(struct spool *s, const struct report_entry *r, struct text tail, struct error *err);
bool spool_end_run(struct spool *s, struct error *err);

/* Merging: from the first report later than `after` of each run, with about `memory` bytes of
 * buffers. */
struct merge;

struct merge *merge_create(const struct spool *s, civil_time after, size_t memory);
void merge_destroy(struct merge *m); /* takes NULL */

/* How many reports the runs have before where it began. */
size_t merge_passed(const struct merge *m);

/* As store_cursor_peek, store_cursor_next, store_cursor_failed. */
const struct stored_report *merge_peek(struct merge *m);
void merge_next(struct merge *m);
bool merge_failed(const struct merge *m, struct error *err);

#endif
