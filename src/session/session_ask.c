/* Orders to a session, and what is asked of it: all of it is handed on. */
#include "session_state.h"

/* --- orders --------------------------------------------------------------------------------- */

static void order(struct session *s, const struct order *order)
{
    s->source->kind->order(s->source, order);
    session_changed(s);
}

void session_set_speed(struct session *s, struct speed speed)
{
    order(s, &(struct order){.kind = ORDER_SPEED, .speed = speed});
}

void session_pause(struct session *s)
{
    order(s, &(struct order){.kind = ORDER_PAUSE});
}

void session_resume(struct session *s)
{
    order(s, &(struct order){.kind = ORDER_RESUME});
}

void session_seek(struct session *s, civil_time at)
{
    order(s, &(struct order){.kind = ORDER_SEEK, .at = at});
}

void session_pause_at(struct session *s, civil_time at)
{
    order(s, &(struct order){.kind = ORDER_UNTIL, .at = at});
}

void session_step(struct session *s, int64_t simulated_ms)
{
    order(s, &(struct order){.kind = ORDER_STEP, .step_ms = simulated_ms});
}

void session_fault(struct session *s, enum fault kind)
{
    order(s, &(struct order){.kind = ORDER_FAULT, .fault = kind});
}

bool session_toggle_broker(struct session *s)
{
    enum { BROKER = 1 };
    if (s->cluster == NULL || s->kafka.brokers == NULL)
        return false;
    s->status.broker_away = !s->status.broker_away;
    cluster_child_fail_broker(s->cluster, BROKER, s->status.broker_away);
    session_changed(s);
    return true;
}

size_t session_silent(const struct session *s, uint32_t *ret, size_t max)
{
    return analysis_silent(s->source->kind->figures(s->source), ret, max);
}

void session_go_on_without(struct session *s, uint32_t officer)
{
    analysis_go_on_without(s->source->kind->figures(s->source), officer);
    s->source->kind->settle(s->source);
}

void session_look_at_cluster(struct session *s, bool on)
{
    if (!s->quitting)
        cluster_poller_want(s->poller, on);
}

void session_hold_checkpoints(struct session *s, bool on)
{
    s->held = on;
    session_allow_checkpoints(s);
}

void session_send_alerts(struct session *s)
{
    const struct alerts *alerts = alerts_of(session_analysis(s));
    if (alerts == NULL || s->alert_topic == NULL)
        return;
    alert_topic_take(s->alert_topic, alerts);
    session_allow_checkpoints(s);
}

bool session_has_room_for_alerts(const struct session *s)
{
    return alert_topic_has_room(s->alert_topic) &&
           (!checkpointer_is_due(s->checkpointer) || session_alerts_are_out(s));
}

void session_follow_clock(struct session *s, bool on)
{
    s->source->follows_clock = on;
}

bool session_wait_for_figures(struct session *s, bool on)
{
    bool goes_on = s->source->figures_lag && !on && s->status.attached;
    s->source->figures_lag = on;
    if (goes_on)
        s->source->kind->settle(s->source);
    return goes_on;
}

/* --- what is asked -------------------------------------------------------------------------- */

struct analysis *session_analysis(struct session *s)
{
    return s->source->kind->figures(s->source);
}

civil_time session_final(const struct session *s)
{
    return s->source->kind->final(s->source);
}

const struct session_status *session_status(const struct session *s)
{
    return &s->status;
}

const struct cluster_view *session_cluster(const struct session *s)
{
    return cluster_poller_view(s->poller);
}

struct engines *session_engines(const struct session *s)
{
    return s->windows != NULL ? windows_topic_engines(s->windows) : s->source->engines;
}

bool session_engines_are_read(const struct session *s)
{
    return windows_topic_is_read(s->windows);
}

uint64_t session_engines_refused(const struct session *s)
{
    return windows_topic_refused(s->windows);
}
