#include "base/check.h"

#include "window/messages.h"

static struct buffer bytes;

static int free_bytes(void **state)
{
    (void)state;
    buffer_free(&bytes);
    return 0;
}

/* One in the middle of a run: something counted, something waiting, a gap, coordinates of all
 * kinds, one officer gone on without. */
static struct analysis *made_up(const int64_t length)
{
    struct analysis *a = created(1, &length);
    analysis_set_partitions(a, 2);
    analysis_follow(a, text_of("0005"));
    feed_start(a, "0005", 1, 3, 999, 999, 90000);
    feed_start(a, "0005", 2, 3, 999, 999, 90000);
    analysis_go_on_without(a, 3);
    feed_crime(a, "0005", 1, 1, 1100);
    feed_crime(a, "0005", 2, 1, 1200);
    feed_crime(a, "0005", 2, 4, 1300);
    const struct message m = {.kind = MESSAGE_CRIME,
                              .run = text_of("0005"),
                              .officer = 1,
                              .seq = 2,
                              .crime = {.reported_at = {1400},
                                        .crime = text_of("ARSON"),
                                        .lat = text_of("34.123456789"),
                                        .lon = text_of("-118.123456789")}};
    analysis_feed(a, &m, (struct origin){0, 2});
    feed_crime(a, "0005", 1, 3, 1350); /* late */
    analysis_note_undecodable(a, (struct origin){0, 9}, "no JSON");
    analysis_move(a, (civil_time){1250});
    return a;
}

static void save(const struct analysis *a)
{
    bytes.len = 0;
    analysis_save(a, &bytes);
}

static void all_that_going_on_needs_comes_back(void **state)
{
    (void)state;
    struct analysis *a = made_up(1000);
    save(a);
    analysis_destroy(a);
    struct error err;
    struct analysis *b = created(1, (int64_t[]){1000});
    assert_true(analysis_load(b, buffer_text(&bytes), &err));
    assert_true(text_is(analysis_run(b), "0005"));
    assert_int_equal(analysis_position(b).s, 1250);
    assert_int_equal(analysis_clock(b).s, 1299);
    assert_int_equal(analysis_begin(b).s, 999);
    assert_int_equal(analysis_until(b).s, 90000);
    assert_int_equal(analysis_all(b)->total, 2);
    assert_int_equal(analysis_reached(b), 2);
    assert_int_equal(analysis_batch(b)->total, 2);
    assert_int_equal(analysis_window(b, 0)->near, 2);
    struct accounting acc = analysis_accounting(b);
    assert_int_equal(acc.consumed, 5);
    assert_int_equal(acc.missing, 2);
    assert_int_equal(acc.undecodable, 1);
    assert_int_equal(analysis_last_report(b).s, 1400);
    feed_crime(b, "0005", 2, 4, 1300); /* known already */
    feed_crime(b, "0005", 2, 3, 1290); /* missed, and late now */
    acc = analysis_accounting(b);
    assert_int_equal(acc.duplicate, 1);
    assert_int_equal(acc.missing, 1);
    assert_int_equal(acc.late, 2);
    feed_clock(b, "0005", 1, 3, 3, 1500, false);
    feed_clock(b, "0005", 2, 3, 4, 1500, false);
    analysis_next_batch(b);
    analysis_move(b, analysis_clock(b));
    assert_int_equal(analysis_position(b).s, 1500);
    assert_int_equal(analysis_all(b)->total, 6);
    assert_int_equal(analysis_batch(b)->total, 4);
    double lat;
    double lon;
    assert_true(analysis_coordinates(b, analysis_recent(b, 0), &lat, &lon));
    assert_true(lat == 34.123456789 && lon == -118.123456789);
    analysis_destroy(b);
}

static void every_truncation_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct analysis *a = made_up(1000);
    save(a);
    struct buffer before = {0};
    buffer_add(&before, buffer_text(&bytes));
    for (size_t len = 0; len < before.len; len++) {
        char *torn = malloc(len + 1); /* ends where it ends */
        memcpy(torn, before.data, len);
        struct error err = {0};
        EXPECT_AT(len, !analysis_load(a, (struct text){torn, len}, &err) && err.text[0] != '\0');
        free(torn);
    }
    buffer_add_byte(&before, 0); /* and one byte more */
    struct error err;
    assert_false(analysis_load(a, buffer_text(&before), &err));
    save(a);
    before.len--;
    assert_true(text_equal(buffer_text(&bytes), buffer_text(&before)));
    buffer_free(&before);
    analysis_destroy(a);
}

/* What the log does not hold cannot be in a longer window: it fills, unless the run began then. */
static void with_longer_windows_the_log_does_not_reach_back(void **state)
{
    (void)state;
    static const struct {
        int64_t saved, own, position;
        bool filling;
    } cases[] = {
        {100, 100, 2000, false}, {100, 200, 2000, true},   {200, 100, 2000, false},
        {100, 200, 2099, true},  {100, 5000, 1250, true},  {300, 5000, 1250, false},
        {249, 250, 1250, true},  {251, 5000, 1250, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct analysis *a = made_up(cases[i].saved);
        analysis_move(a, (civil_time){cases[i].position});
        save(a);
        analysis_destroy(a);
        struct error err;
        struct analysis *b = created(1, &cases[i].own);
        assert_true(analysis_load(b, buffer_text(&bytes), &err));
        EXPECT_AT(i, analysis_is_filling(b, 0) == cases[i].filling);
        analysis_destroy(b);
    }
}

static void with_another_circle_all_is_counted_anew(void **state)
{
    (void)state;
    struct analysis *a = made_up(1000);
    save(a);
    analysis_destroy(a);
    struct analysis_config config = config_of(1, (int64_t[]){1000});
    config.near.lat = 20;
    config.place = PLACE_PREMISE;
    struct analysis *b = analysis_create(&config);
    struct error err;
    civil_time since;
    assert_true(analysis_load(b, buffer_text(&bytes), &err));
    assert_false(analysis_all_since(b, &since));
    assert_int_equal(analysis_all(b)->total, 2);
    assert_int_equal(analysis_all(b)->near, 0);
    assert_int_equal(analysis_window(b, 0)->total, 2);
    assert_int_equal(analysis_window(b, 0)->near, 0);
    assert_int_equal(counts_of(&analysis_window(b, 0)->places[PLACE_PREMISE], 0), 2);
    analysis_destroy(b);
}

/* What was counted by another circle than it is now is counted anew. */
static void all_points_come_back(void **state)
{
    (void)state;
    struct analysis_config config = config_of(1, (int64_t[]){1000});
    config.others[0] = (struct near){34.1, -118.1, 0.01, "here"};
    config.others[1] = (struct near){10, 10, 1, "there"};
    config.other_count = 2;
    struct analysis *a = analysis_create(&config);
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 99, 99, 900);
    feed_crime(a, "x", 1, 1, 100);
    feed_crime(a, "x", 1, 2, 200);
    analysis_move(a, (civil_time){150});
    save(a);
    analysis_destroy(a);
    for (size_t moved = 0; moved < 2; moved++) {
        struct error err;
        config.others[1].lat += (double)moved;
        struct analysis *b = analysis_create(&config);
        assert_true(analysis_load(b, buffer_text(&bytes), &err));
        assert_string_equal(analysis_point(b, 1)->name, "here");
        assert_null(analysis_point(b, 3));
        assert_int_equal(tally_near(analysis_all(b), 1), 1);
        analysis_move(b, (civil_time){200});
        assert_int_equal(tally_near(analysis_all(b), 1), 2);
        assert_int_equal(tally_near(analysis_window(b, 0), 1), 2);
        assert_int_equal(tally_near(analysis_window(b, 0), 2), 0);
        assert_int_equal(tally_near(analysis_window(b, 0), 0), 2);
        analysis_destroy(b);
    }
}

/* An analysis that has not begun, and one that reads a foreign topic. */
static void what_was_not_a_run_comes_back_as_well(void **state)
{
    (void)state;
    struct error err;
    struct analysis *a = created(1, (int64_t[]){1000});
    save(a);
    assert_true(analysis_load(a, buffer_text(&bytes), &err));
    assert_int_equal(analysis_position(a).s, CIVIL_NEVER.s);
    analysis_set_partitions(a, 2);
    analysis_note_partition(a, 1, PARTITION_AT_END);
    analysis_follow_foreign(a, 100);
    const struct message m = {.kind = MESSAGE_CRIME, .crime = {.reported_at = {5000}}};
    analysis_feed(a, &m, (struct origin){0, 0});
    assert_int_equal(analysis_clock(a).s, 4900);
    save(a);
    assert_true(analysis_load(a, buffer_text(&bytes), &err)); /* itself; states stay */
    assert_int_equal(analysis_clock(a).s, 4900);
    analysis_note_partition(a, 0, PARTITION_AT_END);
    assert_int_equal(analysis_clock(a).s, 5000);
    analysis_move(a, analysis_clock(a));
    assert_int_equal(analysis_all(a)->total, 1);
    analysis_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_going_on_needs_comes_back),
        cmocka_unit_test(every_truncation_is_refused_and_changes_nothing),
        cmocka_unit_test(with_longer_windows_the_log_does_not_reach_back),
        cmocka_unit_test(with_another_circle_all_is_counted_anew),
        cmocka_unit_test(all_points_come_back),
        cmocka_unit_test(what_was_not_a_run_comes_back_as_well),
    };
    return cmocka_run_group_tests_name("window/load", tests, NULL, free_bytes);
}
