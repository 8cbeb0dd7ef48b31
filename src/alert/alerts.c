#include "blotter/alert/alerts.h"

#include <stdlib.h>

#include "alerts_state.h"
#include "blotter/base/memory.h"

static void *create(const struct analysis_config *config)
{
    const struct alert_rules *rules = config->observer_config;
    BUG_IF(rules->count > ALERT_RULES_MAX);
    struct alerts *alerts = mem_new(1, sizeof *alerts);
    alerts->rules = *rules;
    alerts->first = CIVIL_NEVER;
    alerts->keeps_taken = config->keeps_facts;
    for (size_t i = 0; i < rules->count; i++)
        watcher_init(&alerts->watchers[i], &rules->of[i]);
    return alerts;
}

static void destroy(void *observer)
{
    struct alerts *alerts = observer;
    for (size_t i = 0; i < alerts->rules.count; i++)
        watcher_finish(&alerts->watchers[i]);
    free(alerts->arrivals);
    free(alerts->events.of);
    free(alerts);
}

struct alerts *alerts_of(const struct analysis *a)
{
    bool are_there = analysis_settings(a)->observer == &alerts_ops;
    return are_there ? analysis_observer(a) : NULL;
}

static void on_reached(void *observer, const struct report *r, civil_time at)
{
    struct alerts *alerts = observer;
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

static void on_forgotten(void *observer)
{
    struct alerts *alerts = observer;
    alerts->arrival_count = alerts->events.count = alerts->taken = 0;
    alerts->first = CIVIL_NEVER;
    alerts->fired = 0;
    for (size_t i = 0; i < alerts->rules.count; i++)
        watcher_clear(&alerts->watchers[i]);
}

const struct interner *alerts_names(const struct alert_rule *rule, const struct analysis *a)
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

/* Of which one rule looks at another circle's reports than so far. */
static void on_near_changed(void *observer, const struct analysis *a)
{
    struct alerts *alerts = observer;
    for (size_t i = 0; i < alerts->rules.count; i++)
        if (alerts->rules.of[i].near) {
            watcher_clear(&alerts->watchers[i]);
            alerts->watchers[i].begun = analysis_position(a);
        }
}

/* From when on all that the rule counts is known; CIVIL_NEVER: from the run's first report. */
static civil_time whole_from(const struct watcher *w, const struct analysis *a)
{
    return civil_later(analysis_whole_from(a), w->begun);
}

/* From when on the rule is known: its windows are whole, and there has been a report. */
static civil_time look_from(const struct alerts *alerts, const struct watcher *w, civil_time whole)
{
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

static void drop_events(struct alerts *alerts, size_t count)
{
    struct alert_events *events = &alerts->events;
    events->count -= count;
    alerts->taken = alerts->taken > count ? alerts->taken - count : 0;
    if (count > 0)
        memmove(events->of, events->of + count, events->count * sizeof *events->of);
}

static void on_moved(void *observer, const struct analysis *a)
{
    struct alerts *alerts = observer;
    struct alert_events *events = &alerts->events;
    size_t new_from = events->count;
    for (size_t i = 0; i < alerts->rules.count && alerts->first.s != CIVIL_NEVER.s; i++) {
        struct watcher *w = &alerts->watchers[i];
        size_t from = events->count;
        civil_time whole = whole_from(w, a);
        if (!w->looks)
            w->whole = whole.s <= CIVIL_NEVER.s;
        watcher_learn(w, analysis_crimes(a));
        watcher_run(w, alerts->arrivals, alerts->arrival_count, analysis_position(a),
                    look_from(alerts, w, whole), alerts_names(&w->rule, a), events);
        for (; from < events->count; from++)
            events->of[from].rule = i;
    }
    alerts->arrival_count = 0;
    for (size_t i = new_from; i < events->count; i++)
        alerts->fired += !events->of[i].resolved;
    if (events->count > new_from + 1)
        qsort(events->of + new_from, events->count - new_from, sizeof *events->of, by_time);
    if (alerts->keeps_taken && events->count >= (size_t)2 * ALERT_EVENTS_KEPT)
        drop_events(alerts, events->count - ALERT_EVENTS_KEPT);
}

static struct alert_change change_of(const struct alerts *alerts, const struct alert_event *e)
{
    const struct alert_rule *rule = &alerts->rules.of[e->rule];
    return (struct alert_change){
        .at = e->at,
        .name = rule->name,
        .by = alert_by_name(rule->by),
        .of = e->of,
        .state = alert_event_state(e),
        .value = e->value,
        .since = e->since,
        .ended = e->ended,
        .peak = e->peak,
    };
}

static struct alert_change *changes(const void *observer, const struct analysis *a,
                                    size_t *ret_count)
{
    const struct alerts *alerts = observer;
    size_t all = alerts->events.count;
    size_t count = all < ALERT_EVENTS_KEPT ? all : ALERT_EVENTS_KEPT;
    (void)a;
    *ret_count = count;
    struct alert_change *found = count > 0 ? mem_new(count, sizeof *found) : NULL;
    for (size_t i = 0; i < count; i++)
        found[i] = change_of(alerts, &alerts->events.of[all - count + i]);
    return found;
}

const struct observer_ops alerts_ops = {
    .create = create,
    .destroy = destroy,
    .on_reached = on_reached,
    .on_moved = on_moved,
    .on_forgotten = on_forgotten,
    .on_near_changed = on_near_changed,
    .changes = changes,
    .save = alerts_save,
    .load = alerts_load,
};

const struct alert_event *alerts_events(const struct alerts *alerts, size_t *ret_count)
{
    *ret_count = alerts->events.count - alerts->taken;
    return *ret_count > 0 ? alerts->events.of + alerts->taken : NULL;
}

const struct alert_event *alerts_kept(const struct alerts *alerts, size_t *ret_count)
{
    *ret_count = alerts->events.count;
    return alerts->events.of;
}

void alerts_clear_events(struct alerts *alerts)
{
    alerts->taken = alerts->events.count;
    if (!alerts->keeps_taken)
        drop_events(alerts, alerts->taken);
}

uint64_t alerts_fired(const struct alerts *alerts)
{
    return alerts->fired;
}

size_t alerts_firing(const struct alerts *alerts)
{
    size_t firing = 0;
    for (size_t i = 0; i < alerts->rules.count; i++)
        firing += alerts->watchers[i].firing;
    return firing;
}

const struct alert_rules *alerts_rules(const struct alerts *alerts)
{
    return &alerts->rules;
}

/* --- what they say now ------------------------------------------------------------------------ */

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
        .settled = watch->settled,
    };
}

size_t alerts_now(const struct alerts *alerts, const struct analysis *a, size_t rule,
                  struct alert_now *ret, size_t max)
{
    const struct watcher *w = &alerts->watchers[rule];
    const struct interner *names = alerts_names(&w->rule, a);
    size_t count = 0;
    for (size_t id = 0; id < w->watch_count && count < max; id++)
        if (names == NULL || w->watches[id].state >= ALERT_PENDING)
            ret[count++] = now_of(w, names, (uint32_t)id);
    if (count == 0 && max > 0)
        ret[count++] = (struct alert_now){.state = w->looks ? ALERT_INACTIVE : ALERT_UNKNOWN};
    return count;
}

size_t alerts_trend(const struct alerts *alerts, const struct analysis *a, size_t rule,
                    struct alert_slot ret[ALERT_TREND_SLOTS])
{
    return trend_read(&alerts->watchers[rule].trend, analysis_position(a), ret);
}
