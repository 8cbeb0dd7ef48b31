#include "base/check.h"

#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/trace.h"

/* A trace that was opened stays open, so each case has a file of its own. */
static char path[64];

static void make_file(void)
{
    snprintf(path, sizeof path, "/tmp/blotter-trace-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static size_t read_file(char *out, size_t size)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t len = fread(out, 1, size - 1, f);
    out[len] = '\0';
    fclose(f);
    return len;
}

static bool opened(const char *subjects, struct error *err)
{
    char where[128];
    snprintf(where, sizeof where, "%s%s", path, subjects);
    return trace_open(where, err);
}

static int asked;

static int ask(void)
{
    return ++asked;
}

static void nothing_is_worked_out_without_a_trace(void **state)
{
    (void)state;
    trace_subjects = 0;
    TRACE(TRACE_RUN, "%d", ask());
    assert_int_equal(asked, 0);
}

static void only_the_subjects_asked_for_are_written(void **state)
{
    (void)state;
    char text[4096];
    struct error err;
    make_file();
    assert_true(opened(":clock,ui", &err));
    TRACE(TRACE_RUN, "%d", ask());
    TRACE(TRACE_CLOCK, "the clock is %s", trace_time((civil_time){1672531200}).text);
    TRACE(TRACE_UI, "%s and %s", trace_time(CIVIL_NEVER).text, trace_time(CIVIL_FOREVER).text);
    read_file(text, sizeof text);
    unlink(path);
    assert_int_equal(asked, 0);
    assert_non_null(strstr(text, " clock the clock is 2023-01-01T00:00:00\n"));
    assert_non_null(strstr(text, " ui never and forever\n"));
}

static void without_subjects_all_are_written_in_lines_that_end(void **state)
{
    (void)state;
    enum { LONG = 3000 };
    char text[2 * LONG];
    char *much = calloc(LONG + 1, 1);
    struct error err;
    memset(much, 'x', LONG);
    make_file();
    assert_true(opened("", &err));
    TRACE(TRACE_CREDIT, "%s", much);
    TRACE(TRACE_KAFKA, "%s", "short");
    size_t len = read_file(text, sizeof text);
    unlink(path);
    free(much);
    assert_true(len < LONG);
    assert_non_null(strstr(text, "x\n"));
    assert_non_null(strstr(text, " kafka short\n"));
}

static void what_is_no_subject_or_file_is_an_error(void **state)
{
    (void)state;
    struct error err;
    assert_false(trace_open("/dev/null:clock,clocks", &err));
    assert_non_null(strstr(err.text, "no subject \"clocks\""));
    assert_false(trace_open("/dev/null:", &err));
    assert_non_null(strstr(err.text, "no subject \"\""));
    assert_false(trace_open("/no/such/folder/trace", &err));
    assert_non_null(strstr(err.text, "/no/such/folder/trace"));
    assert_int_equal(err.status, EXIT_STATUS_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_worked_out_without_a_trace),
        cmocka_unit_test(only_the_subjects_asked_for_are_written),
        cmocka_unit_test(without_subjects_all_are_written_in_lines_that_end),
        cmocka_unit_test(what_is_no_subject_or_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
