/* As written: the first report's time; how many rules; of each its text, whether its condition is
 * looked at, was from the first report on, and since when it is there; the watches that there are,
 * by rising numbers; and the members, the first ones in the window before; how many have fired, the
 * events, and how many of them have been taken. */
#include <stdlib.h>

#include "alerts_state.h"
#include "blotter/base/memory.h"
#include "blotter/base/wire.h"

enum {
    WATCH_BYTES = 6 * 4 + 2 * 8,
    MEMBER_BYTES = 8 + 4,
    RULE_BYTES = 4 + 2 * 4 + 4 * 8,
    EVENT_BYTES = 6 * 4 + 3 * 8
};

static void put_watch(struct buffer *out, uint32_t id, const struct watch *watch)
{
    wire_put_u32(out, id);
    wire_put_u32(out, watch->count);
    wire_put_u32(out, watch->before);
    wire_put_u32(out, watch->peak);
    wire_put_u32(out, watch->state);
    wire_put_u32(out, watch->settled);
    wire_put_time(out, watch->since);
    wire_put_time(out, watch->ended);
}

static void put_watcher(struct buffer *out, const struct watcher *w)
{
    struct buffer rule = {0};
    size_t there = 0;
    alert_rule_write(&w->rule, &rule);
    wire_put_text(out, buffer_text(&rule));
    buffer_free(&rule);
    wire_put_u32(out, w->looks);
    wire_put_u32(out, w->whole);
    wire_put_time(out, w->begun);
    for (size_t id = 0; id < w->watch_count; id++)
        there += w->watches[id].state != ALERT_UNKNOWN;
    wire_put_u64(out, there);
    for (size_t id = 0; id < w->watch_count; id++)
        if (w->watches[id].state != ALERT_UNKNOWN)
            put_watch(out, (uint32_t)id, &w->watches[id]);
    wire_put_u64(out, w->from - w->before_from);
    wire_put_u64(out, w->count - w->before_from);
    for (size_t i = w->before_from; i < w->count; i++) {
        wire_put_time(out, w->members[i].reported_at);
        wire_put_u32(out, w->members[i].watch);
    }
}

static void put_event(struct buffer *out, const struct alert_event *e)
{
    wire_put_time(out, e->at);
    wire_put_u32(out, (uint32_t)e->rule);
    wire_put_u32(out, e->value_id);
    wire_put_u32(out, e->resolved);
    wire_put_u32(out, e->value);
    wire_put_time(out, e->since);
    wire_put_time(out, e->ended);
    wire_put_u32(out, e->peak);
    wire_put_u32(out, e->settled);
}

void alerts_save(const void *observer, struct buffer *out)
{
    const struct alerts *alerts = observer;
    BUG_IF(alerts->arrival_count > 0);
    wire_put_time(out, alerts->first);
    wire_put_u64(out, alerts->rules.count);
    for (size_t i = 0; i < alerts->rules.count; i++)
        put_watcher(out, &alerts->watchers[i]);
    wire_put_u64(out, alerts->fired);
    wire_put_u64(out, alerts->events.count);
    for (size_t i = 0; i < alerts->events.count; i++)
        put_event(out, &alerts->events.of[i]);
    wire_put_u64(out, alerts->taken);
}

/* --- taking it back --------------------------------------------------------------------------- */

/* What a watch has counted is what its members are. */
static void check_counts(struct wire *in, const struct watcher *w)
{
    uint32_t *left = mem_new(w->watch_count + 1, 2 * sizeof *left);
    for (size_t i = 0; i < w->count; i++)
        left[2 * (size_t)w->members[i].watch + (i < w->from)]++;
    for (size_t id = 0; id < w->watch_count; id++)
        wire_must(in, left[2 * id] == w->watches[id].count &&
                          left[2 * id + 1] == w->watches[id].before);
    free(left);
}

static void set_timer(struct watcher *w, uint32_t id)
{
    const struct watch *watch = &w->watches[id];
    struct heap_item timer = {.order = id, .of = id};
    if (watch->state == ALERT_PENDING)
        timer.key = watch->since.s + w->rule.for_s;
    else if (watch->state == ALERT_RECOVERING ||
             (!watch->settled && watch->ended.s != CIVIL_NEVER.s))
        timer.key = watch->ended.s + w->rule.keep_s;
    else
        return;
    heap_push(&w->timers, timer);
}

static void get_watches(struct wire *in, struct watcher *w, size_t values)
{
    for (size_t left = wire_count(in, WATCH_BYTES); left > 0 && !in->bad; left--) {
        uint32_t id = wire_u32(in);
        struct watch watch = {.count = wire_u32(in)};
        watch.before = wire_u32(in);
        watch.peak = wire_u32(in);
        uint32_t state = wire_u32(in);
        watch.settled = wire_flag(in);
        watch.since = wire_time(in);
        watch.ended = wire_time(in);
        wire_must(in, id >= w->watch_count && id < values);
        wire_must(in, state > ALERT_UNKNOWN && state <= ALERT_RECOVERING);
        if (in->bad)
            return;
        watch.state = (uint8_t)state;
        w->firing += state == ALERT_FIRING;
        w->watches = mem_grow(w->watches, &w->watch_cap, (size_t)id + 1, sizeof *w->watches);
        while (w->watch_count < id)
            w->watches[w->watch_count++] =
                (struct watch){.state = ALERT_UNKNOWN, .ended = CIVIL_NEVER};
        w->watches[w->watch_count++] = watch;
        w->holding += state == ALERT_FIRING || state == ALERT_PENDING;
        set_timer(w, id);
    }
}

static void get_members(struct wire *in, struct watcher *w)
{
    civil_time last = CIVIL_NEVER;
    uint64_t before = wire_u64(in);
    size_t count = wire_count(in, MEMBER_BYTES);
    wire_must(in, before <= count && (before == 0 || w->rule.relative));
    for (size_t i = 0; i < count && !in->bad; i++) {
        struct member member = {.reported_at = wire_time(in)};
        member.watch = wire_u32(in);
        wire_must(in, member.reported_at.s >= last.s && member.watch < w->watch_count);
        last = member.reported_at;
        if (in->bad)
            return;
        w->members = mem_grow(w->members, &w->cap, w->count + 1, sizeof *w->members);
        w->members[w->count++] = member;
    }
    w->from = (size_t)before;
}

static size_t values_of(const struct alert_rule *rule, const struct analysis *a)
{
    const struct interner *names = alerts_names(rule, a);
    return names != NULL ? intern_count(names) : 1;
}

static void get_watcher(struct wire *in, struct watcher *w, const struct analysis *a)
{
    struct alert_rule rule;
    struct error err;
    if (!alert_rule_parse(wire_text(in), &rule, &err)) {
        wire_must(in, false);
        return;
    }
    watcher_init(w, &rule);
    w->looks = wire_flag(in);
    w->whole = wire_flag(in);
    w->begun = wire_time(in);
    get_watches(in, w, values_of(&rule, a));
    get_members(in, w);
    if (!in->bad)
        check_counts(in, w);
    for (size_t id = 0; id < w->watch_count && !in->bad; id++)
        trend_count(&w->trend, 0, w->watches[id].count);
}

static bool same_rule(const struct alert_rule *a, const struct alert_rule *b)
{
    struct buffer one = {0};
    struct buffer other = {0};
    alert_rule_write(a, &one);
    alert_rule_write(b, &other);
    bool same = text_equal(buffer_text(&one), buffer_text(&other));
    buffer_free(&one);
    buffer_free(&other);
    return same;
}

enum { NO_RULE = ALERT_RULES_MAX };

/* Which of those saved a rule of ours is. */
static size_t find_saved(const struct alert_rule *mine, const struct alerts *saved)
{
    size_t k = 0;
    while (k < saved->rules.count && !same_rule(&saved->watchers[k].rule, mine))
        k++;
    return k < saved->rules.count ? k : NO_RULE;
}

/* A rule takes over what was saved of the same; one that is new has seen nothing so far. */
static void take_watchers(struct alerts *alerts, struct alerts *saved, civil_time now,
                          size_t ret_mine[ALERT_RULES_MAX])
{
    for (size_t k = 0; k < ALERT_RULES_MAX; k++)
        ret_mine[k] = NO_RULE;
    for (size_t i = 0; i < alerts->rules.count; i++) {
        struct watcher *w = &alerts->watchers[i];
        size_t k = find_saved(&w->rule, saved);
        watcher_clear(w);
        w->begun = now;
        if (k == NO_RULE || ret_mine[k] != NO_RULE)
            continue;
        struct watcher mine = *w;
        *w = saved->watchers[k];
        saved->watchers[k] = mine;
        ret_mine[k] = i;
    }
}

static void take_events(struct alerts *alerts, const struct alerts *saved,
                        const size_t mine[ALERT_RULES_MAX])
{
    struct alert_events *events = &alerts->events;
    events->count = alerts->taken = 0;
    for (size_t e = 0; e < saved->events.count; e++) {
        struct alert_event event = saved->events.of[e];
        bool is_taken = e < saved->taken;
        if (mine[event.rule] == NO_RULE || (is_taken && !alerts->keeps_taken))
            continue;
        event.rule = mine[event.rule];
        alerts->taken += is_taken;
        events->of = mem_grow(events->of, &events->cap, events->count + 1, sizeof *events->of);
        events->of[events->count++] = event;
    }
}

/* Events are few; their rules' numbers are those of the saved ones. */
static void get_events(struct wire *in, struct alerts *saved, const struct analysis *a)
{
    struct alert_events *events = &saved->events;
    for (size_t left = wire_count(in, EVENT_BYTES); left > 0 && !in->bad; left--) {
        struct alert_event e = {.at = wire_time(in)};
        e.rule = wire_u32(in);
        e.value_id = wire_u32(in);
        e.resolved = wire_flag(in);
        e.value = wire_u32(in);
        e.since = wire_time(in);
        e.ended = wire_time(in);
        e.peak = wire_u32(in);
        e.settled = wire_flag(in);
        wire_must(in, e.rule < saved->rules.count);
        if (in->bad)
            return;
        const struct alert_rule *rule = &saved->watchers[e.rule].rule;
        const struct interner *names = alerts_names(rule, a);
        wire_must(in, e.value_id < values_of(rule, a));
        if (in->bad)
            return;
        e.of = names != NULL ? intern_text(names, e.value_id) : (struct text){0};
        events->of = mem_grow(events->of, &events->cap, events->count + 1, sizeof *events->of);
        events->of[events->count++] = e;
    }
}

/* `saved` has watchers of its own rules. */
static void get_all(struct wire *in, struct alerts *saved, const struct analysis *a)
{
    saved->first = wire_time(in);
    size_t count = wire_count(in, RULE_BYTES);
    wire_must(in, count <= ALERT_RULES_MAX);
    for (size_t i = 0; i < count && !in->bad; i++) {
        get_watcher(in, &saved->watchers[i], a);
        saved->rules.count = i + 1;
    }
    saved->fired = wire_u64(in);
    get_events(in, saved, a);
    saved->taken = wire_u64(in);
    wire_must(in, saved->taken <= saved->events.count);
    wire_must(in, in->left.len == 0);
}

bool alerts_load(void *observer, const struct analysis *a, struct text bytes)
{
    struct alerts *alerts = observer;
    struct alerts *saved = mem_new(1, sizeof *saved);
    struct wire in = {.left = bytes};
    size_t mine[ALERT_RULES_MAX];
    saved->first = CIVIL_NEVER;
    if (bytes.len > 0)
        get_all(&in, saved, a);
    else if (!analysis_first_counted(a, &saved->first))
        saved->first = CIVIL_NEVER;
    if (!in.bad) {
        take_watchers(alerts, saved, analysis_position(a), mine);
        take_events(alerts, saved, mine);
        alerts->first = saved->first;
        alerts->fired = saved->fired;
        alerts->arrival_count = 0;
    }
    for (size_t i = 0; i < ALERT_RULES_MAX; i++)
        watcher_finish(&saved->watchers[i]);
    free(saved->events.of);
    free(saved);
    return !in.bad;
}
