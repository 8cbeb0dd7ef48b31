#include "base/check.h"

#include "blotter/base/memory.h"

static void new_memory_is_zero_and_never_null(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 3, 100000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        unsigned char *p = mem_new(counts[i], 3);
        EXPECT_AT(i, p != NULL);
        for (size_t k = 0; k < counts[i] * 3; k++)
            EXPECT_AT(i, p[k] == 0);
        free(p);
    }
}

static void a_copy_ends_in_nul(void **state)
{
    (void)state;
    char *copy = mem_copy_text("abc", 2);
    assert_string_equal(copy, "ab");
    free(copy);
    copy = mem_copy_text(NULL, 0);
    assert_string_equal(copy, "");
    free(copy);
}

static void growing_keeps_the_contents_and_at_least_doubles(void **state)
{
    (void)state;
    uint32_t *array = NULL;
    size_t cap = 0;
    size_t moves = 0;
    for (size_t n = 0; n < 10000; n++) {
        size_t before = cap;
        array = mem_grow(array, &cap, n + 1, sizeof *array);
        EXPECT(cap > n, "element %zu", n);
        moves += cap != before;
        array[n] = (uint32_t)n;
    }
    for (size_t n = 0; n < 10000; n++)
        EXPECT(array[n] == n, "element %zu", n);
    assert_in_range(moves, 1, 11);
    free(array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zero_and_never_null),
        cmocka_unit_test(a_copy_ends_in_nul),
        cmocka_unit_test(growing_keeps_the_contents_and_at_least_doubles),
    };
    return cmocka_run_group_tests_name("base/memory", tests, NULL, NULL);
}
