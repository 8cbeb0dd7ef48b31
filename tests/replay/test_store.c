#include "base/check.h"

#include <signal.h>
#include <sys/resource.h>

#include "replay/store.h"

static struct store store;
static struct error error;

static void given_a_store(size_t memory)
{
    store_init(&store, memory);
    error = (struct error){0};
}

static int finish(void **state)
{
    (void)state;
    store_finish(&store);
    return 0;
}

/* A report at a time whose id says which of the input it is, as long as asked for. */
static bool add(int64_t at, size_t number, size_t id_len)
{
    char id[4096];
    memset(id, 'x', sizeof id);
    int len = snprintf(id, sizeof id, "%zu", number);
    id[len] = 'x';
    const struct crime c = {
        .reported_at = {at},
        .id = {id, id_len > (size_t)len ? id_len : (size_t)len},
        .crime = text_of("ROBBERY"),
    };
    bool spooled = false;
    store_add(&store, &c, (uint32_t)(number % 4) + 1);
    while (store_is_full(&store) && !spooled)
        if (!store_spool(&store, 3000, &spooled, &error))
            return false;
    return true;
}

/* Sorts in steps of so many, which say how far they are. */
static bool sort_in_steps(size_t steps)
{
    uint64_t before = 0;
    for (bool sorted = false; !sorted; before = store.sort_done) {
        if (!store_sort(&store, steps, &sorted, &error))
            return false;
        EXPECT(store.sort_done >= before && store.sort_done <= store.sort_total,
               "%ju of %ju, before %ju", (uintmax_t)store.sort_done, (uintmax_t)store.sort_total,
               (uintmax_t)before);
    }
    assert_int_equal(store.sort_done, store.sort_total);
    return true;
}

struct expected {
    int64_t at;
    size_t number;
};

static int compare(const void *a, const void *b)
{
    const struct expected *x = a;
    const struct expected *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Walks a cursor and holds it to the brute-force order. */
static void expect_order(const struct expected *all, size_t count, civil_time after)
{
    size_t i = 0;
    while (i < count && all[i].at <= after.s)
        i++;
    EXPECT(store_count_until(&store, after) == i, "until %jd", (intmax_t)after.s);
    struct store_cursor *c = store_cursor_create(&store, after);
    for (const struct stored_report *r; (r = store_cursor_peek(c)) != NULL;
         store_cursor_next(c), i++) {
        char id[32];
        int len = snprintf(id, sizeof id, "\"id\":\"%zu", all[i].number);
        EXPECT(r->reported_at.s == all[i].at && r->officer == all[i].number % 4 + 1 &&
                   memcmp(r->tail.ptr, id, (size_t)len) == 0,
               "report %zu: %.*s", i, 40, r->tail.ptr);
    }
    assert_int_equal(i, count);
    assert_false(store_cursor_failed(c, &error));
    store_cursor_destroy(c);
}

static void the_order_is_the_same_in_memory_and_on_disk(void **state)
{
    (void)state;
    enum { COUNT = 60000 };
    static struct expected all[COUNT];
    static const struct {
        size_t memory, id_len;
        int64_t span;
        size_t step;
    } cases[] = {
        {(size_t)1 << 30, 0, 100, SIZE_MAX},
        {(size_t)1 << 30, 0, INT64_C(1) << 40, 777},
        {(size_t)1 << 30, 0, 1, 1},
        {0, 300, 1, SIZE_MAX},
        {0, 300, 5000, 10000},
        {0, 2000, 8000000, 1},
    };
    for (size_t n = 0; n < COUNT_OF(cases); n++) {
        struct random random = {n};
        given_a_store(cases[n].memory);
        for (size_t i = 0; i < COUNT; i++) {
            int64_t at = (int64_t)random_below(&random, (size_t)cases[n].span) - 50;
            all[i] = (struct expected){at, i};
            EXPECT(add(at, i, random_below(&random, cases[n].id_len + 1)), "%s", error.text);
        }
        assert_true(sort_in_steps(cases[n].step));
        assert_int_equal(store.count, COUNT);
        EXPECT_AT(n, (store.spool != NULL) == (cases[n].memory == 0));
        qsort(all, COUNT, sizeof all[0], compare);
        assert_int_equal(store.first.s, all[0].at);
        assert_int_equal(store.last.s, all[COUNT - 1].at);
        expect_order(all, COUNT, CIVIL_NEVER);
        for (size_t i = 0; i < 20; i++)
            expect_order(all, COUNT, (civil_time){all[random_below(&random, COUNT)].at});
        expect_order(all, COUNT, civil_add(store.last, -1));
        expect_order(all, COUNT, CIVIL_FOREVER);
        finish(NULL);
    }
}

/* Adds until it fails; enough to fill the memory several times. */
static bool fill_up(void)
{
    for (size_t i = 0; i < 20000; i++)
        if (!add(1, i, 1000))
            return false;
    return sort_in_steps(1000);
}

static void sorting_may_be_given_up(void **state)
{
    (void)state;
    for (size_t steps = 1; steps < 10; steps++) {
        bool sorted;
        given_a_store(0);
        for (size_t i = 0; i < 9000; i++)
            assert_true(add((int64_t)i * 7919 % 9973, i, 1000));
        for (size_t i = 0; i < steps; i++)
            assert_true(store_sort(&store, 1000, &sorted, &error));
        finish(NULL);
    }
}

static void no_folder_for_temporary_files_is_an_error_that_names_it(void **state)
{
    (void)state;
    given_a_store(0);
    setenv("TMPDIR", "/nonexistent/folder", 1);
    assert_false(fill_up());
    assert_non_null(strstr(error.text, "/nonexistent/folder"));
    unsetenv("TMPDIR");
}

static void a_disk_that_is_full_is_an_error(void **state)
{
    (void)state;
    struct rlimit before;
    given_a_store(0);
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, before.rlim_max});
    bool ok = fill_up();
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(ok);
    assert_non_null(strstr(error.text, "sort on disk"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_is_the_same_in_memory_and_on_disk),
        cmocka_unit_test(sorting_may_be_given_up),
        cmocka_unit_test_teardown(no_folder_for_temporary_files_is_an_error_that_names_it, finish),
        cmocka_unit_test_teardown(a_disk_that_is_full_is_an_error, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
