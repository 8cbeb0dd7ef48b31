/* The stream: which message comes next (DESIGN §3 "Message", §4 "An officer's clock").
 *
 * Pure: it is told the time and asked for the next message; whoever asked says when that has been
 * sent. So what could not be sent for want of room is simply asked for again. */
#ifndef BLOTTER_REPLAY_STREAM_H
#define BLOTTER_REPLAY_STREAM_H

#include "blotter/crime/message.h"
#include "blotter/replay/faults.h"
#include "agenda.h"
#include "store.h"

/* What a run is; texts and arrays are borrowed. */
struct run_plan {
    struct text run;
    uint32_t officers;
    uint32_t only;    /* send only for this officer; 0: for all of them */
    bool rows_only;   /* the store's tails are whole values; no head, start, clock or end */
    int64_t began_ms; /* real time */
    bool sought;      /* begins at `at`, its windows filled from `windows_from` on; else with the
                         store's first report */
    civil_time at, windows_from; /* of a sought run */
    struct text continues;       /* the run that this one goes on from at `at`; empty for none */
    /* By officer - 1, or NULL: what an earlier process has sent of this run already. */
    const uint64_t *sent_before;
    const bool *started_before;
    bool listens;                /* all that is said names the state of play that is obeyed */
    const struct faults *faults; /* NULL: none */
};

struct stream_message {
    enum message_kind kind;
    uint32_t officer;
    civil_time at; /* a crime's report time, else its `at` */
    civil_time due;
    /* What is done to it: late, a second time (duplicate), or bytes that are no message (garbled);
     * or it is the clock by which a missing one shows. */
    enum fault fault;
    struct text value; /* stands until the next stream_next */
    uint64_t seq;      /* of the crime; else of the officer's last one */
    struct text tail;  /* of the crime that it is, or is done to; else empty */
};

/* What is said by all officers, one after another. */
enum burst { BURST_NONE, BURST_START, BURST_CLOCK, BURST_END };

struct stream {
    struct run_plan plan; /* `at` and `windows_from` filled in */
    const struct store *store;
    struct agenda *agenda;
    size_t step;                  /* messages that have been sent of the task it is at */
    uint64_t *seq;                /* by officer - 1: crimes of the run up to the agenda's task */
    civil_time *told;             /* by officer - 1: the last clock between crimes */
    uint64_t produced;            /* crimes sent by this process, those that are missing included */
    uint64_t withheld;            /* of them: missing on purpose */
    struct agenda_tally injected; /* in this run by this process, and in those it goes on from */
    civil_time sent_at; /* of the last task that is through, `windows_from` before the first */
    civil_time said;    /* the last clock that all officers said */
    bool hour_open;     /* at max: a clock is owed for the hour of sent_at */
    bool filling; /* of a sought run: `at` is not reached yet, and everything up to it is due */
    bool cutting; /* ends early, once the reports of sent_at are through */
    civil_time cut_at;
    bool over;
    uint64_t rank;    /* tasks that are through, whosever they are, from the store's first report */
    uint64_t obeys;   /* the number of that state; the caller's to change */
    double ranks_due; /* so many may be through by now, at a rate; the caller's to change */

    enum burst burst;
    uint32_t burst_officer;
    civil_time burst_at;
    bool burst_paused;
    struct buffer value;
};

/* A run over the store, which is not empty and has been sorted. With `sent_before` the stream
 * stands at the first report that has not been sent. */
void stream_init(struct stream *s, const struct store *store, const struct run_plan *plan);
void stream_finish(struct stream *s);

/* The next message that is due by `now`; at max (`now` is CIVIL_FOREVER) with the hourly clocks.
 * False: nothing is due, or the store cannot be read (stream_failed). The same again until
 * stream_sent. */
bool stream_next(struct stream *s, civil_time now, bool at_max, struct stream_message *ret);
void stream_sent(struct stream *s, const struct stream_message *m);
bool stream_failed(const struct stream *s, struct error *err);

/* What has been done on purpose. */
struct fault_counts stream_injected(const struct stream *s);

/* Does that to the next report that nothing is done to (agenda.h). */
void stream_stage(struct stream *s, enum fault kind);

/* When the next report is due, CIVIL_FOREVER when there is none. */
civil_time stream_next_at(const struct stream *s);

/* Lets every officer say that all its reports up to `now` have been sent, as far as that is true.
 * Does nothing while officers are still saying something, while filling, or at the end. */
void stream_say_clock(struct stream *s, civil_time now, bool paused);

/* Ends the run early: at `now`, or as far as it has been sent. */
void stream_cut(struct stream *s, civil_time now);

/* Has the last end been sent? */
bool stream_is_over(const struct stream *s);

#endif
