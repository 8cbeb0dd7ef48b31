#include "base/check.h"

#include "blotter/base/intern.h"

static void the_empty_text_is_a_text(void **state)
{
    (void)state;
    struct interner *in = intern_create();
    assert_int_equal(intern_count(in), 0);
    assert_int_equal(intern_id(in, (struct text){NULL, 0}), 0);
    assert_int_equal(intern_id(in, text_of("")), 0);
    assert_int_equal(intern_id(in, text_of("a")), 1);
    assert_int_equal(intern_id(in, LITERAL("a\0")), 2);
    assert_int_equal(intern_id(in, LITERAL("a\0")), 2);
    assert_int_equal(intern_count(in), 3);
    assert_int_equal(intern_text(in, 0).len, 0);
    assert_true(text_equal(intern_text(in, 2), LITERAL("a\0")));
    intern_destroy(in);
    intern_destroy(NULL);
}

enum { MANY = 100000 };

/* Texts of 1 to 40 bytes, all different. */
static struct text nth(size_t i, char buf[64])
{
    int len = snprintf(buf, 64, "%zu%*s", i, (int)(i % 31), "");
    return (struct text){buf, (size_t)len};
}

static void numbers_are_dense_and_texts_stay_where_they_are(void **state)
{
    (void)state;
    struct interner *in = intern_create();
    const char **at = malloc(MANY * sizeof *at);
    char buf[64];
    for (size_t i = 0; i < MANY; i++) {
        EXPECT(intern_id(in, nth(i, buf)) == i, "text %zu", i);
        at[i] = intern_text(in, (uint32_t)i).ptr;
    }
    assert_int_equal(intern_count(in), MANY);
    for (size_t i = 0; i < MANY; i++) {
        struct text s = nth(i, buf);
        EXPECT(intern_id(in, s) == i, "text %zu", i);
        EXPECT(text_equal(intern_text(in, (uint32_t)i), s), "text %zu", i);
        EXPECT(intern_text(in, (uint32_t)i).ptr == at[i], "text %zu has moved", i);
    }
    assert_int_equal(intern_count(in), MANY);
    free(at);
    intern_destroy(in);
}

static void texts_longer_than_a_block_are_kept(void **state)
{
    (void)state;
    static const size_t lens[] = {65535, 65536, 65537, 200000, 1, 65536};
    struct interner *in = intern_create();
    char *big = malloc(200000);
    memset(big, 'x', 200000);
    for (size_t i = 0; i < COUNT_OF(lens); i++) {
        struct text s = {big, lens[i]};
        uint32_t id = intern_id(in, s);
        EXPECT_AT(i, text_equal(intern_text(in, id), s));
        EXPECT_AT(i, intern_id(in, s) == id);
    }
    assert_int_equal(intern_count(in), 5);
    free(big);
    intern_destroy(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_empty_text_is_a_text),
        cmocka_unit_test(numbers_are_dense_and_texts_stay_where_they_are),
        cmocka_unit_test(texts_longer_than_a_block_are_kept),
    };
    return cmocka_run_group_tests_name("base/intern", tests, NULL, NULL);
}
