/* The agenda of a run: what is to be done with which report, in the order in which it is due.
 *
 * Without faults these are the store's reports as they stand there. With faults late ones move back
 * to where they are sent, and what an officer has to say in a silence moves to its end (DESIGN §8).
 * Of reports that are due together those that go out as they should come first. */
#ifndef BLOTTER_REPLAY_AGENDA_H
#define BLOTTER_REPLAY_AGENDA_H

#include "blotter/replay/faults.h"
#include "store.h"

struct errand {
    struct stored_report report; /* its tail stands until agenda_next */
    struct fate fate;
    civil_time due; /* when it goes out: fate.due, or the end of a silence */
    bool staged;    /* its fate was asked for */
};

struct agenda;

/* What is due after `after`. No officer is silent at `loud_until` or before. `faults` is borrowed;
 * NULL: none. The store stays as it is meanwhile. */
struct agenda *agenda_create(const struct store *s, const struct faults *faults, civil_time after,
                             civil_time loud_until);
void agenda_destroy(struct agenda *a); /* takes NULL */

/* The task it is at; NULL behind the last, and when the store cannot be read: agenda_failed. */
const struct errand *agenda_peek(struct agenda *a);
void agenda_next(struct agenda *a);
bool agenda_failed(const struct agenda *a, struct error *err);

bool agenda_is_silent(const struct agenda *a, uint32_t officer, civil_time t);

/* The next report after `loud_until` that nothing is done to goes out late (by STAGED_LATE_S),
 * twice, not at all, or with bytes behind it that are no message. More than one add up. `halfway`:
 * of the task it is at something has been sent, so it is not that. */
enum { STAGED_LATE_S = CIVIL_HOUR_S };
void agenda_stage(struct agenda *a, enum fault kind, bool halfway);

/* All that waits for the end of a silence is due at `now`, and there are no silences any more. */
void agenda_break_silence(struct agenda *a, civil_time now);

/* What has been done, counted. A silence counts with the first report that waits for its end. */
struct agenda_tally {
    struct fault_counts counts;
    civil_time
        silences_until; /* no silence counts by a report that is due by then, silences aside */
};
void agenda_tally_add(struct agenda_tally *t, const struct faults *faults,
                      const struct errand *task);

/* What is due, silences aside, from the store's first report up to `until`, counted. */
struct agenda_tally agenda_count(const struct store *s, const struct faults *faults,
                                 civil_time until);

#endif
