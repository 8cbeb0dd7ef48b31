#include "base/check.h"

#include <stdatomic.h>

#include "blotter/kafka/background.h"

/* Work that waits for the test's word, as it would for a broker. */
struct errand {
    uv_sem_t go;
    uv_sem_t gone; /* after `dropped`, or the end of work that nobody waits for */
    int result;
    atomic_int dropped;
    int done;
};

static void work(void *user)
{
    struct errand *e = user;
    uv_sem_wait(&e->go);
    e->result = 42;
}

static void work_alone(void *user)
{
    work(user);
    uv_sem_post(&((struct errand *)user)->gone);
}

static void done(void *user)
{
    struct errand *e = user;
    e->done = e->result;
}

static void dropped(void *user)
{
    struct errand *e = user;
    atomic_fetch_add(&e->dropped, 1);
    uv_sem_post(&e->gone);
}

static void errand_init(struct errand *e)
{
    *e = (struct errand){0};
    uv_sem_init(&e->go, 0);
    uv_sem_init(&e->gone, 0);
}

static void errand_finish(struct errand *e)
{
    uv_sem_destroy(&e->go);
    uv_sem_destroy(&e->gone);
}

static void end_loop(uv_loop_t *loop)
{
    uv_run(loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(loop), 0);
}

static void the_loop_hears_of_the_result(void **state)
{
    (void)state;
    struct errand e;
    uv_loop_t loop;
    errand_init(&e);
    uv_loop_init(&loop);
    assert_non_null(background_start(&loop, &(struct background_work){work, done, dropped, &e}));
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(e.done, 0);
    uv_sem_post(&e.go);
    end_loop(&loop);
    assert_int_equal(e.done, 42);
    assert_int_equal(atomic_load(&e.dropped), 0);
    errand_finish(&e);
}

static void the_loop_ends_while_dropped_work_still_waits(void **state)
{
    (void)state;
    struct errand e;
    uv_loop_t loop;
    errand_init(&e);
    uv_loop_init(&loop);
    background_drop(background_start(&loop, &(struct background_work){work, done, dropped, &e}));
    end_loop(&loop);
    assert_int_equal(atomic_load(&e.dropped), 0);
    uv_sem_post(&e.go);
    uv_sem_wait(&e.gone);
    assert_int_equal(e.done, 0);
    assert_int_equal(atomic_load(&e.dropped), 1);
    errand_finish(&e);
}

/* Whichever of the two comes first, it is dropped once and not done. */
static void work_is_dropped_while_it_ends(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct errand e;
        uv_loop_t loop;
        errand_init(&e);
        uv_loop_init(&loop);
        struct background *b =
            background_start(&loop, &(struct background_work){work, done, dropped, &e});
        uv_sem_post(&e.go);
        background_drop(b);
        end_loop(&loop);
        uv_sem_wait(&e.gone);
        assert_int_equal(e.done, 0);
        assert_int_equal(atomic_load(&e.dropped), 1);
        errand_finish(&e);
    }
}

static void nobody_waits_for_work_alone(void **state)
{
    (void)state;
    struct errand e;
    errand_init(&e);
    background_run(work_alone, &e);
    uv_sem_post(&e.go);
    uv_sem_wait(&e.gone);
    assert_int_equal(e.result, 42);
    errand_finish(&e);
}

static void the_loop_waits_for_an_end_but_not_for_ever(void **state)
{
    (void)state;
    for (int waits = 0; waits < 2; waits++) {
        struct errand e;
        uv_loop_t loop;
        errand_init(&e);
        uv_loop_init(&loop);
        background_end(&loop, work_alone, &e);
        if (!waits)
            uv_sem_post(&e.go);
        end_loop(&loop);
        assert_int_equal(e.result, waits ? 0 : 42);
        if (waits)
            uv_sem_post(&e.go);
        uv_sem_wait(&e.gone);
        errand_finish(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_loop_hears_of_the_result),
        cmocka_unit_test(the_loop_ends_while_dropped_work_still_waits),
        cmocka_unit_test(work_is_dropped_while_it_ends),
        cmocka_unit_test(nobody_waits_for_work_alone),
        cmocka_unit_test(the_loop_waits_for_an_end_but_not_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
