#include "base/check.h"

#include <time.h>

#include "crime/zone.h"

static civil_time at(const char *text)
{
    civil_time t;
    assert_true(civil_parse(text_of(text), &t));
    return t;
}

static void utc_becomes_the_citys_clock(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *utc, *there;
    } cases[] = {
        {"America/New_York", "2024-01-15T12:00:00", "2024-01-15T07:00:00"},
        {"America/New_York", "2024-07-15T12:00:00", "2024-07-15T08:00:00"},
        /* an hour that is skipped, and one that comes twice */
        {"America/New_York", "2024-03-10T06:59:59", "2024-03-10T01:59:59"},
        {"America/New_York", "2024-03-10T07:00:00", "2024-03-10T03:00:00"},
        {"America/New_York", "2024-11-03T05:59:59", "2024-11-03T01:59:59"},
        {"America/New_York", "2024-11-03T06:00:00", "2024-11-03T01:00:00"},
        {"Europe/London", "2023-12-31T23:59:59", "2023-12-31T23:59:59"},
        {"Europe/London", "2024-06-30T23:30:00", "2024-07-01T00:30:00"},
        {"Asia/Kolkata", "2024-01-01T00:00:00", "2024-01-01T05:30:00"},
        {"UTC", "2024-01-01T00:00:00", "2024-01-01T00:00:00"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        struct zone *z = zone_create(cases[i].zone, &err);
        assert_non_null(z);
        EXPECT_AT(i, zone_civil(z, at(cases[i].utc)).s == at(cases[i].there).s);
        zone_destroy(z);
    }
}

/* Each hour of forty years as libc has it. */
static void every_hour_is_libcs(void **state)
{
    (void)state;
    struct error err;
    struct zone *z = zone_create("America/New_York", &err);
    assert_non_null(z);
    setenv("TZ", "America/New_York", 1);
    tzset();
    for (time_t t = 315532800; t < 1577836800; t += 3600) {
        struct tm there;
        localtime_r(&t, &there);
        if (zone_civil(z, (civil_time){t}).s != t + there.tm_gmtoff)
            fail_msg("at %jd", (intmax_t)t);
    }
    setenv("TZ", "UTC", 1);
    tzset();
    zone_destroy(z);
}

static void a_name_that_is_none_is_an_error(void **state)
{
    (void)state;
    static const char *const names[] = {
        "America/Atlantis",        "America",        "",     ".",        "..", "zone.tab",
        "/usr/share/zoneinfo/UTC", "America/../UTC", "UTC ", "EST5EDT4",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct error err = {0};
        struct zone *z = zone_create(names[i], &err);
        EXPECT_AT(i, z == NULL && strstr(err.text, names[i]) != NULL);
        zone_destroy(z);
    }
}

static void the_users_own_zone_stays(void **state)
{
    (void)state;
    struct error err;
    setenv("TZ", "Asia/Tokyo", 1);
    zone_destroy(zone_create("America/New_York", &err));
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    unsetenv("TZ");
    zone_destroy(zone_create("America/New_York", &err));
    assert_null(getenv("TZ"));
    setenv("TZ", "UTC", 1);
    tzset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utc_becomes_the_citys_clock),
        cmocka_unit_test(every_hour_is_libcs),
        cmocka_unit_test(a_name_that_is_none_is_an_error),
        cmocka_unit_test(the_users_own_zone_stays),
    };
    return cmocka_run_group_tests_name("crime/zone", tests, NULL, NULL);
}
