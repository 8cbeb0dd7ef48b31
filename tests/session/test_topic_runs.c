#include "base/bugs.h"

#include "session/topic_runs.h"
#include "session/known_runs.h"

/* --- a topic made by hand -------------------------------------------------------------------- */

enum { PARTITIONS = 3, OFFICERS = 4, MESSAGES_MAX = 30000, BASE_S = 1672531200 };

struct topic {
    struct buffer values[PARTITIONS][MESSAGES_MAX];
    int64_t count[PARTITIONS];
};

static struct buffer *next_value(struct topic *t, uint32_t officer)
{
    int32_t partition = (int32_t)((officer - 1) % PARTITIONS);
    assert_true(t->count[partition] < MESSAGES_MAX);
    return &t->values[partition][t->count[partition]++];
}

static void free_topic(struct topic *t)
{
    for (int32_t p = 0; p < PARTITIONS; p++)
        for (int64_t i = 0; i < t->count[p]; i++)
            buffer_free(&t->values[p][i]);
    free(t);
}

static civil_time at_s(int64_t s)
{
    return (civil_time){BASE_S + s};
}

static void put_start(struct topic *t, const char *run, uint32_t officer, int64_t began_ms,
                      int64_t at, const char *continues)
{
    const struct message m = {.kind = MESSAGE_START,
                              .run = text_of(run),
                              .officer = officer,
                              .officers = OFFICERS,
                              .began_ms = began_ms,
                              .windows_from = at_s(at),
                              .at = at_s(at),
                              .until = at_s(100000),
                              .continues = text_of(continues)};
    message_write(next_value(t, officer), &m);
}

static void put_clock(struct topic *t, const char *run, uint32_t officer, uint64_t seq, int64_t at,
                      enum message_kind kind)
{
    const struct message m = {.kind = kind,
                              .run = text_of(run),
                              .officer = officer,
                              .officers = OFFICERS,
                              .seq = seq,
                              .at = at_s(at)};
    message_write(next_value(t, officer), &m);
}

/* How long the crimes' addresses are; they are all the same. */
static size_t address_len;
static char address[50000];

static void put_crime(struct topic *t, const char *run, uint32_t officer, uint64_t seq, int64_t at)
{
    struct buffer *value = next_value(t, officer);
    memset(address, 'A', address_len);
    const struct crime c = {.id = text_of("1"),
                            .address = {address, address_len},
                            .reported_at = at_s(at),
                            .occurred_at = at_s(at),
                            .crime = text_of("ROBBERY"),
                            .area = text_of("Central")};
    message_write_crime_head(value, text_of(run), officer, seq);
    message_write_crime_tail(value, &c);
}

static void put_text(struct topic *t, uint32_t officer, const char *text)
{
    buffer_add(next_value(t, officer), text_of(text));
}

/* A run with a report a second in (from, to], officers in turn, and a clock for all every ten. */
struct run_shape {
    const char *name;
    int64_t began_ms; /* 0: its starts are gone */
    int64_t from, to;
    const char *continues;
    bool ends;
};

static void put_run(struct topic *t, const struct run_shape *r)
{
    uint64_t seq[OFFICERS + 1] = {0};
    for (uint32_t o = 1; r->began_ms != 0 && o <= OFFICERS; o++)
        put_start(t, r->name, o, r->began_ms, r->from, r->continues);
    for (int64_t s = r->from + 1; s <= r->to; s++) {
        uint32_t officer = (uint32_t)(s % OFFICERS) + 1;
        put_crime(t, r->name, officer, ++seq[officer], s);
        for (uint32_t o = 1; s % 10 == 0 && o <= OFFICERS; o++)
            put_clock(t, r->name, o, seq[o], s, MESSAGE_CLOCK);
    }
    for (uint32_t o = 1; r->ends && o <= OFFICERS; o++)
        put_clock(t, r->name, o, seq[o], r->to, MESSAGE_END);
}

/* --- a reader -------------------------------------------------------------------------------- */

struct reader {
    const struct topic *topic;
    struct topic_runs *runs;
    int64_t next[PARTITIONS];
    uint32_t random;
};

static uint32_t draw(struct reader *r, uint32_t below)
{
    r->random = r->random * 1664525 + 1013904223;
    return (r->random >> 8) % below;
}

static struct reader open_reader(const struct topic *t, uint32_t seed)
{
    static const struct analysis_config config = {
        .windows = {{"1h", 3600}}, .window_count = 1, .near = {34, -118, 1, ""}};
    return (struct reader){
        .topic = t, .runs = topic_runs_create(&config, PARTITIONS, 60, NULL), .random = seed};
}

static void read_one(struct reader *r, int32_t p)
{
    if (r->next[p] >= r->topic->count[p])
        return;
    struct incoming in = {.partition = p, .offset = r->next[p]};
    in.value = buffer_text(&r->topic->values[p][r->next[p]]);
    r->next[p]++;
    topic_runs_feed(r->runs, &in);
}

static bool is_at_end(const struct reader *r)
{
    for (int32_t p = 0; p < PARTITIONS; p++)
        if (r->next[p] < r->topic->count[p])
            return false;
    return true;
}

/* As the session does after each turn. True: reading goes on elsewhere. */
static bool settle(struct reader *r, bool caught_up)
{
    const int64_t *offsets;
    enum topic_runs_step step = TOPIC_RUNS_GOES_ON;
    topic_runs_note_caught_up(r->runs, caught_up);
    while (step == TOPIC_RUNS_GOES_ON) {
        analysis_move(topic_runs_figures(r->runs), topic_runs_clock(r->runs));
        step = topic_runs_settle(r->runs, &offsets);
    }
    if (step == TOPIC_RUNS_STAYS) {
        analysis_move(topic_runs_figures(r->runs), topic_runs_clock(r->runs));
        return false;
    }
    for (int32_t p = 0; p < PARTITIONS; p++) {
        if (offsets[p] == OFFSET_OF_BEGINNING)
            r->next[p] = 0;
        else if (offsets[p] != OFFSET_WHERE_IT_IS)
            r->next[p] = offsets[p];
    }
    return true;
}

/* To the end, in turns and pieces of random lengths. Returns how often reading went back. */
static unsigned read_all(struct reader *r)
{
    unsigned leaps = 0;
    bool done = false;
    while (!done) {
        for (uint32_t pieces = draw(r, 4) + 1; pieces > 0; pieces--) {
            int32_t p = (int32_t)draw(r, PARTITIONS);
            for (uint32_t length = draw(r, 40) + 1; length > 0; length--)
                read_one(r, p);
        }
        bool leapt = settle(r, is_at_end(r));
        leaps += leapt;
        done = !leapt && is_at_end(r);
        EXPECT(leaps < 1000, "it goes back for ever");
    }
    struct analysis *a = topic_runs_figures(r->runs);
    analysis_move(a, analysis_last_report(a));
    return leaps;
}

/* What is shown when all has been read, whatever the order. Returns how often reading went back at
 * most. */
static unsigned expect_shown_of(const struct topic *t, const char *run, uint64_t total,
                                uint32_t seeds)
{
    unsigned most_leaps = 0;
    for (uint32_t seed = 1; seed <= seeds; seed++) {
        struct reader r = open_reader(t, seed);
        unsigned leaps = read_all(&r);
        most_leaps = leaps > most_leaps ? leaps : most_leaps;
        struct analysis *a = topic_runs_figures(r.runs);
        struct text shown = analysis_run(a);
        EXPECT(text_is(shown, run), "seed %u: %.*s", seed, (int)shown.len, shown.ptr);
        EXPECT(analysis_all(a)->total == total, "seed %u: %llu of %llu", seed,
               (unsigned long long)analysis_all(a)->total, (unsigned long long)total);
        struct accounting sums = analysis_accounting(a);
        EXPECT(sums.missing == 0 && sums.duplicate == 0 && sums.late == 0, "seed %u", seed);
        topic_runs_destroy(r.runs);
    }
    return most_leaps;
}

/* Reading goes back once, when all has been read. */
static void expect_shown(const struct topic *t, const char *run, uint64_t total)
{
    unsigned leaps = expect_shown_of(t, run, total, 50);
    EXPECT(leaps <= 1, "it goes back %u times", leaps);
}

static struct topic *new_topic(void)
{
    struct topic *t = calloc(1, sizeof *t);
    assert_non_null(t);
    return t;
}

/* --- runs ------------------------------------------------------------------------------------ */

static void the_only_run_is_shown_whole(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 200, "", true});
    expect_shown(t, "A", 200);
    free_topic(t);
}

static void a_newer_run_takes_over_wherever_it_stands(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 200, "", true});
    put_run(t, &(struct run_shape){"B", 300, 0, 150, "", false});
    put_run(t, &(struct run_shape){"C", 200, 0, 99, "", true});
    expect_shown(t, "B", 150);
    free_topic(t);
}

static void the_smallest_began_of_a_runs_officers_counts(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 200, 0, 80, "", true});
    put_start(t, "B", 1, 300, 0, ""); /* newer, as long as nothing else is known */
    put_start(t, "B", 2, 100, 0, "");
    put_crime(t, "B", 3, 1, 5);
    expect_shown(t, "A", 80);
    free_topic(t);
}

/* The reader's clock is at 0. */
static void a_run_that_began_more_than_a_day_ahead_is_not_the_newest(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 80, "", true});
    put_start(t, "evil", 1, BEGAN_AHEAD_MS + 1, 0, "");
    put_start(t, "evil", 2, INT64_MAX, 0, "");
    expect_shown(t, "A", 80);
    put_run(t, &(struct run_shape){"B", BEGAN_AHEAD_MS, 0, 70, "", true});
    expect_shown(t, "B", 70);
    free_topic(t);
}

static void a_run_without_a_start_is_older_than_any(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 120, "", false});
    put_run(t, &(struct run_shape){"B", 0, 0, 50, "", false});
    expect_shown(t, "A", 120);
    free_topic(t);
}

static void of_foreign_messages_and_a_run_the_run_is_shown(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_text(t, 1, "{\"Crm Cd Desc\":\"ROBBERY\",\"DATE OCC\":\"1/1/23\",\"TIME OCC\":\"0100\"}");
    put_run(t, &(struct run_shape){"A", 0, 0, 60, "", false});
    put_text(t, 2, "{\"Crm Cd Desc\":\"ROBBERY\",\"DATE OCC\":\"1/1/23\",\"TIME OCC\":\"0100\"}");
    expect_shown(t, "A", 60);
    free_topic(t);
}

static void what_is_undecodable_is_counted_once_for_the_topic(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_text(t, 1, "no JSON");
    put_run(t, &(struct run_shape){"A", 100, 0, 100, "", false});
    put_text(t, 2, "{\"kind\":\"party\"}");
    put_run(t, &(struct run_shape){"B", 200, 60, 150, "A", true});
    put_text(t, 3, "[");
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct reader r = open_reader(t, seed);
        read_all(&r);
        EXPECT_AT(seed, analysis_accounting(topic_runs_figures(r.runs)).undecodable == 3);
        topic_runs_destroy(r.runs);
    }
    free_topic(t);
}

/* --- runs that continue others --------------------------------------------------------------- */

static void a_run_that_continues_another_is_both(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 205, "", false});
    put_run(t, &(struct run_shape){"B", 200, 150, 300, "A", true});
    expect_shown(t, "B", 300);
    free_topic(t);
}

static void and_so_on_back(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 120, "", false});
    put_run(t, &(struct run_shape){"B", 200, 100, 260, "A", false});
    put_run(t, &(struct run_shape){"X", 150, 0, 40, "", true});
    put_run(t, &(struct run_shape){"C", 300, 200, 400, "B", false});
    put_run(t, &(struct run_shape){"D", 400, 333, 500, "C", true});
    expect_shown(t, "D", 500);
    free_topic(t);
}

/* A clock that was set back between them says nothing. */
static void one_that_goes_on_is_newer_whatever_its_clock(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 300, 0, 120, "", false});
    put_run(t, &(struct run_shape){"B", 200, 100, 260, "A", false});
    put_run(t, &(struct run_shape){"X", 250, 0, 40, "", true});
    put_run(t, &(struct run_shape){"C", 100, 200, 400, "B", true});
    expect_shown(t, "C", 400);
    free_topic(t);
}

static void in_whatever_order_they_come(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"C", 300, 200, 400, "B", true});
    put_run(t, &(struct run_shape){"B", 200, 100, 260, "A", false});
    put_run(t, &(struct run_shape){"A", 100, 0, 120, "", false});
    expect_shown(t, "C", 400);
    free_topic(t);
}

static void a_continued_run_that_is_not_there_is_left_out(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"B", 200, 100, 260, "A", true});
    expect_shown(t, "B", 160);
    free_topic(t);
}

static void runs_that_continue_each_other_are_no_circle(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 50, 100, "B", false});
    put_run(t, &(struct run_shape){"B", 200, 80, 130, "A", true});
    expect_shown(t, "B", 30 + 50);
    free_topic(t);
}

/* What is held back has its bounds: beyond them it is read again. */
static void runs_that_are_too_large_to_be_held_back_are_read_again(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    address_len = sizeof address;
    put_run(t, &(struct run_shape){"D", 400, 1900, 2500, "C", true});
    put_run(t, &(struct run_shape){"C", 300, 1000, 2000, "B", false});
    put_run(t, &(struct run_shape){"B", 200, 100, 1700, "A", false});
    put_run(t, &(struct run_shape){"A", 100, 0, 120, "", false});
    unsigned leaps = expect_shown_of(t, "D", 2500, 2);
    EXPECT(leaps >= 2 && leaps <= 4, "it goes back %u times", leaps);
    address_len = 0;
    free_topic(t);
}

static char *name_of(int run, char buf[16])
{
    snprintf(buf, 16, "run %d", run);
    return buf;
}

/* Each is begun behind where the one before was when it was killed, or before it said anything. */
static void thousands_of_runs_that_continue_each_other_are_read_twice(void **state)
{
    (void)state;
    enum { RUNS = 3000 };
    for (int64_t reports = 0; reports <= 1; reports++) {
        struct topic *t = new_topic();
        char name[16];
        char before[16];
        for (int k = 0; k < RUNS; k++) {
            int64_t from = reports * k;
            int64_t to = k == RUNS - 1 ? RUNS : from + reports * 3;
            put_run(t, &(struct run_shape){name_of(k, name), 1000 + k, from, to < RUNS ? to : RUNS,
                                           k > 0 ? name_of(k - 1, before) : "", k == RUNS - 1});
        }
        unsigned leaps = expect_shown_of(t, name_of(RUNS - 1, name), RUNS, 3);
        EXPECT(leaps <= 1, "it goes back %u times", leaps);
        free_topic(t);
    }
}

/* --- ticks ----------------------------------------------------------------------------------- */

/* A caller that looks at each whole ten has the same figures as in an undisturbed run. */
static void the_figures_pass_every_time_on_the_way(void **state)
{
    (void)state;
    struct topic *t = new_topic();
    put_run(t, &(struct run_shape){"A", 100, 0, 205, "", false});
    put_run(t, &(struct run_shape){"B", 200, 150, 300, "A", true});
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct reader r = open_reader(t, seed);
        struct analysis *a = topic_runs_figures(r.runs);
        uint64_t beginnings = 0;
        int64_t next = 10;
        while (next <= 300) {
            read_one(&r, (int32_t)draw(&r, PARTITIONS));
            bool end = is_at_end(&r);
            topic_runs_note_caught_up(r.runs, end);
            if (beginnings != topic_runs_beginnings(r.runs))
                next = 10;
            beginnings = topic_runs_beginnings(r.runs);
            for (; at_s(next).s <= topic_runs_final(r.runs).s; next += 10) {
                analysis_move(a, at_s(next));
                EXPECT(analysis_all(a)->total == (uint64_t)next, "seed %u at %lld: %llu", seed,
                       (long long)next, (unsigned long long)analysis_all(a)->total);
            }
            const int64_t *offsets;
            if (topic_runs_settle(r.runs, &offsets) != TOPIC_RUNS_LEAPS)
                continue;
            for (int32_t p = 0; p < PARTITIONS; p++)
                r.next[p] = offsets[p] >= 0 ? offsets[p] : r.next[p];
        }
        topic_runs_destroy(r.runs);
    }
    free_topic(t);
}

/* --- where runs stand ------------------------------------------------------------------------ */

static struct known_runs one_run(void)
{
    struct known_runs k;
    bool is_new;
    known_runs_init(&k);
    known_runs_find(&k, text_of("A"), &is_new);
    for (int32_t p = 0; p < 3; p++)
        known_runs_note_place(&k, 0, p, 7);
    return k;
}

static void end_a_run_before_it_begins(void)
{
    struct known_runs k = one_run();
    k.of[0].spans[1].last = 3;
    known_runs_note_place(&k, 0, 1, 8);
}

static void what_must_hold_of_a_run_stops_where_it_does_not(void **state)
{
    (void)state;
    static const struct bug_case cases[] = {
        {"span->first > span->last", end_a_run_before_it_begins},
    };
    bug_check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_run_is_shown_whole),
        cmocka_unit_test(a_newer_run_takes_over_wherever_it_stands),
        cmocka_unit_test(the_smallest_began_of_a_runs_officers_counts),
        cmocka_unit_test(a_run_that_began_more_than_a_day_ahead_is_not_the_newest),
        cmocka_unit_test(a_run_without_a_start_is_older_than_any),
        cmocka_unit_test(of_foreign_messages_and_a_run_the_run_is_shown),
        cmocka_unit_test(what_is_undecodable_is_counted_once_for_the_topic),
        cmocka_unit_test(a_run_that_continues_another_is_both),
        cmocka_unit_test(and_so_on_back),
        cmocka_unit_test(one_that_goes_on_is_newer_whatever_its_clock),
        cmocka_unit_test(in_whatever_order_they_come),
        cmocka_unit_test(a_continued_run_that_is_not_there_is_left_out),
        cmocka_unit_test(runs_that_continue_each_other_are_no_circle),
        cmocka_unit_test(runs_that_are_too_large_to_be_held_back_are_read_again),
        cmocka_unit_test(thousands_of_runs_that_continue_each_other_are_read_twice),
        cmocka_unit_test(what_must_hold_of_a_run_stops_where_it_does_not),
        cmocka_unit_test(the_figures_pass_every_time_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
