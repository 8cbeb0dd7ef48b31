/* A backlog: messages that have been read and go into the figures later. */
#ifndef BLOTTER_SESSION_BACKLOG_H
#define BLOTTER_SESSION_BACKLOG_H

#include "blotter/kafka/consumer.h"

/* Zero: an empty one. */
struct backlog {
    struct buffer values; /* one behind another */
    struct backlog_entry *entries;
    size_t count, cap;
};

void backlog_add(struct backlog *b, const struct incoming *in); /* its value and run are copied */

/* The i-th, which stands until the next call for this backlog. */
struct incoming backlog_at(const struct backlog *b, size_t i);

void backlog_clear(struct backlog *b); /* frees its memory too */

#endif
