/* Partitions: how far each has been read, for how long it has been read to its end, and the clock
 * that foreign messages make (DESIGN §4 "Silent", "Foreign topics"). */
#ifndef BLOTTER_WINDOW_PARTITIONS_H
#define BLOTTER_WINDOW_PARTITIONS_H

#include "blotter/window/terms.h"

struct partition_progress {
    enum partition_state state;
    int64_t at_end_ms; /* of the reader's running time: that it has been at its end */
    civil_time newest; /* foreign: the largest time seen; CIVIL_NEVER for none */
    civil_time first;  /* foreign: the first time seen, if there was something before it */
};

struct partitions {
    struct partition_progress *of;
    int32_t count;
    bool timed;
    int64_t now_ms; /* the reader's running time, if `timed` */
    int64_t lateness_s;
    civil_time watermark; /* the clock of foreign messages */
    civil_time held_at;   /* the smallest `newest` that holds it, */
    size_t holders;       /* and how many are there: while there are some it stands */
};

void partitions_init(struct partitions *p);
void partitions_finish(struct partitions *p);

/* Forgets what was read, for another run; what is known of their states and the time stays. */
void partitions_restart(struct partitions *p, int64_t lateness_s);

/* Goes on with a clock that was saved, once the times seen in the partitions have been set. */
void partitions_resume(struct partitions *p, int64_t lateness_s, civil_time watermark);

/* Takes over how far others of the same topic have been read, and the time. */
void partitions_take_states(struct partitions *p, const struct partitions *from);

/* New ones are behind, and nothing of them has been seen. */
void partitions_set_count(struct partitions *p, int32_t count);

void partitions_note_state(struct partitions *p, int32_t partition, enum partition_state state);
void partitions_note_time(struct partitions *p, int64_t running_ms);

/* A message of the partition was read, so the partition is behind until told otherwise. */
static inline void partitions_note_message(struct partitions *p, int32_t partition)
{
    if (partition >= 0 && partition < p->count)
        p->of[partition].state = PARTITION_BEHIND;
}

/* The same for a foreign message of that time. */
void partitions_note_foreign(struct partitions *p, struct origin from, civil_time t);

/* From when on all foreign messages have been read: the latest of the first times seen, over the
 * partitions that were not read from their first message on. */
civil_time partitions_whole_from(const struct partitions *p);

/* The partition that an officer's messages are in; NULL: not known. */
static inline const struct partition_progress *partitions_of_officer(const struct partitions *p,
                                                                     uint32_t officer)
{
    return p->count > 0 ? &p->of[(officer - 1) % (uint32_t)p->count] : NULL;
}

#endif
