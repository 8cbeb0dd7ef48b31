#include "base/check.h"

#include "crime/time_format.h"

/* What the first of the formats that reads it makes of a text: "2023-01-01T01:12:00", with the
 * seconds from UTC behind it if it says so; "-" when none does, "?" when the formats are wrong. */
static void read_by(const char *formats, const char *s, char *out, size_t size)
{
    struct time_formats compiled;
    struct read_time read;
    struct error err = {0};
    char text[CIVIL_TEXT_LEN + 1] = "";
    snprintf(out, size, "?");
    if (!time_formats_compile(text_of(formats), &compiled, &err))
        return;
    snprintf(out, size, "-");
    for (size_t i = 0; i < compiled.count; i++)
        if (time_format_read(&compiled.of[i], text_of(s), &read)) {
            civil_write(read.at, text);
            snprintf(out, size, "%s", text);
            if (read.has_offset)
                snprintf(out, size, "%s %+d", text, (int)read.offset_s);
            return;
        }
}

static void times_are_read_by_their_formats(void **state)
{
    (void)state;
    static const struct {
        const char *formats, *text, *time;
    } cases[] = {
        /* the cities' */
        {"%m/%d/%Y %I:%M:%S %p", "02/03/2018 12:26:00 AM", "2018-02-03T00:26:00"},
        {"%m/%d/%Y %I:%M:%S %p", "02/03/2018 12:26:00 PM", "2018-02-03T12:26:00"},
        {"%m/%d/%Y %I:%M:%S %p", "02/03/2018 01:26:00 pm", "2018-02-03T13:26:00"},
        {"%m/%d/%Y %I:%M:%S %p", "02/03/2018 13:26:00 PM", "-"},
        {"%m/%d/%Y %I:%M:%S %p", "02/03/2018 0:26:00 AM", "-"},
        {"%m/%d/%Y %H:%M", "2/3/2018 0:26", "2018-02-03T00:26:00"},
        {"%Y-%m-%d %H:%M:%S%z", "2023-01-01 08:00:00+00", "2023-01-01T08:00:00 +0"},
        {"%Y-%m-%d %H:%M:%S%z", "2023-01-01 08:00:00", "2023-01-01T08:00:00"},
        {"%Y-%m-%d %H:%M:%S%z", "2023-01-01 08:00:00-05:30", "2023-01-01T08:00:00 -19800"},
        {"%Y-%m-%dT%H:%M:%S%z", "2023-01-01T08:00:00.123Z", "2023-01-01T08:00:00 +0"},
        {"%Y %b %d %I:%M:%S %p", "2024 Jan 01 11:30:00 PM", "2024-01-01T23:30:00"},
        {"%Y-%m", "2020-01", "2020-01-01T00:00:00"},
        /* others' */
        {"%a, %e %B %Y %T", "Friday, 3 may 2024 01:02:03", "2024-05-03T01:02:03"},
        {"%D %R", "1/2/69 3:04", "1969-01-02T03:04:00"},
        {"%F", "2024-02-29", "2024-02-29T00:00:00"},
        {"%F", "2023-02-29", "-"},
        {"%H%%%M", "07%30", "1970-01-01T07:30:00"},
        {"%Y%n%m%t%d", "2024  1 \t 2", "2024-01-02T00:00:00"},
        {"%Y-%m-%d %H:%M:%S %Z", "2024-01-02 03:04:05 EST", "2024-01-02T03:04:05"},
        {"%d.%m.%Y %H:%M:%S,%f", "02.01.2024 03:04:05,678", "2024-01-02T03:04:05"},
        /* the end of the day */
        {"%m/%d/%Y %H:%M", "12/31/2023 24:00", "2024-01-01T00:00:00"},
        {"%F %T", "2023-12-31 24:00:00", "2024-01-01T00:00:00"},
        {"%F %T", "2023-12-31 24:00:01", "-"},
        {"%F %T", "2023-12-31 24:01:00", "-"},
        {"%F %T", "2023-12-31 25:00:00", "-"},
        {"%F %T", "2023-12-31 23:59:60", "2023-12-31T23:59:59"},
        /* all of it, one after the other */
        {"%F", "2024-01-02x", "-"},
        {"%F|%F %H:%M", "2024-01-02 03:04", "2024-01-02T03:04:00"},
        {"%y-%m-%d | %Y-%m-%d", "2024-01-02", "2024-01-02T00:00:00"},
        {"%F", "", "-"},
        {"%F", "24-01-02", "-"},
        {"%b %Y", "Janua 2024", "-"},
        {"%m/%d/%Y", "0/1/2024", "-"},
        {"%m/%d/%Y", "13/1/2024", "-"},
        {"%F %T%z", "2024-01-02 03:04:05+25", "-"},
        {"%F %T%z", "2024-01-02 03:04:05+0", "-"},
        /* wrong formats */
        {"", "", "?"},
        {"%Q", "", "?"},
        {"%F|", "", "?"},
        {"%m/%d", "", "?"},
        {"%d", "", "?"},
        {"%Y", "", "?"},
        {"%", "", "?"},
        {"at noon", "", "?"},
        {"%Y-%m-%d, which is a day of a month of a year, and that with many words", "", "?"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[64];
        read_by(cases[i].formats, cases[i].text, out, sizeof out);
        EXPECT(strcmp(out, cases[i].time) == 0, "row %zu: %s", i, out);
    }
}

static void there_are_at_most_so_many_formats(void **state)
{
    (void)state;
    struct time_formats compiled;
    struct error err;
    struct buffer many = {0};
    for (size_t i = 0; i < TIME_FORMATS_MAX; i++)
        buffer_printf(&many, "%s%%F", i > 0 ? "|" : "");
    assert_true(time_formats_compile(buffer_text(&many), &compiled, &err));
    assert_int_equal(compiled.count, TIME_FORMATS_MAX);
    buffer_printf(&many, "|%%F");
    assert_false(time_formats_compile(buffer_text(&many), &compiled, &err));
    assert_int_equal(err.status, EXIT_STATUS_USAGE);
    buffer_free(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_by_their_formats),
        cmocka_unit_test(there_are_at_most_so_many_formats),
    };
    return cmocka_run_group_tests_name("crime/time_format", tests, NULL, NULL);
}
