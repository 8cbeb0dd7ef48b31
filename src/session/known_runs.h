/* The runs of a topic that have been heard of: when each began, what it continues, and where its
 * messages stand (DESIGN §4 "Runs"). A run is a number: its name's among `names`. The foreign
 * messages are one too, with an empty name. */
#ifndef BLOTTER_SESSION_KNOWN_RUNS_H
#define BLOTTER_SESSION_KNOWN_RUNS_H

#include "blotter/crime/message.h"
#include "blotter/base/intern.h"

/* Where a run's messages stand in a partition, as far as they have been read. */
struct span {
    int32_t partition;
    int64_t first, last; /* offsets */
};

struct known_run {
    bool started;     /* its start was read: */
    int64_t began_ms; /* the smallest of its officers' starts */
    char *continues;  /* NULL: none */
    civil_time continues_at;
    bool restored;      /* from a checkpoint: where it begins is not known */
    uint64_t heard_at;  /* the number of its last message */
    struct span *spans; /* by partition */
    size_t span_count, span_cap;
    size_t part; /* of what is shown (topic_runs.c), from 1; 0: it is none */
};

struct known_runs {
    struct interner *names;
    struct known_run *of;
    size_t cap;
    struct text last_name; /* of the message before, which mostly is this one's */
    uint32_t last;
    uint64_t messages;
};

enum { NO_RUN = -1 };

void known_runs_init(struct known_runs *k);
void known_runs_finish(struct known_runs *k);

/* The run of that name; *ret_new: it had not been heard of. Pointers to runs do not stand. */
uint32_t known_runs_find(struct known_runs *k, struct text name, bool *ret_new);

struct text known_runs_name(const struct known_runs *k, uint32_t run);
bool known_runs_is_foreign(const struct known_runs *k, uint32_t run);

/* Is `run` newer than `other`? One without a start is older than any, and of such the one heard
 * last is the newest; what is foreign is older still. */
bool known_runs_is_newer(const struct known_runs *k, uint32_t run, uint32_t other);

/* The newest of all, or the run that goes on from it, which an earlier clock may have begun; NO_RUN
 * when there is none. */
int64_t known_runs_newest(const struct known_runs *k);

/* The run that this one continues; NO_RUN: none, or it was not heard of. */
int64_t known_runs_continued(const struct known_runs *k, uint32_t run);

/* Notes a message of the run and where it stands. True when it is the last of its partition that is
 * known, and had been read before. */
bool known_runs_note_place(struct known_runs *k, uint32_t run, int32_t partition, int64_t offset);

/* Notes a start. True when it says something new. */
bool known_runs_note_start(struct known_runs *k, uint32_t run, const struct message *m);

#endif
