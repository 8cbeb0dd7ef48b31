#include "alarms.h"

enum { BY_NOTHING, BY_CRIME, BY_AREA };

static const struct rule {
    const char *text, *name, *what;
    bool near;
    enum { AT_LEAST, LESS, EQUAL } compare;
    unsigned value;
    int64_t window_s;
    int by;
    int64_t for_s, keep_s;
} rules[ALARM_RULES] = {
    {"busy: total >= 3 in 2h", "busy", "", false, AT_LEAST, 3, 7200, BY_NOTHING, 0, 0},
    {"robs: ROBBERY >= 2 in 3h by area for 30m keep 1h", "robs", "ROBBERY", false, AT_LEAST, 2,
     10800, BY_AREA, 1800, 3600},
    {"calm: total < 2 in 1h for 2h", "calm", "", false, LESS, 2, 3600, BY_NOTHING, 7200, 0},
    {"burg: BURGLARY near >= 1 in 1h by crime keep 30m", "burg", "BURGLARY", true, AT_LEAST, 1,
     3600, BY_CRIME, 0, 1800},
    {"one: total == 1 in 6h by crime for 10m", "one", "", false, EQUAL, 1, 21600, BY_CRIME, 600, 0},
    {"many: total >= 8 in 12h for 1h keep 6h", "many", "", false, AT_LEAST, 8, 43200, BY_NOTHING,
     3600, 21600},
};

const char *alarms_rule(size_t number)
{
    return rules[number].text;
}

/* What a rule says of one value. */
struct watch {
    struct alarms *out;
    const struct town *town;
    const struct rule *rule;
    const char *of; /* NULL without `by` */
    int64_t first;  /* it is looked at from here on */
    enum { CALM, PENDING, FIRING, RECOVERING } state;
    int64_t since, ended;
    unsigned peak;
};

static bool is_watched(const struct watch *w, const struct town_report *r)
{
    const struct rule *rule = w->rule;
    if (strstr(town_crime(r), rule->what) == NULL || (rule->near && !r->near))
        return false;
    return rule->by == BY_NOTHING ||
           strcmp(rule->by == BY_CRIME ? town_crime(r) : town_area(r), w->of) == 0;
}

static unsigned count_at(const struct watch *w, int64_t at)
{
    unsigned count = 0;
    for (size_t i = 0; i < w->town->count; i++) {
        const struct town_report *r = &w->town->of[i];
        count += r->at <= at && r->at > at - w->rule->window_s && is_watched(w, r);
    }
    return count;
}

static bool holds(const struct rule *rule, unsigned count)
{
    switch (rule->compare) {
    case AT_LEAST:
        return count >= rule->value;
    case LESS:
        return count < rule->value;
    default:
        return count == rule->value;
    }
}

static void put_time(struct buffer *out, const char *key, int64_t t)
{
    char text[CIVIL_TEXT_LEN];
    civil_write((civil_time){t}, text);
    buffer_printf(out, ",\"%s\":\"%.*s\"", key, CIVIL_TEXT_LEN, text);
}

static void say(struct watch *w, int64_t at, unsigned count, bool resolved)
{
    static const char *const by[] = {"", "crime", "area"};
    struct buffer line = {0};
    if (w->out->count == ALARMS_MAX) {
        sim_fail("too many alarms");
        return;
    }
    buffer_printf(&line, "{\"kind\":\"alert\"");
    put_time(&line, "at", at);
    buffer_printf(&line, ",\"name\":\"%s\"", w->rule->name);
    if (w->of != NULL)
        buffer_printf(&line, ",\"by\":\"%s\",\"of\":\"%s\"", by[w->rule->by], w->of);
    buffer_printf(&line, ",\"state\":\"%s\",\"value\":%u", resolved ? "resolved" : "firing", count);
    put_time(&line, "since", w->since);
    if (resolved) {
        put_time(&line, "ended", w->ended);
        buffer_printf(&line, ",\"peak\":%u", w->peak);
    }
    buffer_printf(&line, "}");
    buffer_add_byte(&line, '\0');
    w->out->of[w->out->count++] = (struct alarm){.line = line.data, .at = at};
}

/* All that changes at `at` counts. */
static void look(struct watch *w, int64_t at)
{
    unsigned count = count_at(w, at);
    bool hold = holds(w->rule, count);
    if (hold && w->state == CALM) {
        w->state = PENDING;
        w->since = at;
    }
    if (!hold && w->state == PENDING)
        w->state = CALM;
    if (w->state == PENDING && at >= w->since + w->rule->for_s) {
        w->state = FIRING;
        w->peak = count;
        say(w, at, count, false);
    }
    if (hold && w->state == RECOVERING)
        w->state = FIRING;
    if (hold && w->state == FIRING && count > w->peak)
        w->peak = count;
    if (!hold && w->state == FIRING) {
        w->state = RECOVERING;
        w->ended = at;
    }
    if (w->state == RECOVERING && at >= w->ended + w->rule->keep_s) {
        w->state = CALM;
        say(w, at, count, true);
    }
}

/* The next instant at which it may change after `at`; INT64_MAX: none. */
static int64_t next_instant(const struct watch *w, int64_t at)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < w->town->count; i++) {
        const struct town_report *r = &w->town->of[i];
        const int64_t instants[] = {r->at, r->at + w->rule->window_s};
        for (size_t k = 0; k < 2 && is_watched(w, r); k++)
            if (instants[k] > at && instants[k] < next)
                next = instants[k];
    }
    int64_t deadline = w->state == PENDING      ? w->since + w->rule->for_s
                       : w->state == RECOVERING ? w->ended + w->rule->keep_s
                                                : INT64_MAX;
    return deadline > at && deadline < next ? deadline : next;
}

static void watch(struct watch *w)
{
    for (int64_t at = w->first; at <= w->town->last_tick; at = next_instant(w, at))
        look(w, at);
}

/* The first report with this value, if no earlier one has it. */
static bool is_first(const struct town *t, const struct rule *rule, size_t number)
{
    const struct watch w = {.town = t,
                            .rule = rule,
                            .of = rule->by == BY_CRIME ? town_crime(&t->of[number])
                                                       : town_area(&t->of[number])};
    for (size_t i = 0; i < t->count; i++)
        if (is_watched(&w, &t->of[i]))
            return i == number;
    return false;
}

static void find_by(struct watch *w)
{
    const struct town *t = w->town;
    for (size_t i = 0; i < t->count; i++) {
        if (!is_first(t, w->rule, i))
            continue;
        struct watch one = *w;
        one.of = w->rule->by == BY_CRIME ? town_crime(&t->of[i]) : town_area(&t->of[i]);
        one.first = INT64_MAX;
        for (size_t k = 0; k < t->count; k++)
            if (is_watched(&one, &t->of[k]) && t->of[k].at < one.first)
                one.first = t->of[k].at;
        watch(&one);
    }
}

void alarms_find(struct alarms *a, const struct town *t, unsigned wanted)
{
    a->count = 0;
    for (size_t i = 0; i < ALARM_RULES; i++) {
        struct watch w = {.out = a, .town = t, .rule = &rules[i], .first = t->first};
        if ((wanted >> i & 1) == 0)
            continue;
        if (rules[i].by == BY_NOTHING)
            watch(&w);
        else
            find_by(&w);
    }
    a->left = a->count;
}
