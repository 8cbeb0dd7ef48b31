#include "base/check.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/state_home.h"

static void set(const char *name, const char *value)
{
    if (value != NULL)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void the_variables_say_where(void **state)
{
    (void)state;
    static const struct {
        const char *xdg, *home, *path; /* NULL: not set; nowhere */
    } rows[] = {
        {"/s", "/h", "/s/blotter/x"},
        {"s", "/h", "/h/.local/state/blotter/x"},
        {"", "/h", "/h/.local/state/blotter/x"},
        {NULL, "/h", "/h/.local/state/blotter/x"},
        {NULL, "", NULL},
        {NULL, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer path = {0};
        set("XDG_STATE_HOME", rows[i].xdg);
        set("HOME", rows[i].home);
        EXPECT_AT(i, state_home_path("x", &path) == (rows[i].path != NULL));
        EXPECT_AT(i, rows[i].path == NULL ? path.len == 0 : strcmp(path.data, rows[i].path) == 0);
        buffer_free(&path);
    }
}

static void folders_are_made_on_the_way(void **state)
{
    (void)state;
    char folder[] = "/tmp/blotter-test-XXXXXX";
    struct error err;
    struct stat st;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_true(state_home_make("./a/b/c", &err));
    assert_int_equal(stat("a/b", &st), 0);
    assert_int_equal(stat("a/b/c", &st), -1);
    assert_true(state_home_make("./a/b/c", &err));
    FILE *file = fopen("a/b/c", "w");
    assert_non_null(file);
    fclose(file);
    assert_false(state_home_make("./a/b/c/d/e", &err));
    assert_string_equal(err.text, "./a/b/c/d: cannot make the folder: Not a directory");
    assert_int_equal(unlink("a/b/c") | rmdir("a/b") | rmdir("a") | chdir("/"), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_variables_say_where),
        cmocka_unit_test(folders_are_made_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
