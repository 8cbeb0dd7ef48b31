#include "base/check.h"

#include <time.h>

#include "crime/fields.h"

static const struct {
    const char *text, *date; /* date NULL: unreadable */
} dates[] = {
    {"01/08/2020", "2020-01-08"},
    {"1/8/2020", "2020-01-08"},
    {"12/31/1999", "1999-12-31"},
    {"3/14/13", "2013-03-14"},
    {"03/14/13", "2013-03-14"},
    {"1/1/00", "2000-01-01"},
    {"1/1/68", "2068-01-01"},
    {"1/1/69", "1969-01-01"},
    {"1/1/99", "1999-01-01"},
    {"2/29/00", "2000-02-29"},
    {"2/29/20", "2020-02-29"},
    {"2020-01-08", "2020-01-08"},
    {"01/08/2020 12:00:00 AM", "2020-01-08"},
    {"01/08/2020 00:00", "2020-01-08"},
    {"01/08/2020T00:00", "2020-01-08"},
    {"01/08/2020  00:00", "2020-01-08"},
    {"01/08/2020\t00:00", "2020-01-08"},
    {"3/14/13 0:00", "2013-03-14"},
    {"2020-01-08T23:59:59.000", "2020-01-08"},
    {"2020-01-08 99:99:99", "2020-01-08"},
    {"2023 Jan 01 12:00:00 AM", "2023-01-01"},
    {"2023 Jan 01", "2023-01-01"},
    {"2024 FEB 29", "2024-02-29"},
    {"1999 dec 31 11:59:59 PM", "1999-12-31"},
    {"2023 Sep 30T00:00", "2023-09-30"},
    {"2023 Feb 29", NULL},
    {"2023 Jan", NULL},
    {"2023 Jan ", NULL},
    {"2023 Ja 01", NULL},
    {"2023 January 01", NULL},
    {"2023 Anj 01", NULL},
    {"2023 Jan 1", NULL},
    {"2023 Jan 011", NULL},
    {"2023  Jan 01", NULL},
    {"23 Jan 01", NULL},
    {"2023 Jan 01 AM", NULL},
    {"2023-Jan-01", NULL},
    {"", NULL},
    {"x", NULL},
    {"01/08", NULL},
    {"01/08/", NULL},
    {"01/08/2", NULL},
    {"01/08/202", NULL},
    {"01/08/20201", NULL},
    {"001/08/2020", NULL},
    {"01/008/2020", NULL},
    {"/08/2020", NULL},
    {"01//2020", NULL},
    {"13/01/2020", NULL},
    {"00/01/2020", NULL},
    {"01/00/2020", NULL},
    {"01/32/2020", NULL},
    {"2/29/19", NULL},
    {"02/29/1900", NULL},
    {"04/31/2020", NULL},
    {"-1/08/2020", NULL},
    {"+1/08/2020", NULL},
    {"01-08-2020", NULL},
    {"01.08.2020", NULL},
    {"2020/01/08", NULL},
    {"2020-1-8", NULL},
    {"20-01-08", NULL},
    {"2020-13-01", NULL},
    {"2020-02-30", NULL},
    {"2020-01-081", NULL},
    {"01/08/2020x", NULL},
    {"01/08/2020 ", NULL},
    {"01/08/2020 x", NULL},
    {"01/08/2020 AM", NULL},
    {"2020-01-08T", NULL},
    {"2020-01-08Z", NULL},
    {"20200108", NULL},
    {"1578441600", NULL},
};

static void dates_are_read_in_three_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        civil_time t = {-77};
        civil_time expected = {-77};
        if (dates[i].date != NULL)
            assert_true(civil_parse(text_of(dates[i].date), &expected));
        EXPECT_AT(i, crime_date_parse(text_of(dates[i].text), &t) == (dates[i].date != NULL));
        EXPECT_AT(i, t.s == expected.s);
    }
    civil_time t;
    assert_false(crime_date_parse((struct text){NULL, 0}, &t));
    assert_false(crime_date_parse(LITERAL("01/08/2020\0"), &t));
}

static void every_day_is_read_in_every_form(void **state)
{
    (void)state;
    struct tm first = {.tm_year = 69, .tm_mday = 1};
    for (time_t t = timegm(&first);; t += CIVIL_DAY_S) {
        struct tm tm;
        gmtime_r(&t, &tm);
        if (tm.tm_year + 1900 > 2068)
            break;
        static const char *const formats[] = {"%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d",
                                              "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M"};
        for (size_t i = 0; i <= COUNT_OF(formats); i++) {
            char text[64];
            if (i < COUNT_OF(formats))
                strftime(text, sizeof text, formats[i], &tm);
            else
                snprintf(text, sizeof text, "%d/%d/%02d", tm.tm_mon + 1, tm.tm_mday,
                         tm.tm_year % 100);
            civil_time day = {-77};
            if (!crime_date_parse(text_of(text), &day) || day.s != t)
                EXPECT(false, "%s", text);
        }
    }
}

/* Four digits, padded with zeros in front or not at all. */
static void every_time_of_digits_is_read_or_refused(void **state)
{
    (void)state;
    for (int n = 0; n <= 99999; n++)
        for (int width = 1; width <= 5; width++) {
            char text[16];
            snprintf(text, sizeof text, "%0*d", width, n);
            int minutes = -77;
            bool there = strlen(text) <= 4 && n / 100 < 24 && n % 100 < 60;
            EXPECT(crime_time_parse(text_of(text), &minutes) == there, "%s", text);
            EXPECT(minutes == (there ? n / 100 * 60 + n % 100 : -77), "%s", text);
        }
}

static void times_are_read_in_two_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int minutes; /* -1: unreadable */
    } cases[] = {
        {"2230", 1350},   {"0330", 210},    {"330", 210},    {"1", 1},           {"0001", 1},
        {"0", 0},         {"0000", 0},      {"2359", 1439},  {"2400", -1},       {"0860", -1},
        {"860", -1},      {"9999", -1},     {"12:30", 750},  {"1:30", 90},       {"01:30", 90},
        {"00:00", 0},     {"23:59", 1439},  {"24:00", 1440}, {"12:60", -1},      {"12:3", -1},
        {"24:01", -1},    {"24:00:01", -1}, {"25:00", -1},   {"12:300", -1},     {"123:00", -1},
        {"001:30", -1},   {":30", -1},      {"12:", -1},     {"12:30:00", 750},  {"12:30:59", 750},
        {"12:30:60", -1}, {"12:30:", -1},   {"12:30:0", -1}, {"24:00:00", 1440}, {"1220.0", 740},
        {"1220.", 740},   {"5.00", 5},      {"1220.5", -1},  {"12:30.0", -1},    {"12:30 PM", -1},
        {"12.30", -1},    {"12h30", -1},    {"", -1},        {" 1230", -1},      {"1230 ", -1},
        {"12 30", -1},    {"-100", -1},     {"+100", -1},    {"1e2", -1},        {"noon", -1},
        {"00000", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int minutes = -1;
        EXPECT_AT(i, crime_time_parse(text_of(cases[i].text), &minutes) == (cases[i].minutes >= 0));
        EXPECT_AT(i, minutes == cases[i].minutes);
    }
    int minutes;
    assert_false(crime_time_parse((struct text){NULL, 0}, &minutes));
    assert_false(crime_time_parse(LITERAL("1230\0"), &minutes));
}

/* What a crime is made of is tested through the two that do so: test_selection.c and
 * test_message_foreign.c. */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_three_forms),
        cmocka_unit_test(every_day_is_read_in_every_form),
        cmocka_unit_test(every_time_of_digits_is_read_or_refused),
        cmocka_unit_test(times_are_read_in_two_forms),
    };
    return cmocka_run_group_tests_name("crime/fields", tests, NULL, NULL);
}
