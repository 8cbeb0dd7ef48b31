/* Where a simulator's messages go: an object with a few functions. */
#ifndef BLOTTER_REPLAY_SINK_H
#define BLOTTER_REPLAY_SINK_H

#include "blotter/base/error.h"
#include "blotter/crime/message.h"
#include "blotter/replay/faults.h"

/* A message on its way out; all is borrowed for the call. */
struct sink_message {
    enum message_kind kind; /* of bytes that are none, garbled on purpose, what they were */
    enum fault fault;       /* done to it on purpose; a missing one's is at the clock that tells */
    uint32_t officer;
    uint32_t partition; /* (officer - 1) mod the sink's partitions */
    int64_t timestamp_ms;
    struct text run;
    struct text value;
    uint64_t seq;     /* of the crime; else of the officer's last one */
    civil_time due;   /* when it is to go out */
    struct text tail; /* of the crime that it is, or is done to (crime/message.h); else empty */
};

/* Is it a crime that counts, and not a repeat or bytes that are none? */
static inline bool sink_counts(const struct sink_message *m)
{
    return m->kind == MESSAGE_CRIME && m->fault != FAULT_DUPLICATE && m->fault != FAULT_GARBLED;
}

enum sink_result {
    SINK_TAKEN,
    SINK_FULL,   /* again after simulator_sink_moved */
    SINK_CLOSED, /* nobody reads any more: end quietly */
    SINK_FAILED, /* *err says why */
};

/* `self` is the sink's own. */
struct sink {
    void *self;
    uint32_t partitions;
    bool wants_credit; /* drops what is not read in time: hold back (DESIGN §4 "Credit") */
    enum sink_result (*send)(void *self, const struct sink_message *m, struct error *err);
    uint64_t (*acked)(void *self);     /* crimes that have arrived */
    size_t (*outstanding)(void *self); /* messages taken that may still arrive */
    /* Has all that was taken arrived, or may it still? False with *err: some never will. */
    bool (*is_sound)(void *self, struct error *err);
};

#endif
