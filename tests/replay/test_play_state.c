#include "base/check.h"

#include "blotter/base/clock.h"
#include "blotter/replay/play_state.h"

static const char whole[] =
    "{\"n\":17,\"first_run\":\"R\",\"run\":\"R-2\",\"data_from\":\"2023-01-01T00:39:59\","
    "\"began_at\":\"2023-01-05T00:00:00\",\"windows_from\":\"2023-01-04T12:00:00\","
    "\"at\":\"2023-01-05T06:00:00\",\"real_ms\":1700000000000,\"speed\":\"3h\",\"paused\":false}";

static struct play_state read_state(const char *json)
{
    struct play_state s;
    EXPECT(play_state_read(text_of(json), &s), "%s", json);
    return s;
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    static const char first[] =
        "{\"n\":1,\"first_run\":\"R\\\\\",\"run\":\"R\\\\\",\"data_from\":null,"
        "\"began_at\":null,\"windows_from\":null,\"at\":\"2023-01-01T00:39:59\",\"real_ms\":0,"
        "\"speed\":\"max\",\"paused\":true}";
    const char *const cases[] = {whole, first};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct play_state s = read_state(cases[i]);
        struct buffer out = {0};
        play_state_write(&out, &s);
        EXPECT_TEXT_AT(i, buffer_text(&out), cases[i]);
        buffer_free(&out);
    }
    struct play_state s = read_state(whole);
    assert_int_equal(s.n, 17);
    assert_string_equal(s.run, "R-2");
    assert_int_equal(s.speed.ms_per_s, 3 * 3600 * 1000);
    assert_true(play_state_is_of(&s, text_of("R")) && !play_state_is_of(&s, text_of("R-2")));
}

/* In any order, with more in it than is known; but all of it, and each as it should be. */
static void what_is_none_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool ok;
    } cases[] = {
        {"{\"n\":17,", "{\"more\":[{}],\"n\":17,", true},
        {"{\"n\":17,\"first_run\":\"R\"", "{\"first_run\":\"R\",\"n\":17", true},
        {"\"n\":17", "\"n\":0", false},
        {"\"n\":17", "\"n\":-1", false},
        {"\"n\":17", "\"n\":17.0", false},
        {"\"n\":17", "\"n\":\"17\"", false},
        {"\"n\":17", "\"n\":17,\"n\":0", false},
        {"\"n\":17", "\"n\":99999999999999999999", false},
        {"\"n\":17,", "", false},
        {"\"run\":\"R-2\"", "\"run\":\"\"", false},
        {"\"run\":\"R-2\"", "\"run\":\"a\\u0000\"", false},
        {"\"run\":\"R-2\"",
         "\"run\":\"12345678901234567890123456789012345678901234567890123456789012345\"", false},
        {"\"at\":\"2023-01-05T06:00:00\"", "\"at\":null", false},
        {"\"at\":\"2023-01-05T06:00:00\"", "\"at\":\"soon\"", false},
        {"\"began_at\":\"2023-01-05T00:00:00\"", "\"began_at\":null", false},
        {"\"windows_from\":\"2023-01-04T12:00:00\"", "\"windows_from\":\"2023-01-06\"", false},
        {"\"speed\":\"3h\"", "\"speed\":\"fast\"", false},
        {"\"paused\":false", "\"paused\":0", false},
        {"\"paused\":false}", "\"paused\":false", false},
        {"{\"n\"", "[\"n\"", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer json = {0};
        struct play_state s = {.n = 5};
        const char *cut = strstr(whole, cases[i].from);
        EXPECT_AT(i, cut != NULL);
        buffer_append(&json, whole, (size_t)(cut - whole));
        buffer_add(&json, text_of(cases[i].to));
        buffer_add(&json, text_of(cut + strlen(cases[i].from)));
        EXPECT_AT(i, play_state_read(buffer_text(&json), &s) == cases[i].ok);
        EXPECT_AT(i, cases[i].ok || s.n == 5);
        buffer_free(&json);
    }
}

/* Nobody's number can be the last one for all. */
static void a_number_that_runs_away_is_refused(void **state)
{
    (void)state;
    const struct {
        uint64_t n, before;
        bool follows, refused;
    } cases[] = {
        {1, 0, true, false},
        {18, 17, true, false},
        {17, 17, false, false},
        {16, 17, false, false},
        {1000000, 0, true, false},
        {1000001, 0, false, true},
        {1000017, 17, true, false},
        {1000018, 17, false, true},
        {UINT64_C(1) << 53, (UINT64_C(1) << 53) - 1, true, false},
        {(UINT64_C(1) << 53) + 1, UINT64_C(1) << 53, false, true},
        {UINT64_C(4611686018427387903), 17, false, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct play_state s = {.n = cases[i].n};
        struct error refused = {0};
        EXPECT_AT(i, play_state_follows(&s, cases[i].before, &refused) == cases[i].follows);
        EXPECT_AT(i, (refused.status != EXIT_STATUS_OK) == cases[i].refused);
    }
}

static void any_bytes_do_no_harm(void **state)
{
    (void)state;
    struct random random = {3};
    for (int turn = 0; turn < 50000; turn++) {
        char copy[sizeof whole];
        struct play_state s;
        memcpy(copy, whole, sizeof whole);
        for (size_t i = random_below(&random, 4); i > 0; i--)
            copy[random_below(&random, sizeof whole)] = (char)random_below(&random, 256);
        play_state_read((struct text){copy, random_below(&random, sizeof whole)}, &s);
    }
}

static void the_position_follows_from_the_real_time(void **state)
{
    (void)state;
    const struct {
        int64_t speed, elapsed_ms, moved_ms;
        bool paused;
    } cases[] = {
        {10800000, 0, 0, false},
        {10800000, 1000, 10800000, false},
        {10800000, 1, 10800, false},
        {10800000, -500, -5400000, false},
        {10800000, 1000, 0, true},
        {0, 1000, 0, false},
        {1000, INT64_C(3600000), 3600000, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct play_state s = read_state(whole);
        s.speed.ms_per_s = cases[i].speed;
        s.paused = cases[i].paused;
        int64_t moved =
            play_state_position_ms(&s, s.real_ms + cases[i].elapsed_ms) - s.at.s * MS_PER_S;
        EXPECT(moved == cases[i].moved_ms, "row %zu: %jd", i, (intmax_t)moved);
    }
    struct play_state s = read_state(whole);
    s.speed.ms_per_s = DURATION_MAX_MS;
    assert_true(play_state_position_ms(&s, INT64_MAX / 4) > 0);
    s.real_ms = INT64_MAX / 4;
    assert_true(play_state_position_ms(&s, 0) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(what_is_none_is_refused),
        cmocka_unit_test(a_number_that_runs_away_is_refused),
        cmocka_unit_test(any_bytes_do_no_harm),
        cmocka_unit_test(the_position_follows_from_the_real_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
