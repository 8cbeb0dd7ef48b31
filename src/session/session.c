#include "blotter/session/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

enum { KILL_AFTER_MS = 2000 };

/* --- news ----------------------------------------------------------------------------------- */

void session_changed(struct session *s)
{
    s->callbacks.on_change(s->callbacks.user);
}

void session_news(struct session *s, const char *text)
{
    s->callbacks.on_log(s->callbacks.user, text);
}

void session_broken(struct session *s, const char *what, const char *why)
{
    if (s->quitting)
        return;
    if (s->status.state != SESSION_BROKEN)
        snprintf(s->status.problem, sizeof s->status.problem, "%s%s%s", what,
                 what[0] != '\0' ? ": " : "", why);
    s->status.state = SESSION_BROKEN;
    if (why != s->simulator_error) /* which was news when it came */
        session_news(s, s->status.problem);
    session_changed(s);
}

/* --- orders --------------------------------------------------------------------------------- */

static void order(struct session *s, const struct order *order)
{
    if (s->attached != NULL)
        steering_order(s, order);
    else
        children_order(s, order);
}

void session_set_speed(struct session *s, struct speed speed)
{
    s->status.speed = speed;
    order(s, &(struct order){.kind = ORDER_SPEED, .speed = speed});
    session_changed(s);
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
    if (s->attached != NULL)
        steering_order(s, &(struct order){.kind = ORDER_SEEK, .at = at});
    if (s->simulator == NULL || !s->run_began)
        return;
    runs_expect(&s->runs);
    s->status.seeking = true;
    s->status.seek_to = at;
    children_order(s, &(struct order){.kind = ORDER_SEEK, .at = at});
}

void session_step(struct session *s, int64_t simulated_ms)
{
    order(s, &(struct order){.kind = ORDER_STEP, .step_ms = simulated_ms});
}

void session_restart(struct session *s)
{
    if (s->quitting || s->restarting)
        return;
    s->restarted = true;
    s->continues[0] = '\0';
    s->reports_kept = s->reached_kept = 0;
    s->status.resumed = false;
    resume_forget(s);
    if (s->config->attach.on) {
        reading_close(s); /* the topic is read again from where it was begun */
        reading_open(s);
    } else if (s->simulator != NULL) {
        s->restarting = true; /* on_simulator_exit goes on */
        child_kill(s->simulator, SIGKILL);
    } else {
        children_start_missing(s);
    }
    session_changed(s);
}

/* --- quitting ------------------------------------------------------------------------------- */

/* The simulator first, so that its last messages find their brokers; then the cluster. */
void session_quit_on(struct session *s)
{
    if (s->simulator != NULL)
        return;
    if (!resume_is_closed(s))
        return;
    reading_close(s);
    if (s->cluster != NULL) {
        child_close_input(s->cluster);
        return;
    }
    if (cluster_poller_has_child(s->poller))
        return;
    steering_close(s);
    uv_timer_stop(&s->kill_timer);
    uv_timer_stop(&s->rest_timer);
    uv_timer_stop(&s->silence_timer);
    s->callbacks.on_quit(s->callbacks.user);
}

static void on_kill(uv_timer_t *timer)
{
    struct session *s = timer->data;
    if (s->simulator != NULL)
        child_kill(s->simulator, SIGKILL);
    if (s->cluster != NULL)
        child_kill(s->cluster, SIGKILL);
}

static void on_quit_turn(uv_timer_t *timer)
{
    session_quit_on(timer->data);
}

void session_quit(struct session *s)
{
    if (s->quitting)
        return;
    s->quitting = true;
    s->status.state = SESSION_QUITTING;
    cluster_poller_want(s->poller, false);
    uv_update_time(s->loop);
    if (s->config->attach.on) {
        /* Not at once: the order may come out of the consumer's own turn. */
        uv_timer_start(&s->rest_timer, on_quit_turn, 0, 0);
        return;
    }
    uv_timer_start(&s->kill_timer, on_kill, KILL_AFTER_MS, 0);
    if (s->cluster != NULL)
        child_kill(s->cluster, SIGCONT); /* one that was stopped would hear nothing */
    if (s->simulator != NULL) {
        child_kill(s->simulator, SIGCONT);
        children_order(s, &(struct order){.kind = ORDER_QUIT});
        child_close_input(s->simulator);
    }
    session_quit_on(s);
}

/* --- birth and death ------------------------------------------------------------------------ */

struct analysis *session_analysis(struct session *s)
{
    return s->attached != NULL ? attached_figures(s->attached) : s->runs.shown;
}

civil_time session_final(const struct session *s)
{
    return s->attached != NULL ? attached_final(s->attached) : analysis_final(s->runs.shown);
}

void session_hold_checkpoints(struct session *s, bool on)
{
    if (s->checkpointer != NULL)
        checkpointer_hold(s->checkpointer, on);
}

void session_follow_clock(struct session *s, bool on)
{
    s->follows_clock = on;
}

const struct session_status *session_status(const struct session *s)
{
    return &s->status;
}

/* --- the cluster as it is shown --------------------------------------------------------------- */

void session_note_cluster(struct session *s)
{
    cluster_poller_follow(s->poller, s->kafka.brokers, s->consumer, s->topic.partitions);
}

static void on_poller_change(void *user)
{
    session_changed(user);
}

static void on_poller_gone(void *user)
{
    struct session *s = user;
    if (s->quitting)
        session_quit_on(s);
}

void session_look_at_cluster(struct session *s, bool on)
{
    if (!s->quitting)
        cluster_poller_want(s->poller, on);
}

const struct cluster_view *session_cluster(const struct session *s)
{
    return cluster_poller_view(s->poller);
}

/* --- birth ------------------------------------------------------------------------------------ */

struct session *session_create(uv_loop_t *loop, const struct session_config *config,
                               const struct session_callbacks *callbacks, struct error *err)
{
    struct session *s = mem_new(1, sizeof *s);
    s->loop = loop;
    s->config = config;
    s->callbacks = *callbacks;
    s->kafka = config->kafka;
    runs_init(&s->runs, &config->analysis, reading_count_credit, s);
    s->follows_clock = true;
    s->status.speed = config->speed;
    uv_timer_init(loop, &s->kill_timer);
    uv_timer_init(loop, &s->rest_timer);
    uv_timer_init(loop, &s->silence_timer);
    s->kill_timer.data = s->rest_timer.data = s->silence_timer.data = s;
    s->poller = cluster_poller_create(
        loop, &(struct cluster_poller_config){config->program, s->kafka.topic, config->kafka_args},
        &(struct cluster_poller_callbacks){on_poller_change, on_poller_gone, s});
    reading_init(s);
    s->open_handles = 3;
    s->status.attached = config->attach.on;
    if (!topic_check(&s->kafka, err) || !resume_open(s, err)) {
        session_destroy(s);
        return NULL;
    }
    if (config->kafka.brokers == NULL)
        children_start_cluster(s);
    else
        reading_open(s);
    return s;
}

static void on_closed(uv_handle_t *handle)
{
    struct session *s = handle->data;
    if (--s->open_handles == 0)
        free(s);
}

void session_destroy(struct session *s)
{
    if (s == NULL)
        return;
    reading_close(s);
    link_destroy(s->link);
    steering_close(s);
    child_destroy(s->simulator);
    child_destroy(s->cluster);
    cluster_poller_destroy(s->poller);
    runs_finish(&s->runs);
    attached_destroy(s->attached);
    resume_close(s);
    free(s->credit);
    free(s->bootstrap);
    uv_close((uv_handle_t *)&s->kill_timer, on_closed);
    uv_close((uv_handle_t *)&s->rest_timer, on_closed);
    uv_close((uv_handle_t *)&s->silence_timer, on_closed);
}
