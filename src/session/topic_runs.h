/* The runs of a topic that others feed: which of them is shown, and from where it has to be read
 * (DESIGN §4 "Runs", "Resume", "Foreign topics").
 *
 * Of every run heard of it is known where it stands in each partition (known_runs.h). While the
 * topic is read the newest run so far is shown if that needs nothing to be read again. Once all has
 * been read the run to be shown is known; if it is another one, or continues others, reading goes
 * back, once, to where the first of them begins. Those are the parts of what is shown: each is read
 * up to the time at which the next one goes on, and what comes of the next ones meanwhile waits in
 * a backlog.
 *
 * Knows no consumer: it is fed, and says to which offsets reading has to go. */
#ifndef BLOTTER_SESSION_TOPIC_RUNS_H
#define BLOTTER_SESSION_TOPIC_RUNS_H

#include "blotter/kafka/consumer.h"
#include "blotter/window/analysis.h"

struct topic_runs;

/* For a topic of that many partitions; lateness_s and the cities, borrowed, for what
 * is foreign; NULL: the shipped ones. */
struct topic_runs *topic_runs_create(const struct analysis_config *config, int32_t partitions,
                                     int64_t lateness_s, const struct cities *cities);
void topic_runs_destroy(struct topic_runs *a); /* takes NULL */

/* The figures of the run shown: the same object always. */
struct analysis *topic_runs_figures(const struct topic_runs *a);

/* How far the figures may be moved: their clock, but not beyond the time where the run that is read
 * now is continued by the next. CIVIL_NEVER: not at all yet. */
civil_time topic_runs_clock(const struct topic_runs *a);

/* The same as far as the figures are final (analysis_final). */
civil_time topic_runs_final(const struct topic_runs *a);

/* Is anything shown, and is it a topic without clocks? */
bool topic_runs_has_run(const struct topic_runs *a);
bool topic_runs_is_foreign(const struct topic_runs *a);

/* Has the shown run's last clock said that it is paused? */
bool topic_runs_is_paused(const struct topic_runs *a);

/* How often it was said of the shown run that its simulators listen (crime/message.h). */
uint64_t topic_runs_listening(const struct topic_runs *a);

/* How often the figures have begun anew: with another run, or with the same read again. */
uint64_t topic_runs_beginnings(const struct topic_runs *a);

/* Takes a message in. */
void topic_runs_feed(struct topic_runs *a, const struct incoming *in);

/* Has the topic been read to the end that it had at the beginning? Then what has not come will not.
 */
void topic_runs_note_caught_up(struct topic_runs *a, bool caught_up);

enum topic_runs_step {
    TOPIC_RUNS_STAYS,
    TOPIC_RUNS_GOES_ON, /* with the next part: move the figures on and settle again */
    TOPIC_RUNS_LEAPS,   /* reading goes on at offsets[p], by partition, which may be
                         OFFSET_WHERE_IT_IS and OFFSET_OF_BEGINNING */
};

/* After a turn, once the figures have been moved to topic_runs_clock: is another run to be shown,
 * or is it time to go on with the run that continues the one read now? */
enum topic_runs_step topic_runs_settle(struct topic_runs *a, const int64_t **ret_offsets);

/* Has all that was fed gone into the figures, and are they those of the run shown and not of one
 * that it continues? Else it is no time for a checkpoint. */
bool topic_runs_is_settled(const struct topic_runs *a);

/* For a checkpoint: the run shown, and to go on with figures that have been loaded into
 * topic_runs_figures. An empty name is a foreign topic. `run` is copied. */
struct run_place {
    struct text run; /* borrowed */
    bool started;    /* its `start` was read: began_ms is known */
    int64_t began_ms;
};
struct run_place topic_runs_place(const struct topic_runs *a);
void topic_runs_restore(struct topic_runs *a, const struct run_place *place);

#endif
