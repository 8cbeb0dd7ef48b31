#include "base/check.h"

#include <math.h>

#include "window/messages.h"

static void before_a_run_is_followed_everything_is_stale(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){HOUR});
    feed_start(a, "x", 1, 1, 99, 99, 200);
    feed_crime(a, "x", 1, 1, 100);
    analysis_note_stale(a);
    analysis_move(a, (civil_time){1000});
    assert_int_equal(analysis_accounting(a).stale, 3);
    assert_int_equal(analysis_clock(a).s, CIVIL_NEVER.s);
    assert_int_equal(analysis_position(a).s, CIVIL_NEVER.s);
    assert_int_equal(analysis_all(a)->total, 0);
    assert_false(analysis_has_started(a));
    assert_false(analysis_is_over(a));
    assert_null(analysis_recent(a, 0));
    uint32_t buckets[4];
    analysis_histogram(a, 60, buckets, COUNT_OF(buckets));
    assert_int_equal(buckets[0] + buckets[1] + buckets[2] + buckets[3], 0);
    analysis_destroy(a);
    analysis_destroy(NULL);
}

static void another_run_is_stale_and_following_it_forgets_the_old(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){HOUR});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 99, 99, 200);
    feed_crime(a, "x", 1, 1, 100);
    feed_crime(a, "x", 1, 3, 120);
    feed_crime(a, "y", 1, 1, 100);
    analysis_note_undecodable(a, (struct origin){0, 0}, "made up");
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 1);
    assert_int_equal(analysis_accounting(a).consumed, 2);
    assert_int_equal(analysis_accounting(a).missing, 1);
    assert_int_equal(analysis_accounting(a).stale, 1);
    assert_int_equal(analysis_accounting(a).undecodable, 1);
    analysis_follow(a, text_of("y"));
    assert_int_equal(analysis_accounting(a).consumed, 0);
    assert_int_equal(analysis_accounting(a).missing, 0);
    assert_int_equal(analysis_all(a)->total, 0);
    assert_int_equal(analysis_window(a, 0)->total, 0);
    assert_int_equal(analysis_batch(a)->total, 0);
    assert_int_equal(analysis_position(a).s, CIVIL_NEVER.s);
    assert_false(analysis_has_started(a));
    assert_null(analysis_recent(a, 0));
    feed_crime(a, "x", 1, 4, 130); /* the old one is stale now */
    assert_int_equal(analysis_accounting(a).consumed, 0);
    analysis_destroy(a);
}

/* DESIGN §4: reports in (windows_from, at] only fill windows. A `start` promises nothing about
 * them: they come after it and are not late. */
static void a_seek_fills_the_windows_and_counts_from_its_time(void **state)
{
    (void)state;
    struct analysis *a = created(2, (int64_t[]){100, 200});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 2, 800, 1000, 2000);
    feed_start(a, "x", 2, 2, 800, 1000, 2000);
    assert_int_equal(analysis_clock(a).s, 800);
    feed_crime(a, "x", 1, 1, 801);
    feed_crime(a, "x", 1, 2, 950);
    feed_crime(a, "x", 1, 3, 1000);
    feed_crime(a, "x", 1, 4, 1001);
    assert_int_equal(analysis_clock(a).s, 800);
    analysis_move(a, analysis_clock(a));
    assert_true(analysis_is_filling(a, 0));
    feed_clock(a, "x", 1, 2, 4, 1000, false);
    feed_clock(a, "x", 2, 2, 0, 1000, false);
    assert_int_equal(analysis_clock(a).s, 1000);
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 0);
    assert_int_equal(analysis_batch(a)->total, 0);
    assert_int_equal(analysis_window(a, 0)->total, 2);
    assert_int_equal(analysis_window(a, 1)->total, 3);
    assert_int_equal(analysis_accounting(a).late, 0);
    civil_time first;
    assert_false(analysis_first_counted(a, &first));
    assert_false(analysis_is_filling(a, 0) || analysis_is_filling(a, 1));
    feed_clock(a, "x", 1, 2, 4, 1001, false);
    feed_clock(a, "x", 2, 2, 0, 1001, false);
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 1);
    assert_int_equal(analysis_batch(a)->total, 1);
    assert_true(analysis_first_counted(a, &first) && first.s == 1001);
    analysis_destroy(a);
}

static void a_window_is_filling_until_it_lies_in_what_was_sent(void **state)
{
    (void)state;
    static const struct {
        int64_t from, at, position, length;
        bool filling;
    } cases[] = {
        {1000, 1000, 1000, 100, false}, /* from the first report: never */
        {1000, 1000, 1050, 100, false}, {900, 1000, 1000, 100, false},
        {901, 1000, 1000, 100, true},   {901, 1000, 1001, 100, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct analysis *a = created(1, &cases[i].length);
        analysis_follow(a, text_of("x"));
        feed_start(a, "x", 1, 1, cases[i].from, cases[i].at, 2000);
        feed_clock(a, "x", 1, 1, 0, cases[i].position, false);
        analysis_move(a, analysis_clock(a));
        EXPECT_AT(i, analysis_is_filling(a, 0) == cases[i].filling);
        analysis_destroy(a);
    }
}

/* Also of a run that was joined in the middle, after one that began later. */
static void a_late_report_is_put_where_it_belongs(void **state)
{
    (void)state;
    struct analysis *a = created(2, (int64_t[]){100, 1000});
    analysis_follow(a, text_of("w"));
    feed_start(a, "w", 1, 1, 900000, 900000, 900001);
    analysis_follow(a, text_of("x"));
    feed_clock(a, "x", 1, 1, 7, 500, false);
    feed_crime(a, "x", 1, 8, 600);
    feed_clock(a, "x", 1, 1, 8, 700, false);
    analysis_move(a, analysis_clock(a));
    feed_crime(a, "x", 1, 9, 650);
    feed_crime(a, "x", 1, 10, 550);
    feed_crime(a, "x", 1, 11, 700);
    assert_int_equal(analysis_accounting(a).late, 3);
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 4);
    assert_int_equal(analysis_window(a, 0)->total, 2); /* (600, 700] */
    assert_int_equal(analysis_window(a, 1)->total, 4);
    static const int64_t newest_first[] = {700, 650, 600, 550};
    for (size_t i = 0; i < COUNT_OF(newest_first); i++)
        EXPECT_AT(i, analysis_recent(a, i)->reported_at.s == newest_first[i]);
    assert_null(analysis_recent(a, 4));
    civil_time first;
    assert_true(analysis_first_counted(a, &first) && first.s == 550);
    analysis_destroy(a);
}

/* Each of them alone once moved all gaps and all reports behind it. */
static void many_gaps_filled_one_by_one_cost_no_more_than_the_rest(void **state)
{
    (void)state;
    enum { GAPS = 300000 };
    struct analysis *a = created(1, (int64_t[]){31 * 24 * HOUR});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 0, 0, GAPS);
    for (uint64_t k = 1; k <= GAPS; k++)
        feed_crime(a, "x", 1, 2 * k, (int64_t)k);
    assert_int_equal(analysis_accounting(a).missing, GAPS);
    for (uint64_t k = 1; k <= GAPS; k++) {
        feed_crime(a, "x", 1, 2 * k - 1, (int64_t)k);
        if (k % 100 == 0)
            feed_clock(a, "x", 1, 1, 2 * GAPS, GAPS, false);
        if (k % 10000 == 0)
            analysis_move(a, analysis_clock(a));
    }
    struct accounting sums = analysis_accounting(a);
    assert_int_equal(sums.missing + sums.duplicate, 0);
    assert_int_equal(sums.consumed, 2 * GAPS);
    assert_int_equal(analysis_all(a)->total, 2 * GAPS);
    assert_int_equal(analysis_window(a, 0)->total, 2 * GAPS);
    analysis_destroy(a);
}

static void officers_beyond_all_bounds_are_undecodable(void **state)
{
    (void)state;
    struct analysis *a = created(1, (int64_t[]){HOUR});
    analysis_follow(a, text_of("x"));
    feed_crime(a, "x", OFFICERS_MAX + 1, 1, 100);
    feed_crime(a, "x", UINT32_MAX, 1, 100);
    feed_clock(a, "x", 1, OFFICERS_MAX + 1, 1, 100, false);
    assert_int_equal(analysis_accounting(a).undecodable, 3);
    assert_int_equal(analysis_accounting(a).consumed, 0);
    analysis_destroy(a);
}

/* The screen's last second: ten slots, wherever the first of them begins. */
static void the_sliding_batch_holds_the_newest_slots(void **state)
{
    (void)state;
    for (size_t before = 0; before < 3; before++) {
        struct analysis *a = created(1, (int64_t[]){HOUR});
        analysis_follow(a, text_of("x"));
        feed_start(a, "x", 1, 1, 99, 99, 5000);
        uint64_t slots[200] = {0};
        uint64_t seq = 0;
        int64_t now = 100;
        struct random r = {before};
        for (size_t slot = 0; slot < COUNT_OF(slots); slot++) {
            if (slot > 0)
                analysis_next_slot(a);
            for (size_t n = slot == 0 ? before : random_below(&r, 4); n > 0; n--, slots[slot]++)
                feed_crime(a, "x", 1, ++seq, ++now);
            feed_clock(a, "x", 1, 1, seq, now, false);
            analysis_move(a, analysis_clock(a));
            uint64_t expected = 0;
            for (size_t k = slot >= BATCH_SLOTS ? slot - BATCH_SLOTS + 1 : 0; k <= slot; k++)
                expected += slots[k];
            EXPECT(analysis_batch(a)->total == expected, "slot %zu: %d, expected %d", slot,
                   (int)analysis_batch(a)->total, (int)expected);
            EXPECT(counts_of(&analysis_batch(a)->crimes, 0) == expected, "slot %zu", slot);
            if (slot == 150) { /* ended as a whole */
                analysis_next_batch(a);
                memset(slots, 0, sizeof slots);
                EXPECT_AT(slot, analysis_batch(a)->total == 0);
            }
        }
        analysis_follow(a, text_of("y"));
        assert_int_equal(analysis_batch(a)->total, 0);
        analysis_destroy(a);
    }
}

/* --- random streams against a count of everything --------------------------------------------- */

enum { MOST = 3000, NAMES = 12 };

struct event {
    struct report r; /* names' numbers are ours: what is written is "name N" */
    double lat, lon; /* NaN for none */
    int64_t due;     /* the figures hold it from then on */
    bool counted, in_batch;
};

struct world {
    struct random random;
    struct analysis *a;
    struct analysis_config config;
    char run[8];
    bool started;
    int64_t begin, from;
    uint32_t officers;
    uint64_t seq[8]; /* the last one sent by each officer */
    int64_t now[8];
    int64_t clock[8]; /* what each has said */
    bool ended[8];
    struct event events[MOST];
    size_t count;
    int64_t position, batch_begin;
    uint64_t missing, duplicate, late;
    enum place place;
};

static const char *name_of(uint32_t number, char buf[16])
{
    if (number == 0)
        return ""; /* an empty name is a name */
    snprintf(buf, 16, "name %u", (unsigned)number);
    return buf;
}

static void feed_event(struct world *w, uint32_t officer, uint64_t seq, const struct event *e)
{
    const struct report *r = &e->r;
    char names[1 + PLACE_COUNT][16];
    char lat[32] = "";
    char lon[32] = "";
    if (!isnan(e->lat)) {
        snprintf(lat, sizeof lat, "%.3f", e->lat);
        snprintf(lon, sizeof lon, "%.3f", e->lon);
    }
    const struct message m = {
        .kind = MESSAGE_CRIME,
        .run = text_of(w->run),
        .officer = officer,
        .seq = seq,
        .crime = {.reported_at = r->reported_at,
                  .crime = text_of(name_of(r->crime, names[0])),
                  .area = text_of(name_of(r->place[PLACE_AREA], names[1])),
                  .district = text_of(name_of(r->place[PLACE_DISTRICT], names[2])),
                  .address = text_of(name_of(r->place[PLACE_ADDRESS], names[3])),
                  .premise = text_of(name_of(r->place[PLACE_PREMISE], names[4])),
                  .lat = text_of(lat),
                  .lon = text_of(lon)}};
    analysis_feed(w->a, &m, (struct origin){0, 0});
}

static struct event random_event(struct world *w, int64_t t)
{
    struct event e = {.r = {.reported_at = {t}}, .lat = (double)NAN, .lon = (double)NAN};
    e.r.crime = (uint32_t)random_below(&w->random, NAMES);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        e.r.place[k] = (uint32_t)random_below(&w->random, NAMES);
    if (random_below(&w->random, 3) > 0) {
        e.lat = 33 + (double)random_below(&w->random, 2000) / 1000;
        e.lon = -119 + (double)random_below(&w->random, 2000) / 1000;
        e.r.near = sqrt((e.lat - 34) * (e.lat - 34) + (e.lon + 118) * (e.lon + 118)) < 0.5;
    }
    return e;
}

static void send_crime(struct world *w, uint32_t officer)
{
    size_t k = officer - 1;
    size_t what = random_below(&w->random, 100);
    int64_t clock = analysis_clock(w->a).s;
    if (what == 0 && w->seq[k] > 0) { /* the last one again */
        struct event e = random_event(w, w->now[k]);
        feed_event(w, officer, w->seq[k], &e);
        w->duplicate++;
        return;
    }
    if (what == 1 && w->seq[k] > 0) { /* one is lost */
        w->seq[k]++;
        w->missing++;
    }
    w->now[k] += (int64_t)random_below(&w->random, 40);
    int64_t t = w->now[k];
    if (what >= 2 && what < 6) /* the officer breaks its word */
        t -= (int64_t)random_below(&w->random, 3000);
    struct event e = random_event(w, t);
    e.due = t <= w->clock[k] ? w->clock[k] : t;
    w->late += t <= clock || t <= w->clock[k] || t <= w->position;
    w->clock[k] = t - 1 > w->clock[k] ? t - 1 : w->clock[k];
    feed_event(w, officer, ++w->seq[k], &e);
    w->events[w->count++] = e;
    w->ended[k] = false;
}

static bool covered(const struct world *w, const struct event *e, int64_t length)
{
    int64_t t = e->r.reported_at.s;
    return e->due <= w->position && t > w->position - length;
}

static bool in_all(const struct world *w, const struct event *e)
{
    return e->due <= w->position && (!w->started || e->r.reported_at.s > w->begin);
}

/* The tally of the events that are `in` it. */
static void expect_tally(const struct world *w, const struct tally *t, const bool *in,
                         unsigned kinds, const char *what)
{
    uint64_t total = 0;
    uint64_t near = 0;
    uint32_t crimes[NAMES] = {0};
    uint32_t places[PLACE_COUNT][NAMES] = {{0}};
    for (size_t i = 0; i < w->count; i++) {
        const struct report *r = &w->events[i].r;
        total += in[i];
        near += in[i] && r->near;
        crimes[r->crime] += in[i];
        for (size_t k = 0; k < PLACE_COUNT; k++)
            places[k][r->place[k]] += in[i];
    }
    EXPECT(t->total == total, "%s at %jd: %ju, expected %ju", what, (intmax_t)w->position,
           (uintmax_t)t->total, (uintmax_t)total);
    EXPECT(t->near == near, "%s at %jd", what, (intmax_t)w->position);
    for (uint32_t n = 0; n < NAMES; n++) {
        char buf[16];
        struct text name = text_of(name_of(n, buf));
        /* interning a name that has not come yet changes nothing */
        struct interner *names = (struct interner *)(uintptr_t)analysis_crimes(w->a);
        EXPECT(counts_of(&t->crimes, intern_id(names, name)) == crimes[n], "%s: %s", what, buf);
        for (size_t k = 0; k < PLACE_COUNT; k++) {
            names = (struct interner *)(uintptr_t)analysis_places(w->a, (enum place)k);
            if (kinds >> k & 1)
                EXPECT(counts_of(&t->places[k], intern_id(names, name)) == places[k][n], "%s: %s",
                       what, buf);
        }
    }
}

static void expect_recent_and_histogram(const struct world *w, int64_t longest)
{
    size_t held = 0;
    uint32_t expected[7] = {0};
    int64_t bucket = longest / 7 > 0 ? longest / 7 : 1;
    for (size_t i = 0; i < w->count; i++) {
        held += covered(w, &w->events[i], longest);
        for (int64_t k = 0; k < 7; k++) {
            int64_t from = w->position - (7 - k) * bucket;
            int64_t t = w->events[i].r.reported_at.s;
            expected[k] += w->events[i].due <= w->position && t > from && t <= from + bucket;
        }
    }
    int64_t last = INT64_MAX;
    for (size_t back = 0; back < held; back++) {
        const struct report *r = analysis_recent(w->a, back);
        EXPECT(r != NULL && r->reported_at.s <= last, "%zu back", back);
        last = r->reported_at.s;
    }
    EXPECT(analysis_recent(w->a, held) == NULL, "%zu are held", held);
    uint32_t buckets[7];
    analysis_histogram(w->a, bucket, buckets, COUNT_OF(buckets));
    for (size_t k = 0; k < 7; k++)
        EXPECT(buckets[k] == expected[k], "bucket %zu: %u, expected %u", k, (unsigned)buckets[k],
               (unsigned)expected[k]);
}

static void expect_figures(const struct world *w)
{
    bool in[MOST];
    int64_t longest = 0;
    for (size_t k = 0; k < w->config.window_count; k++) {
        int64_t length = w->config.windows[k].length_s;
        longest = length > longest ? length : longest;
        for (size_t i = 0; i < w->count; i++)
            in[i] = covered(w, &w->events[i], length);
        expect_tally(w, analysis_window(w->a, k), in, 1U << w->place, w->config.windows[k].name);
    }
    for (size_t i = 0; i < w->count; i++)
        in[i] = in_all(w, &w->events[i]);
    expect_tally(w, analysis_all(w->a), in, TALLY_ALL_KINDS, "all");
    for (size_t i = 0; i < w->count; i++)
        in[i] = w->events[i].in_batch;
    expect_tally(w, analysis_batch(w->a), in, TALLY_ALL_KINDS, "batch");
    expect_recent_and_histogram(w, longest);
    struct accounting acc = analysis_accounting(w->a);
    EXPECT(acc.consumed == w->count && acc.duplicate == w->duplicate && acc.late == w->late &&
               acc.missing == w->missing,
           "consumed %ju, duplicate %ju, late %ju, missing %ju", (uintmax_t)acc.consumed,
           (uintmax_t)acc.duplicate, (uintmax_t)acc.late, (uintmax_t)acc.missing);
}

static void move_to(struct world *w, int64_t to)
{
    analysis_move(w->a, (civil_time){to});
    w->position = to > w->position ? to : w->position;
    for (size_t i = 0; i < w->count; i++) {
        struct event *e = &w->events[i];
        if (e->counted || e->due > w->position)
            continue;
        e->counted = true;
        e->in_batch = in_all(w, e) && e->r.reported_at.s > w->batch_begin;
    }
    EXPECT(analysis_position(w->a).s == w->position, "%jd", (intmax_t)w->position);
}

static void end_batch(struct world *w)
{
    analysis_next_batch(w->a);
    w->batch_begin = w->position;
    for (size_t i = 0; i < w->count; i++)
        w->events[i].in_batch = false;
}

/* Some way on to the clock, often all of it. */
static void move_on(struct world *w)
{
    int64_t clock = analysis_clock(w->a).s;
    if (clock <= CIVIL_NEVER.s)
        return;
    int64_t from = w->position > clock - 20000 ? w->position : clock - 20000;
    if (clock <= from || random_below(&w->random, 2) == 0)
        move_to(w, clock);
    else
        move_to(w, from + (int64_t)random_below(&w->random, (size_t)(clock - from)));
    if (random_below(&w->random, 4) == 0)
        end_batch(w);
    if (random_below(&w->random, 10) == 0) {
        w->place = (enum place)random_below(&w->random, PLACE_COUNT);
        analysis_set_place(w->a, w->place);
    }
    expect_figures(w);
}

static void begin_run(struct world *w, const char *run)
{
    snprintf(w->run, sizeof w->run, "%s", run);
    analysis_follow(w->a, text_of(w->run));
    w->count = 0;
    w->missing = w->duplicate = w->late = 0;
    w->position = w->batch_begin = CIVIL_NEVER.s;
    w->officers = 1 + (uint32_t)random_below(&w->random, 7);
    w->started = random_below(&w->random, 4) > 0;
    w->from = 1000000 + (int64_t)random_below(&w->random, 1000000);
    w->begin = w->from + (int64_t)random_below(&w->random, 2) * 500;
    for (uint32_t k = 0; k < w->officers; k++) {
        w->seq[k] = w->started ? 0 : 77 + k;
        w->now[k] = w->clock[k] = w->from;
        w->ended[k] = false;
        if (w->started)
            feed_start(w->a, w->run, k + 1, w->officers, w->from, w->begin, w->begin + 100000);
        else
            feed_clock(w->a, w->run, k + 1, w->officers, w->seq[k], w->from, false);
    }
    EXPECT(analysis_clock(w->a).s == w->from, "%jd", (intmax_t)analysis_clock(w->a).s);
}

static void play_run(struct world *w)
{
    while (w->count + 2 < MOST / 3) {
        uint32_t officer = 1 + (uint32_t)random_below(&w->random, w->officers);
        size_t k = officer - 1;
        if (random_below(&w->random, 5) > 0) {
            send_crime(w, officer);
        } else {
            bool end = random_below(&w->random, 50) == 0;
            w->now[k] += (int64_t)random_below(&w->random, 200);
            feed_clock(w->a, w->run, officer, w->officers, w->seq[k], w->now[k], end);
            w->clock[k] = w->now[k] > w->clock[k] ? w->now[k] : w->clock[k];
            w->ended[k] = end;
        }
        if (random_below(&w->random, 20) == 0)
            move_on(w);
    }
    int64_t last = 0;
    for (uint32_t k = 0; k < w->officers; k++) {
        EXPECT(!analysis_is_over(w->a) || w->ended[k], "officer %u", (unsigned)k + 1);
        feed_clock(w->a, w->run, k + 1, w->officers, w->seq[k], w->now[k], true);
        last = w->now[k] > last ? w->now[k] : last;
    }
    EXPECT(analysis_is_over(w->a) && analysis_clock(w->a).s == last, "clock %jd, last %jd",
           (intmax_t)analysis_clock(w->a).s, (intmax_t)last);
    move_to(w, last);
    expect_figures(w);
    move_to(w, last + 100000); /* the last tick may lie behind the end */
    expect_figures(w);
}

static void random_streams_agree_with_a_count_of_everything(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    for (uint64_t seed = 0; seed < 60; seed++) {
        memset(w, 0, sizeof *w);
        w->random.state = seed;
        int64_t lengths[WINDOWS_MAX];
        for (size_t i = 0; i < WINDOWS_MAX; i++)
            lengths[i] = 60 + (int64_t)random_below(&w->random, 20) * random_below(&w->random, 600);
        w->config = config_of(1 + random_below(&w->random, WINDOWS_MAX), lengths);
        w->config.place = w->place = (enum place)random_below(&w->random, PLACE_COUNT);
        w->a = analysis_create(&w->config);
        begin_run(w, "first");
        play_run(w);
        begin_run(w, "second");
        play_run(w);
        analysis_destroy(w->a);
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_run_is_followed_everything_is_stale),
        cmocka_unit_test(another_run_is_stale_and_following_it_forgets_the_old),
        cmocka_unit_test(a_seek_fills_the_windows_and_counts_from_its_time),
        cmocka_unit_test(a_window_is_filling_until_it_lies_in_what_was_sent),
        cmocka_unit_test(a_late_report_is_put_where_it_belongs),
        cmocka_unit_test(many_gaps_filled_one_by_one_cost_no_more_than_the_rest),
        cmocka_unit_test(officers_beyond_all_bounds_are_undecodable),
        cmocka_unit_test(the_sliding_batch_holds_the_newest_slots),
        cmocka_unit_test(random_streams_agree_with_a_count_of_everything),
    };
    return cmocka_run_group_tests_name("window/analysis", tests, NULL, NULL);
}
