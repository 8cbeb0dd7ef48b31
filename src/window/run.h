/* The run: what its officers have said, what that makes the clock, and whether anything they sent
 * is missing (DESIGN §4 "An officer's clock", "The clock", "Filling", "Nothing is lost unseen"). */
#ifndef BLOTTER_WINDOW_RUN_H
#define BLOTTER_WINDOW_RUN_H

#include "blotter/window/terms.h"

struct run;

/* A run that nothing has been heard of. `name` is copied. */
struct run *run_create(struct text name);
void run_destroy(struct run *run); /* takes NULL */

struct text run_name(const struct run *run);

/* How many officers it has; 0 as long as no start, clock or end has said so. */
uint32_t run_officers(const struct run *run);

/* The smallest clock over the officers that have not ended; after the last `end` the largest of
 * their `at`. CIVIL_NEVER while an officer has not been heard of. It never goes back. */
civil_time run_clock(const struct run *run);

/* Up to when that officer has sent all of its reports; CIVIL_NEVER while not heard of. */
civil_time run_clock_of(const struct run *run, uint32_t officer);

/* Have all officers sent `end`? */
bool run_is_over(const struct run *run);

/* From when on all that the officers sent has been read: the latest, over the officers heard, of
 * their `start`'s word or else of the first time heard from each. CIVIL_NEVER: from the first
 * report on. */
civil_time run_whole_from(const struct run *run);

/* Goes on without an officer: neither clock nor run_is_over wait for it, until it is heard again.
 */
void run_go_on_without(struct run *run, uint32_t officer);

/* --- what is said; `officer` is 1 to officers, officers up to OFFICERS_MAX -------------------- */

/* Notes that the officer has said something, whatever it is; `at_end_ms` is how long its partition
 * has been read to its end (partitions.h). To be called before the others. */
void run_note_heard(struct run *run, uint32_t officer, int64_t at_end_ms);

/* Notes an officer's start, clock or end: that it is one of `officers`, has sent `seq` crimes and
 * all its reports up to `at`. */
void run_note_start(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                    civil_time at, civil_time whole_from);
void run_note_clock(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                    civil_time at);
void run_note_end(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                  civil_time at);

/* How a crime's seq stands to those before it. */
enum seq_verdict {
    SEQ_NEXT,      /* in order, or a first one that is the base */
    SEQ_GAP,       /* some before it are missing */
    SEQ_FILLS_GAP, /* one of those */
    SEQ_DUPLICATE, /* was here already: not to be counted */
};

/* Notes a crime of the officer's: everything of its before `reported_at` has been sent. */
enum seq_verdict run_note_crime(struct run *run, uint32_t officer, uint64_t seq,
                                civil_time reported_at);

/* --- missing --------------------------------------------------------------------------------- */

/* Crimes that were sent and have not come, over all officers. */
uint64_t run_missing(const struct run *run);

/* Those of them that cannot be later than `t`. */
uint64_t run_missing_until(const struct run *run, civil_time t);

/* What the last note has shown to be missing, from first to last; false: nothing. */
bool run_gap_shown(const struct run *run, uint64_t *ret_from, uint64_t *ret_to);

#endif
