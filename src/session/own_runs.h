/* Runs: which messages go into which figures (DESIGN §4 "Runs", "Seek").
 *
 * The run shown is the first of the session's simulator. After a seek a new run is filled beside
 * it, and takes its place when its clock has reached the time sought. A simulator tells a new run's
 * name through its pipe, which may be read later than the run's first messages: these wait until
 * it has. */
#ifndef BLOTTER_SESSION_OWN_RUNS_H
#define BLOTTER_SESSION_OWN_RUNS_H

#include "blotter/kafka/consumer.h"
#include "blotter/window/analysis.h"
#include "backlog.h"

/* Called for each message of this simulator's that was read: for credit. */
typedef void (*own_runs_read_fn)(void *user, int32_t partition, size_t value_len);

struct own_runs {
    struct analysis *shown;
    struct analysis *next; /* a sought run that is still being filled; NULL */
    struct decoder *decoder;
    struct interner *own;   /* names of the simulator's runs, to know its messages */
    unsigned seeks;         /* ordered, and their runs not named yet */
    struct backlog unknown; /* messages of runs that have not been named yet */
    own_runs_read_fn on_own;
    void *user;
};

void own_runs_init(struct own_runs *r, const struct analysis_config *config,
                   own_runs_read_fn on_own, void *user);
void own_runs_finish(struct own_runs *r);

/* A new simulator, whose first run has that name: its figures are shown from now on. */
void own_runs_begin(struct own_runs *r, struct text name);

/* The same with a run that goes on from the figures shown, behind `at`. */
void own_runs_continue(struct own_runs *r, struct text name, civil_time at);

/* A seek was ordered; the next run that is named is the one sought. */
void own_runs_expect(struct own_runs *r);
void own_runs_expect_none(struct own_runs *r); /* it was refused */

/* The simulator says that its run of that name begins. True: it is a sought one. */
bool own_runs_name(struct own_runs *r, struct text name);

/* Takes a message in. */
void own_runs_feed(struct own_runs *r, const struct incoming *in);

/* After a turn of reading: moves the figures to the clock if `move`, and lets a sought run that has
 * got there take its place. True when that happened. */
bool own_runs_settle(struct own_runs *r, bool move);

#endif
