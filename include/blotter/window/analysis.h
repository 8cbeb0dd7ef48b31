/* The analysis: messages in, figures out (DESIGN §4).
 *
 * Messages are fed in the order they were read; reports wait, in time order, until the figures are
 * moved to a time at or after them. The figures for a time T are exact for T once the clock has
 * reached it, whatever the partitions and interleavings. Knows neither Kafka nor the screen; takes
 * its time from the stream, and real time from a parameter. */
#ifndef BLOTTER_WINDOW_ANALYSIS_H
#define BLOTTER_WINDOW_ANALYSIS_H

#include "blotter/base/clock.h"
#include "blotter/crime/message.h"
#include "blotter/window/run.h"
#include "blotter/window/tally.h"

enum { WINDOWS_MAX = 6, WINDOW_NAME_SIZE = 24 };

struct window_spec {
    char name[WINDOW_NAME_SIZE]; /* as the user wrote it */
    int64_t length_s;
};

struct analysis_config {
    struct window_spec windows[WINDOWS_MAX];
    size_t window_count;
    struct near near;
    enum place place; /* what the windows group by */
};

/* What came of the messages of the run shown, all of them (DESIGN §4 "Nothing is lost unseen"). */
struct accounting {
    uint64_t consumed; /* crimes counted or waiting to be */
    uint64_t missing, duplicate, late, undecodable;
    uint64_t stale; /* messages of other runs, and foreign ones */
};

struct analysis;

struct analysis *analysis_create(const struct analysis_config *config); /* copied */
void analysis_destroy(struct analysis *a);                              /* takes NULL */

/* Shows the run of that name from here on, forgetting all figures. Until then every message is
 * stale. */
void analysis_follow(struct analysis *a, struct text run);

/* The run that is followed; empty before analysis_follow. It stands until the next one. */
struct text analysis_run(const struct analysis *a);

/* Takes a message in. `m` and its texts are copied. */
void analysis_feed(struct analysis *a, const struct message *m);
void analysis_note_undecodable(struct analysis *a);
void analysis_note_foreign(struct analysis *a);

/* The smallest clock of the run's officers; CIVIL_NEVER while not all have been heard of. */
civil_time analysis_clock(const struct analysis *a);

/* Has a `start` of the run been read? Then where it begins and its last report. */
bool analysis_has_started(const struct analysis *a);
civil_time analysis_begin(const struct analysis *a);
civil_time analysis_until(const struct analysis *a);

/* Have all officers sent `end`? */
bool analysis_is_over(const struct analysis *a);

/* Moves the figures on to `to`, which is not later than the clock unless the run is over. Going
 * back does nothing. */
void analysis_move(struct analysis *a, civil_time to);
civil_time analysis_position(const struct analysis *a); /* CIVIL_NEVER at first */

/* The first report that is counted in `all`; false when none has come to its turn yet. */
bool analysis_first_counted(const struct analysis *a, civil_time *ret);

/* The figures at analysis_position. */
const struct tally *analysis_all(const struct analysis *a);
const struct tally *analysis_batch(const struct analysis *a);
const struct tally *analysis_window(const struct analysis *a, size_t window);
bool analysis_is_filling(const struct analysis *a, size_t window);
struct accounting analysis_accounting(const struct analysis *a);

/* Ends the batch: the next one holds what comes after (`report`: at each tick; the screen: at each
 * step). */
void analysis_next_batch(struct analysis *a);

/* Makes the batch a sliding one of `slots` pieces (the screen: the last real second): it holds the
 * newest slots, and each analysis_next_slot ends one and drops the oldest. */
enum { BATCH_SLOTS = 10 };
void analysis_next_slot(struct analysis *a);

/* Names for the numbers in tallies and reports. */
const struct interner *analysis_crimes(const struct analysis *a);
const struct interner *analysis_places(const struct analysis *a, enum place place);
const struct analysis_config *analysis_settings(const struct analysis *a);

/* Groups the windows by another kind of place, counted anew from the log. */
void analysis_set_place(struct analysis *a, enum place place);

/* The `back`-th newest report the figures hold, 0 the newest; NULL when there is none. It stands
 * until the next analysis_move. */
const struct report *analysis_recent(const struct analysis *a, size_t back);

/* Counts reports per bucket of `bucket_s` seconds, `count` buckets that end at the position, the
 * oldest first: the k-th holds (position - (count-k) * bucket_s, position - (count-k-1) *
 * bucket_s]. What the log no longer holds counts as nothing. */
void analysis_histogram(const struct analysis *a, int64_t bucket_s, uint32_t *ret, size_t count);

#endif
