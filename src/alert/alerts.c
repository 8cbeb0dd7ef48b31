#include "blotter/alert/alerts.h"

#include <stdlib.h>

#include "alerts_state.h"
#include "blotter/base/memory.h"

struct alerts *alerts_create(const struct alert_rule *rules, size_t count)
{
    BUG_IF(count > ALERT_RULES_MAX);
    struct alerts *alerts = mem_new(1, sizeof *alerts);
    alerts->count = count;
    alerts->first = CIVIL_NEVER;
    for (size_t i = 0; i < count; i++) {
        alerts->rules[i] = rules[i];
        watcher_init(&alerts->watchers[i], &rules[i]);
    }
    return alerts;
}

void alerts_destroy(struct alerts *alerts)
{
    if (alerts == NULL)
        return;
    for (size_t i = 0; i < alerts->count; i++)
        watcher_finish(&alerts->watchers[i]);
    free(alerts->arrivals);
    free(alerts->events.of);
    free(alerts);
}

static void on_reached(void *user, const struct report *r, civil_time at)
{
    struct alerts *alerts = user;
    BUG_IF(alerts->arrival_count > 0 && alerts->arrivals[alerts->arrival_count - 1].at.s > at.s);
    alerts->arrivals = mem_grow(alerts->arrivals, &alerts->arrival_cap, alerts->arrival_count + 1,
                                sizeof *alerts->arrivals);
    alerts->arrivals[alerts->arrival_count++] = (struct arrival){
        .at = at,
        .reported_at = r->reported_at,
        .crime = r->crime,
        .area = r->place[PLACE_AREA],
        .district = r->place[PLACE_DISTRICT],
        .near = r->near,
    };
    if (alerts->first.s == CIVIL_NEVER.s)
        alerts->first = at;
}

static void on_forgotten(void *user)
{
    struct alerts *alerts = user;
    alerts->arrival_count = alerts->events.count = 0;
    alerts->first = CIVIL_NEVER;
    for (size_t i = 0; i < alerts->count; i++)
        watcher_clear(&alerts->watchers[i]);
}

struct analysis_observer alerts_observer(struct alerts *alerts)
{
    return (struct analysis_observer){on_reached, on_forgotten, alerts};
}

static const struct interner *names_of(const struct alert_rule *rule, const struct analysis *a)
{
    switch (rule->by) {
    case ALERT_BY_CRIME:
        return analysis_crimes(a);
    case ALERT_BY_AREA:
        return analysis_places(a, PLACE_AREA);
    case ALERT_BY_DISTRICT:
        return analysis_places(a, PLACE_DISTRICT);
    case ALERT_BY_NOTHING:
        break;
    }
    return NULL;
}

/* From when on the rule is known: its windows are whole, and there has been a report. */
static civil_time look_from(const struct alerts *alerts, const struct watcher *w,
                            const struct analysis *a)
{
    civil_time whole = civil_later(analysis_whole_from(a), w->begun);
    if (whole.s <= CIVIL_NEVER.s)
        return alerts->first;
    return civil_later(alerts->first, civil_add(whole, watcher_reach_s(w)));
}

static int by_time(const void *one, const void *other)
{
    const struct alert_event *a = one;
    const struct alert_event *b = other;
    if (a->at.s != b->at.s)
        return a->at.s < b->at.s ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    int order = text_compare(a->of, b->of);
    return order != 0 ? order : a->resolved - b->resolved;
}

void alerts_advance(struct alerts *alerts, const struct analysis *a)
{
    civil_time to = analysis_position(a);
    size_t new_from = alerts->events.count;
    if (alerts->first.s == CIVIL_NEVER.s)
        return;
    for (size_t i = 0; i < alerts->count; i++) {
        struct watcher *w = &alerts->watchers[i];
        size_t from = alerts->events.count;
        watcher_learn(w, analysis_crimes(a));
        watcher_run(w, alerts->arrivals, alerts->arrival_count, to, look_from(alerts, w, a),
                    names_of(&w->rule, a), &alerts->events);
        for (; from < alerts->events.count; from++)
            alerts->events.of[from].rule = i;
    }
    alerts->arrival_count = 0;
    for (size_t i = new_from; i < alerts->events.count; i++)
        alerts->fired += !alerts->events.of[i].resolved;
    if (alerts->events.count > new_from)
        qsort(alerts->events.of + new_from, alerts->events.count - new_from,
              sizeof *alerts->events.of, by_time);
}

const struct alert_event *alerts_events(const struct alerts *alerts, size_t *ret_count)
{
    *ret_count = alerts->events.count;
    return alerts->events.of;
}

void alerts_clear_events(struct alerts *alerts)
{
    alerts->events.count = 0;
}

uint64_t alerts_fired(const struct alerts *alerts)
{
    return alerts->fired;
}

const struct alert_rule *alerts_rules(const struct alerts *alerts, size_t *ret_count)
{
    *ret_count = alerts->count;
    return alerts->rules;
}

/* --- what they say now -------------------------------------------------------------------------
 */

static struct alert_now now_of(const struct watcher *w, const struct interner *names, uint32_t id)
{
    const struct watch *watch = &w->watches[id];
    return (struct alert_now){
        .of = names != NULL ? intern_text(names, id) : (struct text){0},
        .state = w->looks ? (enum alert_state)watch->state : ALERT_UNKNOWN,
        .value = watch->count,
        .before = watch->before,
        .since = watch->since,
        .ended = watch->ended,
        .peak = watch->peak,
    };
}

size_t alerts_now(const struct alerts *alerts, const struct analysis *a, size_t rule,
                  struct alert_now *ret, size_t max)
{
    const struct watcher *w = &alerts->watchers[rule];
    const struct interner *names = names_of(&w->rule, a);
    size_t count = 0;
    for (size_t id = 0; id < w->watch_count && count < max; id++)
        if (names == NULL || w->watches[id].state >= ALERT_PENDING)
            ret[count++] = now_of(w, names, (uint32_t)id);
    if (count == 0 && max > 0)
        ret[count++] = (struct alert_now){.state = w->looks ? ALERT_INACTIVE : ALERT_UNKNOWN};
    return count;
}
