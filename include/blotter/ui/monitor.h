/* The monitor: the stream on a screen that the keyboard plays like a media player. */
#ifndef BLOTTER_UI_MONITOR_H
#define BLOTTER_UI_MONITOR_H

#include "blotter/session/session.h"
#include "blotter/ui/theme.h"

struct monitor_config {
    const struct session_config *session;
    enum theme theme;
};

/* Opens the screen, runs the session and `loop` until the user quits, puts the terminal back as it
 * was and returns; no child is left then, and no handle of ours on the loop. `config` and what it
 * points to are borrowed meanwhile. Sets LC_CTYPE from the environment.
 *
 * False with *err, which nothing has been said of on the screen's terminal: there is no terminal to
 * draw on, the session did not start, or it was broken when the user left. With brokers of the
 * user's the session connects before the screen opens. */
bool monitor_run(uv_loop_t *loop, const struct monitor_config *config, struct error *err);

#endif
