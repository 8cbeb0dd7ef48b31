/* Attached to a topic that others feed: which of its runs is shown, and from where it has to be
 * read (DESIGN §4 "Runs", "Resume", "Foreign topics").
 *
 * Of every run heard of it is known where it stands in each partition (known_runs.h). While the
 * topic is read the newest run so far is shown if that needs nothing to be read again. Once all has
 * been read the run to be shown is known; if it is another one, or continues others, reading goes
 * back, once, to where the first of them begins. Those are the parts of what is shown: each is read
 * up to the time at which the next one goes on, and what comes of the next ones meanwhile is held
 * back.
 *
 * Knows no consumer: it is fed, and says to which offsets reading has to go. */
#ifndef BLOTTER_SESSION_ATTACHED_H
#define BLOTTER_SESSION_ATTACHED_H

#include "blotter/kafka/consumer.h"
#include "blotter/window/analysis.h"

struct attached;

/* For a topic of that many partitions; lateness_s for what is foreign. */
struct attached *attached_create(const struct analysis_config *config, int32_t partitions,
                                 int64_t lateness_s);
void attached_destroy(struct attached *a); /* takes NULL */

/* The figures of the run shown: the same object always. */
struct analysis *attached_figures(const struct attached *a);

/* How far the figures may be moved: their clock, but not beyond the time where the run that is read
 * now is continued by the next. CIVIL_NEVER: not at all yet. */
civil_time attached_clock(const struct attached *a);

/* The same as far as the figures are final (analysis_final). */
civil_time attached_final(const struct attached *a);

/* Is anything shown, and is it a topic without clocks? */
bool attached_has_run(const struct attached *a);
bool attached_is_foreign(const struct attached *a);

/* Has the shown run's last clock said that it is paused? */
bool attached_is_paused(const struct attached *a);

/* How often it was said of the shown run that its simulators listen (crime/message.h). */
uint64_t attached_listening(const struct attached *a);

/* How often the figures have begun anew: with another run, or with the same read again. */
uint64_t attached_beginnings(const struct attached *a);

/* Takes a message in. */
void attached_feed(struct attached *a, const struct incoming *in);

/* Has the topic been read to the end that it had at the beginning? Then what has not come will not.
 */
void attached_note_caught_up(struct attached *a, bool caught_up);

enum attached_step {
    ATTACHED_STAYS,
    ATTACHED_GOES_ON, /* with the next part: move the figures on and settle again */
    ATTACHED_LEAPS,   /* reading goes on at offsets[p], by partition, which may be
                         OFFSET_WHERE_IT_IS and OFFSET_OF_BEGINNING */
};

/* After a turn, once the figures have been moved to attached_clock: is another run to be shown, or
 * is it time to go on with the run that continues the one read now? */
enum attached_step attached_settle(struct attached *a, const int64_t **ret_offsets);

/* Has all that was fed gone into the figures, and are they those of the run shown and not of one
 * that it continues? Else it is no time for a checkpoint. */
bool attached_is_settled(const struct attached *a);

/* For a checkpoint: the run shown, and to go on with figures that have been loaded into
 * attached_figures. An empty name is a foreign topic. `run` is copied. */
struct attached_place {
    struct text run; /* borrowed */
    bool started;    /* its `start` was read: began_ms is known */
    int64_t began_ms;
};
struct attached_place attached_place(const struct attached *a);
void attached_restore(struct attached *a, const struct attached_place *place);

#endif
