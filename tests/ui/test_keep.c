/* What the screen writes into files: snapshots, and what is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stage.h"
#include "ui/remember.h"
#include "blotter/ui/snapshot.h"

/* --- a folder of the test's own ------------------------------------------------------------- */

static char folder[32];

static int enter_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/blotter-test-XXXXXX");
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static void remove_all(const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char inner[512];
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_all(inner);
    }
    closedir(dir);
    assert_int_equal(rmdir(path), 0);
}

static int leave_folder(void **state)
{
    (void)state;
    remove_all(folder);
    return chdir("/");
}

static void expect_file(const char *path, const char *content)
{
    char got[1024] = "";
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s is not there", path);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(got, content);
}

static void expect_files(int wanted)
{
    DIR *dir = opendir(folder);
    int count = -2; /* . and .. */
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    assert_int_equal(count, wanted);
}

/* --- snapshots ------------------------------------------------------------------------------ */

static void write_total(struct buffer *out, const struct analysis *a,
                        const struct session_counts *counts)
{
    (void)counts;
    buffer_printf(out, "%d reports\n", (int)analysis_all(a)->total);
}

static const struct snapshot_format formats[] = {{"one", write_total}, {"two", write_total}, {0}};

static void a_snapshot_is_a_file_a_format_and_never_over_another(void **state)
{
    (void)state;
    struct stage st;
    char name[SNAPSHOT_NAME_SIZE];
    struct error err;
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    char content[32];
    snprintf(content, sizeof content, "%d reports\n", (int)analysis_all(st.analysis)->total);
    assert_true(snapshot_save(formats, st.analysis, &st.status.counts, name, &err));
    assert_string_equal(name, "blotter-2023-01-01-0139");
    expect_file("blotter-2023-01-01-0139.one", content);
    expect_file("blotter-2023-01-01-0139.two", content);
    assert_int_equal(unlink("blotter-2023-01-01-0139.one"), 0);
    assert_true(snapshot_save(formats, st.analysis, &st.status.counts, name, &err));
    assert_string_equal(name, "blotter-2023-01-01-0139-2");
    assert_int_equal(access("blotter-2023-01-01-0139-2.one.new", F_OK), -1);
    stage_clear(&st);
}

static void a_snapshot_of_nothing_is_refused(void **state)
{
    (void)state;
    struct stage st;
    char name[SNAPSHOT_NAME_SIZE];
    struct error err = {0};
    stage_set(&st, "1h", true);
    assert_false(snapshot_save(formats, st.analysis, &st.status.counts, name, &err));
    assert_string_equal(err.text, "nothing to save yet");
    expect_files(0);
    stage_clear(&st);
}

static void write_much(struct buffer *out, const struct analysis *a,
                       const struct session_counts *counts)
{
    for (int i = 0; i < 1000; i++)
        write_total(out, a, counts);
}

/* As on a full disk: the first file still fits, the second does not. */
static void a_snapshot_is_all_its_files_or_none(void **state)
{
    (void)state;
    static const struct snapshot_format growing[] = {
        {"one", write_total}, {"two", write_much}, {0}};
    struct stage st;
    char name[SNAPSHOT_NAME_SIZE];
    struct error err = {0};
    struct rlimit before;
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, before.rlim_max});
    bool ok = snapshot_save(growing, st.analysis, &st.status.counts, name, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(ok);
    assert_string_equal(err.text, "cannot write blotter-2023-01-01-0139.two: File too large");
    expect_files(0);
    stage_clear(&st);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    struct stage st;
    char name[SNAPSHOT_NAME_SIZE];
    struct error err = {0};
    stage_set(&st, "1h", true);
    stage_play(&st, 1);
    assert_int_equal(mkdir("gone", 0700) | chdir("gone") | rmdir("../gone"), 0);
    assert_false(snapshot_save(formats, st.analysis, &st.status.counts, name, &err));
    assert_string_equal(err.text,
                        "cannot write blotter-2023-01-01-0139.one: No such file or directory");
    assert_int_equal(chdir(folder), 0);
    stage_clear(&st);
}

/* --- what is remembered --------------------------------------------------------------------- */

static const char head[] = "# What keys have changed; blotter --remember reads and writes it.\n";

static void expect_remembered(const char *lines)
{
    char content[512];
    snprintf(content, sizeof content, "%s%s", head, lines);
    expect_file("a/b/settings", content);
}

static void only_what_was_changed_is_remembered(void **state)
{
    (void)state;
    const struct choices first = {.speed = {.ms_per_s = 3 * INT64_C(3600000)},
                                  .place = PLACE_AREA,
                                  .near = {34.021861, -118.25, 0.02, ""}};
    struct choices now = first;
    struct error err;
    assert_true(remember("a/b/settings", &first, &now, &err));
    assert_int_equal(access("a", F_OK), -1);
    now.place = PLACE_ADDRESS;
    assert_true(remember("a/b/settings", &first, &now, &err));
    expect_remembered("place = address\n");
    now = first;
    now.speed.ms_per_s = 0;
    now.near.deg = 0.1 + 0.2;
    assert_true(remember("a/b/settings", &first, &now, &err));
    expect_remembered("place = address\nspeed = max\n"
                      "near = 34.021861,-118.25,0.30000000000000004\n");
    now = first;
    now.place = PLACE_PREMISE;
    assert_true(remember("a/b/settings", &first, &now, &err));
    expect_remembered("speed = max\nnear = 34.021861,-118.25,0.30000000000000004\n"
                      "place = premise\n");
    assert_int_equal(access("a/b/settings.new", F_OK), -1);
    now = first;
    now.other_count = 2;
    now.others[0] = (struct near){1, 2, 3, "Home"};
    now.others[1] = (struct near){4, 5, 6, ""};
    assert_true(remember("a/b/settings", &first, &now, &err));
    expect_remembered("speed = max\nplace = premise\nnear = 34.021861,-118.25,0.02\n"
                      "near = 1,2,3 Home\nnear = 4,5,6\n");
}

static void a_file_that_cannot_be_written_stays(void **state)
{
    (void)state;
    const struct choices first = {.speed = {.ms_per_s = 1000}, .near = {1, 2, 3, ""}};
    const struct choices now = {.speed = {.ms_per_s = 2000}, .near = {1, 2, 3, ""}};
    struct error err = {0};
    assert_true(remember("a/b/settings", &first, &now, &err));
    assert_int_equal(mkdir("a/b/settings.new", 0700), 0);
    const struct choices later = {.speed = {.ms_per_s = 3000}, .near = {1, 2, 3, ""}};
    assert_false(remember("a/b/settings", &first, &later, &err));
    assert_string_equal(err.text, "a/b/settings: cannot write: Is a directory");
    expect_remembered("speed = 2s\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_snapshot_is_a_file_a_format_and_never_over_another,
                                        enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(a_snapshot_of_nothing_is_refused, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(a_snapshot_is_all_its_files_or_none, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(what_cannot_be_written_is_said, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(only_what_was_changed_is_remembered, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_written_stays, enter_folder,
                                        leave_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
