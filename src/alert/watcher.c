#include "watcher.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

void watcher_init(struct watcher *w, const struct alert_rule *rule)
{
    enum { SLOTS_A_WINDOW = 8 };
    *w = (struct watcher){.rule = *rule, .begun = CIVIL_NEVER};
    trend_init(&w->trend, rule->window_s / SLOTS_A_WINDOW);
}

void watcher_clear(struct watcher *w)
{
    w->before_from = w->from = w->count = 0;
    w->watch_count = w->touched_count = w->match_count = w->firing = w->holding = 0;
    w->timers.count = 0;
    trend_clear(&w->trend);
    w->looks = w->whole = false;
    w->begun = CIVIL_NEVER;
}

void watcher_finish(struct watcher *w)
{
    free(w->members);
    free(w->watches);
    free(w->touched);
    free(w->matches);
    heap_finish(&w->timers);
    trend_finish(&w->trend);
}

int64_t watcher_reach_s(const struct watcher *w)
{
    return w->rule.relative ? 2 * w->rule.window_s : w->rule.window_s;
}

void watcher_learn(struct watcher *w, const struct interner *crimes)
{
    size_t count = intern_count(crimes);
    if (w->match_count == count)
        return;
    w->matches = mem_grow(w->matches, &w->match_cap, count, sizeof *w->matches);
    for (; w->match_count < count; w->match_count++)
        w->matches[w->match_count] = text_contains_any_case(
            intern_text(crimes, (uint32_t)w->match_count), text_of(w->rule.what));
}

/* --- the condition ---------------------------------------------------------------------------- */

static bool compare(enum alert_compare how, uint64_t a, uint64_t b)
{
    switch (how) {
    case ALERT_AT_LEAST:
        return a >= b;
    case ALERT_AT_MOST:
        return a <= b;
    case ALERT_EQUAL:
        return a == b;
    case ALERT_NOT_EQUAL:
        return a != b;
    case ALERT_GREATER:
        return a > b;
    case ALERT_LESS:
        return a < b;
    }
    return false;
}

static bool holds(const struct alert_rule *rule, const struct watch *watch)
{
    if (!rule->relative)
        return compare(rule->compare, watch->count, rule->value);
    uint64_t before = watch->before > 0 ? watch->before : 1;
    return compare(rule->compare, (uint64_t)watch->count * ALERT_FACTOR_UNIT, rule->value * before);
}

/* --- states ----------------------------------------------------------------------------------- */

/* What looking at one watch needs. */
struct glance {
    struct watcher *w;
    civil_time now;
    const struct interner *names;
    struct alert_events *events;
};

static void wake_at(const struct glance *l, uint32_t id, civil_time at)
{
    heap_push(&l->w->timers, (struct heap_item){.key = at.s, .order = id, .of = id});
}

static void tell(const struct glance *l, uint32_t id, bool resolved)
{
    const struct watch *watch = &l->w->watches[id];
    struct alert_events *e = l->events;
    e->of = mem_grow(e->of, &e->cap, e->count + 1, sizeof *e->of);
    e->of[e->count++] = (struct alert_event){
        .at = l->now,
        .value_id = id,
        .of = l->names != NULL ? intern_text(l->names, id) : (struct text){0},
        .resolved = resolved,
        .value = watch->count,
        .since = watch->since,
        .ended = resolved ? watch->ended : CIVIL_NEVER,
        .peak = resolved ? watch->peak : 0,
        .settled = watch->settled,
    };
}

static void fire(const struct glance *l, uint32_t id)
{
    l->w->watches[id].state = ALERT_FIRING;
    l->w->firing++;
    l->w->watches[id].peak = l->w->watches[id].count;
    tell(l, id, false);
}

static void resolve(const struct glance *l, uint32_t id)
{
    tell(l, id, true);
    l->w->watches[id].state = ALERT_INACTIVE;
    l->w->watches[id].settled = true;
}

static void begin_to_hold(const struct glance *l, uint32_t id)
{
    struct watch *watch = &l->w->watches[id];
    watch->since = l->now;
    watch->ended = CIVIL_NEVER;
    watch->state = ALERT_PENDING;
    l->w->holding++;
    if (l->w->rule.for_s == 0)
        fire(l, id);
    else
        wake_at(l, id, civil_add(l->now, l->w->rule.for_s));
}

static void cease_to_hold(const struct glance *l, uint32_t id)
{
    struct watch *watch = &l->w->watches[id];
    BUG_IF(l->w->firing == 0 || l->w->holding == 0);
    l->w->firing--;
    l->w->holding--;
    watch->ended = l->now;
    watch->state = ALERT_RECOVERING;
    if (l->w->rule.keep_s == 0)
        resolve(l, id);
    else
        wake_at(l, id, civil_add(l->now, l->w->rule.keep_s));
}

static void look_while_it_holds(const struct glance *l, uint32_t id)
{
    struct watch *watch = &l->w->watches[id];
    switch (watch->state) {
    case ALERT_PENDING:
        if (l->now.s >= watch->since.s + l->w->rule.for_s)
            fire(l, id);
        break;
    case ALERT_FIRING:
    case ALERT_RECOVERING:
        l->w->firing += watch->state == ALERT_RECOVERING;
        l->w->holding += watch->state == ALERT_RECOVERING;
        watch->state = ALERT_FIRING;
        watch->peak = watch->count > watch->peak ? watch->count : watch->peak;
        break;
    default:
        begin_to_hold(l, id);
    }
}

/* An alert of before would be resolved once the condition has not held for `keep`. */
static void settle(const struct glance *l, uint32_t id)
{
    struct watch *watch = &l->w->watches[id];
    if (watch->ended.s == CIVIL_NEVER.s) {
        watch->ended = l->now;
        wake_at(l, id, civil_add(l->now, l->w->rule.keep_s));
    }
    watch->settled = l->now.s >= watch->ended.s + l->w->rule.keep_s;
}

static void look_while_not(const struct glance *l, uint32_t id)
{
    struct watch *watch = &l->w->watches[id];
    l->w->holding -= watch->state == ALERT_PENDING;
    if (watch->state == ALERT_FIRING)
        cease_to_hold(l, id);
    else if (watch->state != ALERT_RECOVERING)
        watch->state = ALERT_INACTIVE;
    else if (l->now.s >= watch->ended.s + l->w->rule.keep_s)
        resolve(l, id);
    if (watch->state == ALERT_INACTIVE && !watch->settled)
        settle(l, id);
}

static void look_at(const struct glance *l, uint32_t id)
{
    if (holds(&l->w->rule, &l->w->watches[id]))
        look_while_it_holds(l, id);
    else
        look_while_not(l, id);
}

/* --- counts ----------------------------------------------------------------------------------- */

void watcher_count(struct watcher *w, struct watch *watch, uint32_t count)
{
    trend_count(&w->trend, watch->count, count);
    watch->count = count;
}

static void touch(struct watcher *w, uint32_t id)
{
    struct watch *watch = &w->watches[id];
    if (watch->touched)
        return;
    watch->touched = true;
    w->touched = mem_grow(w->touched, &w->touched_cap, w->touched_count + 1, sizeof *w->touched);
    w->touched[w->touched_count++] = id;
}

/* The watch of a value; the first time it is made, and looked at. */
static void want(struct watcher *w, uint32_t id)
{
    w->watches = mem_grow(w->watches, &w->watch_cap, (size_t)id + 1, sizeof *w->watches);
    while (w->watch_count <= id)
        w->watches[w->watch_count++] = (struct watch){.state = ALERT_UNKNOWN, .ended = CIVIL_NEVER};
    if (w->watches[id].state != ALERT_UNKNOWN)
        return;
    w->watches[id].state = ALERT_INACTIVE;
    w->watches[id].settled = w->whole;
}

static uint32_t value_of(const struct watcher *w, const struct arrival *r)
{
    switch (w->rule.by) {
    case ALERT_BY_CRIME:
        return r->crime;
    case ALERT_BY_AREA:
        return r->area;
    case ALERT_BY_DISTRICT:
        return r->district;
    case ALERT_BY_NOTHING:
        break;
    }
    return 0;
}

/* Those in front are done with: when they are the half, what is left moves to the front. */
static void drop_done(struct watcher *w)
{
    size_t done = w->before_from;
    if (done < 1024 || done < w->count / 2)
        return;
    memmove(w->members, w->members + done, (w->count - done) * sizeof *w->members);
    w->count -= done;
    w->from -= done;
    w->before_from = 0;
}

/* Puts a report where its time belongs: the last place, unless it is late. */
static void insert(struct watcher *w, civil_time reported_at, uint32_t id)
{
    w->members = mem_grow(w->members, &w->cap, w->count + 1, sizeof *w->members);
    size_t at = w->count++;
    for (; at > w->before_from && w->members[at - 1].reported_at.s > reported_at.s; at--)
        w->members[at] = w->members[at - 1];
    w->members[at] = (struct member){reported_at, id};
}

static void arrive(struct watcher *w, const struct arrival *r)
{
    const struct alert_rule *rule = &w->rule;
    if (!w->matches[r->crime] || (rule->near && !r->near))
        return;
    uint32_t id = value_of(w, r);
    int64_t age_s = r->at.s - r->reported_at.s;
    want(w, id);
    touch(w, id);
    if (age_s < rule->window_s) {
        insert(w, r->reported_at, id);
        watcher_count(w, &w->watches[id], w->watches[id].count + 1);
    } else if (rule->relative && age_s < 2 * rule->window_s) {
        insert(w, r->reported_at, id);
        w->watches[id].before++;
        w->from++;
    }
}

static void leave(struct watcher *w, civil_time now)
{
    int64_t window_s = w->rule.window_s;
    for (; w->from < w->count && w->members[w->from].reported_at.s + window_s <= now.s; w->from++) {
        struct watch *watch = &w->watches[w->members[w->from].watch];
        BUG_IF(watch->count == 0);
        watcher_count(w, watch, watch->count - 1);
        watch->before += w->rule.relative;
        touch(w, w->members[w->from].watch);
    }
    if (!w->rule.relative)
        w->before_from = w->from;
    for (; w->before_from < w->from &&
           w->members[w->before_from].reported_at.s + 2 * window_s <= now.s;
         w->before_from++) {
        struct watch *watch = &w->watches[w->members[w->before_from].watch];
        BUG_IF(watch->before == 0);
        watch->before--;
        touch(w, w->members[w->before_from].watch);
    }
    drop_done(w);
}

/* --- instants --------------------------------------------------------------------------------- */

/* When the next member leaves its window, or a timer rings; CIVIL_FOREVER: never. */
static civil_time next_instant(const struct watcher *w)
{
    int64_t next = CIVIL_FOREVER.s;
    if (w->from < w->count)
        next = w->members[w->from].reported_at.s + w->rule.window_s;
    if (w->before_from < w->from) {
        int64_t gone = w->members[w->before_from].reported_at.s + 2 * w->rule.window_s;
        next = gone < next ? gone : next;
    }
    const struct heap_item *timer = heap_top(&w->timers);
    if (timer != NULL && timer->key < next)
        next = timer->key;
    return (civil_time){next};
}

static void ring(struct watcher *w, civil_time now)
{
    for (; heap_top(&w->timers) != NULL && heap_top(&w->timers)->key <= now.s; heap_pop(&w->timers))
        touch(w, (uint32_t)heap_top(&w->timers)->of);
}

/* From now on its condition is looked at, also where nothing changes. */
static void begin_to_look(struct watcher *w)
{
    w->looks = true;
    if (w->rule.by == ALERT_BY_NOTHING)
        want(w, 0);
    for (size_t id = 0; id < w->watch_count; id++)
        if (w->watches[id].state != ALERT_UNKNOWN) {
            w->watches[id].settled = w->whole;
            touch(w, (uint32_t)id);
        }
}

static void look_at_touched(const struct glance *l)
{
    struct watcher *w = l->w;
    for (size_t i = 0; i < w->touched_count; i++) {
        w->watches[w->touched[i]].touched = false;
        if (w->looks)
            look_at(l, w->touched[i]);
    }
    w->touched_count = 0;
    trend_note(&w->trend, l->now, w->holding > 0);
}

void watcher_run(struct watcher *w, const struct arrival *arrivals, size_t count, civil_time to,
                 civil_time look_from, const struct interner *names, struct alert_events *events)
{
    struct glance look = {.w = w, .names = names, .events = events};
    for (const struct arrival *r = arrivals, *end = arrivals + count;;) {
        look.now = next_instant(w);
        if (r < end)
            look.now = civil_earlier(look.now, r->at);
        if (!w->looks)
            look.now = civil_earlier(look.now, look_from);
        if (look.now.s > to.s)
            return;
        leave(w, look.now);
        ring(w, look.now);
        for (; r < end && r->at.s <= look.now.s; r++)
            arrive(w, r);
        if (!w->looks && look_from.s <= look.now.s)
            begin_to_look(w);
        look_at_touched(&look);
    }
}
