#include "base/check.h"

#include "blotter/base/duration.h"

static const struct {
    const char *text;
    int64_t ms; /* 0: no duration */
} durations[] = {
    {"1ms", 1},
    {"1s", 1000},
    {"1", 1000},
    {"1m", 60000},
    {"1h", 3600000},
    {"1d", 86400000},
    {"90m", 5400000},
    {"007h", 25200000},
    {"365d", INT64_C(31536000000)},
    {"3650d", INT64_C(315360000000)}, /* ten years, by the shortest count */
    {"3652d", INT64_C(315532800000)},
    {"87600h", INT64_C(315360000000)},
    {"315360000000ms", INT64_C(315360000000)},
    {"3661d", 0},
    {"4000d", 0},
    {"400000h", 0},
    {"9223372036854775807ms", 0},
    {"9223372036854775808ms", 0},
    {"18446744073709551616", 0},
    {"213503982334602d", 0}, /* × 86400000 is 1.8e22 */
    {"99999999999999999999999999999999h", 0},
    {"0", 0},
    {"0s", 0},
    {"000d", 0},
    {"-1s", 0},
    {"+1s", 0},
    {"", 0},
    {"s", 0},
    {"ms", 0},
    {"1x", 0},
    {"3x", 0},
    {"1H", 0},
    {"1M", 0},
    {"1hm", 0},
    {"1h30m", 0},
    {"1 h", 0},
    {" 1h", 0},
    {"1h ", 0},
    {"1.5h", 0},
    {"1,5h", 0},
    {"1e3s", 0},
    {"0x10", 0},
    {"1sm", 0},
    {"1w", 0},
    {"NaN", 0},
    {"nan", 0},
    {"inf", 0},
    {"max", 0},
};

static void duration_reads_a_whole_number_with_a_unit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(durations); i++) {
        int64_t ms = -77;
        EXPECT_AT(i, duration_parse(text_of(durations[i].text), &ms) == (durations[i].ms != 0));
        EXPECT_AT(i, ms == (durations[i].ms != 0 ? durations[i].ms : -77));
    }
    int64_t ms;
    assert_false(duration_parse((struct text){NULL, 0}, &ms));
    assert_false(duration_parse(LITERAL("1h\0"), &ms));
}

static void speed_is_a_duration_or_max(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(durations); i++) {
        struct speed speed = {.ms_per_s = -77};
        bool max = strcmp(durations[i].text, "max") == 0;
        EXPECT_AT(i,
                  speed_parse(text_of(durations[i].text), &speed) == (max || durations[i].ms != 0));
        if (max || durations[i].ms != 0)
            EXPECT_AT(i, speed.ms_per_s == durations[i].ms && speed_is_max(speed) == max);
        else
            EXPECT_AT(i, speed.ms_per_s == -77);
    }
    struct speed speed;
    assert_false(speed_parse(text_of("MAX"), &speed));
    assert_false(speed_parse(text_of("max "), &speed));
    assert_false(speed_parse((struct text){NULL, 0}, &speed));
}

static void reports_a_second_are_a_speed_too(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t rate; /* 0: it is none */
    } cases[] = {
        {"1/s", 1}, {"120/s", 120}, {"1000000/s", 1000000}, {"1000001/s", 0}, {"0/s", 0}, {"/s", 0},
        {"5/", 0},  {"5/m", 0},     {"5/s/s", 0},           {"1h/s", 0},      {"-1/s", 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct speed speed = {.ms_per_s = -77};
        char text[DURATION_TEXT_SIZE];
        bool is = cases[i].rate > 0;
        EXPECT_AT(i, speed_parse(text_of(cases[i].text), &speed) == is);
        EXPECT_AT(i, speed.ms_per_s == (is ? 0 : -77) && speed.rate == cases[i].rate);
        EXPECT_AT(i, !speed_is_max(speed));
        speed_write(speed, text);
        EXPECT_AT(i, !is || strcmp(text, cases[i].text) == 0);
    }
    assert_false(speed_is_same((struct speed){.rate = 1}, (struct speed){0}));
}

static void the_limit_is_exact_in_every_unit(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        for (int64_t over = 0; over <= 1; over++) {
            char text[64];
            int64_t count = DURATION_MAX_MS / units[i].ms + over;
            snprintf(text, sizeof text, "%jd%s", (intmax_t)count, units[i].unit);
            int64_t ms;
            EXPECT_AT(i, duration_parse(text_of(text), &ms) == (over == 0));
        }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {1, "1ms"},
        {999, "999ms"},
        {1000, "1s"},
        {1001, "1001ms"},
        {60000, "1m"},
        {5400000, "90m"},
        {3600000, "1h"},
        {10800000, "3h"},
        {86400000, "1d"},
        {90000000, "25h"},
        {604800000, "7d"},
        {2678400000, "31d"},
        {DURATION_MAX_MS, "3660d"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[DURATION_TEXT_SIZE];
        duration_write(cases[i].ms, text);
        EXPECT_TEXT_AT(i, text_of(text), cases[i].text);
        speed_write((struct speed){.ms_per_s = cases[i].ms}, text);
        EXPECT_TEXT_AT(i, text_of(text), cases[i].text);
    }
    char max[DURATION_TEXT_SIZE];
    speed_write((struct speed){0}, max);
    assert_string_equal(max, "max");
    struct random r = {6};
    for (size_t i = 0; i < 100000; i++) {
        static const int64_t units[] = {1, 1000, 60000, 3600000, 86400000};
        int64_t unit = units[random_below(&r, COUNT_OF(units))];
        int64_t ms = unit * (int64_t)(1 + random_below(&r, (size_t)(DURATION_MAX_MS / unit)));
        char text[DURATION_TEXT_SIZE];
        duration_write(ms, text);
        int64_t back = 0;
        EXPECT(duration_parse(text_of(text), &back) && back == ms, "%s", text);
    }
}

/* Not durations that can be given, but a screen may be asked to show them. */
static void writing_fits_for_any_number(void **state)
{
    (void)state;
    static const int64_t cases[] = {0, -1, INT64_MIN, INT64_MAX, -86400000};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[DURATION_TEXT_SIZE];
        memset(text, '#', sizeof text);
        duration_write(cases[i], text);
        EXPECT_AT(i, memchr(text, '\0', sizeof text) != NULL);
        EXPECT_AT(i, strspn(text, "-0123456789") + 1 >= strlen(text) - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duration_reads_a_whole_number_with_a_unit),
        cmocka_unit_test(speed_is_a_duration_or_max),
        cmocka_unit_test(reports_a_second_are_a_speed_too),
        cmocka_unit_test(the_limit_is_exact_in_every_unit),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(writing_fits_for_any_number),
    };
    return cmocka_run_group_tests_name("base/duration", tests, NULL, NULL);
}
