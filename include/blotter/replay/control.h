/* The control protocol: orders to a simulator and events from it, one a line (DESIGN §3 "Control").
 *
 * Both ends are here, so that they cannot drift apart: the simulator reads orders and writes
 * events, the session does the opposite. */
#ifndef BLOTTER_REPLAY_CONTROL_H
#define BLOTTER_REPLAY_CONTROL_H

#include "blotter/base/civil.h"
#include "blotter/base/duration.h"
#include "blotter/base/error.h"
#include "blotter/base/text.h"
#include "blotter/replay/faults.h"
#include "blotter/replay/play_state.h"

enum order_kind {
    ORDER_SPEED,
    ORDER_PAUSE,
    ORDER_RESUME,
    ORDER_STEP,
    ORDER_SEEK,
    ORDER_UNTIL, /* plays on up to there, and pauses */
    ORDER_ACK,
    ORDER_FAULT, /* is done to the next report */
    ORDER_QUIT,
    ORDER_FOLLOW, /* a state of play from the control topic: it has no line */
};

struct order {
    enum order_kind kind;
    struct speed speed;             /* speed */
    int64_t step_ms;                /* step: simulated time */
    civil_time at;                  /* seek, until */
    uint32_t partition;             /* ack */
    uint64_t acked_bytes;           /* ack: the total since `ready` */
    enum fault fault;               /* fault: late, duplicate, missing or garbled */
    const struct play_state *state; /* follow */
};

/* Reads a line without its newline. False with *err: it is no order. */
bool order_parse(struct text line, struct order *ret, struct error *err);

/* Appends the order's line, with its newline. */
void order_write(struct buffer *out, const struct order *order);

enum event_kind {
    EVENT_READY,
    EVENT_CITY,
    EVENT_RUN,
    EVENT_PROGRESS,
    EVENT_INJECTED,
    EVENT_CLOCK,
    EVENT_END,
    EVENT_ERROR,
    EVENT_OTHER, /* of a newer simulator: to be passed over */
};

struct event {
    enum event_kind kind;
    struct text
        text; /* city: its name; run: its id; progress: "load" or "sort"; error: what is wrong */
    uint64_t done, total; /* progress; total 0: not known */
    uint64_t reports;     /* run: how many it has */
    uint64_t before;      /* run: how many of them are not after its beginning */
    civil_time at;        /* clock */
    struct speed speed;   /* clock */
    bool paused;          /* clock */
    uint64_t sent, acked; /* clock: crimes */
    uint64_t lag_ms;      /* clock: how late the latest report was sent since the last one */
    uint64_t rows;        /* end; progress: read so far, 0: not said */
    uint64_t kept, filtered, rejected, produced; /* end; `acked` too */
    uint64_t rejected_date, rejected_time, rejected_description, rejected_field;
    struct fault_counts injected; /* injected: in the run, and in those that it goes on from */
};

/* Reads a line without its newline. Texts are borrowed from it. */
void event_parse(struct text line, struct event *ret);

/* Appends the event's line, with its newline. */
void event_write(struct buffer *out, const struct event *event);

#endif
