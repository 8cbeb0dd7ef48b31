#include "steering.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/clock.h"
#include "blotter/base/memory.h"

enum {
    DEAF_AFTER_MS = 5000, /* a simulator says something every second, also while it is paused */
    WAITING_MAX = 64,     /* orders; more are lost */
};

struct steering {
    uv_loop_t *loop;
    const struct kafka_config *kafka;
    struct control_topic_callbacks on;
    struct control_topic *control; /* NULL: nobody has been heard of yet */
    bool is_closed; /* the control topic could not be opened; or need not be any more */
    bool is_heard;  /* a simulator listens, and the control topic is ready */
    uint64_t heard;
    mono_time heard_at;                /* when a simulator last said that it listens */
    char first_run[PLAY_RUN_SIZE];     /* whose state it is; "": not known */
    struct play_state published;       /* our own last one, which may not have come back yet */
    struct order made[WAITING_MAX];    /* what made it so */
    struct order waiting[WAITING_MAX]; /* until it has */
    size_t made_count, waiting_count;
};

static void say(const struct steering *st, const struct error *why)
{
    st->on.on_refused(st->on.user, why->text);
}

static void open_control(struct steering *st)
{
    struct error err;
    st->control = control_topic_open(st->loop, st->kafka, &st->on, &err);
    st->is_closed = st->control == NULL;
    if (st->is_closed || !control_topic_prepare(st->control, &err))
        say(st, &err);
}

/* --- how the play stands -------------------------------------------------------------------- */

/* Nobody has told of the run that is shown: it is where it is seen to be. */
static struct play_state seen_state(const struct steering_view *seen)
{
    struct play_state state = {
        .data_from = CIVIL_NEVER,
        .began_at = CIVIL_NEVER,
        .windows_from = CIVIL_NEVER,
        .at = analysis_position(seen->figures),
        .real_ms = wall_ms(wall_now()),
        .speed = seen->speed,
        .paused = seen->paused,
    };
    struct text run = analysis_run(seen->figures);
    snprintf(state.first_run, sizeof state.first_run, "%.*s", (int)run.len, run.ptr);
    memcpy(state.run, state.first_run, sizeof state.run);
    return state;
}

/* False: the control topic has none that is about what is shown. */
static bool told_state(struct steering *st, struct text shown, struct play_state *ret)
{
    const struct play_state *told = control_topic_state(st->control);
    if (told != NULL && text_is(shown, told->run))
        memcpy(st->first_run, told->first_run, sizeof st->first_run);
    bool own = st->published.n > 0 && (told == NULL || st->published.n > told->n);
    if (own)
        told = &st->published;
    if (told == NULL || st->first_run[0] == '\0' || !play_state_is_of(told, text_of(st->first_run)))
        return false;
    *ret = *told;
    return true;
}

static civil_time position_of(const struct analysis *a, const struct play_state *state)
{
    bool is_shown = text_is(analysis_run(a), state->run);
    civil_time at = {play_state_position_ms(state, wall_ms(wall_now())) / MS_PER_S};
    /* At max it is not known otherwise; and who heard late of a pause has said more meanwhile. */
    if (is_shown)
        at = civil_later(at, analysis_position(a));
    civil_time until = analysis_until(a);
    return until.s > CIVIL_NEVER.s ? civil_earlier(at, until) : at;
}

/* After the end of all there is nothing to say any more, but who listens stays for a seek; officers
 * who ended before it were cut off. */
static bool is_listening(const struct steering *st, const struct steering_view *seen)
{
    const struct analysis *a = seen->figures;
    bool is_through = seen->ended && analysis_clock(a).s >= analysis_until(a).s;
    return st->heard > 0 &&
           (is_through || mono_ms_between(st->heard_at, mono_now()) < DEAF_AFTER_MS);
}

/* --- orders --------------------------------------------------------------------------------- */

/* A new run, as a seek of our own simulator makes one. */
static void seek(const struct analysis *a, struct play_state *state, civil_time to)
{
    const struct analysis_config *config = analysis_settings(a);
    int64_t longest_s = 0;
    for (size_t i = 0; i < config->window_count; i++)
        if (longest_s < config->windows[i].length_s)
            longest_s = config->windows[i].length_s;
    play_run_name(wall_now(), state->run);
    state->at = state->began_at = to;
    state->windows_from = civil_add(to, -longest_s);
}

/* What becomes of the state; false: nothing. */
static bool change(const struct analysis *a, struct play_state *state, const struct order *order)
{
    state->at = position_of(a, state);
    state->real_ms = wall_ms(wall_now());
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
        seek(a, state, order->at);
        return true;
    default:
        return false;
    }
}

static bool change_all(const struct steering *st, const struct analysis *a,
                       struct play_state *state)
{
    bool changed = false;
    for (size_t i = 0; i < st->waiting_count; i++)
        changed = change(a, state, &st->waiting[i]) || changed;
    return changed;
}

/* One at a time: a state has to be built on the one that counts. On one of our own that was slower
 * than another's it could lead back into a run that has been left. */
static bool is_on_its_way(const struct steering *st)
{
    const struct play_state *told = control_topic_state(st->control);
    return st->published.n > (told != NULL ? told->n : 0);
}

/* No key is lost because somebody else's was faster: its orders are made anew, on the state that
 * counts. */
static void repeat_overruled(struct steering *st)
{
    if (!control_topic_was_overruled(st->control))
        return;
    size_t room = WAITING_MAX - st->made_count;
    if (st->waiting_count > room)
        st->waiting_count = room;
    memmove(st->waiting + st->made_count, st->waiting, st->waiting_count * sizeof *st->waiting);
    memcpy(st->waiting, st->made, st->made_count * sizeof *st->made);
    st->waiting_count += st->made_count;
    st->made_count = 0;
}

static void obey_waiting(struct steering *st, const struct steering_view *seen)
{
    struct play_state state;
    struct error err;
    repeat_overruled(st);
    if (st->waiting_count == 0 || is_on_its_way(st))
        return;
    if (!told_state(st, analysis_run(seen->figures), &state))
        state = seen_state(seen);
    bool changed = change_all(st, seen->figures, &state);
    memcpy(st->made, st->waiting, st->waiting_count * sizeof *st->made);
    st->made_count = st->waiting_count;
    st->waiting_count = 0;
    if (!changed)
        return;
    if (!control_topic_publish(st->control, &state, &err)) {
        say(st, &err);
        return;
    }
    memcpy(st->first_run, state.first_run, sizeof st->first_run);
    st->published = state;
}

static void note_heard(struct steering *st, uint64_t heard)
{
    if (heard != st->heard && heard > 0)
        st->heard_at = mono_now();
    st->heard = heard;
}

bool steering_settle(struct steering *st, const struct steering_view *seen, struct play_state *ret)
{
    note_heard(st, seen->heard);
    if (seen->heard > 0 && st->control == NULL && !st->is_closed)
        open_control(st);
    bool ready = st->control != NULL && control_topic_is_read(st->control);
    st->is_heard = ready && is_listening(st, seen);
    if (!ready)
        return false;
    obey_waiting(st, seen);
    if (!told_state(st, analysis_run(seen->figures), ret))
        return false;
    change_all(st, seen->figures, ret); /* what is ordered is shown at once */
    return true;
}

bool steering_is_heard(const struct steering *st)
{
    return st->is_heard;
}

void steering_order(struct steering *st, const struct order *order)
{
    if (st->is_heard && st->waiting_count < WAITING_MAX)
        st->waiting[st->waiting_count++] = *order;
}

/* --- life ----------------------------------------------------------------------------------- */

struct steering *steering_create(uv_loop_t *loop, const struct kafka_config *kafka,
                                 const struct control_topic_callbacks *callbacks)
{
    struct steering *st = mem_new(1, sizeof *st);
    st->loop = loop;
    st->kafka = kafka;
    st->on = *callbacks;
    return st;
}

void steering_quit(struct steering *st)
{
    st->is_closed = true;
}

void steering_destroy(struct steering *st)
{
    if (st == NULL)
        return;
    control_topic_close(st->control);
    free(st);
}
