#include "trend.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void trend_init(struct trend *t, int64_t slot_s)
{
    *t = (struct trend){.slot_s = slot_s > 0 ? slot_s : 1};
}

void trend_clear(struct trend *t)
{
    free(t->watches);
    trend_init(t, t->slot_s);
}

void trend_finish(struct trend *t)
{
    free(t->watches);
}

void trend_count(struct trend *t, uint32_t from, uint32_t to)
{
    t->watches = mem_grow(t->watches, &t->cap, (size_t)to + 1, sizeof *t->watches);
    for (; t->counts <= to; t->counts++)
        t->watches[t->counts] = 0;
    if (from > 0)
        t->watches[from]--;
    if (to > 0)
        t->watches[to]++;
    if (to > t->now.most)
        t->now.most = to;
    while (t->now.most > 0 && t->watches[t->now.most] == 0)
        t->now.most--;
}

/* Up to the slot that `at` is in, each begins as it stood before. */
static void advance(struct trend *t, civil_time at, struct alert_slot stood)
{
    if (at.s < t->ends.s)
        return;
    int64_t steps = (at.s - t->ends.s) / t->slot_s + 1;
    t->ends = civil_add(t->ends, steps * t->slot_s);
    for (; steps > 0 && steps <= ALERT_TREND_SLOTS; steps--) {
        t->last = (t->last + 1) % ALERT_TREND_SLOTS;
        t->slots[t->last] = stood;
        t->count += t->count < ALERT_TREND_SLOTS;
    }
    if (steps == 0)
        return;
    for (size_t i = 0; i < ALERT_TREND_SLOTS; i++)
        t->slots[i] = stood;
    t->count = ALERT_TREND_SLOTS;
}

static void begin(struct trend *t, civil_time now)
{
    int64_t into_s = (now.s % t->slot_s + t->slot_s) % t->slot_s;
    t->ends = civil_add(now, t->slot_s - into_s);
    t->count = 1;
    t->slots[t->last] = (struct alert_slot){0};
}

void trend_note(struct trend *t, civil_time now, bool held)
{
    if (t->count == 0)
        begin(t, now);
    advance(t, now, t->stood);
    t->now.held = held;
    t->stood = t->now;
    struct alert_slot *slot = &t->slots[t->last];
    if (t->ends.s - t->slot_s == now.s) /* how it stood before is no part of it */
        *slot = (struct alert_slot){0};
    slot->most = t->now.most > slot->most ? t->now.most : slot->most;
    slot->held = slot->held || held;
}

size_t trend_read(const struct trend *t, civil_time at, struct alert_slot ret[ALERT_TREND_SLOTS])
{
    struct trend copy = *t;
    if (t->count > 0)
        advance(&copy, at, t->stood);
    for (size_t i = 0; i < copy.count; i++)
        ret[i] =
            copy.slots[(copy.last + 1 + ALERT_TREND_SLOTS - copy.count + i) % ALERT_TREND_SLOTS];
    return copy.count;
}
