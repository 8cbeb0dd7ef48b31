/* A checkpoint's file: where a session stands, so that another goes on there (DESIGN §4 "Resume").
 *
 *     blotter checkpoint 6\n   length   XXH3-64 of the body   body
 *
 * Pure: checkpointer.h has the file. */
#ifndef BLOTTER_SESSION_CHECKPOINT_H
#define BLOTTER_SESSION_CHECKPOINT_H

#include "topic_runs.h"
#include "blotter/base/error.h"

/* Where a session stands. All is borrowed: from the session, or from the bytes that were read. */
struct checkpoint {
    struct text source; /* what is replayed or read, as session_config.source has it */
    struct run_place place;
    civil_time at;          /* the figures are complete up to here */
    const int64_t *offsets; /* next ones, by partition; of a topic that others feed only */
    int32_t partitions;     /* 0: our own simulator feeds it */
    struct text figures;    /* as analysis_save wrote them */
};

/* The whole file's bytes. `figures` are given by the caller as an analysis, so that they are
 * written once. */
void checkpoint_write(struct buffer *out, const struct checkpoint *c,
                      const struct analysis *figures);

/* Reads a file's bytes. False with *err, which begins with what is wrong: not ours, another
 * version's, cut off, damaged. *ret_offsets is the caller's to free, also after a failure. */
bool checkpoint_read(struct text bytes, struct checkpoint *ret, int64_t **ret_offsets,
                     struct error *err);

#endif
