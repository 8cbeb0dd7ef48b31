/* Details: those of the newest reports, found by what the log has of a report. */
#include "base/check.h"

#include "blotter/window/details.h"
#include "window/messages.h"

enum { KEPT = 50 };

static void feed_with_id(struct analysis *a, uint64_t seq, const char *id)
{
    struct message m = {.kind = MESSAGE_CRIME, .run = text_of("x"), .officer = 1, .seq = seq};
    m.crime.reported_at = (civil_time){1000 + (int64_t)seq};
    m.crime.occurred_at = (civil_time){900};
    m.crime.id = text_of(id);
    m.crime.code = text_of("624");
    m.crime.crime = text_of("ROBBERY");
    analysis_feed(a, &m, (struct origin){2, 10 * (int64_t)seq});
}

static struct analysis *fed(size_t details, uint64_t count)
{
    struct analysis_config config = {.window_count = 1, .details = details};
    config.windows[0].length_s = 100000;
    struct analysis *a = analysis_create(&config);
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 999, 999, 99999);
    for (uint64_t seq = 1; seq <= count; seq++)
        feed_with_id(a, seq, seq % 2 == 0 ? "even" : "an id that is longer than there is room for");
    feed_clock(a, "x", 1, 1, count, 1000 + (int64_t)count, false);
    analysis_move(a, analysis_clock(a));
    return a;
}

static void the_newest_reports_have_theirs(void **state)
{
    (void)state;
    enum { COUNT = 3 * KEPT };
    struct analysis *a = fed(KEPT, COUNT);
    for (size_t back = 0; back < COUNT; back++) {
        struct detail detail;
        bool found = details_find(analysis_details(a), analysis_recent(a, back), &detail);
        assert_int_equal(found, back < KEPT);
        if (!found)
            continue;
        uint64_t seq = COUNT - back;
        assert_int_equal(detail.seq, seq);
        assert_int_equal(detail.officer, 1);
        assert_int_equal(detail.from.partition, 2);
        assert_int_equal(detail.from.offset, 10 * seq);
        assert_int_equal(detail.occurred_at.s, 900);
        assert_string_equal(detail.code, "624");
        assert_string_equal(detail.id, seq % 2 == 0 ? "even" : "an id that is longer than there");
    }
    analysis_destroy(a);
}

static void they_are_found_after_another_circle(void **state)
{
    (void)state;
    struct analysis *a = fed(KEPT, 1);
    struct detail detail;
    struct report report = *analysis_recent(a, 0);
    report.near = !report.near;
    assert_true(details_find(analysis_details(a), &report, &detail));
    report.crime++;
    assert_false(details_find(analysis_details(a), &report, &detail));
    analysis_destroy(a);
}

static void a_copy_stays_as_it_was(void **state)
{
    (void)state;
    struct analysis *a = fed(KEPT, 1);
    struct details copy = details_copy(analysis_details(a));
    struct report first = *analysis_recent(a, 0);
    for (uint64_t seq = 2; seq <= 2 * KEPT; seq++)
        feed_with_id(a, seq, "later");
    struct detail detail;
    assert_false(details_find(analysis_details(a), &first, &detail));
    assert_true(details_find(&copy, &first, &detail));
    details_finish(&copy);
    analysis_destroy(a);
}

static void who_wants_none_has_none(void **state)
{
    (void)state;
    struct analysis *a = fed(0, 3);
    struct detail detail;
    assert_false(details_find(analysis_details(a), analysis_recent(a, 0), &detail));
    struct details copy = details_copy(analysis_details(a));
    assert_false(details_find(&copy, analysis_recent(a, 0), &detail));
    details_finish(&copy);
    analysis_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_reports_have_theirs),
        cmocka_unit_test(they_are_found_after_another_circle),
        cmocka_unit_test(a_copy_stays_as_it_was),
        cmocka_unit_test(who_wants_none_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
