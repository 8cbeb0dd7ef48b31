#include "alert_history.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

void alert_history_finish(struct alert_history *h)
{
    free(h->of);
}

/* After a seek it may be known better than the event tells. */
static bool is_that(const struct past_alert *p, const struct alert_event *e, const char *of)
{
    bool is_since = p->since.s == e->since.s;
    bool goes_on =
        p->fired.s <= e->at.s && (p->ended.s == CIVIL_NEVER.s || p->ended.s >= e->since.s);
    return p->rule == e->rule && (is_since || (!e->settled && goes_on)) && strcmp(p->of, of) == 0;
}

static struct past_alert *find(struct alert_history *h, const struct alert_event *e, const char *of)
{
    for (size_t i = h->count; i-- > 0;)
        if (is_that(&h->of[i], e, of))
            return &h->of[i];
    return NULL;
}

static void drop_earliest(struct alert_history *h)
{
    memmove(h->of, h->of + 1, --h->count * sizeof *h->of);
}

static void add(struct alert_history *h, const struct past_alert *p)
{
    if (h->count == ALERT_HISTORY_MAX)
        drop_earliest(h);
    h->of = mem_grow(h->of, &h->cap, h->count + 1, sizeof *h->of);
    size_t at = h->count++;
    for (; at > 0 && h->of[at - 1].fired.s > p->fired.s; at--)
        h->of[at] = h->of[at - 1];
    h->of[at] = *p;
    h->newer += h->list.held;
}

/* True when one that is new has fired. */
static bool take(struct alert_history *h, const struct alert_event *e)
{
    struct past_alert p = {.rule = e->rule,
                           .since = e->since,
                           .fired = e->at,
                           .ended = CIVIL_NEVER,
                           .value = e->value};
    snprintf(p.of, sizeof p.of, "%.*s", (int)e->of.len, e->of.len > 0 ? e->of.ptr : "");
    struct past_alert *known = find(h, e, p.of);
    if (known != NULL && e->resolved) {
        known->ended = e->ended;
        known->peak = e->peak;
    }
    if (known == NULL && !e->resolved)
        add(h, &p);
    return known == NULL && !e->resolved;
}

size_t alert_history_take(struct alert_history *h, struct alerts *alerts)
{
    size_t count;
    size_t fired = 0;
    const struct alert_event *events = alerts_events(alerts, &count);
    for (size_t i = 0; i < count; i++)
        fired += take(h, &events[i]);
    alerts_clear_events(alerts);
    return fired;
}

const struct past_alert *alert_history_row(const struct alert_history *h, size_t row)
{
    size_t from_last = row + (h->list.held ? h->newer : 0);
    return from_last < h->count ? &h->of[h->count - 1 - from_last] : NULL;
}

const char *alert_history_do(struct alert_history *h, int act, size_t shown)
{
    size_t newer = h->list.held ? h->newer : 0;
    const char *why = list_do(&h->list, act, h->count > newer ? h->count - newer : 0, shown);
    if (!h->list.held)
        h->newer = 0;
    return why;
}

const struct past_alert *alert_history_next(const struct alert_history *h, civil_time here)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->of[i].fired.s > here.s)
            return &h->of[i];
    return NULL;
}

const struct past_alert *alert_history_previous(const struct alert_history *h, civil_time here)
{
    for (size_t i = h->count; i-- > 0;)
        if (h->of[i].fired.s < here.s)
            return &h->of[i];
    return NULL;
}
