/* A checkpoint's file: where a session stands, so that another goes on there (DESIGN §4 "Resume").
 *
 *     blotter checkpoint 1\n   length   XXH3-64 of the body   body
 *
 * Written to a temporary, synced, renamed, its folder synced, step by step on the loop's threads,
 * so that the loop never waits for a disk. A file that is not one of ours, or torn, is refused and
 * left as it is. */
#ifndef BLOTTER_SESSION_CHECKPOINT_H
#define BLOTTER_SESSION_CHECKPOINT_H

#include <uv.h>

#include "attached.h"
#include "blotter/base/error.h"

/* Where a session stands. All is borrowed: from the session, or from the bytes that were read. */
struct checkpoint {
    struct text source; /* what is replayed or read, as session_config.source has it */
    struct attached_place place;
    civil_time at;          /* the figures are complete up to here */
    const int64_t *offsets; /* next ones, by partition; attached only */
    int32_t partitions;     /* 0: not attached */
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

/* --- the file ------------------------------------------------------------------------------- */

struct keeper;

/* Keeps checkpoints in `folder`, which is made if it is not there, and is this process's alone from
 * then on. `on_kept` is called after each save, with an error when it failed: then what was kept
 * before stands. NULL with *err: also when another process keeps its place there, or when what has
 * the name of a file of ours is none. */
typedef void (*keeper_fn)(void *user, const struct error *failed);
struct keeper *keeper_create(uv_loop_t *loop, const char *folder, keeper_fn on_kept, void *user,
                             struct error *err);

/* The file's bytes, to be freed; an empty text without an error when there is none yet. Blocks. */
bool keeper_load(const struct keeper *k, struct buffer *ret, struct error *err);

/* The path, for messages. */
const char *keeper_path(const struct keeper *k);

bool keeper_is_busy(const struct keeper *k);

/* Where the next file's bytes go; then keeper_save. Only while it is not busy. */
struct buffer *keeper_bytes(struct keeper *k);
void keeper_save(struct keeper *k);

/* Only while it is not busy. Takes NULL. */
void keeper_destroy(struct keeper *k);

#endif
