/* The run from inside: its officers. For run.c, silence.c and the checkpoint. */
#ifndef BLOTTER_WINDOW_RUN_STATE_H
#define BLOTTER_WINDOW_RUN_STATE_H

#include "run.h"
#include "gaps.h"

struct officer {
    civil_time clock;  /* CIVIL_NEVER: not heard of yet */
    civil_time end_at; /* what its last `end` says */
    civil_time whole_from;
    bool heard, ended, left_out;
    uint64_t heard_at, moved_at; /* run->notes when it last said something, when its clock moved */
    int64_t heard_ms;            /* how long its partition had been at its end then */
    uint64_t next_seq;           /* 0: none seen yet */
    struct gaps gaps;
};

struct run {
    char *name;
    size_t name_len;
    struct officer *officers;
    size_t known; /* entries of `officers`; those behind `expected` are none of the run's */
    size_t known_cap;
    uint32_t expected; /* officers the run has, 0: not told yet */
    civil_time clock;
    civil_time held_at; /* the smallest of the clocks that hold the run's, */
    size_t holders;     /* and how many are there: while there are some it stands */
    civil_time next_at; /* the others are at that or later; CIVIL_FOREVER: there are none */
    uint64_t notes;     /* how often something has been said */
    uint64_t missing;
    struct gap shown; /* `from` 0: none */
};

/* The officer's entry, which it makes when it is new. Pointers to others do not stand. */
struct officer *run_officer(struct run *run, uint32_t officer);

/* Looks for the clock anew. */
void run_find_clock(struct run *run);

#endif
