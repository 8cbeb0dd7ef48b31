/* Facts: what a message says of a report beyond what is counted. Kept where somebody may ask
 * (analysis_config.keeps_facts); they never change. */
#ifndef BLOTTER_WINDOW_FACTS_H
#define BLOTTER_WINDOW_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "blotter/base/civil.h"
#include "blotter/window/tally.h"

enum { NO_CODE = -1 };

struct facts {
    civil_time occurred_at;
    int64_t offset;        /* -1: not known */
    uint64_t seq;          /* 0: of a foreign message */
    uint64_t id;           /* facts_id */
    int64_t code;          /* NO_CODE: none, or more than fits */
    int32_t partition;     /* -1: not known */
    uint32_t officer : 31; /* 0: of a foreign message */
    uint32_t late : 1;     /* it came after its time */
};
_Static_assert(sizeof(struct facts) == 48, "what a report costs beside the log");

enum { FACTS_ID_SIZE = 24 };

enum { FACTS_CHUNK_BITS = 11, FACTS_CHUNK = 1 << FACTS_CHUNK_BITS };

struct facts_chunk {
    uint32_t holders; /* the pool (facts_pool.h) is one of them */
    uint32_t live;    /* reports that have not gone */
    struct facts of[FACTS_CHUNK];
};

/* A piece of the log, which others may hold as well. */
enum { REPORT_CHUNK_BITS = 11, REPORT_CHUNK = 1 << REPORT_CHUNK_BITS };

struct report_chunk {
    uint32_t holders; /* the log is one of them */
    struct report of[REPORT_CHUNK];
};

/* The id, which stands in `digits`, a NUL behind it, or lives as long as the facts; empty for none.
 */
struct text facts_id(const struct facts *f, char digits[FACTS_ID_SIZE]);

#endif
