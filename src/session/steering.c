#include "steering.h"

#include <inttypes.h>
#include <stdio.h>

#include "session_state.h"

/* A simulator says something every second, also while it is paused. */
enum { DEAF_AFTER_MS = 5000 };

static int64_t wall_ms(void)
{
    return (int64_t)(wall_now().us / US_PER_MS);
}

static struct text shown_run(const struct session *s)
{
    return analysis_run(attached_figures(s->attached));
}

/* --- the board ------------------------------------------------------------------------------ */

static void on_state(void *user, const struct play_state *state)
{
    (void)state;
    steering_settle(user);
    session_changed(user);
}

static void on_read(void *user)
{
    steering_settle(user);
    session_changed(user);
}

static void on_refused(void *user, const char *why)
{
    session_news(user, why);
}

static void on_log(void *user, const char *text)
{
    cluster_poller_note_news(((struct session *)user)->poller,
                             text); /* the session's own consumer has said it to the user */
}

static void open_board(struct session *s)
{
    struct steering *st = &s->steering;
    const struct play_board_callbacks callbacks = {on_state, on_read, on_refused, on_log, s};
    struct error err;
    st->board = play_board_open(s->loop, &s->kafka, &callbacks, &err);
    st->refused = st->board == NULL;
    if (st->refused || !play_board_prepare(st->board, &err))
        session_news(s, err.text);
}

void steering_close(struct session *s)
{
    play_board_close(s->steering.board);
    s->steering = (struct steering){0};
}

/* --- how the play stands -------------------------------------------------------------------- */

/* Nobody has told of the run that is shown: it is where it is seen to be. */
static struct play_state seen_state(const struct session *s)
{
    struct play_state state = {
        .data_from = CIVIL_NEVER,
        .began_at = CIVIL_NEVER,
        .windows_from = CIVIL_NEVER,
        .at = analysis_position(attached_figures(s->attached)),
        .real_ms = wall_ms(),
        .speed = s->status.speed,
        .paused = s->status.paused,
    };
    struct text run = shown_run(s);
    snprintf(state.first_run, sizeof state.first_run, "%.*s", (int)run.len, run.ptr);
    memcpy(state.run, state.first_run, sizeof state.run);
    return state;
}

/* False: the board has none that is about what is shown. */
static bool told_state(struct session *s, struct play_state *ret)
{
    struct steering *st = &s->steering;
    const struct play_state *told = play_board_state(st->board);
    if (told != NULL && text_is(shown_run(s), told->run))
        memcpy(st->first_run, told->first_run, sizeof st->first_run);
    bool own = st->published.n > 0 && (told == NULL || st->published.n > told->n);
    if (own)
        told = &st->published;
    if (told == NULL || st->first_run[0] == '\0' || !play_state_is_of(told, text_of(st->first_run)))
        return false;
    *ret = *told;
    return true;
}

static civil_time position_of(const struct session *s, const struct play_state *state)
{
    const struct analysis *a = attached_figures(s->attached);
    bool is_shown = text_is(shown_run(s), state->run);
    civil_time at = {play_state_position_ms(state, wall_ms()) / MS_PER_S};
    /* At max it is not known otherwise; and who heard late of a pause has said more meanwhile. */
    if (is_shown)
        at = civil_later(at, analysis_position(a));
    civil_time until = analysis_until(a);
    return until.s > CIVIL_NEVER.s ? civil_earlier(at, until) : at;
}

static void note_state(struct session *s, const struct play_state *state)
{
    struct session_status *status = &s->status;
    status->speed = state->speed;
    /* An officer's clock that says paused may be on its way still. */
    if (status->state == SESSION_PAUSED && !state->paused)
        status->state = SESSION_PLAYING;
    status->seeking = !text_is(shown_run(s), state->run);
    status->seek_to = state->began_at;
    if (status->has_range && state->data_from.s > CIVIL_NEVER.s)
        status->first = civil_add(state->data_from, 1);
}

/* After the end of all there is nothing to say any more, but who listens stays for a seek; officers
 * who ended before it were cut off. */
static bool is_heard(const struct session *s)
{
    const struct steering *st = &s->steering;
    const struct analysis *a = attached_figures(s->attached);
    bool is_through =
        s->status.state == SESSION_ENDED && analysis_clock(a).s >= analysis_until(a).s;
    return st->heard > 0 &&
           (is_through || mono_ms_between(st->heard_at, mono_now()) < DEAF_AFTER_MS);
}

/* --- orders --------------------------------------------------------------------------------- */

/* A new run, as a seek of our own simulator makes one. */
static void seek(const struct session *s, struct play_state *state, civil_time to)
{
    const struct analysis_config *config = analysis_settings(attached_figures(s->attached));
    int64_t longest_s = 0;
    for (size_t i = 0; i < config->window_count; i++)
        if (longest_s < config->windows[i].length_s)
            longest_s = config->windows[i].length_s;
    snprintf(state->run, sizeof state->run, "%016" PRIx64, wall_now().us);
    state->at = state->began_at = to;
    state->windows_from = civil_add(to, -longest_s);
}

/* What becomes of the state; false: nothing. */
static bool change(const struct session *s, struct play_state *state, const struct order *order)
{
    state->at = position_of(s, state);
    state->real_ms = wall_ms();
    switch (order->kind) {
    case ORDER_SPEED:
        state->speed = order->speed;
        return true;
    case ORDER_PAUSE:
    case ORDER_RESUME:
        state->paused = order->kind == ORDER_PAUSE;
        return true;
    case ORDER_STEP:
        state->paused = true;
        state->at = civil_add(state->at, order->step_ms / MS_PER_S);
        return true;
    case ORDER_SEEK:
        seek(s, state, order->at);
        return true;
    default:
        return false;
    }
}

static bool change_all(const struct session *s, struct play_state *state)
{
    bool changed = false;
    for (size_t i = 0; i < s->steering.waiting_count; i++)
        changed = change(s, state, &s->steering.waiting[i]) || changed;
    return changed;
}

/* One at a time: a state has to be built on the one that counts. On one of our own that was slower
 * than another's it could lead back into a run that has been left. */
static bool is_on_its_way(const struct steering *st)
{
    const struct play_state *told = play_board_state(st->board);
    return st->published.n > (told != NULL ? told->n : 0);
}

static void obey_waiting(struct session *s)
{
    struct steering *st = &s->steering;
    struct play_state state;
    struct error err;
    if (st->waiting_count == 0 || is_on_its_way(st))
        return;
    if (!told_state(s, &state))
        state = seen_state(s);
    bool changed = change_all(s, &state);
    st->waiting_count = 0;
    if (!changed)
        return;
    if (!play_board_publish(st->board, &state, &err)) {
        session_news(s, err.text);
        return;
    }
    memcpy(st->first_run, state.first_run, sizeof st->first_run);
    st->published = state;
}

void steering_settle(struct session *s)
{
    struct steering *st = &s->steering;
    struct play_state state;
    uint64_t heard = attached_listening(s->attached);
    if (!s->config->attach.steers)
        return;
    if (heard != st->heard && heard > 0)
        st->heard_at = mono_now();
    st->heard = heard;
    if (heard > 0 && st->board == NULL && !st->refused && !s->quitting)
        open_board(s);
    bool ready = st->board != NULL && play_board_is_read(st->board);
    s->status.steers = ready && is_heard(s);
    s->status.seeking = false;
    if (ready)
        obey_waiting(s);
    if (ready && told_state(s, &state)) {
        change_all(s, &state); /* what is ordered is shown at once */
        note_state(s, &state);
    }
}

void steering_order(struct session *s, const struct order *order)
{
    struct steering *st = &s->steering;
    if (!s->status.steers || st->waiting_count == STEERING_WAITING)
        return;
    st->waiting[st->waiting_count++] = *order;
    steering_settle(s);
    session_changed(s);
}
