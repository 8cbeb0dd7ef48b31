#include "base/check.h"

#include "blotter/alert/alerts.h"
#include "blotter/window/past.h"
#include "window/messages.h"

/* An analysis with its alerts, fed by one officer. */
struct bench {
    struct alert_rules *rules;
    struct alerts *alerts;
    struct analysis *a;
    uint64_t seq;
};

static struct bench create(const struct alert_rules *rules, bool for_queries)
{
    struct bench b = {.rules = malloc(sizeof *rules)};
    assert_non_null(b.rules);
    *b.rules = *rules;
    struct analysis_config config = config_of(1, (int64_t[]){HOUR});
    config.observer = &alerts_ops;
    config.observer_config = b.rules;
    config.keeps_facts = for_queries;
    b.a = analysis_create(&config);
    b.alerts = alerts_of(b.a);
    return b;
}

static struct bench start(const char *const *texts, size_t count, int64_t from, int64_t at)
{
    struct alert_rules rules = {.count = count};
    struct error err = {0};
    for (size_t i = 0; i < count; i++)
        EXPECT(alert_rule_parse(text_of(texts[i]), &rules.of[i], &err), "%s: %s", texts[i],
               err.text);
    struct bench b = create(&rules, false);
    analysis_follow(b.a, text_of("r"));
    feed_start(b.a, "r", 1, 1, from, at, 1000 * HOUR);
    return b;
}

static void finish(struct bench *b)
{
    analysis_destroy(b->a);
    free(b->rules);
}

static void report(struct bench *b, int64_t at, const char *crime, const char *area)
{
    const struct message m = {.kind = MESSAGE_CRIME,
                              .run = text_of("r"),
                              .officer = 1,
                              .seq = ++b->seq,
                              .crime = {.reported_at = {at},
                                        .crime = text_of(crime),
                                        .area = text_of(area),
                                        .lat = text_of("34.1"),
                                        .lon = text_of("-118.1")}};
    analysis_feed(b->a, &m, (struct origin){0, (int64_t)b->seq});
}

static void clock_at(struct bench *b, int64_t at)
{
    feed_clock(b->a, "r", 1, 1, b->seq, at, false);
}

static void advance(struct bench *b, int64_t to)
{
    analysis_move(b->a, (civil_time){to});
}

/* The events as text: a line each, then they are forgotten. */
static void take(struct bench *b, struct buffer *out)
{
    size_t count;
    const struct alert_event *events = alerts_events(b->alerts, &count);
    for (size_t i = 0; i < count; i++) {
        const struct alert_event *e = &events[i];
        buffer_printf(out, "%d %zu%s%.*s %s %u", (int)e->at.s, e->rule,
                      e->of.ptr != NULL ? " " : "", (int)e->of.len, e->of.len > 0 ? e->of.ptr : "",
                      e->resolved ? "resolved" : "firing", e->value);
        buffer_printf(out, " since %d", (int)e->since.s);
        if (e->resolved)
            buffer_printf(out, " ended %d peak %u", (int)e->ended.s, e->peak);
        buffer_printf(out, "\n");
    }
    alerts_clear_events(b->alerts);
}

static void expect_events(struct bench *b, const char *expected)
{
    struct buffer out = {0};
    take(b, &out);
    EXPECT_TEXT_AT(0, buffer_text(&out), expected);
    buffer_free(&out);
}

static void one_fires_at_the_instant_and_is_resolved_when_a_report_leaves(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 2 in 1h"}, 1, 0, 0);
    report(&b, 100, "ROBBERY", "A");
    report(&b, 700, "ROBBERY", "A");
    report(&b, 900, "ROBBERY", "A");
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "700 0 firing 2 since 700\n"
                      "4300 0 resolved 1 since 700 ended 4300 peak 3\n");
    assert_int_equal(alerts_fired(b.alerts), 1);
    finish(&b);
}

static void it_waits_as_long_as_for_says_and_keeps_as_long_as_keep(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 1 in 10m for 5m keep 15m"}, 1, 0, 0);
    report(&b, 1000, "ROBBERY", "A"); /* holds in [1000, 1600): fires at 1300 */
    report(&b, 2400, "ROBBERY", "A"); /* before 1600 + 900: the same alert; until 3000 */
    report(&b, 9000, "ROBBERY", "A"); /* and one by itself */
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "1300 0 firing 1 since 1000\n"
                      "3900 0 resolved 0 since 1000 ended 3000 peak 1\n"
                      "9300 0 firing 1 since 9000\n"
                      "10500 0 resolved 0 since 9000 ended 9600 peak 1\n");
    finish(&b);
}

static void a_pending_one_that_ends_says_nothing(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 1 in 10m for 10m"}, 1, 0, 0);
    report(&b, 1000, "ROBBERY", "A");
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "");
    finish(&b);
}

static void each_value_is_watched_on_its_own_from_its_first_report(void **state)
{
    (void)state;
    struct bench b = start(
        (const char *[]){"r: ROBBERY < 1 in 1h by area", "s: rob > 1 in 1h by area"}, 2, 0, 0);
    report(&b, 100, "ROBBERY", "B");
    report(&b, 100, "ROBBERY", "A");
    report(&b, 100, "ARSON", "C");
    report(&b, 200, "ROBBERY", "A");
    report(&b, 200, "ROBBERY", "B");
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "200 1 A firing 2 since 200\n"
                      "200 1 B firing 2 since 200\n"
                      "3700 1 A resolved 1 since 200 ended 3700 peak 2\n"
                      "3700 1 B resolved 1 since 200 ended 3700 peak 2\n"
                      "3800 0 A firing 0 since 3800\n"
                      "3800 0 B firing 0 since 3800\n");
    finish(&b);
}

static void a_factor_is_of_the_window_before_of_which_none_is_one(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 2x in 1h"}, 1, 0, 0);
    report(&b, 100, "ROBBERY", "A");
    report(&b, 200, "ROBBERY", "A");  /* 2 >= 2 * max(0, 1) */
    report(&b, 3750, "ROBBERY", "A"); /* that of 100 left at 3700: 2 of then 1 */
    report(&b, 3900, "ROBBERY", "A"); /* that of 200 left at 3800: 2 of then 2 */
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "200 0 firing 2 since 200\n"
                      "3700 0 resolved 1 since 200 ended 3700 peak 2\n"
                      "3750 0 firing 2 since 3750\n"
                      "3800 0 resolved 1 since 3750 ended 3800 peak 2\n"
                      "7300 0 firing 2 since 7300\n"
                      "7350 0 resolved 1 since 7300 ended 7350 peak 2\n");
    finish(&b);
}

static void while_its_window_fills_a_rule_is_unknown(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 0 in 1h", "s: total >= 0.5x in 1h"}, 2,
                           50 * HOUR, 51 * HOUR);
    struct alert_now now;
    report(&b, 50 * HOUR + 60, "ROBBERY", "A");
    report(&b, 60 * HOUR, "ROBBERY", "A");
    clock_at(&b, 61 * HOUR);
    advance(&b, 51 * HOUR - 1);
    assert_int_equal(alerts_now(b.alerts, b.a, 0, &now, 1), 1);
    assert_int_equal(now.state, ALERT_UNKNOWN);
    advance(&b, 61 * HOUR);
    expect_events(&b, "183600 0 firing 1 since 183600\n"
                      "216000 1 firing 1 since 216000\n"
                      "219600 1 resolved 0 since 216000 ended 219600 peak 1\n");
    finish(&b);
}

/* One a letter: settled or not. */
static void expect_settled(struct bench *b, const char *expected)
{
    size_t count;
    char found[16] = "";
    const struct alert_event *events = alerts_events(b->alerts, &count);
    for (size_t i = 0; i < count && i < sizeof found - 1; i++)
        found[i] = events[i].settled ? 's' : 'n';
    assert_string_equal(found, expected);
}

static void
what_a_joined_run_says_is_settled_once_an_alert_of_before_would_be_resolved(void **state)
{
    (void)state;
    static const char *const rules[] = {"r: total >= 1 in 1h keep 30m", "s: total >= 9 in 1h",
                                        "t: total >= 1 in 1h keep 3h"};
    struct bench b = start(rules, 3, 50 * HOUR, 50 * HOUR + 60);
    report(&b, 50 * HOUR + 1800, "ROBBERY", "A"); /* holds when the window is whole */
    for (int i = 0; i < 9; i++)
        report(&b, 54 * HOUR, "ROBBERY", "A"); /* r has been resolved, t has not */
    clock_at(&b, 70 * HOUR);
    advance(&b, 53 * HOUR);
    expect_settled(&b, "nnn"); /* r and t fire, r is resolved */
    struct buffer saved = {0};
    alerts_ops.save(b.alerts, &saved);
    assert_true(alerts_ops.load(b.alerts, b.a, buffer_text(&saved)));
    buffer_free(&saved);
    expect_settled(&b, "nnn");
    alerts_clear_events(b.alerts);
    advance(&b, 70 * HOUR);
    expect_events(&b, "194400 0 firing 9 since 194400\n"
                      "194400 1 firing 9 since 194400\n"
                      "198000 1 resolved 0 since 194400 ended 198000 peak 9\n"
                      "199800 0 resolved 0 since 194400 ended 198000 peak 9\n"
                      "208800 2 resolved 0 since 183600 ended 198000 peak 9\n");
    finish(&b);
}

static void what_is_late_counts_from_its_officers_clock_on(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 2 in 1h"}, 1, 0, 0);
    report(&b, 1000, "ROBBERY", "A");
    clock_at(&b, 2000);
    report(&b, 500, "ROBBERY", "A");
    clock_at(&b, 10 * HOUR);
    advance(&b, 10 * HOUR);
    expect_events(&b, "2000 0 firing 2 since 2000\n"
                      "4100 0 resolved 1 since 2000 ended 4100 peak 2\n");
    finish(&b);
}

static void another_run_begins_with_nothing(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 1 in 1h"}, 1, 0, 0);
    report(&b, 1000, "ROBBERY", "A");
    clock_at(&b, 2000);
    advance(&b, 1500);
    analysis_follow(b.a, text_of("r"));
    expect_events(&b, "");
    b.seq = 0;
    feed_start(b.a, "r", 1, 1, 0, 0, 1000 * HOUR);
    report(&b, 1000, "ROBBERY", "A");
    clock_at(&b, 2000);
    advance(&b, 1500);
    expect_events(&b, "1000 0 firing 1 since 1000\n");
    finish(&b);
}

/* --- against brute force ---------------------------------------------------------------------- */

static const char *const random_rules[] = {
    "a: total >= 4 in 20m",
    "b: total > 2 in 10m for 3m keep 4m",
    "c: ROBBERY < 2 in 15m by area keep 1m",
    "d: o != 1 in 5m by crime for 30s",
    "e: total >= 1.5x in 10m",
    "f: total <= 0.75x in 8m by area for 1m keep 2m",
    "g: ARSON == 0 in 30m for 10m",
};
static const char *const random_crimes[] = {"ROBBERY", "ARSON", "THEFT"};
static const char *const random_areas[] = {"A", "B", "C", "D"};

/* A stream in pieces: each clock, then what is late of it, then what comes. */
static void feed_random(struct bench *b, struct random *chance, int64_t *at)
{
    size_t reports = random_below(chance, 6);
    int64_t clock = *at;
    for (size_t i = 0; i < reports; i++) {
        bool late = random_below(chance, 12) == 0;
        int64_t back = (int64_t)random_below(chance, 1500);
        if (!late)
            *at += (int64_t)random_below(chance, 200);
        report(b, late ? (clock > back ? clock - back : 0) : *at + !i,
               random_crimes[random_below(chance, COUNT_OF(random_crimes))],
               random_areas[random_below(chance, COUNT_OF(random_areas))]);
    }
    *at += 1 + (int64_t)random_below(chance, 100);
    clock_at(b, *at);
}

static void save_and_load(struct bench *b)
{
    struct buffer saved = {0};
    struct error err = {0};
    analysis_save(b->a, &saved);
    struct bench next = create(alerts_rules(b->alerts), false);
    EXPECT(analysis_load(next.a, buffer_text(&saved), &err), "%s", err.text);
    next.alerts = alerts_of(next.a);
    next.seq = b->seq;
    finish(b);
    *b = next;
    buffer_free(&saved);
}

/* In steps, with a checkpoint now and then, or all at once at the end. */
static void play(uint64_t seed, bool in_steps, struct buffer *out)
{
    struct random chance = {seed};
    struct random steps = {seed + 1000000};
    struct bench b = start(random_rules, COUNT_OF(random_rules), 0, 0);
    int64_t at = 1;
    int64_t last = 0;
    for (size_t i = 0; i < 60; i++) {
        feed_random(&b, &chance, &at);
        if (!in_steps || random_below(&steps, 3) > 0)
            continue;
        last += (int64_t)random_below(&steps, (size_t)(at - last));
        advance(&b, last);
        if (random_below(&steps, 2) == 0)
            take(&b, out);
        if (random_below(&steps, 4) == 0)
            save_and_load(&b);
    }
    feed_clock(b.a, "r", 1, 1, b.seq, at, true);
    advance(&b, at + 2 * HOUR);
    take(&b, out);
    finish(&b);
}

static void steps_and_checkpoints_change_nothing(void **state)
{
    (void)state;
    size_t lines = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct buffer whole = {0};
        struct buffer pieces = {0};
        play(seed, false, &whole);
        play(seed, true, &pieces);
        EXPECT(text_equal(buffer_text(&whole), buffer_text(&pieces)), "seed %d:\n%.*s\n---\n%.*s",
               (int)seed, (int)whole.len, whole.data, (int)pieces.len, pieces.data);
        for (size_t i = 0; i < whole.len; i++)
            lines += whole.data[i] == '\n';
        buffer_free(&whole);
        buffer_free(&pieces);
    }
    EXPECT(lines > 10000, "%zu lines", lines);
}

static void any_bytes_are_harmless(void **state)
{
    (void)state;
    struct random chance = {7};
    struct bench b = start(random_rules, COUNT_OF(random_rules), 0, 0);
    struct buffer saved = {0};
    int64_t at = 1;
    for (size_t i = 0; i < 20; i++)
        feed_random(&b, &chance, &at);
    advance(&b, at - 1);
    alerts_ops.save(b.alerts, &saved);
    for (size_t len = 1; len < saved.len; len++)
        EXPECT_AT(len, !alerts_ops.load(b.alerts, b.a, (struct text){saved.data, len}));
    for (size_t i = 0; i < 20000; i++) {
        size_t place = random_below(&chance, saved.len);
        char before = saved.data[place];
        saved.data[place] = (char)random_next(&chance);
        struct bench other = create(alerts_rules(b.alerts), false);
        if (alerts_ops.load(other.alerts, b.a, buffer_text(&saved)))
            alerts_ops.on_moved(other.alerts, b.a);
        finish(&other);
        saved.data[place] = before;
    }
    buffer_free(&saved);
    finish(&b);
}

static void a_rule_that_was_not_saved_is_unknown_until_its_window_is_whole(void **state)
{
    (void)state;
    struct bench b = start((const char *[]){"r: total >= 1 in 1h"}, 1, 0, 0);
    struct bench other = start((const char *[]){"s: total >= 0 in 1h"}, 1, 0, 0);
    struct buffer saved = {0};
    struct error err;
    struct alert_now now;
    report(&b, 1000, "ROBBERY", "A");
    report(&b, 3000, "ROBBERY", "A");
    clock_at(&b, 100 * HOUR);
    advance(&b, 2000);
    analysis_save(b.a, &saved);
    assert_true(analysis_load(other.a, buffer_text(&saved), &err));
    other.alerts = alerts_of(other.a);
    assert_int_equal(alerts_now(other.alerts, other.a, 0, &now, 1), 1);
    assert_int_equal(now.state, ALERT_UNKNOWN);
    advance(&other, 2 * HOUR);
    expect_events(&other, "5600 0 firing 1 since 5600\n");
    buffer_free(&saved);
    finish(&b);
    finish(&other);
}

static void with_another_circle_rules_of_near_begin_anew(void **state)
{
    (void)state;
    struct bench b =
        start((const char *[]){"r: total near >= 1 in 1h", "s: total >= 1 in 1h"}, 2, 0, 0);
    report(&b, 1000, "ROBBERY", "A");
    report(&b, 6000, "ROBBERY", "A");
    clock_at(&b, 100 * HOUR);
    advance(&b, 500);
    analysis_set_near(b.a, 0, &(struct near){34.1, -118.1, 0.1, ""});
    advance(&b, 10 * HOUR);
    expect_events(&b, "1000 1 firing 1 since 1000\n"
                      "4100 0 firing 1 since 4100\n"
                      "4600 0 resolved 0 since 4100 ended 4600 peak 1\n"
                      "4600 1 resolved 0 since 1000 ended 4600 peak 1\n"
                      "6000 0 firing 1 since 6000\n"
                      "6000 1 firing 1 since 6000\n"
                      "9600 0 resolved 0 since 6000 ended 9600 peak 1\n"
                      "9600 1 resolved 0 since 6000 ended 9600 peak 1\n");
    finish(&b);
}

/* The changes that a past of it has, as text. */
static void expect_changes(const struct past *p, const char *expected)
{
    struct buffer out = {0};
    for (size_t i = 0; i < p->change_count; i++) {
        const struct alert_change *c = &p->changes[i];
        buffer_printf(&out, "%d %s %s=%.*s %s %u", (int)c->at.s, c->name, c->by, (int)c->of.len,
                      c->of.ptr, c->state, c->value);
        buffer_printf(&out, " since %d ended %d peak %u\n", (int)c->since.s,
                      c->ended.s == CIVIL_NEVER.s ? -1 : (int)c->ended.s, c->peak);
    }
    EXPECT_TEXT_AT(0, buffer_text(&out), expected);
    buffer_free(&out);
}

static void for_queries_events_stay_when_they_are_taken(void **state)
{
    (void)state;
    static const char fires[] = "1000 r area=A firing 1 since 1000 ended -1 peak 0\n";
    static const char both[] = "1000 r area=A firing 1 since 1000 ended -1 peak 0\n"
                               "4600 r area=A resolved 0 since 1000 ended 4600 peak 1\n";
    struct alert_rules rules = {.count = 1};
    struct error err;
    struct buffer saved = {0};
    assert_true(alert_rule_parse(text_of("r: total >= 1 in 1h by area"), &rules.of[0], &err));
    struct bench b = create(&rules, true);
    analysis_follow(b.a, text_of("r"));
    feed_start(b.a, "r", 1, 1, 0, 0, 1000 * HOUR);
    report(&b, 1000, "ROBBERY", "A");
    clock_at(&b, 100 * HOUR);
    advance(&b, 2000);
    expect_events(&b, "1000 0 A firing 1 since 1000\n");
    struct past *early = past_take(b.a);
    advance(&b, 2 * HOUR);
    struct past *late = past_take(b.a);
    analysis_save(b.a, &saved);
    expect_events(&b, "4600 0 A resolved 0 since 1000 ended 4600 peak 1\n");
    analysis_follow(b.a, text_of("other"));
    expect_changes(early, fires);
    expect_changes(late, both);
    past_release(early);
    past_release(late);

    assert_true(analysis_load(b.a, buffer_text(&saved), &err));
    b.alerts = alerts_of(b.a);
    late = past_take(b.a);
    expect_changes(late, both);
    expect_events(&b, "4600 0 A resolved 0 since 1000 ended 4600 peak 1\n");
    past_release(late);
    buffer_free(&saved);
    finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fires_at_the_instant_and_is_resolved_when_a_report_leaves),
        cmocka_unit_test(it_waits_as_long_as_for_says_and_keeps_as_long_as_keep),
        cmocka_unit_test(a_pending_one_that_ends_says_nothing),
        cmocka_unit_test(each_value_is_watched_on_its_own_from_its_first_report),
        cmocka_unit_test(a_factor_is_of_the_window_before_of_which_none_is_one),
        cmocka_unit_test(while_its_window_fills_a_rule_is_unknown),
        cmocka_unit_test(
            what_a_joined_run_says_is_settled_once_an_alert_of_before_would_be_resolved),
        cmocka_unit_test(what_is_late_counts_from_its_officers_clock_on),
        cmocka_unit_test(another_run_begins_with_nothing),
        cmocka_unit_test(steps_and_checkpoints_change_nothing),
        cmocka_unit_test(any_bytes_are_harmless),
        cmocka_unit_test(a_rule_that_was_not_saved_is_unknown_until_its_window_is_whole),
        cmocka_unit_test(with_another_circle_rules_of_near_begin_anew),
        cmocka_unit_test(for_queries_events_stay_when_they_are_taken),
    };
    return cmocka_run_group_tests_name("alert/alerts", tests, NULL, NULL);
}
