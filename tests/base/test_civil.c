#include "base/check.h"

#include <time.h>

#include "blotter/base/civil.h"

static bool days_differ(const struct tm *tm, struct civil_parts p)
{
    return tm->tm_year + 1900 != p.year || tm->tm_mon + 1 != p.month || tm->tm_mday != p.day ||
           tm->tm_hour != p.hour || tm->tm_min != p.minute || tm->tm_sec != p.second ||
           (tm->tm_wday + 6) % 7 != p.weekday;
}

/* Every day of ten thousand years against the C library's calendar, at some second of it. */
static void every_day_is_that_of_timegm_and_gmtime(void **state)
{
    (void)state;
    struct random r = {4};
    struct tm first = {.tm_year = -1900, .tm_mday = 1};
    struct tm last = {.tm_year = 9999 - 1900, .tm_mon = 11, .tm_mday = 31};
    int64_t end = timegm(&last) / CIVIL_DAY_S;
    size_t days = 0;
    for (int64_t day = timegm(&first) / CIVIL_DAY_S; day <= end; day++, days++) {
        time_t t = (time_t)(day * CIVIL_DAY_S) + (time_t)random_below(&r, CIVIL_DAY_S);
        struct tm tm;
        gmtime_r(&t, &tm);
        struct civil_parts p = civil_split((civil_time){t});
        civil_time midnight = {1};
        bool ok = civil_from_date(p.year, p.month, p.day, &midnight);
        if (days_differ(&tm, p) || !ok || midnight.s != day * CIVIL_DAY_S ||
            civil_midnight((civil_time){t}).s != midnight.s)
            EXPECT(false, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    }
    assert_int_equal(days, 3652425);
}

static void there_are_no_days_but_those_of_the_calendar(void **state)
{
    (void)state;
    for (int year = -1; year <= 10000; year += year < 1895 || year > 2105 ? 13 : 1)
        for (int month = -1; month <= 14; month++)
            for (int day = -1; day <= 33; day++) {
                struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
                time_t t = timegm(&tm); /* carries over what is out of range */
                bool there = year >= 0 && year <= 9999 && tm.tm_year == year - 1900 &&
                             tm.tm_mon == month - 1 && tm.tm_mday == day;
                civil_time midnight = {-77};
                bool ok = civil_from_date(year, month, day, &midnight);
                EXPECT(ok == there, "%d-%d-%d", year, month, day);
                EXPECT(midnight.s == (ok ? t : -77), "%d-%d-%d", year, month, day);
            }
    civil_time untouched;
    assert_false(civil_from_date(INT32_MIN, INT32_MIN, INT32_MIN, &untouched));
    assert_false(civil_from_date(INT32_MAX, INT32_MAX, INT32_MAX, &untouched));
}

static void write_is_strftime_and_parse_reads_it_back(void **state)
{
    (void)state;
    struct random r = {5};
    for (size_t i = 0; i < 300000; i++) {
        time_t t = (time_t)random_below(&r, 253402300800 + 62167219200) - 62167219200;
        struct tm tm;
        gmtime_r(&t, &tm);
        char expected[64];
        snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
                 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
        char text[CIVIL_TEXT_LEN + 1] = "12345678901234567890";
        text[CIVIL_TEXT_LEN] = '#';
        civil_write((civil_time){t}, text);
        EXPECT(memcmp(text, expected, CIVIL_TEXT_LEN) == 0, "%s", expected);
        EXPECT(text[CIVIL_TEXT_LEN] == '#', "%s: wrote past the end", expected);
        civil_time back;
        EXPECT(civil_parse((struct text){text, CIVIL_TEXT_LEN}, &back), "%s", expected);
        EXPECT(back.s == t, "%s", expected);
    }
}

static void write_clamps_what_has_no_four_digit_year(void **state)
{
    (void)state;
    static const struct {
        int64_t s;
        const char *text;
    } cases[] = {
        {-62167219200, "0000-01-01T00:00:00"},
        {-62167219201, "0000-01-01T00:00:00"},
        {253402300799, "9999-12-31T23:59:59"},
        {253402300800, "9999-12-31T23:59:59"},
        {INT64_MIN / 4, "0000-01-01T00:00:00"},
        {INT64_MAX / 4, "9999-12-31T23:59:59"},
        {0, "1970-01-01T00:00:00"},
        {-1, "1969-12-31T23:59:59"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[CIVIL_TEXT_LEN + 1] = "";
        civil_write((civil_time){cases[i].s}, text);
        EXPECT_TEXT_AT(i, text_of(text), cases[i].text);
    }
}

static void parse_takes_a_date_with_or_without_a_time(void **state)
{
    (void)state;
    static const struct {
        const char *text, *is; /* is NULL: no time */
    } cases[] = {
        {"2023-01-01", "2023-01-01T00:00:00"},
        {"2023-01-01T01:12", "2023-01-01T01:12:00"},
        {"2023-01-01T01:12:59", "2023-01-01T01:12:59"},
        {"2023-01-01 01:12:59", "2023-01-01T01:12:59"},
        {"2023-01-01T23:59:59", "2023-01-01T23:59:59"},
        {"2024-02-29", "2024-02-29T00:00:00"},
        {"0000-02-29", "0000-02-29T00:00:00"},
        {"9999-12-31", "9999-12-31T00:00:00"},
        {"", NULL},
        {"2023", NULL},
        {"2023-01", NULL},
        {"2023-01-0", NULL},
        {"2023-01-01T", NULL},
        {"2023-01-01T1", NULL},
        {"2023-01-01T01", NULL},
        {"2023-01-01T01:", NULL},
        {"2023-01-01T01:1", NULL},
        {"2023-01-01T01:12:", NULL},
        {"2023-01-01T01:12:5", NULL},
        {"2023-01-01T01:12:590", NULL},
        {"2023-01-01T01:12:59Z", NULL},
        {"2023-01-01T01:12:59.000", NULL},
        {"2023-01-01T01:12:59+00:00", NULL},
        {"2023-01-01T24:00", NULL},
        {"2023-01-01T00:60", NULL},
        {"2023-01-01T00:00:60", NULL},
        {"2023-01-01t00:00:00", NULL},
        {"2023-01-01  00:00", NULL},
        {" 2023-01-01", NULL},
        {"2023-01-01 ", NULL},
        {"2023/01/01", NULL},
        {"2023-1-1", NULL},
        {"+023-01-01", NULL},
        {"-023-01-01", NULL},
        {"12023-01-01", NULL},
        {"2023-00-01", NULL},
        {"2023-13-01", NULL},
        {"2023-01-00", NULL},
        {"2023-01-32", NULL},
        {"2023-02-29", NULL},
        {"1900-02-29", NULL},
        {"2023-01-01T0a:00", NULL},
        {"2023-01-01T00-00", NULL},
        {"2023-01-01T00:00-00", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        civil_time t = {-77};
        EXPECT_AT(i, civil_parse(text_of(cases[i].text), &t) == (cases[i].is != NULL));
        char text[CIVIL_TEXT_LEN + 1] = "";
        civil_write(t, text);
        if (cases[i].is != NULL)
            EXPECT_TEXT_AT(i, text_of(text), cases[i].is);
        else
            EXPECT_AT(i, t.s == -77);
    }
    civil_time t;
    assert_false(civil_parse((struct text){NULL, 0}, &t));
    assert_false(civil_parse(LITERAL("2023-01-01\0"), &t));
}

static void round_up_is_the_next_step_from_the_origin(void **state)
{
    (void)state;
    for (int64_t origin = -9; origin <= 9; origin += 3)
        for (int64_t step = 1; step <= 7; step++)
            for (int64_t t = -40; t <= 40; t++) {
                int64_t expected = t;
                while ((expected - origin) % step != 0)
                    expected++;
                int64_t s = civil_round_up((civil_time){t}, (civil_time){origin}, step).s;
                EXPECT(s == expected, "%d from %d by %d", (int)t, (int)origin, (int)step);
            }
}

static void never_and_forever_are_outside_of_all_times(void **state)
{
    (void)state;
    civil_time first;
    civil_time last;
    assert_true(civil_parse(text_of("0000-01-01"), &first));
    assert_true(civil_parse(text_of("9999-12-31T23:59:59"), &last));
    assert_true(CIVIL_NEVER.s < first.s && CIVIL_FOREVER.s > last.s);
    assert_int_equal(civil_later(first, last).s, last.s);
    assert_int_equal(civil_earlier(first, last).s, first.s);
    civil_split(CIVIL_NEVER);
    civil_split(CIVIL_FOREVER);
    assert_true(civil_midnight(CIVIL_NEVER).s <= CIVIL_NEVER.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_that_of_timegm_and_gmtime),
        cmocka_unit_test(there_are_no_days_but_those_of_the_calendar),
        cmocka_unit_test(write_is_strftime_and_parse_reads_it_back),
        cmocka_unit_test(write_clamps_what_has_no_four_digit_year),
        cmocka_unit_test(parse_takes_a_date_with_or_without_a_time),
        cmocka_unit_test(round_up_is_the_next_step_from_the_origin),
        cmocka_unit_test(never_and_forever_are_outside_of_all_times),
    };
    return cmocka_run_group_tests_name("base/civil", tests, NULL, NULL);
}
