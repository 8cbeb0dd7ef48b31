/* A report on its way from the files to the stream. */
#ifndef BLOTTER_REPLAY_REPORT_ENTRY_H
#define BLOTTER_REPLAY_REPORT_ENTRY_H

#include "blotter/base/civil.h"
#include "blotter/base/text.h"

/* A report as it is kept in memory. */
struct report_entry {
    civil_time reported_at;
    uint64_t tail_at; /* in store.tails; grows with the place in the input */
    uint32_t tail_len;
    uint32_t officer; /* from 1 */
};

/* A report as it is replayed. */
struct stored_report {
    civil_time reported_at;
    uint32_t officer;
    struct text tail; /* stands until the cursor moves */
};

#endif
