#include "ticker.h"

enum {
    TICK_MS = 100,
    STILL_TICK_MS = 1000, /* when the clock does not move */
    TIMER_SLACK_MS = 5,
    OWED_WITHIN_MESSAGES = 512,
};

/* A paused clock does not move: a tick a second is enough, and costs a tenth. */
static void set_next(struct ticker *t, bool paused, mono_time now)
{
    t->next = mono_add_ms(now, paused ? STILL_TICK_MS : TICK_MS);
}

static bool is_over(mono_time since, uint64_t ms, mono_time now)
{
    return mono_ms_between(since, now) + TIMER_SLACK_MS >= ms;
}

static void owe(struct ticker *t, bool at_once, bool tells)
{
    t->is_owed = true;
    t->within = OWED_WITHIN_MESSAGES;
    t->at_once = t->at_once || at_once;
    t->tells = t->tells || tells;
}

void ticker_begin(struct ticker *t, bool paused, mono_time now)
{
    t->said_at = now;
    set_next(t, paused, now);
}

void ticker_change(struct ticker *t, bool paused, mono_time now)
{
    set_next(t, paused, now);
    owe(t, paused, true);
}

void ticker_pass(struct ticker *t, bool driven, bool paused, mono_time now)
{
    if (now.ns < t->next.ns)
        return;
    set_next(t, paused, now);
    owe(t, false, is_over(t->told_at, driven && !paused ? TICK_MS : STILL_TICK_MS, now));
}

void ticker_note_sent(struct ticker *t)
{
    if (t->within > 0)
        t->within--;
}

bool ticker_is_owed(const struct ticker *t, bool all_sent)
{
    return t->is_owed && (all_sent || t->within == 0);
}

bool ticker_says(struct ticker *t, bool moved, mono_time now)
{
    if (!moved && !t->at_once && !is_over(t->said_at, STILL_TICK_MS, now))
        return false;
    t->said_at = now;
    return true;
}

bool ticker_pay(struct ticker *t, mono_time now)
{
    bool tells = t->tells;
    if (tells)
        t->told_at = now;
    t->is_owed = t->at_once = t->tells = false;
    return tells;
}
