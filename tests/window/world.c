#include "window/world.h"

#include <math.h>
#include <time.h>

#include "blotter/window/patterns.h"

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

size_t world_below(struct world *w, size_t n)
{
    return random_below(&w->random, n);
}

/* --- what is made up -------------------------------------------------------------------------- */

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
    int64_t pace = 1 + (int64_t)world_below(w, 2000);
    w->made_count = world_below(w, REPORTS_MAX);
    for (size_t i = 0; i < w->made_count; i++) {
        struct made *m = &w->made[i];
        at += world_below(w, 3) == 0 ? 0 : (int64_t)world_below(w, (size_t)pace);
        *m = (struct made){.at = i == 0 && at == w->windows_from ? ++at : at,
                           .crime = (uint32_t)world_below(w, NAMES),
                           .lat = (double)NAN,
                           .lon = (double)NAN,
                           .officer = 1 + (uint32_t)world_below(w, w->officers)};
        m->due = m->at;
        for (size_t k = 0; k < PLACE_COUNT; k++)
            m->place[k] = (uint32_t)world_below(w, NAMES);
        if (world_below(w, 3) > 0) {
            m->lat = 33 + (double)world_below(w, 40) / 20;
            m->lon = -119 + (double)world_below(w, 40) / 20;
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
        for (size_t n = world_below(w, 10); n > 0 && w->post_count[p] > 20; n--) {
            size_t i = world_below(w, w->post_count[p] - 10);
            struct post held = w->posts[p][i];
            size_t ends = w->counts_sent ? w->officers : 0;
            if (i + ends >= w->post_count[p])
                continue;
            size_t to = i + world_below(w, w->post_count[p] - ends - i);
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
void world_post_run(struct world *w, int64_t from, int64_t begin)
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
        if (!together && world_below(w, 4) == 0) {
            uint32_t k = 1 + (uint32_t)world_below(w, w->officers);
            post_of_officer(w, (struct post){MESSAGE_CLOCK, k, seq[k], m->at, NULL});
        }
        if (!together && world_below(w, 20) == 0)
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
void world_post_foreign(struct world *w)
{
    w->lateness = 1 + (int64_t)world_below(w, 5000);
    int64_t newest[PARTITIONS_MAX];
    for (int32_t p = 0; p < w->partitions; p++)
        newest[p] = INT64_MIN / 2;
    for (size_t i = 0; i < w->made_count; i++) {
        struct made *m = &w->made[i];
        uint32_t p = (uint32_t)world_below(w, (size_t)w->partitions);
        int64_t back = m->at - (int64_t)world_below(w, (size_t)w->lateness);
        if (world_below(w, 2) == 0 && back > newest[p] - w->lateness)
            m->at = m->due = back;
        newest[p] = m->at > newest[p] ? m->at : newest[p];
        post(w, p, (struct post){MESSAGE_CRIME, 0, 0, m->at, m});
    }
}

/* --- what is expected ------------------------------------------------------------------------- */

struct expected {
    uint64_t total, near;
    uint32_t crimes[NAMES], places[PLACE_COUNT][NAMES];
};

static bool holds(const struct made *m, const char *word)
{
    const uint32_t looked_at[] = {m->crime, m->place[PLACE_AREA], m->place[PLACE_ADDRESS]};
    char name[16];
    for (size_t i = 0; i < COUNT_OF(looked_at); i++)
        if (strcasestr(name_of(looked_at[i], name), word) != NULL)
            return true;
    return false;
}

static bool passes(const struct world *w, const struct made *m)
{
    char text[FILTER_SIZE];
    char *ways;
    char *words;
    bool any = w->config.filter[0] == '\0';
    snprintf(text, sizeof text, "%s", w->config.filter);
    for (char *way = strtok_r(text, "|", &ways); way != NULL; way = strtok_r(NULL, "|", &ways)) {
        bool all = true;
        for (char *word = strtok_r(way, " ", &words); word != NULL;
             word = strtok_r(NULL, " ", &words))
            all = all && holds(m, word + (*word == '!')) == (*word != '!');
        any = any || all;
    }
    return any;
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
int64_t world_held_from(const struct world *w, int64_t at)
{
    int64_t longest = 0;
    for (size_t i = 0; i < w->config.window_count; i++)
        longest = later(longest, w->config.windows[i].length_s);
    return w->config.keep_bytes > 0 ? w->windows_from : later(w->windows_from, at - longest);
}

void world_expect_windows(const struct world *w, int64_t at)
{
    for (size_t i = 0; i < w->config.window_count; i++)
        expect_tally(w, analysis_window(w->a, i), 1U << w->config.place,
                     later(w->windows_from, at - w->config.windows[i].length_s), at,
                     w->config.windows[i].name);
}

/* The newest that pass, and how many there were in each of the latest hours or so. */
void world_expect_latest(const struct world *w, int64_t at)
{
    enum { BUCKETS = 8 };
    uint32_t buckets[BUCKETS];
    int64_t longest = 0;
    for (size_t i = 0; i < w->config.window_count; i++)
        longest = later(longest, w->config.windows[i].length_s);
    int64_t from = world_held_from(w, at);
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

/* By the C library's calendar. */
static void expect_patterns(const struct world *w, int64_t from, int64_t to)
{
    enum { DAY_S = 86400 };
    week_counts week = {{0}};
    week_counts recent = {{0}};
    week_counts found;
    uint32_t months[12] = {0};
    uint32_t hours[NAMES][DAY_HOURS] = {{0}};
    const struct patterns *p = analysis_patterns(w->a);
    int64_t first = to - to % DAY_S - (int64_t)(RECENT_DAYS - 1) * DAY_S;
    for (size_t i = 0; i < w->made_count; i++) {
        const struct made *m = &w->made[i];
        time_t at = (time_t)m->at;
        struct tm tm;
        if (m->at <= from || m->at > to || m->due > analysis_position(w->a).s || !passes(w, m))
            continue;
        gmtime_r(&at, &tm);
        size_t day = (size_t)(tm.tm_wday + 6) % WEEK_DAYS;
        week[day][tm.tm_hour]++;
        recent[day][tm.tm_hour] += m->at >= first;
        months[tm.tm_mon]++;
        hours[m->crime][tm.tm_hour]++;
    }
    patterns_recent(p, analysis_position(w->a), found);
    EXPECT(memcmp(week, p->week, sizeof week) == 0, "seed %d", (int)w->seed);
    EXPECT(memcmp(recent, found, sizeof recent) == 0, "seed %d", (int)w->seed);
    for (size_t i = 0; i < p->month_count; i++)
        months[p->months[i].month % 12] -= p->months[i].count;
    for (size_t i = 0; i < 12; i++)
        EXPECT(months[i] == 0, "seed %d, month %zu", (int)w->seed, i);
    for (uint32_t id = 0; id < intern_count(analysis_crimes(w->a)); id++) {
        char name[16];
        uint32_t n = 0;
        while (!text_is(intern_text(analysis_crimes(w->a), id), name_of(n, name)))
            n++;
        for (int hour = 0; hour < DAY_HOURS; hour++)
            EXPECT(patterns_of_crime(p, id, hour) == hours[n][hour], "seed %d, crime %u",
                   (int)w->seed, (unsigned)id);
    }
}

void world_expect_all(const struct world *w, int64_t at)
{
    int64_t from = later(w->begin, w->since);
    expect_tally(w, analysis_all(w->a), TALLY_ALL_KINDS, from, at, "all");
    expect_patterns(w, from, at);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void tick(struct world *w)
{
    analysis_move(w->a, (civil_time){w->next});
    world_expect_windows(w, w->next);
    world_expect_all(w, w->next);
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
bool world_read_some(struct world *w)
{
    int32_t left[PARTITIONS_MAX];
    size_t count = 0;
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->read[p] < w->post_count[p])
            left[count++] = p;
    if (count == 0)
        return false;
    int32_t p = left[world_below(w, count)];
    for (size_t n = 1 + world_below(w, 30); n > 0 && w->read[p] < w->post_count[p]; n--) {
        feed(w, p);
        if (world_below(w, 10) == 0)
            tick_to_the_clock(w);
    }
    if (w->read[p] == w->post_count[p])
        analysis_note_partition(w->a, p, PARTITION_AT_END);
    tick_to_the_clock(w);
    return true;
}

void world_read_to_the_end(struct world *w)
{
    for (int32_t p = 0; p < w->partitions; p++)
        if (w->post_count[p] == 0)
            analysis_note_partition(w->a, p, PARTITION_AT_END);
    while (world_read_some(w))
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

void world_begin(struct world *w, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->seed = w->random.state = seed;
    w->config.near = (struct near){34, -118, 0.5, ""};
    w->config.place = (enum place)world_below(w, PLACE_COUNT);
    w->config.window_count = 1 + world_below(w, WINDOWS_MAX);
    for (size_t i = 0; i < w->config.window_count; i++) {
        struct window_spec *spec = &w->config.windows[i];
        spec->length_s = 60 + (int64_t)(world_below(w, 30) * world_below(w, 3000));
        snprintf(spec->name, sizeof spec->name, "w%zu", i);
    }
    w->config.saves_all = world_below(w, 2) == 0;
    w->config.keep_bytes = w->config.saves_all ? (size_t)1 << 30 : 0;
    w->a = analysis_create(&w->config);
    w->officers = 1 + (uint32_t)world_below(w, OFFICERS);
    w->partitions = 1 + (int32_t)world_below(w, PARTITIONS_MAX);
    w->windows_from = w->begin = w->last_tick = w->since =
        1000000 + (int64_t)world_below(w, 100000);
    make_reports(w);
    int64_t span = w->made_count > 0 ? w->made[w->made_count - 1].at - w->begin : 0;
    w->every = 1 + span / (int64_t)(1 + world_below(w, 50));
    w->next = w->begin + (int64_t)world_below(w, (size_t)w->every);
    analysis_set_partitions(w->a, w->partitions);
}

void world_follow_run(struct world *w)
{
    world_post_run(w, w->windows_from, w->begin);
    analysis_follow(w->a, text_of(w->run));
}

struct world *world_create(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    return w;
}
