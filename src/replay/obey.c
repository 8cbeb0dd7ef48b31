#include "simulator_state.h"

static void refuse(struct simulator *s, const char *why)
{
    announce_error(s, why);
}

/* Where the play is; while files are still read it is nowhere, and its beginning anchors it anew.
 */
static sim_time here(struct simulator *s)
{
    return s->has_stream ? sim_of(play_here(s)) : (sim_time){0};
}

static void pause_here(struct simulator *s)
{
    if (!s->pace.paused)
        pace_pause(&s->pace, here(s), mono_now());
}

static void resume(struct simulator *s)
{
    if (s->pace.paused)
        pace_resume(&s->pace, mono_now());
}

static void obey_ack(struct simulator *s, const struct order *order)
{
    if (order->partition >= s->sink.partitions) {
        refuse(s, "ack: there is no such partition");
        return;
    }
    struct credit *credit = &s->credit[order->partition];
    uint64_t acked = order->acked_bytes < credit->sent ? order->acked_bytes : credit->sent;
    if (acked > credit->acked)
        credit->acked = acked;
    if (s->phase == PHASE_PLAYING)
        play_wake(s);
}

static void obey_seek(struct simulator *s, civil_time at)
{
    if (s->config->rows)
        refuse(s, "seek: not with --value row, whose readers would not hear of it");
    else if (!s->config->can_seek)
        refuse(s, "seek: not with --officer K/N, whose officers would not follow");
    else if (s->has_stream && !s->quitting)
        play_seek(s, at);
    else
        refuse(s, "seek: the files are still being read");
}

static void obey_step(struct simulator *s, int64_t simulated_ms)
{
    if (!s->has_stream) {
        refuse(s, "step: the files are still being read");
        return;
    }
    pause_here(s);
    pace_step(&s->pace, simulated_ms, mono_now());
}

/* Changes how it plays; while files are still read, how it will begin to. */
static void obey(struct simulator *s, const struct order *order)
{
    switch (order->kind) {
    case ORDER_QUIT:
        simulator_quit(s);
        return;
    case ORDER_ACK:
        obey_ack(s, order);
        return;
    case ORDER_SPEED:
        pace_set_speed(&s->pace, order->speed, here(s), mono_now());
        break;
    case ORDER_PAUSE:
        pause_here(s);
        break;
    case ORDER_RESUME:
        resume(s);
        break;
    case ORDER_STEP:
        obey_step(s, order->step_ms);
        break;
    case ORDER_SEEK:
        obey_seek(s, order->at);
        break;
    }
    play_changed(s);
}

void obey_line(void *user, struct text line)
{
    struct simulator *s = user;
    struct error err;
    struct order order;
    line = text_trim(line);
    if (line.len == 0 || s->phase == PHASE_DONE)
        return;
    if (order_parse(line, &order, &err))
        obey(s, &order);
    else
        announce_error(s, err.text);
}

void obey_end(void *user)
{
    struct simulator *s = user;
    if (s->config->driven)
        simulator_quit(s);
}
