#include "base/check.h"

#include "blotter/window/analysis.h"

enum { PARTITIONS = 2, FOUR = 4 };

static struct analysis *a;
static int64_t now_ms;

static int set_up(void **state)
{
    (void)state;
    const struct analysis_config config = {.window_count = 1, .windows = {{"1h", 3600}}};
    a = analysis_create(&config);
    analysis_follow(a, text_of("run"));
    analysis_set_partitions(a, PARTITIONS);
    now_ms = 1000;
    analysis_note_time(a, now_ms);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    analysis_destroy(a);
    return 0;
}

/* What an officer says stands in its partition, which is then read to its end. */
static void say(enum message_kind kind, uint32_t officer, int64_t at)
{
    const struct message m = {.kind = kind,
                              .run = text_of("run"),
                              .officer = officer,
                              .officers = FOUR,
                              .windows_from = {at},
                              .at = {at}};
    int32_t partition = (int32_t)(officer - 1) % PARTITIONS;
    analysis_feed(a, &m, (struct origin){partition, 0});
    analysis_note_partition(a, partition, PARTITION_AT_END);
}

static void say_all(int64_t at, uint32_t but)
{
    for (uint32_t k = 1; k <= FOUR; k++)
        if (k != but)
            say(MESSAGE_CLOCK, k, at);
}

static void pass(int64_t ms)
{
    now_ms += ms;
    analysis_note_time(a, now_ms);
}

/* All officers but one say something every second. */
static void talk(int64_t from, int seconds, uint32_t but)
{
    for (int i = 1; i <= seconds; i++) {
        pass(1000);
        say_all(from + i, but);
    }
}

static void expect_silent(int line, size_t count, const uint32_t *officers)
{
    uint32_t silent[8];
    size_t found = analysis_silent(a, silent, COUNT_OF(silent));
    EXPECT(found == count, "line %d: %zu are silent", line, found);
    for (size_t i = 0; i < count; i++)
        EXPECT(silent[i] == officers[i], "line %d: officer %u", line, (unsigned)silent[i]);
}

#define EXPECT_SILENT(...)                                                                         \
    expect_silent(__LINE__, COUNT_OF(((uint32_t[]){__VA_ARGS__})), (uint32_t[]){__VA_ARGS__})
#define EXPECT_NOBODY() expect_silent(__LINE__, 0, NULL)

static void one_that_says_nothing_for_five_seconds_is_silent(void **state)
{
    (void)state;
    say_all(100, 0);
    talk(100, 4, 3);
    EXPECT_NOBODY();
    talk(104, 1, 3);
    EXPECT_SILENT(3);
    assert_int_equal(analysis_clock(a).s, 100);
    say(MESSAGE_CLOCK, 3, 104);
    EXPECT_NOBODY();
}

static void one_never_heard_of_is_silent_too(void **state)
{
    (void)state;
    EXPECT_NOBODY();
    talk(100, 4, 2);
    EXPECT_NOBODY();
    talk(104, 2, 2);
    EXPECT_SILENT(2);
    assert_int_equal(analysis_clock(a).s, CIVIL_NEVER.s);
    analysis_go_on_without(a, 2);
    assert_int_equal(analysis_clock(a).s, 106);
    EXPECT_NOBODY();
}

/* Paused, or its simulator dead: nobody holds anybody up. */
static void nobody_is_silent_while_no_clock_moves(void **state)
{
    (void)state;
    say_all(100, 0);
    say_all(100, 0);
    pass(60000);
    EXPECT_NOBODY();
    for (int i = 0; i < 60; i++) {
        pass(1000);
        say_all(100, 3);
    }
    EXPECT_NOBODY();
}

static void a_partition_that_is_not_read_to_its_end_hides_no_silence(void **state)
{
    (void)state;
    static const enum partition_state states[] = {PARTITION_UNREACHABLE, PARTITION_BEHIND};
    say_all(100, 0);
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        for (int second = 1; second <= 20; second++) {
            analysis_note_partition(a, 0, states[i]);
            pass(1000);
            say(MESSAGE_CLOCK, 2, 100 + second);
            say(MESSAGE_CLOCK, 4, 100 + second);
        }
        EXPECT_NOBODY();
    }
    analysis_note_partition(a, 0, PARTITION_AT_END); /* it is reachable again: */
    pass(4000);
    EXPECT_NOBODY(); /* time enough to speak */
    pass(1000);
    EXPECT_SILENT(1, 3);
}

static void without_partitions_nobody_is_silent(void **state)
{
    (void)state;
    const struct analysis_config config = {.window_count = 1, .windows = {{"1h", 3600}}};
    analysis_destroy(a);
    a = analysis_create(&config);
    uint32_t silent;
    assert_int_equal(analysis_silent(a, &silent, 1), 0);
    analysis_follow(a, text_of("run"));
    analysis_note_time(a, 0);
    talk(100, 10, 3);
    EXPECT_NOBODY();
}

/* One that is ahead of those who talk does not hold the clock. */
static void one_that_is_ahead_is_not_silent(void **state)
{
    (void)state;
    say_all(100, 0);
    say(MESSAGE_CLOCK, 4, 5000);
    talk(100, 10, 4);
    EXPECT_NOBODY();
    assert_int_equal(analysis_clock(a).s, 110);
}

static void several_at_different_clocks_are_silent_at_once(void **state)
{
    (void)state;
    say_all(100, 0);
    say(MESSAGE_CLOCK, 2, 105);
    for (int i = 1; i <= 20; i++) {
        pass(1000);
        say(MESSAGE_CLOCK, 1, 100 + i);
        say(MESSAGE_CLOCK, 4, 100 + i);
    }
    EXPECT_SILENT(2, 3);
    uint32_t first;
    assert_int_equal(analysis_silent(a, &first, 1), 1);
    assert_int_equal(first, 2);
    analysis_go_on_without(a, 3);
    assert_int_equal(analysis_clock(a).s, 105);
    EXPECT_SILENT(2);
    analysis_go_on_without(a, 2);
    assert_int_equal(analysis_clock(a).s, 120);
}

static void one_that_never_ends_holds_the_end(void **state)
{
    (void)state;
    say_all(100, 0);
    say(MESSAGE_END, 1, 200);
    say(MESSAGE_END, 2, 200);
    say(MESSAGE_END, 4, 200);
    assert_int_equal(analysis_clock(a).s, 100);
    pass(5000);
    EXPECT_SILENT(3);
    assert_false(analysis_is_over(a));
    analysis_go_on_without(a, 3);
    EXPECT_NOBODY();
    assert_true(analysis_is_over(a));
    assert_int_equal(analysis_clock(a).s, 200);
}

static void one_gone_on_without_counts_again_when_it_is_heard(void **state)
{
    (void)state;
    say_all(100, 0);
    talk(100, 10, 3);
    analysis_go_on_without(a, 3);
    analysis_go_on_without(a, 0); /* nobody */
    analysis_go_on_without(a, FOUR + 1);
    assert_int_equal(analysis_clock(a).s, 110);
    const struct message m = {.kind = MESSAGE_CRIME,
                              .run = text_of("run"),
                              .officer = 3,
                              .seq = 1,
                              .crime = {.reported_at = {105}}};
    analysis_feed(a, &m, (struct origin){0, 77});
    assert_int_equal(analysis_accounting(a).late, 1);
    assert_int_equal(analysis_incident(a, INCIDENT_LATE, 0)->from.offset, 77);
    talk(110, 4, 3);
    assert_int_equal(analysis_clock(a).s, 110); /* never back, and it waits */
    say(MESSAGE_CLOCK, 3, 112);
    assert_int_equal(analysis_clock(a).s, 112);
}

static void another_run_begins_with_patience(void **state)
{
    (void)state;
    say_all(100, 0);
    talk(100, 10, 3);
    EXPECT_SILENT(3);
    analysis_follow(a, text_of("run"));
    say(MESSAGE_CLOCK, 1, 100);
    say(MESSAGE_CLOCK, 1, 101);
    EXPECT_NOBODY();
    pass(5000);
    EXPECT_SILENT(2, 3, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define WITH_RUN(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        WITH_RUN(one_that_says_nothing_for_five_seconds_is_silent),
        WITH_RUN(one_never_heard_of_is_silent_too),
        WITH_RUN(nobody_is_silent_while_no_clock_moves),
        WITH_RUN(a_partition_that_is_not_read_to_its_end_hides_no_silence),
        WITH_RUN(without_partitions_nobody_is_silent),
        WITH_RUN(one_that_is_ahead_is_not_silent),
        WITH_RUN(several_at_different_clocks_are_silent_at_once),
        WITH_RUN(one_that_never_ends_holds_the_end),
        WITH_RUN(one_gone_on_without_counts_again_when_it_is_heard),
        WITH_RUN(another_run_begins_with_patience),
    };
    return cmocka_run_group_tests_name("window/silence", tests, NULL, NULL);
}
