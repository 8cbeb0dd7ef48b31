#include "check.h"

#include "blotter/base/wire.h"

static void what_was_put_comes_back(void **state)
{
    (void)state;
    struct buffer out = {0};
    wire_put_u32(&out, 0xFEDCBA98U);
    wire_put_u64(&out, UINT64_MAX - 1);
    wire_put_time(&out, (civil_time){-5});
    wire_put_double(&out, -118.282942);
    wire_put_text(&out, (struct text){"a\0b", 3});
    wire_put_u32(&out, 1);
    struct wire w = {.left = buffer_text(&out)};
    assert_int_equal(wire_u32(&w), 0xFEDCBA98U);
    assert_true(wire_u64(&w) == UINT64_MAX - 1);
    assert_int_equal(wire_time(&w).s, -5);
    assert_true(wire_double(&w) == -118.282942);
    struct text s = wire_text(&w);
    assert_int_equal(s.len, 3);
    assert_memory_equal(s.ptr, "a\0b", 3);
    assert_true(wire_flag(&w));
    assert_false(w.bad);
    assert_int_equal(w.left.len, 0);
    buffer_free(&out);
}

static void numbers_are_little_endian(void **state)
{
    (void)state;
    struct buffer out = {0};
    wire_put_u32(&out, 0x01020304);
    assert_memory_equal(out.data, "\x04\x03\x02\x01", 4);
    buffer_free(&out);
}

static void what_is_not_there_is_zero_and_bad(void **state)
{
    (void)state;
    struct wire w = {.left = {"\1\0\0", 3}};
    assert_int_equal(wire_u32(&w), 0);
    assert_true(w.bad);
    assert_int_equal(wire_u64(&w), 0);
    assert_int_equal(wire_text(&w).len, 0);
    assert_int_equal(wire_time(&w).s, CIVIL_NEVER.s);
}

static void a_text_longer_than_the_rest_is_bad(void **state)
{
    (void)state;
    struct wire w = {.left = {"\5\0\0\0abcd", 8}};
    assert_int_equal(wire_text(&w).len, 0);
    assert_true(w.bad);
}

static void a_count_of_more_than_can_follow_is_bad(void **state)
{
    (void)state;
    struct buffer out = {0};
    wire_put_u64(&out, 3);
    wire_put_u64(&out, 0);
    wire_put_u64(&out, 0);
    struct wire w = {.left = buffer_text(&out)};
    assert_int_equal(wire_count(&w, 5), 3);
    assert_false(w.bad);
    w = (struct wire){.left = buffer_text(&out)};
    assert_int_equal(wire_count(&w, 6), 0);
    assert_true(w.bad);
    buffer_free(&out);
}

static void a_flag_and_a_time_out_of_range_are_bad(void **state)
{
    (void)state;
    struct buffer out = {0};
    wire_put_u32(&out, 2);
    wire_put_u64(&out, INT64_MAX);
    struct wire w = {.left = buffer_text(&out)};
    assert_false(wire_flag(&w));
    assert_true(w.bad);
    w = (struct wire){.left = {out.data + 4, 8}};
    wire_time(&w);
    assert_true(w.bad);
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_comes_back),
        cmocka_unit_test(numbers_are_little_endian),
        cmocka_unit_test(what_is_not_there_is_zero_and_bad),
        cmocka_unit_test(a_text_longer_than_the_rest_is_bad),
        cmocka_unit_test(a_count_of_more_than_can_follow_is_bad),
        cmocka_unit_test(a_flag_and_a_time_out_of_range_are_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
