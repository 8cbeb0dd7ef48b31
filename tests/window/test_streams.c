#include "base/check.h"

#include <math.h>

#include "blotter/window/analysis.h"

/* Random streams, cut over random officers and partitions and read in a random interleaving, tick
 * by tick against a count of all that was ever reported: not only of what was read so far. */

enum { REPORTS_MAX = 400, NAMES = 9, PARTITIONS_MAX = 5, OFFICERS = 7, POSTS_MAX = 8000 };

struct made {
    int64_t at;
    uint32_t crime, place[PLACE_COUNT]; /* "name N", 0 the empty name */
    double lat, lon;                    /* NaN for none */
    uint32_t officer;
    int64_t due; /* the figures hold it from then on: its time, or its officer's clock before it */
};

/* What stands on the topic. */
struct post {
    enum message_kind kind;
    uint32_t officer;
    uint64_t seq;
    int64_t at;
    struct made *crime;
};

struct world {
    uint64_t seed;
    struct random random;
    struct analysis_config config;
    struct analysis *a;
    struct made made[REPORTS_MAX];
    size_t made_count;
    char run[16];
    int runs;
    bool foreign;
    int64_t windows_from, begin, lateness;
    int64_t run_from; /* the `windows_from` that its `start`s have */
    uint32_t officers;
    struct post posts[PARTITIONS_MAX][POSTS_MAX];
    size_t post_count[PARTITIONS_MAX], read[PARTITIONS_MAX];
    int32_t partitions;
    int64_t every, next, last_tick; /* of the ticks */
    int64_t since;                  /* of `all` */
    bool holds_back;                /* some reports */
    bool counts_sent;               /* their seq is by sending, so there is no gap */
    size_t late;
};

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static size_t below(struct world *w, size_t n)
{
    return random_below(&w->random, n);
}

/* --- what is made up ----------------------------------------------------------------------------
 */

static const char *name_of(uint32_t number, char buf[16])
{
    buf[0] = '\0'; /* the first one is the empty name */
    if (number > 0)
        snprintf(buf, 16, "name %u", (unsigned)number);
    return buf;
}

static void make_reports(struct world *w)
{
    int64_t at = w->windows_from;
    int64_t pace = 1 + (int64_t)below(w, 2000);
    w->made_count = below(w, REPORTS_MAX);
    for (size_t i = 0; i < w->made_count; i++) {
        struct made *m = &w->made[i];
        at += below(w, 3) == 0 ? 0 : (int64_t)below(w, (size_t)pace);
        *m = (struct made){.at = i == 0 && at == w->windows_from ? ++at : at,
                           .crime = (uint32_t)below(w, NAMES),
                           .lat = (double)NAN,
                           .lon = (double)NAN,
                           .officer = 1 + (uint32_t)below(w, w->officers)};
        m->due = m->at;
        for (size_t k = 0; k < PLACE_COUNT; k++)
            m->place[k] = (uint32_t)below(w, NAMES);
        if (below(w, 3) > 0) {
            m->lat = 33 + (double)below(w, 40) / 20;
            m->lon = -119 + (double)below(w, 40) / 20;
        }
    }
}

static void post(struct world *w, uint32_t partition, struct post p)
{
    EXPECT(w->post_count[partition] < POSTS_MAX, "seed %d", (int)w->seed);
    w->posts[partition][w->post_count[partition]++] = p;
}

static void post_of_officer(struct world *w, struct post p)
{
    post(w, (p.officer - 1) % (uint32_t)w->partitions, p);
}

static void say_all(struct world *w, enum message_kind kind, const uint64_t *seq, int64_t at)
{
    for (uint32_t k = 1; k <= w->officers; k++)
        post_of_officer(w, (struct post){kind, k, seq[k], at, NULL});
}

/* Some are put behind what came after them. Where they are numbered as they are sent, not behind
 * their officer's `end`, which they would take back. */
static void hold_some_back(struct world *w)
{
    for (int32_t p = 0; p < w->partitions; p++)
        for (size_t n = below(w, 10); n > 0 && w->post_count[p] > 20; n--) {
            size_t i = below(w, w->post_count[p] - 10);
            struct post held = w->posts[p][i];
            size_t ends = w->counts_sent ? w->officers : 0;
            if (i + ends >= w->post_count[p])
                continue;
            size_t to = i + below(w, w->post_count[p] - ends - i);
            if (held.kind != MESSAGE_CRIME)
                continue;
            memmove(&w->posts[p][i], &w->posts[p][i + 1], (to - i) * sizeof held);
            w->posts[p][to] = held;
        }
}

static void number_as_sent(struct world *w)
{
    uint64_t seq[OFFICERS + 1] = {0};
    for (int32_t p = 0; p < w->partitions; p++)
        for (size_t i = 0; i < w->post_count[p]; i++) {
            struct post *one = &w->posts[p][i];
            seq[one->officer] += one->kind == MESSAGE_CRIME;
            one->seq = seq[one->officer];
        }
}

/* An officer's messages stand in one partition, so nothing depends on how those are read. */
static void find_late(struct world *w)
{
    int64_t clock[OFFICERS + 1];
    for (uint32_t k = 0; k <= w->officers; k++)
        clock[k] = INT64_MIN / 4;
    for (int32_t p = 0; p < w->partitions; p++)
        for (size_t i = 0; i < w->post_count[p]; i++) {
            const struct post *one = &w->posts[p][i];
            int64_t *own = &clock[one->officer];
            int64_t says = one->at;
            if (one->kind == MESSAGE_START) {
                says = w->run_from < one->at ? w->run_from : one->at;
            } else if (one->kind == MESSAGE_CRIME) {
                one->crime->due = later(one->at, *own);
                w->late += one->at <= *own;
                says = one->at - 1;
            }
            *own = later(*own, says);
        }
}

/* A run of what is later than `from`, which begins at `begin`. */
static void post_run(struct world *w, int64_t from, int64_t begin)
{
    uint64_t seq[OFFICERS + 1] = {0};
    int64_t last = begin;
    w->run_from = from;
    memset(w->post_count, 0, sizeof w->post_count);
    memset(w->read, 0, sizeof w->read);
    snprintf(w->run, sizeof w->run, "run %d", ++w->runs);
    say_all(w, MESSAGE_START, seq, begin);
    for (size_t i = 0; i < w->made_count; i++) {
        struct made *m = &w->made[i];
        if (m->at <= from)
            continue;
        post_of_officer(w, (struct post){MESSAGE_CRIME, m->officer, ++seq[m->officer], m->at, m});
        bool together = i + 1 < w->made_count && w->made[i + 1].at == m->at;
        if (!together && below(w, 4) == 0) {
            uint32_t k = 1 + (uint32_t)below(w, w->officers);
            post_of_officer(w, (struct post){MESSAGE_CLOCK, k, seq[k], m->at, NULL});
        }
        if (!together && below(w, 20) == 0)
            say_all(w, MESSAGE_CLOCK, seq, m->at);
        last = m->at > last ? m->at : last;
    }
    say_all(w, MESSAGE_END, seq, last);
    if (w->holds_back)
        hold_some_back(w);
    if (w->counts_sent)
        number_as_sent(w);
    find_late(w);
}

/* Foreign ones: in each partition less out of order than the lateness. */
static void post_foreign(struct world *w)
{
    w->lateness = 1 + (int64_t)below(w, 5000);
    int64_t newest[PARTITIONS_MAX];
    for (int32_t p = 0; p < w->partitions; p++)
        newest[p] = INT64_MIN / 2;
    for (size_t i = 0; i < w->made_count; i++) {
        struct made *m = &w->made[i];
        uint32_t p = (uint32_t)below(w, (size_t)w->partitions);
        int64_t back = m->at - (int64_t)below(w, (size_t)w->lateness);
        if (below(w, 2) == 0 && back > newest[p] - w->lateness)
            m->at = m->due = back;
        newest[p] = m->at > newest[p] ? m->at : newest[p];
        post(w, p, (struct post){MESSAGE_CRIME, 0, 0, m->at, m});
    }
}

/* --- what is expected
 * ----------------------------------------------------------------------------- */

struct expected {
    uint64_t total, near;
    uint32_t crimes[NAMES], places[PLACE_COUNT][NAMES];
};

/* The empty text is held by every name. */
static bool passes(const struct world *w, const struct made *m)
{
    const uint32_t looked_at[] = {m->crime, m->place[PLACE_AREA], m->place[PLACE_ADDRESS]};
    char name[16];
    for (size_t i = 0; i < COUNT_OF(looked_at); i++)
        if (strcasestr(name_of(looked_at[i], name), w->config.filter) != NULL)
            return true;
    return false;
}

static struct expected count(const struct world *w, int64_t from, int64_t to)
{
    struct expected e = {0};
    const struct near *near = &w->config.near;
    for (size_t i = 0; i < w->made_count; i++) {
        const struct made *m = &w->made[i];
        if (m->at <= from || m->at > to || m->due > analysis_position(w->a).s || !passes(w, m))
            continue;
        double dlat = m->lat - near->lat;
        double dlon = m->lon - near->lon;
        e.total++;
        e.near += sqrt(dlat * dlat + dlon * dlon) < near->deg;
        e.crimes[m->crime]++;
        for (size_t k = 0; k < PLACE_COUNT; k++)
            e.places[k][m->place[k]]++;
    }
    return e;
}

/* The next best name: a higher count, or the same and the smaller by bytes. */
static uint32_t take_best(uint32_t counts[NAMES])
{
    uint32_t best = 0;
    char a[16];
    char b[16];
    for (uint32_t n = 1; n < NAMES; n++)
        if (counts[n] > counts[best] ||
            (counts[n] == counts[best] && strcmp(name_of(n, a), name_of(best, b)) < 0))
            best = n;
    return best;
}

static void expect_top(const struct world *w, const struct counts *counts,
                       const struct interner *names, const uint32_t *expected, const char *what)
{
    uint32_t left[NAMES];
    memcpy(left, expected, sizeof left);
    struct top_list top = {0};
    counts_top(counts, names, TOP_ROWS, &top);
    size_t found = top.count;
    for (size_t i = 0; i < TOP_ROWS; i++) {
        uint32_t best = take_best(left);
        if (left[best] == 0) {
            EXPECT(found == i, "seed %d, %s: %zu names", (int)w->seed, what, found);
            break;
        }
        char name[16];
        EXPECT(i < found && top.of[i].count == left[best] &&
                   text_is(intern_text(names, top.of[i].id), name_of(best, name)),
               "seed %d, %s at %jd, row %zu: expected %u of %s", (int)w->seed, what,
               (intmax_t)analysis_position(w->a).s, i, (unsigned)left[best], name);
        left[best] = 0;
    }
    top_list_finish(&top);
}

static void expect_tally(const struct world *w, const struct tally *t, unsigned kinds, int64_t from,
                         int64_t to, const char *what)
{
    struct expected e = count(w, from, to);
    EXPECT(t->total == e.total && t->near == e.near,
           "seed %d, %s in (%jd, %jd]: %ju, near %ju; expected %ju, near %ju", (int)w->seed, what,
           (intmax_t)from, (intmax_t)to, (uintmax_t)t->total, (uintmax_t)t->near,
           (uintmax_t)e.total, (uintmax_t)e.near);
    expect_top(w, &t->crimes, analysis_crimes(w->a), e.crimes, what);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        if (kinds >> k & 1)
            expect_top(w, &t->places[k], analysis_places(w->a, (enum place)k), e.places[k], what);
}

/* The log holds all that is later, of what the windows do not keep from being let go. */
static int64_t held_from(const struct world *w, int64_t at)
{
    int64_t longest = 0;
    for (size_t i = 0; i < w->config.window_count; i++)
        longest = later(longest, w->config.windows[i].length_s);
    return w->config.keep_bytes > 0 ? w->windows_from : later(w->windows_from, at - longest);
}

static void expect_windows(const struct world *w, int64_t at)
{
    for (size_t i = 0; i < w->config.window_count; i++)
        expect_tally(w, analysis_window(w->a, i), 1U << w->config.place,
                     later(w->windows_from, at - w->config.windows[i].length_s), at,
                     w->config.windows[i].name);
}

/* The newest that pass, and how many there were in each of the latest hours or so. */
static void expect_latest(const struct world *w, int64_t at)
{
    enum { BUCKETS = 8 };
    uint32_t buckets[BUCKETS];
    int64_t longest = 0;
    for (size_t i = 0; i < w->config.window_count; i++)
        longest = later(longest, w->config.windows[i].length_s);
    int64_t from = held_from(w, at);
    struct expected e = count(w, from, at);
    size_t back = 0;
    int64_t before = at;
    for (const struct report *r; (r = analysis_recent(w->a, back)) != NULL; back++) {
        EXPECT(r->reported_at.s <= before, "seed %d", (int)w->seed);
        before = r->reported_at.s;
    }
    EXPECT(back == e.total, "seed %d: %zu reports, expected %ju", (int)w->seed, back,
           (uintmax_t)e.total);
    int64_t bucket_s = longest / BUCKETS;
    analysis_histogram(w->a, bucket_s, buckets, BUCKETS);
    for (int64_t i = 0; i < BUCKETS; i++) {
        int64_t begin = at - (BUCKETS - i) * bucket_s;
        e = count(w, later(from, begin), begin + bucket_s);
        EXPECT(buckets[i] == e.total, "seed %d, bucket %d", (int)w->seed, (int)i);
    }
}

static void expect_all(const struct world *w, int64_t at)
{
    expect_tally(w, analysis_all(w->a), TALLY_ALL_KINDS, later(w->begin, w->since), at, "all");
}

/* --- reading
 * -------------------------------------------------------------------------------------- */

static void tick(struct world *w)
{
    analysis_move(w->a, (civil_time){w->next});
    expect_windows(w, w->next);
    expect_all(w, w->next);
    expect_tally(w, analysis_batch(w->a), TALLY_ALL_KINDS,
                 later(later(w->begin, w->since), w->last_tick), w->next, "batch");
    analysis_next_batch(w->a);
    w->last_tick = w->next;
    w->next += w->every;
}

static void tick_to_the_clock(struct world *w)
{
    while (w->next <= analysis_final(w->a).s)
        tick(w);
}

static void feed(struct world *w, int32_t partition)
{
    size_t offset = w->read[partition]++;
    const struct post *p = &w->posts[partition][offset];
    char names[1 + PLACE_COUNT][16];
    char lat[32] = "";
    char lon[32] = "";
    struct message m = {.kind = p->kind, .officer = p->officer, .seq = p->seq};
    if (!w->foreign)
        m.run = text_of(w->run);
    if (p->crime != NULL) {
        const struct made *c = p->crime;
        if (!isnan(c->lat)) {
            snprintf(lat, sizeof lat, "%.2f", c->lat);
            snprintf(lon, sizeof lon, "%.2f", c->lon);
        }
        m.crime = (struct crime){.reported_at = {c->at},
                                 .crime = text_of(name_of(c->crime, names[0])),
                                 .area = text_of(name_of(c->place[PLACE_AREA], names[1])),
                                 .district = text_of(name_of(c->place[PLACE_DISTRICT], names[2])),
                                 .address = text_of(name_of(c->place[PLACE_ADDRESS], names[3])),
                                 .premise = text_of(name_of(c->place[PLACE_PREMISE], names[4])),
                                 .lat = text_of(lat),
                                 .lon = text_of(lon)};
    } else {
        m.officers = w->officers;
        m.at = (civil_time){p->at};
        m.windows_from = (civil_time){w->run_from};
    }
    analysis_feed(w->a, &m, (struct origin){partition, (int64_t)offset});
}

/* A burst of one partition; false when all have been read to their ends. */
static bool read_some(struct world *w)
{
    int32_t left[PARTITIONS_MAX];
    size_t count = 0;
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->read[p] < w->post_count[p])
            left[count++] = p;
    if (count == 0)
        return false;
    int32_t p = left[below(w, count)];
    for (size_t n = 1 + below(w, 30); n > 0 && w->read[p] < w->post_count[p]; n--) {
        feed(w, p);
        if (below(w, 10) == 0)
            tick_to_the_clock(w);
    }
    if (w->read[p] == w->post_count[p])
        analysis_note_partition(w->a, p, PARTITION_AT_END);
    tick_to_the_clock(w);
    return true;
}

static void read_to_the_end(struct world *w)
{
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->post_count[p] == 0)
            analysis_note_partition(w->a, p, PARTITION_AT_END);
    while (read_some(w))
        ;
    int64_t last = INT64_MIN / 4;
    for (size_t i = 0; i < w->made_count; i++)
        last = later(last, w->made[i].at);
    EXPECT(analysis_last_report(w->a).s == last, "seed %d", (int)w->seed);
    last = later(last, later(w->begin, w->run_from));
    EXPECT(w->foreign || (analysis_is_over(w->a) && analysis_clock(w->a).s == last), "seed %d",
           (int)w->seed);
    while (w->next - w->every < last)
        tick(w);
    struct accounting acc = analysis_accounting(w->a);
    EXPECT(acc.consumed == w->made_count && acc.missing == 0 && acc.duplicate == 0 &&
               acc.late == w->late && acc.stale == 0,
           "seed %d: consumed %ju, missing %ju, late %ju", (int)w->seed, (uintmax_t)acc.consumed,
           (uintmax_t)acc.missing, (uintmax_t)acc.late);
}

/* --- the scenarios
 * -------------------------------------------------------------------------------- */

static void begin_world(struct world *w, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->seed = w->random.state = seed;
    w->config.near = (struct near){34, -118, 0.5, ""};
    w->config.place = (enum place)below(w, PLACE_COUNT);
    w->config.window_count = 1 + below(w, WINDOWS_MAX);
    for (size_t i = 0; i < w->config.window_count; i++) {
        struct window_spec *spec = &w->config.windows[i];
        spec->length_s = 60 + (int64_t)(below(w, 30) * below(w, 3000));
        snprintf(spec->name, sizeof spec->name, "w%zu", i);
    }
    w->config.saves_all = below(w, 2) == 0;
    w->config.keep_bytes = w->config.saves_all ? (size_t)1 << 30 : 0;
    w->a = analysis_create(&w->config);
    w->officers = 1 + (uint32_t)below(w, OFFICERS);
    w->partitions = 1 + (int32_t)below(w, PARTITIONS_MAX);
    w->windows_from = w->begin = w->last_tick = w->since = 1000000 + (int64_t)below(w, 100000);
    make_reports(w);
    int64_t span = w->made_count > 0 ? w->made[w->made_count - 1].at - w->begin : 0;
    w->every = 1 + span / (int64_t)(1 + below(w, 50));
    w->next = w->begin + (int64_t)below(w, (size_t)w->every);
    analysis_set_partitions(w->a, w->partitions);
}

static void follow_run(struct world *w)
{
    post_run(w, w->windows_from, w->begin);
    analysis_follow(w->a, text_of(w->run));
}

static struct world *world_new(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    return w;
}

static void every_tick_equals_a_count_of_everything(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 150; seed++) {
        begin_world(w, seed);
        if (below(w, 3) == 0) { /* a seek: what comes before it only fills windows */
            w->begin += (int64_t)below(w, 100000);
            w->next = w->last_tick = w->since = w->begin;
        }
        follow_run(w);
        read_to_the_end(w);
        EXPECT(w->late == 0, "seed %d", (int)seed);
        analysis_destroy(w->a);
    }
    free(w);
}

static void with_late_reports_every_tick_is_the_same_in_any_order_of_reading(void **state)
{
    (void)state;
    struct world *w = world_new();
    size_t late = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        begin_world(w, seed);
        w->holds_back = true;
        w->counts_sent = below(w, 2) == 0;
        follow_run(w);
        read_to_the_end(w);
        late += w->late;
        analysis_destroy(w->a);
    }
    assert_true(late > 300);
    free(w);
}

/* A checkpoint at any moment: what was saved, loaded and saved again is the same to the byte. */
static void save_and_load(struct world *w)
{
    struct buffer once = {0};
    struct buffer twice = {0};
    struct error err;
    analysis_save(w->a, &once);
    struct analysis *loaded = analysis_create(&w->config);
    analysis_set_partitions(loaded, w->partitions);
    EXPECT(analysis_load(loaded, buffer_text(&once), &err), "seed %d", (int)w->seed);
    analysis_save(loaded, &twice);
    EXPECT(text_equal(buffer_text(&once), buffer_text(&twice)), "seed %d", (int)w->seed);
    for (size_t i = 0; i < w->config.window_count; i++)
        EXPECT(analysis_is_filling(loaded, i) == analysis_is_filling(w->a, i), "seed %d",
               (int)w->seed);
    analysis_destroy(w->a);
    w->a = loaded;
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->read[p] == w->post_count[p])
            analysis_note_partition(w->a, p, PARTITION_AT_END);
    buffer_free(&once);
    buffer_free(&twice);
}

static void change_filter(struct world *w)
{
    static const char *const filters[] = {"", "name", "NAME 3", "e 7", "no such name", "8"};
    snprintf(w->config.filter, FILTER_SIZE, "%s", filters[below(w, COUNT_OF(filters))]);
    analysis_set_filter(w->a, w->config.filter);
}

static void change_near(struct world *w)
{
    w->config.near.lat = 33 + (double)below(w, 20) / 10;
    w->config.near.deg = (double)(1 + below(w, 10)) / 10;
    analysis_set_near(w->a, 0, &w->config.near);
}

/* The circle, the filter or the kind of place is another one: what the log holds is counted anew.
 */
static void edit(struct world *w)
{
    size_t what = below(w, 4);
    if (what == 0) {
        w->config.place = (enum place)below(w, PLACE_COUNT);
        analysis_set_place(w->a, w->config.place);
        return;
    }
    if (what == 1)
        change_near(w);
    else
        change_filter(w);
    int64_t at = analysis_position(w->a).s;
    w->since = at > CIVIL_NEVER.s ? held_from(w, at) : w->begin;
}

static void expect_edited(const struct world *w)
{
    if (analysis_position(w->a).s <= CIVIL_NEVER.s)
        return;
    expect_windows(w, analysis_position(w->a).s);
    expect_latest(w, analysis_position(w->a).s);
}

/* Between ticks. */
static void edits_count_the_windows_anew(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 100; seed++) {
        begin_world(w, seed);
        follow_run(w);
        while (read_some(w)) {
            if (below(w, 6) == 0)
                edit(w);
            expect_edited(w);
        }
        read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

/* Where late reports are put into their places, and where all is saved and loaded. */
static void edited_figures_stand_late_reports_and_going_on(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 60; seed++) {
        begin_world(w, seed);
        w->holds_back = true;
        follow_run(w);
        while (read_some(w)) {
            if (below(w, 6) == 0)
                edit(w);
            if (below(w, 12) == 0)
                save_and_load(w);
        }
        read_to_the_end(w);
        expect_edited(w);
        expect_all(w, w->last_tick);
        analysis_destroy(w->a);
    }
    free(w);
}

/* With another filter or circle than it was saved with. */
static void going_on_with_other_edits_counts_what_is_held(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 60; seed++) {
        begin_world(w, seed);
        follow_run(w);
        while (read_some(w)) {
            if (below(w, 10) > 0 || analysis_position(w->a).s <= CIVIL_NEVER.s)
                continue;
            struct buffer saved = {0};
            struct error err;
            const struct analysis_config saved_with = w->config;
            analysis_save(w->a, &saved);
            analysis_destroy(w->a);
            w->config.near.deg = (double)(1 + below(w, 3)) / 5;
            snprintf(w->config.filter, FILTER_SIZE, "%s", below(w, 2) == 0 ? "me 4" : "");
            struct analysis_config before = w->config;
            w->a = analysis_create(&w->config);
            analysis_set_partitions(w->a, w->partitions);
            EXPECT(analysis_load(w->a, buffer_text(&saved), &err), "seed %d", (int)seed);
            EXPECT(strcmp(analysis_settings(w->a)->filter, before.filter) == 0, "seed %d",
                   (int)seed);
            if (w->config.near.deg != saved_with.near.deg ||
                strcmp(w->config.filter, saved_with.filter) != 0)
                w->since = held_from(w, analysis_position(w->a).s);
            buffer_free(&saved);
            expect_edited(w);
        }
        read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

/* DESIGN §4 "Resume": the run that continues holds what is later than its beginning. */
static void a_run_that_is_continued_counts_like_an_undisturbed_one(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 100; seed++) {
        begin_world(w, seed);
        follow_run(w);
        while (read_some(w)) {
            if (w->runs > 3 || below(w, 20) > 0 || w->last_tick == w->windows_from)
                continue;
            post_run(w, w->last_tick, w->last_tick);
            analysis_continue(w->a, text_of(w->run), (civil_time){w->last_tick});
            EXPECT(analysis_clock(w->a).s == CIVIL_NEVER.s, "seed %d", (int)seed);
        }
        EXPECT(!analysis_is_filling(w->a, 0), "seed %d", (int)seed);
        read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

static void a_saved_analysis_goes_on_where_it_was(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 120; seed++) {
        begin_world(w, seed);
        w->holds_back = below(w, 4) == 0;
        w->foreign = !w->holds_back && below(w, 3) == 0;
        if (w->foreign) {
            w->windows_from = w->begin = w->last_tick = w->since = INT64_MIN / 8;
            post_foreign(w);
            analysis_follow_foreign(w->a, w->lateness);
            w->next = 990000 + (int64_t)below(w, (size_t)w->every);
        } else {
            follow_run(w);
        }
        while (read_some(w))
            if (below(w, 8) == 0)
                save_and_load(w);
        save_and_load(w);
        read_to_the_end(w);
        analysis_destroy(w->a);
    }
    free(w);
}

static void foreign_messages_within_the_lateness_are_in_time(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (uint64_t seed = 0; seed < 100; seed++) {
        begin_world(w, seed);
        w->foreign = true;
        w->windows_from = w->begin = w->last_tick = w->since = INT64_MIN / 8;
        post_foreign(w);
        analysis_follow_foreign(w->a, w->lateness);
        w->next = 990000 + (int64_t)below(w, (size_t)w->every);
        read_to_the_end(w);
        EXPECT(w->late == 0, "seed %d", (int)seed);
        EXPECT(!analysis_is_over(w->a), "seed %d", (int)seed);
        analysis_destroy(w->a);
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tick_equals_a_count_of_everything),
        cmocka_unit_test(with_late_reports_every_tick_is_the_same_in_any_order_of_reading),
        cmocka_unit_test(edits_count_the_windows_anew),
        cmocka_unit_test(edited_figures_stand_late_reports_and_going_on),
        cmocka_unit_test(going_on_with_other_edits_counts_what_is_held),
        cmocka_unit_test(a_run_that_is_continued_counts_like_an_undisturbed_one),
        cmocka_unit_test(a_saved_analysis_goes_on_where_it_was),
        cmocka_unit_test(foreign_messages_within_the_lateness_are_in_time),
    };
    return cmocka_run_group_tests_name("window/streams", tests, NULL, NULL);
}
