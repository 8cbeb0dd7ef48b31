/* The run: what its officers have said, what that makes the clock, and whether anything they sent
 * is missing (DESIGN §4 "An officer's clock", "The clock", "Nothing is lost unseen"). */
#ifndef BLOTTER_WINDOW_RUN_H
#define BLOTTER_WINDOW_RUN_H

#include "blotter/base/civil.h"
#include "blotter/base/text.h"

enum { OFFICERS_MAX = 10000 };

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

/* Have all officers sent `end`? */
bool run_is_over(const struct run *run);

/* Notes an officer's start, clock or end: that it is one of `officers`, has sent `seq` crimes and
 * all its reports up to `at`. `officer` is 1 to officers, officers up to OFFICERS_MAX. */
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

/* Crimes that were sent and have not come, over all officers. */
uint64_t run_missing(const struct run *run);

#endif
