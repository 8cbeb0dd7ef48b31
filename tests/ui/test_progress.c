/* How far loading is: its rate, the time left, and the line that says so. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "blotter/ui/format.h"
#include "blotter/ui/progress.h"

enum { MB = 1000000 };

static mono_time at_ms(uint64_t ms)
{
    return (mono_time){NS_PER_S + ms * NS_PER_MS};
}

/* A file of 100 MB and 400,000 rows, at so many rows a second from the beginning on. */
static void load(struct progress *p, uint64_t from_ms, uint64_t to_ms, uint64_t rows_per_s)
{
    struct session_load at = p->at;
    at.total = UINT64_C(100) * MB;
    for (uint64_t ms = from_ms; ms <= to_ms; ms += 100) {
        progress_note(p, at_ms(ms), &at);
        at.rows += rows_per_s / 10;
        at.done = at.rows * 250;
    }
}

static void nothing_is_said_before_it_is_known(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    struct progress p = {0};
    assert_string_equal(progress_amount(&p, out), "");
    assert_string_equal(progress_rate(&p, out), "");
    assert_string_equal(progress_left(&p, out), "");
    assert_int_equal(progress_percent(&p), 0);
    load(&p, 0, 400, 100000);
    assert_string_equal(progress_amount(&p, out), "10.0 MB of 100.0 MB");
    assert_string_equal(progress_rate(&p, out), "");
    assert_string_equal(progress_left(&p, out), "");
    assert_int_equal(progress_percent(&p), 10);
    load(&p, 500, 500, 100000);
    assert_string_not_equal(progress_rate(&p, out), "");
    assert_string_not_equal(progress_left(&p, out), "");
}

static void a_steady_rate_is_told_as_it_is(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    struct progress p = {0};
    load(&p, 0, 1500, 100000);
    assert_string_equal(progress_rate(&p, out), "100,000 rows/s");
    assert_string_equal(progress_left(&p, out), "3 s left"); /* 2.5 */
    assert_string_equal(progress_word(&p), "loading");
    load(&p, 1500, 3900, 100000);
    assert_string_equal(progress_left(&p, out), "1 s left");
    assert_true(progress_fraction(&p) > 0.97 && progress_fraction(&p) < 1);
}

static void a_new_rate_is_taken_up_without_a_jump(void **state)
{
    (void)state;
    struct progress p = {0};
    load(&p, 0, 2000, 100000);
    double before = p.rows / p.seconds;
    load(&p, 2100, 2200, 10000);
    double soon = p.rows / p.seconds;
    load(&p, 2300, 12000, 10000);
    double late = p.rows / p.seconds;
    assert_true(before > 99000 && before < 101000);
    assert_true(soon > before * 0.85 && soon < before);
    assert_true(late > 9900 && late < 13000);
}

static void a_standstill_says_nothing(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    struct progress p = {0};
    const struct session_load at = {false, 0, 1000, 0};
    for (uint64_t ms = 0; ms < 2000; ms += 100)
        progress_note(&p, at_ms(ms), &at);
    assert_string_equal(progress_left(&p, out), "");
    assert_string_equal(progress_rate(&p, out), "");
}

static void bytes_stand_in_for_rows(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    struct progress p = {0};
    for (uint64_t i = 0; i <= 10; i++)
        progress_note(&p, at_ms(100 * i),
                      &(struct session_load){true, i * 20 * MB, UINT64_C(1000) * MB, 0});
    assert_string_equal(progress_word(&p), "sorting");
    assert_string_equal(progress_rate(&p, out), "200.0 MB/s");
    assert_string_equal(progress_left(&p, out), "4 s left");
}

static void sorting_and_another_start_are_measured_anew(void **state)
{
    (void)state;
    char out[FORMAT_SIZE];
    struct progress p = {0};
    load(&p, 0, 2000, 100000);
    progress_note(&p, at_ms(2100), &(struct session_load){true, 10, 20, 0});
    assert_string_equal(progress_rate(&p, out), "");
    assert_int_equal(progress_percent(&p), 50);
    progress_note(&p, at_ms(4000), &(struct session_load){true, 5, 20, 0});
    assert_string_equal(progress_rate(&p, out), "");
}

static void long_times_have_larger_units(void **state)
{
    (void)state;
    static const struct {
        uint64_t total;
        const char *text;
    } rows[] = {
        {101, "1 s left"},
        {159, "59 s left"},
        {250, "2.5 min left"},
        {10900, "3 h left"},
        {1000000, "12 d left"},
        {100, ""},
        {UINT64_C(1000000000000000), "11574074074 d left"},
    };
    char out[FORMAT_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct progress p = {0};
        progress_note(&p, at_ms(0), &(struct session_load){false, 0, rows[i].total, 0});
        progress_note(&p, at_ms(100 * 1000), &(struct session_load){false, 100, rows[i].total, 0});
        assert_string_equal(progress_left(&p, out), rows[i].text);
    }
}

/* --- the line ------------------------------------------------------------------------------- */

static void expect_line(const struct progress *p, bool utf8, int columns, const char *expected)
{
    struct buffer line = {0};
    progress_line(p, glyphs_choose(utf8), columns, &line);
    buffer_add_byte(&line, '\0');
    assert_string_equal(line.data, expected);
    buffer_free(&line);
}

static void the_line_says_what_fits(void **state)
{
    (void)state;
    struct progress p = {0};
    load(&p, 0, 1000, 100000);
    expect_line(&p, true, 79,
                "loading  25 % ▕████▎            ▏ 25.0 MB of 100.0 MB  100,000 rows/s  3 s left");
    expect_line(&p, false, 79,
                "loading  25 % [####-............] 25.0 MB of 100.0 MB  100,000 rows/s  3 s left");
    expect_line(&p, true, 60, "loading  25 % ▕████▊              ▏ 100,000 rows/s  3 s left");
    expect_line(&p, true, 40, "loading  25 % ▕███▊           ▏ 3 s left");
    expect_line(&p, true, 20, "loading  25 % ▕█   ▏");
    expect_line(&p, true, 12, "loading  25…");
    expect_line(&p, false, 12, "loading  25~");
    expect_line(&p, true, 0, "");
}

static void without_a_total_there_is_no_bar(void **state)
{
    (void)state;
    struct progress p = {0};
    for (uint64_t i = 0; i <= 10; i++)
        progress_note(&p, at_ms(100 * i), &(struct session_load){false, i * MB, 0, i * 1234});
    expect_line(&p, true, 79, "loading 12,340 rows  12,300 rows/s");
    expect_line(&p, true, 30, "loading 12,340 rows");
    expect_line(&p, true, 18, "loading 12,340 ro…");
    p = (struct progress){0};
    expect_line(&p, true, 79, "loading");
}

static void no_line_is_too_long(void **state)
{
    (void)state;
    struct progress p = {0};
    load(&p, 0, 3000, 54321);
    for (int columns = 0; columns < 200; columns++) {
        struct buffer line = {0};
        progress_line(&p, glyphs_choose(false), columns, &line);
        assert_true(line.len <= (size_t)columns);
        buffer_free(&line);
    }
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_before_it_is_known),
        cmocka_unit_test(a_steady_rate_is_told_as_it_is),
        cmocka_unit_test(a_new_rate_is_taken_up_without_a_jump),
        cmocka_unit_test(a_standstill_says_nothing),
        cmocka_unit_test(bytes_stand_in_for_rows),
        cmocka_unit_test(sorting_and_another_start_are_measured_anew),
        cmocka_unit_test(long_times_have_larger_units),
        cmocka_unit_test(the_line_says_what_fits),
        cmocka_unit_test(without_a_total_there_is_no_bar),
        cmocka_unit_test(no_line_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
