/* The checkpointer in a folder of its own; what only another process can show is in
 * tests/commands/test_state.py. */
#include "base/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "session/checkpointer.h"
#include "window/messages.h"

static uv_loop_t loop;
static char folder[64];
static struct checkpointer *keeper;
static struct analysis *figures; /* NULL: there is nothing to keep */
static unsigned problems, rests;

static const struct analysis *on_look(void *user, struct checkpoint *ret)
{
    (void)user;
    if (figures != NULL)
        *ret = (struct checkpoint){.place = {text_of("0005"), true, 1700000000000},
                                   .at = analysis_position(figures)};
    return figures;
}

static void on_problem(void *user, const char *why)
{
    (void)user;
    assert_non_null(strstr(why, "cannot keep the place"));
    problems++;
}

static void on_rest(void *user)
{
    (void)user;
    rests++;
}

static uint64_t every_ms;

static bool open_folder(const char *source)
{
    struct error err;
    const struct checkpointer_config config = {folder, every_ms, source};
    const struct checkpointer_callbacks callbacks = {on_look, on_problem, on_rest, NULL};
    keeper = checkpointer_create(&loop, &config, &callbacks, &err);
    uv_run(&loop, UV_RUN_NOWAIT);
    return keeper != NULL;
}

/* A run in which the clock has come so far. */
static void move_figures(int64_t to_s)
{
    feed_clock(figures, "0005", 1, 1, 0, to_s, false);
    analysis_move(figures, analysis_clock(figures));
}

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/blotter-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    uv_loop_init(&loop);
    figures = created(1, (int64_t[]){HOUR});
    analysis_follow(figures, text_of("0005"));
    feed_start(figures, "0005", 1, 1, 999, 999, 90000);
    problems = rests = 0;
    every_ms = 0;
    assert_true(open_folder("this"));
    return 0;
}

static void leave(void)
{
    checkpointer_destroy(keeper);
    uv_run(&loop, UV_RUN_DEFAULT);
}

static void remove_file(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static int finish(void **state)
{
    (void)state;
    leave();
    uv_loop_close(&loop);
    analysis_destroy(figures);
    remove_file("checkpoint");
    remove_file("lock");
    rmdir(folder);
    return 0;
}

/* Keeps the place as at the end, and opens the folder again. */
static void keep_and_come_back(const char *source)
{
    while (!checkpointer_finish(keeper))
        uv_run(&loop, UV_RUN_ONCE);
    leave();
    open_folder(source);
}

static void what_was_kept_is_found(void **state)
{
    (void)state;
    assert_null(checkpointer_found(keeper));
    move_figures(2000);
    keep_and_come_back("this");
    assert_int_equal(rests, 1);
    const struct checkpoint *found = checkpointer_found(keeper);
    assert_non_null(found);
    assert_int_equal(found->at.s, 2000);
    assert_true(text_is(found->place.run, "0005") && text_is(found->source, "this"));
    checkpointer_forget(keeper);
    assert_null(checkpointer_found(keeper));
}

static void one_of_another_source_is_refused(void **state)
{
    (void)state;
    move_figures(2000);
    keep_and_come_back("that");
    assert_null(keeper);
}

static void nothing_is_written_twice_or_while_it_is_paused(void **state)
{
    (void)state;
    move_figures(2000);
    keep_and_come_back("this");
    assert_true(checkpointer_finish(keeper)); /* the same place as the one that was found */
    move_figures(3000);
    checkpointer_pause(keeper, true);
    assert_true(checkpointer_finish(keeper));
    checkpointer_pause(keeper, false);
    assert_false(checkpointer_finish(keeper));
    while (!checkpointer_finish(keeper))
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(rests, 2);
}

static void what_was_due_while_it_was_paused_is_written_after(void **state)
{
    (void)state;
    every_ms = 1;
    keep_and_come_back("this");
    checkpointer_pause(keeper, true);
    move_figures(2000);
    while (!checkpointer_is_due(keeper))
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(rests, 0);
    checkpointer_pause(keeper, false);
    assert_false(checkpointer_is_due(keeper));
    while (rests == 0)
        uv_run(&loop, UV_RUN_ONCE);
    keep_and_come_back("this");
    assert_int_equal(checkpointer_found(keeper)->at.s, 2000);
}

static void a_place_that_is_lost_is_said(void **state)
{
    (void)state;
    struct analysis *kept = figures;
    char elsewhere[80];
    snprintf(elsewhere, sizeof elsewhere, "%s-away", folder);
    move_figures(2000);
    assert_int_equal(rename(folder, elsewhere), 0);
    while (!checkpointer_finish(keeper))
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(rename(elsewhere, folder), 0);
    assert_int_equal(problems, 1);
    assert_non_null(checkpointer_problem(keeper));
    figures = NULL;
    assert_true(checkpointer_finish(keeper));
    figures = kept;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_kept_is_found, begin, finish),
        cmocka_unit_test_setup_teardown(one_of_another_source_is_refused, begin, finish),
        cmocka_unit_test_setup_teardown(nothing_is_written_twice_or_while_it_is_paused, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(what_was_due_while_it_was_paused_is_written_after, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(a_place_that_is_lost_is_said, begin, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
