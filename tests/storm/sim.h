/* The simulation: time, chance, and processes that run one at a time in this one.
 *
 * A process is a command of the program (`report`, `simulate`) with arguments of its own, on a
 * stack of its own. It runs until it waits; then the earliest event of all is next. So nothing
 * happens but by the seed: time is a number here, and who runs when is drawn. A process that is
 * killed is never gone on with, and what it had is freed. */
#ifndef BLOTTER_TESTS_STORM_SIM_H
#define BLOTTER_TESTS_STORM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

#define SIM_MS UINT64_C(1000000)
#define SIM_S (1000 * SIM_MS)
#define SIM_NEVER UINT64_MAX

enum { SIM_ARGS_MAX = 48, SIM_FDS = 32, SIM_FIRST_FD = 1000 };

struct descriptor;
struct sim_loop;

struct process {
    char name[24];
    const char *argv[SIM_ARGS_MAX]; /* copies */
    enum { PROCESS_RUNS, PROCESS_ENDED, PROCESS_KILLED } state;
    int status;                     /* of one that has ended */
    int signal;                     /* of one that was killed */
    struct descriptor *fd[SIM_FDS]; /* 0 to 2 as they are, the others from SIM_FIRST_FD on */
    struct sim_loop *loops;
    struct buffer errors; /* what it has said on standard error, if nobody else reads that */
    int open_inputs;      /* files that a library holds: it is killed once there are none */
    uint64_t wake_at;     /* SIM_NEVER: it runs, or is no more */
    int64_t ops_left;     /* operations on the disk until it dies; -1: it does not */
    void (*on_gone)(struct process *p); /* it has ended or was killed; NULL */
    struct process *parent;             /* who has started it, as far as that lives */
    struct fiber *fiber;
    struct process *next;
};

struct sim {
    struct random random;    /* of all that is no fault: how long things take */
    uint64_t now;            /* ns since the schedule began */
    int64_t wall_us;         /* what the wall clock shows beyond that */
    struct process *current; /* NULL: the simulation itself */
    struct process *processes;
    uint64_t steps, steps_max;
    bool tells; /* prints each step */
    bool failed;
    char why[2000]; /* the first thing that was wrong */
};

extern struct sim sim;

void sim_begin(uint64_t seed);
void sim_end(void); /* frees all that is left */

/* Runs until nothing is left to happen, something is wrong, or `until` has come. */
void sim_run(uint64_t until);

/* Calls `fn` at that time; order among equals is that of the calls. */
void sim_at(uint64_t at, void (*fn)(void *), void *arg);

uint64_t sim_between(uint64_t from, uint64_t to); /* drawn, both included */
bool sim_chance(unsigned of_1000);

/* Prints a step, with its time, when steps are told. */
__attribute__((format(printf, 1, 2))) void sim_tell(const char *format, ...);

/* Something is not as it has to be: the schedule has failed. The first one counts. */
__attribute__((format(printf, 1, 2))) void sim_fail(const char *format, ...);

/* Memory of the simulation itself, until sim_end. */
void *sim_new(size_t size);
char *sim_copy(const char *text);

/* --- processes ---- */

/* Starts one soon. `argv` as main gets it, NULL at the end. */
struct process *process_start(const char *name, const char *const *argv);
void process_kill(struct process *p, int signal);

/* Waits, in the process that runs, until that time or until somebody pokes it. */
void process_wait(uint64_t until);
void process_poke(struct process *p, uint64_t at);

void process_forget_all(void); /* at the end of a schedule */

/* Does `fn(arg)` as if the process did it. */
void process_act(struct process *p, void (*fn)(void *), void *arg);

#endif
