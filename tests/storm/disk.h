/* The disk of the machine on which `report` keeps its place: files under /disk/.
 *
 * What is written stands in memory until it is synced. A process that is killed takes nothing of
 * that with it; a machine that loses its power does: of what was not synced then anything may be
 * left. */
#ifndef BLOTTER_TESTS_STORM_DISK_H
#define BLOTTER_TESTS_STORM_DISK_H

#include <sys/types.h>

#include "sim.h"

struct disk_file;

struct disk_faults {
    bool full;             /* nothing can be written */
    bool lies;             /* a sync says that it was done */
    unsigned errors;       /* of 1000 writes and syncs so many fail */
    unsigned short_writes; /* of 1000 writes so many write a part */
};

void disk_begin(void);
struct disk_faults *disk_faults(void);
void disk_lose_power(void);
void disk_wipe(void); /* somebody has removed all files */

/* Is what stands there now whole, as it was written? */
bool disk_is_sound(const char *path);

/* All that a thread does for one checkpoint: when all of it went well, and was no lie, what it has
 * written must be there from now on, whatever happens. */
void disk_begin_promise(void);
void disk_end_promise(const char *path);

/* Each returns a negative errno when it fails. */
bool disk_has(const char *path);
int disk_open(const char *path, int flags, struct disk_file **ret);
void disk_close(struct disk_file *f);
ssize_t disk_read(struct disk_file *f, void *out, size_t size);
ssize_t disk_write(struct disk_file *f, const void *bytes, size_t size);
int disk_sync(struct disk_file *f);
int disk_rename(const char *from, const char *to);
int disk_unlink(const char *path);
int disk_mkdir(const char *path);
bool disk_is_folder(const struct disk_file *f);

bool disk_lock(struct process *p); /* false: another has it */
void disk_unlock(const struct process *p);

#endif
