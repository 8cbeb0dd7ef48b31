#include "base/check.h"

#include "window/run.h"

static struct run *run;

static int set_up(void **state)
{
    (void)state;
    run = run_create(text_of("0005"));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    run_destroy(run);
    run_destroy(NULL);
    return 0;
}

/* What is said to the run, and what it must say then. */
struct step {
    char what; /* 'c'lock, 'e'nd, crime 'r' */
    uint32_t officer;
    uint64_t seq;
    int64_t at;
    int64_t clock; /* expected, NEVER for none */
    uint64_t missing;
    bool over;
};

#define NEVER (INT64_MIN / 4)

static void play(const struct step *steps, size_t count, uint32_t officers)
{
    for (size_t i = 0; i < count; i++) {
        const struct step *s = &steps[i];
        if (s->what == 'c')
            run_note_clock(run, s->officer, officers, s->seq, (civil_time){s->at});
        else if (s->what == 'e')
            run_note_end(run, s->officer, officers, s->seq, (civil_time){s->at});
        else
            run_note_crime(run, s->officer, s->seq, (civil_time){s->at});
        EXPECT(run_clock(run).s == s->clock, "row %zu: clock %jd", i, (intmax_t)run_clock(run).s);
        EXPECT(run_missing(run) == s->missing, "row %zu: missing %ju", i,
               (uintmax_t)run_missing(run));
        EXPECT_AT(i, run_is_over(run) == s->over);
    }
}

static void a_new_run_knows_nothing(void **state)
{
    (void)state;
    assert_true(text_is(run_name(run), "0005"));
    assert_int_equal(run_officers(run), 0);
    assert_int_equal(run_clock(run).s, NEVER);
    assert_int_equal(run_missing(run), 0);
    assert_false(run_is_over(run));
}

static void the_clock_is_the_smallest_of_all_officers(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, NEVER, 0, false}, {'c', 3, 0, 300, NEVER, 0, false},
        {'c', 2, 0, 200, 100, 0, false},   {'c', 1, 0, 250, 200, 0, false},
        {'c', 2, 0, 260, 250, 0, false},   {'c', 1, 0, 240, 250, 0, false}, /* never back */
        {'c', 1, 0, 400, 260, 0, false},   {'c', 2, 0, 500, 300, 0, false},
    };
    play(steps, COUNT_OF(steps), 3);
    assert_int_equal(run_officers(run), 3);
}

static void a_crime_speaks_for_all_before_it(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, 100, 0, false}, {'r', 1, 1, 150, 149, 0, false},
        {'r', 1, 2, 150, 149, 0, false}, {'c', 1, 2, 150, 150, 0, false},
        {'r', 1, 3, 151, 150, 0, false},
    };
    play(steps, COUNT_OF(steps), 1);
}

/* Joined in the middle: crimes come before anyone has said how many officers there are. */
static void the_clock_is_found_when_the_officers_become_known(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'r', 1, 10, 100, NEVER, 0, false}, {'r', 2, 20, 120, NEVER, 0, false},
        {'c', 1, 10, 110, 110, 0, false},   {'c', 2, 20, 130, 110, 0, false},
        {'c', 1, 10, 140, 130, 0, false},
    };
    play(steps, COUNT_OF(steps), 2);
}

static void an_officer_that_has_ended_does_not_hold_the_clock(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, NEVER, 0, false}, {'c', 2, 0, 100, 100, 0, false},
        {'e', 1, 0, 120, 100, 0, false},   {'c', 2, 0, 300, 300, 0, false},
        {'e', 2, 0, 310, 310, 0, true}, /* the largest of their `at` */
    };
    play(steps, COUNT_OF(steps), 2);
}

static void after_the_last_end_the_clock_is_the_largest_at(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, NEVER, 0, false},
        {'e', 1, 0, 900, NEVER, 0, false},
        {'c', 2, 0, 100, 100, 0, false},
        {'e', 2, 0, 150, 900, 0, true},
    };
    play(steps, COUNT_OF(steps), 2);
}

static void a_message_after_an_early_end_takes_it_back(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, NEVER, 0, false}, {'c', 2, 0, 100, 100, 0, false},
        {'e', 1, 0, 100, 100, 0, false},   {'c', 2, 0, 200, 200, 0, false},
        {'r', 1, 1, 150, 200, 0, false}, /* late; the clock waits, not goes back */
        {'c', 2, 0, 400, 200, 0, false},   {'c', 1, 1, 300, 300, 0, false},
        {'e', 2, 0, 500, 300, 0, false},   {'e', 1, 1, 450, 500, 0, true},
        {'c', 1, 1, 460, 500, 0, false},
    };
    play(steps, COUNT_OF(steps), 2);
}

static void what_a_clock_or_end_shows_is_missing_until_it_comes(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, 100, 0, false}, /* a start: nothing sent yet */
        {'r', 1, 1, 110, 109, 0, false}, {'c', 1, 4, 120, 120, 3, false}, /* 2, 3, 4 */
        {'r', 1, 3, 115, 120, 2, false}, {'r', 1, 2, 114, 120, 1, false},
        {'r', 1, 2, 114, 120, 1, false}, /* again */
        {'r', 1, 7, 130, 129, 3, false}, /* 4, 5, 6 */
        {'e', 1, 9, 140, 140, 5, true},  /* 8, 9 */
        {'r', 1, 4, 119, 140, 4, true},  {'r', 1, 6, 129, 140, 3, true},
        {'r', 1, 5, 128, 140, 2, true},  {'r', 1, 9, 139, 140, 1, true},
        {'r', 1, 8, 138, 140, 0, true},  {'r', 1, 8, 138, 140, 0, true},
    };
    play(steps, COUNT_OF(steps), 1);
}

static void the_first_seq_after_joining_in_the_middle_is_the_base(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'r', 1, 500, 110, NEVER, 0, false}, {'r', 1, 502, 112, NEVER, 1, false},
        {'c', 2, 70, 110, 110, 1, false},    {'r', 2, 72, 113, 111, 2, false},
        {'r', 2, 71, 112, 111, 1, false},    {'r', 1, 501, 111, 111, 0, false},
    };
    play(steps, COUNT_OF(steps), 2);
}

/* What an officer says that the run does not have must not stop its clock. */
static void officers_that_the_run_does_not_have_do_not_hold_it(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {'c', 1, 0, 100, NEVER, 0, false}, {'c', 2, 0, 100, 100, 0, false},
        {'r', 9, 1, 50, 100, 0, false},    {'c', 1, 0, 200, 100, 0, false},
        {'c', 2, 0, 200, 200, 0, false},   {'e', 1, 0, 300, 200, 0, false},
        {'e', 2, 0, 310, 310, 0, true},
    };
    play(steps, COUNT_OF(steps), 2);
}

static void verdicts_tell_how_a_seq_stands(void **state)
{
    (void)state;
    static const struct {
        uint64_t seq;
        enum seq_verdict verdict;
    } cases[] = {
        {5, SEQ_NEXT},      {6, SEQ_NEXT},      {9, SEQ_GAP},         {8, SEQ_FILLS_GAP},
        {8, SEQ_DUPLICATE}, {7, SEQ_FILLS_GAP}, {9, SEQ_DUPLICATE},   {5, SEQ_DUPLICATE},
        {10, SEQ_NEXT},     {4, SEQ_DUPLICATE}, {INT64_MAX, SEQ_GAP},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        EXPECT_AT(i, run_note_crime(run, 1, cases[i].seq, (civil_time){0}) == cases[i].verdict);
    assert_true(run_missing(run) == INT64_MAX - 11);
}

static void what_cannot_come_any_more_is_missing_until_then(void **state)
{
    (void)state;
    uint64_t from = 0;
    uint64_t to = 0;
    run_note_start(run, 1, 2, 0, (civil_time){99}, CIVIL_NEVER);
    assert_false(run_gap_shown(run, &from, &to));
    run_note_crime(run, 1, 4, (civil_time){120});
    assert_true(run_gap_shown(run, &from, &to) && from == 1 && to == 3);
    run_note_crime(run, 1, 5, (civil_time){121});
    assert_false(run_gap_shown(run, &from, &to));
    run_note_clock(run, 2, 2, 9, (civil_time){150}); /* the base of one joined in the middle */
    assert_false(run_gap_shown(run, &from, &to));
    run_note_end(run, 2, 2, 11, (civil_time){200});
    assert_true(run_gap_shown(run, &from, &to) && from == 10 && to == 11);
    assert_int_equal(run_missing(run), 5);
    assert_int_equal(run_missing_until(run, (civil_time){119}), 0);
    assert_int_equal(run_missing_until(run, (civil_time){120}), 3);
    assert_int_equal(run_missing_until(run, (civil_time){200}), 5);
}

/* What the run does not have tells nothing about it. */
static void it_is_whole_from_the_latest_word_of_its_officers(void **state)
{
    (void)state;
    assert_int_equal(run_whole_from(run).s, NEVER);
    run_note_crime(run, 1, 5, (civil_time){500});
    run_note_crime(run, 1, 6, (civil_time){600});
    assert_int_equal(run_whole_from(run).s, 500);
    run_note_start(run, 2, 3, 0, (civil_time){450}, (civil_time){450});
    run_note_end(run, 9, 3, 0, (civil_time){900});
    assert_int_equal(run_whole_from(run).s, 500);
    run_note_clock(run, 3, 3, 0, (civil_time){550});
    assert_int_equal(run_whole_from(run).s, 550);
}

static void the_clock_goes_on_without_one_until_it_is_heard(void **state)
{
    (void)state;
    run_note_clock(run, 1, 3, 0, (civil_time){100});
    run_note_clock(run, 2, 3, 0, (civil_time){200});
    run_go_on_without(run, 3);
    assert_int_equal(run_clock(run).s, 100);
    run_go_on_without(run, 1);
    assert_int_equal(run_clock(run).s, 200);
    run_note_end(run, 2, 3, 0, (civil_time){300});
    assert_true(run_is_over(run));
    assert_int_equal(run_clock(run).s, 300);
    run_note_heard(run, 3, 0);
    run_note_clock(run, 3, 3, 0, (civil_time){250});
    assert_false(run_is_over(run));
    assert_int_equal(run_clock(run).s, 300);
    run_note_clock(run, 3, 3, 0, (civil_time){350});
    assert_int_equal(run_clock(run).s, 350);
    run_note_end(run, 3, 3, 0, (civil_time){400});
    assert_true(run_is_over(run));
}

/* --- against a model that keeps everything ---------------------------------------------------- */

enum { OFFICERS = 5, SEQS = 400 };

struct model {
    struct {
        bool heard, ended, seen[SEQS + 1];
        int64_t clock;
        uint64_t base, said; /* seqs in (base, said] that were not seen are missing */
        bool has_base;
    } officer[OFFICERS];
    bool told;
    int64_t clock;
};

static uint64_t model_missing(const struct model *m)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < OFFICERS; i++)
        for (uint64_t seq = m->officer[i].base + 1; seq <= m->officer[i].said; seq++)
            missing += !m->officer[i].seen[seq];
    return missing;
}

static void model_clock(struct model *m)
{
    int64_t smallest = INT64_MAX;
    int64_t largest = NEVER;
    for (size_t i = 0; i < OFFICERS; i++) {
        if (!m->officer[i].heard || !m->told)
            return;
        if (!m->officer[i].ended && m->officer[i].clock < smallest)
            smallest = m->officer[i].clock;
        if (m->officer[i].clock > largest)
            largest = m->officer[i].clock;
    }
    int64_t now = smallest == INT64_MAX ? largest : smallest;
    m->clock = now > m->clock ? now : m->clock;
}

static enum seq_verdict model_crime(struct model *m, size_t i, uint64_t seq, int64_t at)
{
    bool first = !m->officer[i].has_base;
    if (first)
        m->officer[i].base = m->officer[i].said = seq - 1;
    m->officer[i].has_base = true;
    if (seq <= m->officer[i].base || m->officer[i].seen[seq])
        return SEQ_DUPLICATE;
    m->officer[i].seen[seq] = true;
    if (seq <= m->officer[i].said)
        return SEQ_FILLS_GAP;
    enum seq_verdict verdict = seq == m->officer[i].said + 1 ? SEQ_NEXT : SEQ_GAP;
    m->officer[i].said = seq;
    m->officer[i].ended = false;
    m->officer[i].heard = true;
    if (at - 1 > m->officer[i].clock)
        m->officer[i].clock = at - 1;
    return verdict;
}

static void model_says(struct model *m, size_t i, uint64_t seq, int64_t at, bool end)
{
    if (!m->officer[i].has_base)
        m->officer[i].base = m->officer[i].said = seq;
    m->officer[i].has_base = true;
    if (seq > m->officer[i].said)
        m->officer[i].said = seq;
    m->officer[i].heard = true;
    m->officer[i].ended = end;
    m->told = true;
    if (at > m->officer[i].clock)
        m->officer[i].clock = at;
}

static void random_talk_agrees_with_a_model_that_keeps_everything(void **state)
{
    (void)state;
    static struct model m;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct random r = {seed};
        memset(&m, 0, sizeof m);
        m.clock = NEVER;
        for (size_t i = 0; i < OFFICERS; i++)
            m.officer[i].clock = NEVER;
        struct run *talk = run_create(text_of("x"));
        int64_t now = 1000;
        for (size_t step = 0; step < 400; step++) {
            size_t i = random_below(&r, OFFICERS);
            now += (int64_t)random_below(&r, 3);
            int64_t at = now - (int64_t)random_below(&r, 20);
            uint64_t around = m.officer[i].said + 1 + random_below(&r, 4);
            uint64_t back = random_below(&r, 6);
            uint64_t seq = around > back ? around - back : 1;
            if (seq > SEQS)
                continue;
            size_t what = random_below(&r, 10);
            if (what < 6) {
                seq = seq == 0 ? 1 : seq;
                enum seq_verdict expected = model_crime(&m, i, seq, at);
                enum seq_verdict verdict =
                    run_note_crime(talk, (uint32_t)i + 1, seq, (civil_time){at});
                EXPECT(verdict == expected, "seed %d, step %zu", (int)seed, step);
            } else if (what < 9) {
                model_says(&m, i, seq, at, false);
                run_note_clock(talk, (uint32_t)i + 1, OFFICERS, seq, (civil_time){at});
            } else {
                model_says(&m, i, seq, at, true);
                run_note_end(talk, (uint32_t)i + 1, OFFICERS, seq, (civil_time){at});
            }
            model_clock(&m);
            EXPECT(run_clock(talk).s == m.clock, "seed %d, step %zu: %jd, expected %jd", (int)seed,
                   step, (intmax_t)run_clock(talk).s, (intmax_t)m.clock);
            EXPECT(run_missing(talk) == model_missing(&m), "seed %d, step %zu", (int)seed, step);
        }
        run_destroy(talk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_RUN(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        WITH_RUN(a_new_run_knows_nothing),
        WITH_RUN(the_clock_is_the_smallest_of_all_officers),
        WITH_RUN(a_crime_speaks_for_all_before_it),
        WITH_RUN(the_clock_is_found_when_the_officers_become_known),
        WITH_RUN(an_officer_that_has_ended_does_not_hold_the_clock),
        WITH_RUN(after_the_last_end_the_clock_is_the_largest_at),
        WITH_RUN(a_message_after_an_early_end_takes_it_back),
        WITH_RUN(what_a_clock_or_end_shows_is_missing_until_it_comes),
        WITH_RUN(the_first_seq_after_joining_in_the_middle_is_the_base),
        WITH_RUN(officers_that_the_run_does_not_have_do_not_hold_it),
        WITH_RUN(verdicts_tell_how_a_seq_stands),
        WITH_RUN(what_cannot_come_any_more_is_missing_until_then),
        WITH_RUN(it_is_whole_from_the_latest_word_of_its_officers),
        WITH_RUN(the_clock_goes_on_without_one_until_it_is_heard),
        cmocka_unit_test(random_talk_agrees_with_a_model_that_keeps_everything),
    };
    return cmocka_run_group_tests_name("window/run", tests, NULL, NULL);
}
