#include "base/bugs.h"

#include <stdlib.h>

#include "session/checkpoint.h"
#include "window/messages.h"

enum { REPORTS = 40, FLIPS = 1000 };

static const int64_t offsets[] = {17, 4000000000, 0};

/* A whole file's bytes; the caller's to free. */
static struct buffer made(void)
{
    struct analysis *a = created(1, (int64_t[]){HOUR});
    analysis_follow(a, text_of("0005"));
    feed_start(a, "0005", 1, 1, 999, 999, 90000);
    for (uint64_t seq = 1; seq <= REPORTS; seq++)
        feed_crime(a, "0005", 1, seq, 1000 + (int64_t)seq);
    analysis_move(a, analysis_clock(a));
    const struct checkpoint c = {.source = text_of("topic=la-crime"),
                                 .place = {text_of("0005"), true, 1700000000000},
                                 .at = analysis_position(a),
                                 .offsets = offsets,
                                 .partitions = 3};
    struct buffer out = {0};
    checkpoint_write(&out, &c, a);
    analysis_destroy(a);
    return out;
}

static void expect_refused(struct text bytes, const char *why)
{
    struct checkpoint c;
    struct error err;
    int64_t *ret_offsets;
    if (checkpoint_read(bytes, &c, &ret_offsets, &err))
        fail_msg("%zu bytes were taken for a checkpoint", bytes.len);
    if (strstr(err.text, why) == NULL)
        fail_msg("\"%s\" instead of \"%s\"", err.text, why);
    free(ret_offsets);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    struct buffer file = made();
    struct checkpoint c;
    struct error err;
    int64_t *ret_offsets;
    assert_true(checkpoint_read(buffer_text(&file), &c, &ret_offsets, &err));
    assert_true(text_is(c.source, "topic=la-crime"));
    assert_true(text_is(c.place.run, "0005") && c.place.started);
    assert_int_equal(c.place.began_ms, 1700000000000);
    assert_int_equal(c.at.s, 1000 + REPORTS - 1);
    assert_int_equal(c.partitions, 3);
    assert_memory_equal(c.offsets, offsets, sizeof offsets);
    struct analysis *a = created(1, (int64_t[]){HOUR});
    assert_true(analysis_load(a, c.figures, &err));
    assert_int_equal(analysis_all(a)->total, REPORTS - 1);
    analysis_destroy(a);
    free(ret_offsets);
    buffer_free(&file);
}

static void one_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    struct buffer file = made();
    for (size_t len = 0; len < file.len; len++) {
        /* A block of its own, so that a sanitizer sees a byte read too much. */
        char *piece = malloc(len + (len == 0));
        assert_non_null(piece);
        memcpy(piece, file.data, len);
        expect_refused((struct text){piece, len}, "is ");
        free(piece);
    }
    buffer_free(&file);
}

static void one_with_a_bit_turned_is_refused(void **state)
{
    (void)state;
    struct buffer file = made();
    srand(1);
    for (int i = 0; i < FLIPS; i++) {
        size_t at = (size_t)rand() % file.len;
        char bit = (char)(1 << rand() % 8);
        file.data[at] = (char)(file.data[at] ^ bit);
        expect_refused(buffer_text(&file), "is ");
        file.data[at] = (char)(file.data[at] ^ bit);
    }
    buffer_free(&file);
}

static void one_of_another_version_or_none_of_ours_is_refused(void **state)
{
    (void)state;
    struct buffer file = made();
    char *digit = strpbrk(file.data, "0123456789");
    *digit = '0';
    expect_refused(buffer_text(&file), "is a checkpoint of another version");
    file.data[0] = 'B';
    expect_refused(buffer_text(&file), "is no checkpoint");
    expect_refused(text_of("my diary\n"), "is no checkpoint");
    buffer_free(&file);
}

static void write_one_without_its_offsets(void)
{
    const struct checkpoint c = {.source = text_of("topic=la-crime"), .partitions = 3};
    struct buffer out = {0};
    checkpoint_write(&out, &c, created(1, (int64_t[]){HOUR}));
}

static void one_without_its_offsets_stops(void **state)
{
    (void)state;
    static const struct bug_case cases[] = {
        {"c->partitions > 0 && c->offsets == NULL", write_one_without_its_offsets},
    };
    bug_check(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(one_cut_off_anywhere_is_refused),
        cmocka_unit_test(one_with_a_bit_turned_is_refused),
        cmocka_unit_test(one_of_another_version_or_none_of_ours_is_refused),
        cmocka_unit_test(one_without_its_offsets_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
