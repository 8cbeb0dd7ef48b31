/* The session: what monitor and report share. Starts the embedded cluster and the simulator as
 * children, reads the topic into the analysis, and carries orders and credit back.
 *
 *     cluster (child)  <-  simulator (child)          session (this process)
 *        brokers       messages   orders, credit  ->  consumer -> decoder -> analysis
 *
 * A child that dies takes nothing with it: the session keeps its figures and says what died. */
#ifndef BLOTTER_SESSION_SESSION_H
#define BLOTTER_SESSION_SESSION_H

#include <uv.h>

#include "blotter/base/error.h"
#include "blotter/session/cluster_view.h"
#include "blotter/session/session_config.h"
#include "blotter/session/session_status.h"
#include "blotter/window/engines.h"

/* All called on the loop's thread. */
struct session_callbacks {
    void (*on_change)(void *user);                /* status or figures may have changed */
    void (*on_log)(void *user, const char *text); /* one line of news, sanitised */
    void (*on_quit)(void *user);                  /* session_quit is through: no child is left */
    void *user;
};

struct session;

/* `config` and what it points to are borrowed for the session's life. Returns at once: that no
 * broker answers, or a topic is missing, breaks the session, hopelessly. NULL with *err when a
 * property, the topic's name or the state folder is wrong. */
struct session *session_create(uv_loop_t *loop, const struct session_config *config,
                               const struct session_callbacks *callbacks, struct error *err);

/* The figures of the run shown; others after a seek has arrived, so asked for at each on_change.
 * The session feeds them and moves them to the clock only when `follow_clock` is on (default on;
 * `report` turns it off and moves them itself, tick by tick, in on_change). */
struct analysis *session_analysis(struct session *s);

/* How far the figures can be moved and are final (window/analysis.h); CIVIL_NEVER: not at all yet.
 */
civil_time session_final(const struct session *s);
void session_follow_clock(struct session *s, bool on);

/* Of who moves them: they are not yet as far as they can be moved. As long as that is on, the
 * session does not go on with the next of several runs, which would move them. True when it went on
 * at once, so that all may be otherwise. */
bool session_wait_for_figures(struct session *s, bool on);

/* While it is on, no checkpoint is begun: what stands in the figures is not out yet (DESIGN §4
 * "Resume"). */
void session_hold_checkpoints(struct session *s, bool on);

/* Sends what alerts_events has to the topic of alerts, if there is one. To be called whenever the
 * figures have moved, before alerts_clear_events; no checkpoint is begun before all is delivered.
 */
void session_send_alerts(struct session *s);

/* Shall the figures be moved on, or is much not delivered yet? Then on_change comes. */
bool session_has_room_for_alerts(const struct session *s);

/* Has a broker all that was sent, or is there no hope that it will? When so, on_change has come. */
bool session_alerts_are_out(const struct session *s);

const struct session_status *session_status(const struct session *s);

/* Orders; each returns at once, the status follows when the simulator answers. Those that make no
 * sense in the current state do nothing. */
void session_set_speed(struct session *s, struct speed speed);
void session_pause(struct session *s);
void session_resume(struct session *s);
void session_step(struct session *s, int64_t simulated_ms); /* pauses, and plays that far */

/* Plays on up to there, and pauses; of our own simulator, until the next seek. */
void session_pause_at(struct session *s, civil_time at);

/* Of our own simulator: the next report goes out late, twice, not at all, or with bytes behind it
 * that are no message (DESIGN §8). */
void session_fault(struct session *s, enum fault kind);

/* Takes a broker of the embedded cluster away, or the one that is away back. False: no such cluster
 * is up. */
bool session_toggle_broker(struct session *s);

/* Officers who hold the clock and have fallen silent (DESIGN §4 "Silent"): at most `max` of them,
 * returns how many. Going on without one moves the clock; what comes of it later is late. */
size_t session_silent(const struct session *s, uint32_t *ret, size_t max);
void session_go_on_without(struct session *s, uint32_t officer);

/* A new run at `at`, its windows filled beforehand; the figures stay until it has got there. */
void session_seek(struct session *s, civil_time at);

/* Looks at the cluster every second as long as it is on, in a child of its own; on_change comes
 * with each look. What was seen last stays. */
void session_look_at_cluster(struct session *s, bool on);
const struct cluster_view *session_cluster(const struct session *s);

/* What engines have said on config->windows_topic, which stands until the session is destroyed;
 * NULL without one. on_change comes with more of it. Of a simulator of our own only what comes
 * after the session's beginning counts. Has all been read that stood there when it began; and how
 * many values could not be read or kept? */
struct engines *session_engines(const struct session *s);
bool session_engines_are_read(const struct session *s);
uint64_t session_engines_refused(const struct session *s);

/* After a death, or at any time: children gone are started again and a new run begins. */
void session_restart(struct session *s);

/* Ends the children, waits until they have been reaped (kills them after two seconds), then calls
 * on_quit; after that the session is destroyed with session_destroy. */
void session_quit(struct session *s);
void session_destroy(
    struct session *s); /* takes NULL; only after on_quit, or if it never started */

#endif
