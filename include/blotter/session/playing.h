/* What a session does, for queries: the row of `play` that the figures do not know. */
#ifndef BLOTTER_SESSION_PLAYING_H
#define BLOTTER_SESSION_PLAYING_H

#include "blotter/base/duration.h"
#include "blotter/query/query.h"
#include "blotter/session/session.h"

/* `speed` is written to, and stands in what is returned. */
struct query_play playing_of(const struct session *s, char speed[DURATION_TEXT_SIZE]);

#endif
