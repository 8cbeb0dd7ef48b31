#include "base/check.h"

#include "replay/stream.h"

enum { OFFICERS = 2, HOUR = CIVIL_HOUR_S };

/* Reports at hours and minutes of a day, by officers in turn. */
static struct store store;
static struct stream stream;

static void given_plan(const int64_t *times, size_t count, const struct run_plan *plan)
{
    struct error err;
    bool sorted;
    store_init(&store, SIZE_MAX / 2);
    for (size_t i = 0; i < count; i++) {
        const struct crime c = {.reported_at = {times[i]}, .id = text_of("1")};
        store_add(&store, &c, (uint32_t)(i % OFFICERS) + 1);
    }
    store_sort(&store, SIZE_MAX, &sorted, &err);
    stream_init(&stream, &store, plan);
}

static void given(const int64_t *times, size_t count)
{
    given_plan(times, count, &(struct run_plan){.run = text_of("R"), .officers = OFFICERS});
}

static int finish(void **state)
{
    (void)state;
    stream_finish(&stream);
    store_finish(&store);
    return 0;
}

/* Takes all that is due and writes it down: s1@9 is officer 1's start at 9, r a report, c a clock,
 * e an end. */
static const char *play(int64_t now, bool at_max)
{
    static char out[1024];
    size_t len = 0;
    struct stream_message m;
    out[0] = '\0';
    while (stream_next(&stream, (civil_time){now}, at_max, &m)) {
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%c%u@%jd", len > 0 ? " " : "",
                                "srce"[m.kind], m.officer, (intmax_t)m.at.s);
        stream_sent(&stream, &m);
    }
    return out;
}

static void at_max_clocks_follow_each_hour_with_reports_and_ends_the_last(void **state)
{
    (void)state;
    const int64_t times[] = {100, HOUR, HOUR + 1, 5 * HOUR};
    given(times, COUNT_OF(times));
    assert_string_equal(play(INT64_MAX / 4, true),
                        "s1@99 s2@99 r1@100 r2@3600 c1@3600 c2@3600 r1@3601 c1@7200 c2@7200 "
                        "r2@18000 e1@18000 e2@18000");
    assert_true(stream_is_over(&stream));
    assert_string_equal(play(INT64_MAX / 4, true), "");
}

static void nothing_goes_out_before_it_is_due(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300};
    given(times, COUNT_OF(times));
    assert_string_equal(play(99, false), "s1@99 s2@99");
    assert_string_equal(play(199, false), "r1@100");
    assert_string_equal(play(200, false), "r2@200");
    assert_string_equal(play(1000, false), "r1@300 e1@300 e2@300");
}

static void a_message_is_the_same_until_it_has_been_sent(void **state)
{
    (void)state;
    const int64_t times[] = {100};
    given(times, COUNT_OF(times));
    struct stream_message a;
    struct stream_message b;
    for (size_t i = 0; i < 5; i++) {
        bool more = stream_next(&stream, (civil_time){1000}, false, &a);
        char first[256];
        snprintf(first, sizeof first, "%.*s", (int)a.value.len, a.value.ptr);
        EXPECT_AT(i, more && stream_next(&stream, (civil_time){1000}, false, &b));
        EXPECT_TEXT_AT(i, b.value, first);
        stream_sent(&stream, &b);
    }
    assert_true(stream_is_over(&stream));
}

static void a_clock_says_no_more_than_is_true(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300};
    given(times, COUNT_OF(times));
    play(100, false);
    stream_say_clock(&stream, (civil_time){250}, false); /* 200 is still to be sent */
    assert_string_equal(play(100, false), "c1@199 c2@199");
    stream_say_clock(&stream, (civil_time){150}, false); /* and never goes back */
    assert_string_equal(play(100, false), "c1@199 c2@199");
}

static void clocks_wait_until_the_officers_are_through(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200};
    given(times, COUNT_OF(times));
    stream_say_clock(&stream, (civil_time){99}, false); /* the starts are not out yet */
    assert_string_equal(play(99, false), "s1@99 s2@99");
}

static void an_early_end_covers_all_that_was_sent(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 200, 200, 300};
    given(times, COUNT_OF(times));
    assert_string_equal(play(150, false), "s1@99 s2@99 r1@100");
    struct stream_message m;
    assert_true(stream_next(&stream, (civil_time){200}, false, &m));
    stream_sent(&stream, &m); /* one of three at 200 */
    stream_cut(&stream, CIVIL_NEVER);
    assert_string_equal(play(INT64_MAX / 4, true), "r1@200 r2@200 e1@200 e2@200");
    assert_true(stream_is_over(&stream));
}

static void an_early_end_is_not_before_a_clock_that_was_being_said(void **state)
{
    (void)state;
    const int64_t times[] = {100, HOUR + 1};
    given(times, COUNT_OF(times));
    struct stream_message m;
    while (stream_next(&stream, CIVIL_FOREVER, true, &m) && m.kind != MESSAGE_CLOCK)
        stream_sent(&stream, &m);
    stream_sent(&stream, &m); /* officer 1 has said it */
    stream_cut(&stream, CIVIL_NEVER);
    assert_string_equal(play(INT64_MAX / 4, true), "c2@3600 e1@3600 e2@3600");
}

static void an_early_end_is_at_the_clock_and_before_what_was_not_sent(void **state)
{
    (void)state;
    const int64_t times[] = {100, 300};
    given(times, COUNT_OF(times));
    play(250, false);
    stream_cut(&stream, (civil_time){250});
    assert_string_equal(play(250, false), "e1@250 e2@250");
    finish(NULL);
    given(times, COUNT_OF(times));
    play(100, false);
    stream_cut(&stream, (civil_time){400}); /* late: 300 was due and is not out */
    assert_string_equal(play(100, false), "e1@299 e2@299");
}

static void a_cut_before_anything_was_sent_still_starts_and_ends(void **state)
{
    (void)state;
    const int64_t times[] = {100};
    given(times, COUNT_OF(times));
    stream_cut(&stream, CIVIL_NEVER);
    assert_string_equal(play(INT64_MAX / 4, true), "s1@99 s2@99 e1@99 e2@99");
}

static void the_hour_that_max_joins_in_is_clocked_too(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 2 * HOUR};
    given(times, COUNT_OF(times));
    play(150, false);
    assert_string_equal(play(INT64_MAX / 4, true),
                        "r2@200 c1@3600 c2@3600 r1@7200 e1@7200 e2@7200");
}

/* --- sought runs ---------------------------------------------------------------------------- */

static void given_sought(const int64_t *times, size_t count, int64_t at, int64_t windows_from)
{
    given_plan(times, count,
               &(struct run_plan){.run = text_of("R"),
                                  .officers = OFFICERS,
                                  .sought = true,
                                  .at = {at},
                                  .windows_from = {windows_from}});
}

static void a_seek_fills_the_windows_and_then_says_a_clock_at_once(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300, 400, 500};
    given_sought(times, COUNT_OF(times), 350, 150);
    assert_string_equal(play(350, false), "s1@350 s2@350 r2@200 r1@300 c1@350 c2@350");
    assert_string_equal(play(400, false), "r2@400");
    assert_string_equal(play(INT64_MAX / 4, true), "r1@500 e1@500 e2@500");
}

static void a_seek_at_max_says_the_hours_of_the_fill_too(void **state)
{
    (void)state;
    const int64_t times[] = {100, HOUR + 1, 2 * HOUR + 5, 2 * HOUR + 100, 3 * HOUR + 1};
    given_sought(times, COUNT_OF(times), 2 * HOUR + 50, 0);
    stream_say_clock(&stream, (civil_time){50}, false); /* not while filling */
    assert_string_equal(play(INT64_MAX / 4, true),
                        "s1@7250 s2@7250 r1@100 c1@3600 c2@3600 r2@3601 c1@7200 c2@7200 r1@7205 "
                        "c1@7250 c2@7250 r2@7300 c1@10800 c2@10800 r1@10801 e1@10801 e2@10801");
}

static void a_seek_beyond_the_end_ends_there(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200};
    given_sought(times, COUNT_OF(times), 1000, 150);
    assert_string_equal(play(0, false), "s1@1000 s2@1000 r2@200 e1@1000 e2@1000");
}

static void a_seek_before_the_beginning_waits_for_the_first_report(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200};
    given_sought(times, COUNT_OF(times), 10, 0);
    assert_string_equal(play(10, false), "s1@10 s2@10 c1@10 c2@10");
    assert_string_equal(play(150, false), "r1@100");
}

/* --- officers alone, and runs gone on with -------------------------------------------------- */

static void officers_alone_send_together_what_one_process_sends(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, HOUR + 1, 3 * HOUR};
    static const char *const expected[] = {
        "s1@99 r1@100 c1@3600 r1@3601 c1@7200 e1@10800",
        "s2@99 r2@200 c2@3600 c2@7200 r2@10800 e2@10800",
    };
    for (uint32_t officer = 1; officer <= OFFICERS; officer++) {
        given_plan(times, COUNT_OF(times),
                   &(struct run_plan){.run = text_of("R"), .officers = OFFICERS, .only = officer});
        assert_string_equal(play(INT64_MAX / 4, true), expected[officer - 1]);
        finish(NULL);
    }
    given(times, COUNT_OF(times));
}

static void what_was_sent_before_is_not_sent_again(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300, 400, 500};
    const uint64_t sent[] = {2, 0}; /* officer 1 has sent 100 and 300, officer 2 nothing */
    const bool started[] = {true, false};
    given_plan(times, COUNT_OF(times),
               &(struct run_plan){.run = text_of("R"),
                                  .officers = OFFICERS,
                                  .sent_before = sent,
                                  .started_before = started});
    assert_int_equal(stream.sent_at.s, 100);
    struct stream_message m;
    assert_string_equal(play(200, false), "s2@99 r2@200");
    assert_true(stream_next(&stream, (civil_time){400}, false, &m));
    assert_non_null(memmem(m.value.ptr, m.value.len, "\"seq\":2,", 8));
    assert_string_equal(play(INT64_MAX / 4, true), "r2@400 r1@500 e1@500 e2@500");
}

/* The next report is the one that is due next, also when that was looked at already. */
static void what_is_ordered_is_done_to_the_next_reports(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300, 400, 500, 5 * HOUR};
    given(times, COUNT_OF(times));
    assert_string_equal(play(99, false), "s1@99 s2@99");
    stream_stage(&stream, FAULT_MISSING);
    stream_stage(&stream, FAULT_LATE);
    stream_stage(&stream, FAULT_DUPLICATE);
    /* 100 is late by an hour, 200 comes twice, 300 is missing: a clock shows it */
    assert_string_equal(play(400, false), "r2@200 r2@200 c1@300 r2@400");
    stream_stage(&stream, FAULT_GARBLED);
    assert_string_equal(play(4000, false), "r1@500 r1@500 c1@3700 r1@100");
    const struct fault_counts done = stream_injected(&stream);
    for (enum fault kind = FAULT_LATE; kind <= FAULT_GARBLED; kind++)
        assert_int_equal(done.of[kind], 1);
    stream_stage(&stream, FAULT_LATE); /* nothing is late beyond the last report */
    assert_string_equal(play(INT64_MAX / 4, false), "r2@18000 e1@18000 e2@18000");
}

static void the_fill_of_a_seek_is_left_alone(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 300, 400, 500};
    given_sought(times, COUNT_OF(times), 350, 150);
    stream_stage(&stream, FAULT_DUPLICATE);
    assert_string_equal(play(400, false),
                        "s1@350 s2@350 r2@200 r1@300 c1@350 c2@350 r2@400 r2@400");
}

/* How often each fault is done from now on to messages that are later than `after`. */
static struct fault_counts done_after(int64_t after)
{
    struct fault_counts done = {.kinds = stream.plan.faults->kinds};
    struct stream_message m;
    while (stream_next(&stream, CIVIL_FOREVER, true, &m)) {
        if (m.fault != FAULT_NONE && m.at.s > after)
            done.of[m.fault]++;
        stream_sent(&stream, &m);
    }
    return done;
}

/* A checkpoint may stand within a silence: what was said at its end, of a time before, has been
 * counted, and what is of a time behind comes again. */
static void a_run_gone_on_with_in_a_silence_does_what_is_left_and_counts_all(void **state)
{
    (void)state;
    enum { REPORTS = 600, EVERY_S = 500 };
    static int64_t times[REPORTS];
    struct error err;
    struct faults faults = {.seed = 1};
    const char *list = "duplicate=20%,missing=20%,garbled=20%,silent=2@22:30+5h";
    assert_true(faults_parse(text_of(list), &faults, &err));
    for (int64_t i = 0; i < REPORTS; i++)
        times[i] = (i + 1) * EVERY_S;
    struct run_plan plan = {.run = text_of("R"), .officers = OFFICERS, .faults = &faults};
    given_plan(times, REPORTS, &plan);
    done_after(0);
    const struct fault_counts whole = stream_injected(&stream);
    assert_true(whole.of[FAULT_GARBLED] > 0 && whole.of[FAULT_SILENT] == 4);
    for (int64_t at = EVERY_S; at < REPORTS * EVERY_S; at += 3 * EVERY_S) {
        finish(NULL);
        given_plan(times, REPORTS, &plan);
        struct fault_counts left = done_after(at);
        finish(NULL);
        struct run_plan rest = plan;
        rest.sought = true;
        rest.at = rest.windows_from = (civil_time){at};
        rest.continues = text_of("R");
        given_plan(times, REPORTS, &rest);
        struct fault_counts done = done_after(at);
        EXPECT_AT(at, memcmp(&done, &left, sizeof done) == 0);
        done = stream_injected(&stream);
        EXPECT_AT(at, memcmp(&done, &whole, sizeof done) == 0);
    }
}

/* --value row: the tails are whole values, and nothing else is said. */
static void rows_go_out_alone(void **state)
{
    (void)state;
    const int64_t times[] = {100, 200, 200, HOUR + 1, 5 * HOUR};
    const struct run_plan plan = {.run = text_of("R"), .officers = OFFICERS, .rows_only = true};
    given_plan(times, COUNT_OF(times), &plan);
    assert_string_equal(play(99, false), "");
    struct stream_message m;
    assert_true(stream_next(&stream, (civil_time){100}, false, &m));
    struct store_cursor *c = store_cursor_create(&store, CIVIL_NEVER);
    assert_true(text_equal(m.value, store_cursor_peek(c)->tail));
    store_cursor_destroy(c);
    assert_string_equal(play(100, false), "r1@100");
    stream_say_clock(&stream, (civil_time){150}, true);
    assert_string_equal(play(150, false), "");
    assert_false(stream_is_over(&stream));
    assert_string_equal(play(INT64_MAX / 4, true), "r2@200 r1@200 r2@3601 r1@18000");
    assert_true(stream_is_over(&stream));
    assert_int_equal(stream.produced, COUNT_OF(times));
    finish(NULL);

    given_plan(times, COUNT_OF(times), &plan);
    play(100, false);
    assert_true(stream_next(&stream, (civil_time){200}, false, &m));
    stream_sent(&stream, &m); /* one of two at 200 */
    stream_cut(&stream, CIVIL_NEVER);
    assert_string_equal(play(INT64_MAX / 4, true), "r1@200");
    assert_true(stream_is_over(&stream));
    finish(NULL);

    given_plan(times, COUNT_OF(times), &plan);
    stream_cut(&stream, (civil_time){50});
    assert_string_equal(play(INT64_MAX / 4, true), "");
    assert_true(stream_is_over(&stream));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(at_max_clocks_follow_each_hour_with_reports_and_ends_the_last,
                                  finish),
        cmocka_unit_test_teardown(nothing_goes_out_before_it_is_due, finish),
        cmocka_unit_test_teardown(a_message_is_the_same_until_it_has_been_sent, finish),
        cmocka_unit_test_teardown(a_clock_says_no_more_than_is_true, finish),
        cmocka_unit_test_teardown(clocks_wait_until_the_officers_are_through, finish),
        cmocka_unit_test_teardown(an_early_end_covers_all_that_was_sent, finish),
        cmocka_unit_test_teardown(an_early_end_is_not_before_a_clock_that_was_being_said, finish),
        cmocka_unit_test_teardown(an_early_end_is_at_the_clock_and_before_what_was_not_sent,
                                  finish),
        cmocka_unit_test_teardown(a_cut_before_anything_was_sent_still_starts_and_ends, finish),
        cmocka_unit_test_teardown(the_hour_that_max_joins_in_is_clocked_too, finish),
        cmocka_unit_test_teardown(a_seek_fills_the_windows_and_then_says_a_clock_at_once, finish),
        cmocka_unit_test_teardown(a_seek_at_max_says_the_hours_of_the_fill_too, finish),
        cmocka_unit_test_teardown(a_seek_beyond_the_end_ends_there, finish),
        cmocka_unit_test_teardown(a_seek_before_the_beginning_waits_for_the_first_report, finish),
        cmocka_unit_test_teardown(officers_alone_send_together_what_one_process_sends, finish),
        cmocka_unit_test_teardown(what_was_sent_before_is_not_sent_again, finish),
        cmocka_unit_test_teardown(a_run_gone_on_with_in_a_silence_does_what_is_left_and_counts_all,
                                  finish),
        cmocka_unit_test_teardown(what_is_ordered_is_done_to_the_next_reports, finish),
        cmocka_unit_test_teardown(the_fill_of_a_seek_is_left_alone, finish),
        cmocka_unit_test_teardown(rows_go_out_alone, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
