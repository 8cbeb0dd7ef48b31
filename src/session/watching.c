/* Attached to a topic that others feed: no children, no orders, no credit; but another run may take
 * over at any time, and officers may fall silent. */
#include "session_state.h"

enum {
    SILENCE_LOOK_MS = 1000,
    /* A look that comes later than this was held up: by a stopped process, a suspended machine. The
     * time it was away is no running time of ours. */
    LOOK_LATE_MS = 1500,
};

static bool is_caught_up(const struct session *s)
{
    return consumer_is_caught_up(s->consumer);
}

/* How far reading is with what was there at the beginning. How many bytes that is altogether is
 * guessed from those that were read. */
static struct session_load catching_up(const struct consumer *c, int32_t partitions)
{
    uint64_t done;
    uint64_t total;
    uint64_t bytes = 0;
    consumer_progress(c, &done, &total);
    for (int32_t p = 0; p < partitions; p++)
        bytes += consumer_bytes(c, p);
    double all = done > 0 ? (double)bytes * (double)total / (double)done : 0;
    return (struct session_load){.done = bytes, .total = (uint64_t)all, .rows = done};
}

static enum session_state state_of(const struct session *s)
{
    if (!s->status.caught_up)
        return SESSION_LOADING;
    if (!attached_has_run(s->attached))
        return SESSION_WAITING;
    if (analysis_is_over(attached_figures(s->attached)))
        return SESSION_ENDED;
    return attached_is_paused(s->attached) ? SESSION_PAUSED : SESSION_PLAYING;
}

static void note_status(struct session *s)
{
    struct session_status *status = &s->status;
    const struct analysis *a = attached_figures(s->attached);
    if (status->beginnings != attached_beginnings(s->attached)) {
        status->beginnings = attached_beginnings(s->attached);
        status->has_range = false;
    }
    status->foreign = attached_is_foreign(s->attached);
    status->paused = attached_is_paused(s->attached);
    status->load = catching_up(s->consumer, s->topic.partitions);
    if (!status->has_range && analysis_has_started(a)) {
        status->has_range = true;
        status->first = civil_add(analysis_begin(a), 1);
        status->last = analysis_until(a);
    }
    if (status->state != SESSION_BROKEN && status->state != SESSION_QUITTING)
        status->state = state_of(s);
    steering_settle(s);
}

static void move_figures(struct session *s)
{
    if (s->follows_clock)
        analysis_move(attached_figures(s->attached), attached_clock(s->attached));
    note_status(s);
    session_changed(s);
}

void watching_settle(struct session *s)
{
    const int64_t *offsets;
    enum attached_step step = ATTACHED_GOES_ON;
    if (s->quitting || s->consumer == NULL)
        return;
    attached_note_caught_up(s->attached, is_caught_up(s));
    while (step == ATTACHED_GOES_ON && !s->quitting) {
        move_figures(s);
        step = attached_settle(s->attached, &offsets);
    }
    if (step == ATTACHED_LEAPS) {
        consumer_seek(s->consumer, offsets);
        return;
    }
    s->status.caught_up = s->status.caught_up || is_caught_up(s);
    move_figures(s);
}

void watching_note_end(struct session *s, int32_t partition)
{
    analysis_note_partition(attached_figures(s->attached), partition, PARTITION_AT_END);
}

/* --- silence -------------------------------------------------------------------------------- */

static void on_look(uv_timer_t *timer)
{
    struct session *s = timer->data;
    uint64_t since_ms = mono_ms_between(s->looked_at, mono_now());
    s->looked_at = mono_now();
    s->running_ms += (int64_t)(since_ms < LOOK_LATE_MS ? since_ms : SILENCE_LOOK_MS);
    analysis_note_time(attached_figures(s->attached), s->running_ms);
    for (int32_t p = 0; s->consumer != NULL && p < s->topic.partitions; p++)
        if (!consumer_is_reachable(s->consumer, p))
            analysis_note_partition(attached_figures(s->attached), p, PARTITION_UNREACHABLE);
    watching_settle(s);
}

void watching_start(struct session *s)
{
    s->status.attached = true;
    s->status.state = SESSION_LOADING;
    s->looked_at = mono_now();
    uv_timer_start(&s->silence_timer, on_look, SILENCE_LOOK_MS, SILENCE_LOOK_MS);
}

size_t session_silent(const struct session *s, uint32_t *ret, size_t max)
{
    return s->attached != NULL ? analysis_silent(attached_figures(s->attached), ret, max) : 0;
}

void session_go_on_without(struct session *s, uint32_t officer)
{
    if (s->attached == NULL)
        return;
    analysis_go_on_without(attached_figures(s->attached), officer);
    watching_settle(s);
}
