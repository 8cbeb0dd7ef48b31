/* As written: the first report's time; how many rules; of each its text, whether its condition is
 * looked at and since when it is there; the watches that there are, by rising numbers; and the
 * members, the first ones in the window before. */
#include <stdlib.h>

#include "alerts_state.h"
#include "blotter/base/memory.h"
#include "blotter/base/wire.h"

enum { WATCH_BYTES = 5 * 4 + 2 * 8, MEMBER_BYTES = 8 + 4, RULE_BYTES = 4 + 4 + 8 + 8 + 8 + 8 };

static void put_watch(struct buffer *out, uint32_t id, const struct watch *watch)
{
    wire_put_u32(out, id);
    wire_put_u32(out, watch->count);
    wire_put_u32(out, watch->before);
    wire_put_u32(out, watch->peak);
    wire_put_u32(out, watch->state);
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

void alerts_save(const struct alerts *alerts, struct buffer *out)
{
    BUG_IF(alerts->arrival_count > 0);
    wire_put_time(out, alerts->first);
    wire_put_u64(out, alerts->count);
    for (size_t i = 0; i < alerts->count; i++)
        put_watcher(out, &alerts->watchers[i]);
}

/* --- taking it back ----------------------------------------------------------------------------
 */

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
    else if (watch->state == ALERT_RECOVERING)
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
        watch.since = wire_time(in);
        watch.ended = wire_time(in);
        wire_must(in, id >= w->watch_count && id < values);
        wire_must(in, state > ALERT_UNKNOWN && state <= ALERT_RECOVERING);
        if (in->bad)
            return;
        watch.state = (uint8_t)state;
        w->watches = mem_grow(w->watches, &w->watch_cap, (size_t)id + 1, sizeof *w->watches);
        while (w->watch_count < id)
            w->watches[w->watch_count++] = (struct watch){.state = ALERT_UNKNOWN};
        w->watches[w->watch_count++] = watch;
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
    switch (rule->by) {
    case ALERT_BY_CRIME:
        return intern_count(analysis_crimes(a));
    case ALERT_BY_AREA:
        return intern_count(analysis_places(a, PLACE_AREA));
    case ALERT_BY_DISTRICT:
        return intern_count(analysis_places(a, PLACE_DISTRICT));
    case ALERT_BY_NOTHING:
        break;
    }
    return 1;
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
    w->begun = wire_time(in);
    get_watches(in, w, values_of(&rule, a));
    get_members(in, w);
    if (!in->bad)
        check_counts(in, w);
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

/* A rule takes over what was saved of the same; one that is new has seen nothing so far. */
static void take_over(struct alerts *alerts, struct watcher *saved, size_t count, civil_time now)
{
    for (size_t i = 0; i < alerts->count; i++) {
        struct watcher *w = &alerts->watchers[i];
        struct watcher mine = *w;
        size_t k = 0;
        while (k < count && !same_rule(&saved[k].rule, &mine.rule))
            k++;
        if (k < count) {
            *w = saved[k];
            w->rule = mine.rule;
            saved[k] = mine;
        } else {
            watcher_clear(w);
            w->begun = now;
        }
    }
}

bool alerts_load(struct alerts *alerts, const struct analysis *a, struct text bytes,
                 struct error *err)
{
    struct wire in = {.left = bytes};
    struct watcher *saved = mem_new(ALERT_RULES_MAX, sizeof *saved);
    civil_time first = wire_time(&in);
    size_t count = wire_count(&in, RULE_BYTES);
    wire_must(&in, count <= ALERT_RULES_MAX);
    for (size_t i = 0; i < count && !in.bad; i++)
        get_watcher(&in, &saved[i], a);
    wire_must(&in, in.left.len == 0);
    if (!in.bad) {
        alerts->first = first;
        alerts->arrival_count = alerts->events.count = 0;
        take_over(alerts, saved, count, analysis_position(a));
    }
    for (size_t i = 0; i < ALERT_RULES_MAX; i++)
        watcher_finish(&saved[i]);
    free(saved);
    return !in.bad || error_set(err, "the alerts in it do not fit together");
}
