/* The analysis: messages in, figures out (DESIGN §4).
 *
 * Messages are fed in the order they were read; reports wait, in time order, until the figures are
 * moved to a time at or after them. The figures for a time T are exact for T once the clock has
 * reached it, whatever the partitions and interleavings. Knows neither Kafka nor the screen; takes
 * its time from the stream, and real time from a parameter. */
#ifndef BLOTTER_WINDOW_ANALYSIS_H
#define BLOTTER_WINDOW_ANALYSIS_H

#include "blotter/base/error.h"
#include "blotter/crime/message.h"
#include "blotter/window/tally.h"
#include "blotter/window/terms.h"

struct analysis;
struct details;  /* details.h */
struct patterns; /* patterns.h */

struct analysis *analysis_create(const struct analysis_config *config); /* copied */
void analysis_destroy(struct analysis *a);                              /* takes NULL */

/* --- what is followed ------------------------------------------------------------------------ */

/* Shows the run of that name from here on, forgetting all figures and incidents; but what is
 * undecodable is the topic's, and stays. Until then every message is stale. */
void analysis_follow(struct analysis *a, struct text run);

/* The same for foreign messages, which have neither run nor officer: the clock comes from the times
 * seen in the partitions, less `lateness_s` (DESIGN §4 "Foreign topics"). */
void analysis_follow_foreign(struct analysis *a, int64_t lateness_s);

/* Goes on with a run that continues the one shown after `from`, which is analysis_position (DESIGN
 * §4 "Resume"): the figures, the log and what has been counted stay, reports that wait and what the
 * officers have said are forgotten. Of what is missing, that stays missing which cannot come again.
 */
void analysis_continue(struct analysis *a, struct text run, civil_time from);

/* The run that is followed; empty before analysis_follow and of foreign messages. It stands until
 * the next one. */
struct text analysis_run(const struct analysis *a);

/* --- what is read ----------------------------------------------------------------------------- */

/* Takes a message in; where it stood is for incidents and for the partition's state. `m` and its
 * texts are copied. A foreign one is a crime without a run: m->run is empty and m->officer 0. */
void analysis_feed(struct analysis *a, const struct message *m, struct origin from);

/* Counts one that cannot be read; `why` is a constant text. */
void analysis_note_undecodable(struct analysis *a, struct origin from, const char *why);

/* The same of one that was sent at `at` of the stream's time: of a run that is continued from
 * before that it does not count. */
void analysis_note_undecodable_at(struct analysis *a, struct origin from, civil_time at,
                                  const char *why);

/* Counts one that is of no interest here. */
void analysis_note_stale(struct analysis *a);

/* How many partitions the topic has; without it nobody is silent, and foreign messages make no
 * clock. They may become more, and are PARTITION_BEHIND at first. They stay over analysis_follow.
 */
void analysis_set_partitions(struct analysis *a, int32_t partitions);

/* How far a partition has been read. Feeding a message makes its partition PARTITION_BEHIND until
 * told otherwise. */
void analysis_note_partition(struct analysis *a, int32_t partition, enum partition_state state);

/* The reader's own running time, from any zero and without what it slept; to be told every second
 * at least, before the partitions' states. Only silence is measured with it. */
void analysis_note_time(struct analysis *a, int64_t running_ms);

/* --- the clock -------------------------------------------------------------------------------- */

/* The smallest clock of the run's officers; CIVIL_NEVER while not all have been heard of. Of
 * foreign messages: the smallest, over partitions, of the largest time seen in each, less the
 * lateness; a partition read to its end does not hold it, and when all are, it is the largest of
 * all. */
civil_time analysis_clock(const struct analysis *a);

/* Up to when the figures are final: no officer can send any more what they would have to hold, also
 * nothing late (DESIGN §4 "Late"), which may come until the officer's clock has moved on. So it is
 * a second before the clock while officers send, and of foreign messages, of which nothing late is
 * promised, the clock. */
civil_time analysis_final(const struct analysis *a);

/* Has a `start` of the run been read? Then where it begins and its last report. */
bool analysis_has_started(const struct analysis *a);
civil_time analysis_begin(const struct analysis *a);
civil_time analysis_until(const struct analysis *a);

/* Have all officers sent `end`, but for those it goes on without? Never of foreign messages. */
bool analysis_is_over(const struct analysis *a);

/* The officers that hold the clock and are silent (DESIGN §4 "Silent"), also such as were never
 * heard of: the smallest number first, `max` at most. Returns how many. */
size_t analysis_silent(const struct analysis *a, uint32_t *ret, size_t max);

/* Goes on without an officer until it is heard again. What comes of its at or below the clock then
 * is late. */
void analysis_go_on_without(struct analysis *a, uint32_t officer);

/* --- moving on -------------------------------------------------------------------------------- */

/* Moves the figures on to `to`, which is later than the clock only when the caller knows that
 * nothing more will come. They do not go back; but what has come for the time where they are, which
 * is late, they hold from the next move on, wherever it goes. */
void analysis_move(struct analysis *a, civil_time to);
civil_time analysis_position(const struct analysis *a); /* CIVIL_NEVER at first */

/* When the first of the reports that wait for the figures to be moved is due: at its time, or, if
 * it is late, at its officer's clock (DESIGN §4 "Late"). False when none waits. */
bool analysis_first_waiting(const struct analysis *a, civil_time *ret);

/* When the run's first report is, also one that is missing. False where its beginning was not read,
 * is not that of the data, or lies behind the figures. */
bool analysis_first_report(const struct analysis *a, civil_time *ret);

/* The latest report taken in, counted or waiting; CIVIL_NEVER for none. */
civil_time analysis_last_report(const struct analysis *a);

/* The first report that is counted in `all`; false when none has come to its turn yet. */
bool analysis_first_counted(const struct analysis *a, civil_time *ret);

/* How many reports later than the run's beginning the figures have come to, also those that `all`
 * does not count because the log had let them go before an edit, or do not pass the filter. */
uint64_t analysis_reached(const struct analysis *a);

/* How many of them pass the filter; of an edit before, as many as the log still held then. */
uint64_t analysis_passed(const struct analysis *a);

/* Ends the batch: the next one holds what comes after (`report`: at each tick; the screen: at each
 * step). */
void analysis_next_batch(struct analysis *a);

/* Makes the batch a sliding one of `slots` pieces (the screen: the last real second): it holds the
 * newest slots, and each analysis_next_slot ends one and drops the oldest. */
void analysis_next_slot(struct analysis *a);

/* --- the figures at analysis_position --------------------------------------------------------- */

const struct tally *analysis_all(const struct analysis *a);
const struct patterns *analysis_patterns(const struct analysis *a); /* of all */
const struct tally *analysis_batch(const struct analysis *a);
const struct tally *analysis_window(const struct analysis *a, size_t window);

/* What observer_ops.create has made; NULL: nothing. */
void *analysis_observer(const struct analysis *a);

/* From when on all has been read; CIVIL_NEVER: from the first report. */
civil_time analysis_whole_from(const struct analysis *a);

/* DESIGN §4 "Filling". */
bool analysis_is_filling(const struct analysis *a, size_t window);

/* The window before it, of the same length: (position - 2 L, position - L]. Adds its reports to
 * `ret`, by whatever kinds that counts; false when not all of it is known, because the log does not
 * reach back so far (keep_s) or the run does not. It is counted each time, so that nobody else has
 * to pay for it: a few nanoseconds a report. */
bool analysis_window_before(const struct analysis *a, size_t window, struct tally *ret);

/* The window as it was at `at`, counted likewise: late reports with their times. False when not all
 * of it is known any more, or yet. */
bool analysis_window_at(const struct analysis *a, size_t window, civil_time at, struct tally *ret);

/* Does `all` count only what is later than *ret? False: from the beginning. */
bool analysis_all_since(const struct analysis *a, civil_time *ret);

struct accounting analysis_accounting(const struct analysis *a);

/* How many incidents of a kind there have been. */
uint64_t analysis_incidents(const struct analysis *a, enum incident_kind kind);

/* The `back`-th newest incident of a kind, 0 the newest; NULL when there is none. It stands until
 * the next message. */
const struct incident *analysis_incident(const struct analysis *a, enum incident_kind kind,
                                         size_t back);

/* Names for the numbers in tallies and reports. */
const struct interner *analysis_crimes(const struct analysis *a);
const struct interner *analysis_places(const struct analysis *a, enum place place);
const struct analysis_config *analysis_settings(const struct analysis *a);
size_t analysis_top(const struct analysis *a); /* rows of a top table; SIZE_MAX: all */

/* Groups the windows by another kind of place, counted anew from the log. */
void analysis_set_place(struct analysis *a, enum place place);

/* Whose reports they are, when that was not known before. Before the first report, near is that
 * city's if nobody has given one. */
void analysis_note_city(struct analysis *a, const struct profile *city);

/* The points that reports are near to, from 0, the first of them; NULL: there are no more. */
const struct near *analysis_point(const struct analysis *a, size_t k);
uint64_t tally_near(const struct tally *t, size_t k);
bool report_is_near(const struct report *r, size_t k);

/* Another circle for the k-th: all figures are counted anew from the log (DESIGN §4 "Memory"). */
void analysis_set_near(struct analysis *a, size_t k, const struct near *near);

/* Only reports whose crime, area or address hold the words of the text, in any case, are counted:
 * all words between two |, none behind a ! (DESIGN §2, --filter); with "" all reports are. All
 * figures are counted anew from the log. The text is one that analysis_check_filter takes. */
void analysis_set_filter(struct analysis *a, const char *text);

/* False, with a usage error, when a text is too long or has too many words. */
bool analysis_check_filter(const char *text, struct error *err);

/* Sets place, circle and filter to those of `config` where they are others. */
void analysis_take_edits(struct analysis *a, const struct analysis_config *config);

/* The `back`-th newest report the figures hold that passes the filter, 0 the newest; NULL when
 * there is none. It stands until the next message or analysis_move. */
const struct report *analysis_recent(const struct analysis *a, size_t back);

/* The details of the newest reports; they are not in checkpoints. */
const struct details *analysis_details(const struct analysis *a);

/* Where a report was; false when it has no coordinates. */
bool analysis_coordinates(const struct analysis *a, const struct report *r, double *ret_lat,
                          double *ret_lon);

/* Counts reports that pass the filter per bucket of `bucket_s` seconds, `count` buckets that end at
 * the position, the oldest first: the k-th holds (position - (count-k) * bucket_s, position -
 * (count-k-1) * bucket_s]. What the log no longer holds counts as nothing. */
void analysis_histogram(const struct analysis *a, int64_t bucket_s, uint32_t *ret, size_t count);

/* --- the checkpoint (DESIGN §4 "Resume") ------------------------------------------------------ */

/* Appends all that going on needs, as it is now: what was counted and the log, names, accounting,
 * the run and its officers, reports that wait. Not incidents. It is for this version of the program
 * alone, and not protected: a file around it has a version and a checksum. */
void analysis_save(const struct analysis *a, struct buffer *out);

/* Becomes the analysis that was saved, with its own configuration: windows are counted anew from
 * the log, and marked as filling where it does not reach back far enough; when the circle or
 * the filter was another one, `all` and the batch are too, as after analysis_set_near.
 * Partitions' states and the time stay. Any bytes are harmless; false with *err, and `a` as it was,
 * when they cannot be what was saved. */
bool analysis_load(struct analysis *a, struct text bytes, struct error *err);

#endif
