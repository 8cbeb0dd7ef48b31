/* The screen: the stream, played by the keyboard like a media player. */
#ifndef BLOTTER_UI_SCREEN_H
#define BLOTTER_UI_SCREEN_H

#include "blotter/session/session.h"
#include "blotter/ui/cues.h"
#include "blotter/ui/keymap.h"
#include "blotter/ui/named_query.h"
#include "blotter/ui/snapshot.h"
#include "blotter/ui/theme.h"

struct screen_config {
    const struct session_config *session;
    enum theme theme;
    const struct keymap *keymap;
    const struct snapshot_format *formats; /* of snapshots */
    size_t query_memory;                   /* what a query may take */
    const struct named_query *queries;     /* NULL: none */
    const struct cues *cues;               /* NULL: none */
    bool bell;                             /* rings when an alert fires (DESIGN §8) */
    const char
        *begin_at; /* a time as `g` takes it, to seek to when it plays; NULL: the beginning */
    const char *remember; /* the file that keeps what keys have changed; NULL: it is forgotten */
};

/* Opens the screen, runs the session and `loop` until the user quits, puts the terminal back as it
 * was and returns; no child is left then, and no handle of ours on the loop. `config` and what it
 * points to are borrowed meanwhile. Sets LC_CTYPE from the environment.
 *
 * False with *err, which nothing has been said of on the screen's terminal: there is no terminal to
 * draw on, the session did not start, it was broken when the user left, or
 * what was to be remembered could not be written. With brokers of the user's the session connects
 * before the screen opens. */
bool screen_run(uv_loop_t *loop, const struct screen_config *config, struct error *err);

#endif
