#include "base/check.h"

#include "session/own_runs.h"

enum { OFFICERS = 1, BASE_S = 1672531200 };

static void on_own(void *user, int32_t partition, size_t value_len)
{
    (void)partition, (void)value_len;
    ++*(size_t *)user;
}

static void feed(struct own_runs *r, const char *run, struct text value)
{
    static int64_t offset;
    const struct incoming in = {.offset = offset++, .value = value, .run = text_of(run)};
    own_runs_feed(r, &in);
}

static void feed_message(struct own_runs *r, const char *run, enum message_kind kind, int64_t at)
{
    const struct message m = {.kind = kind,
                              .run = text_of(run),
                              .officer = 1,
                              .officers = OFFICERS,
                              .windows_from = {BASE_S},
                              .at = {BASE_S + at},
                              .until = {BASE_S + 1000}};
    struct buffer value = {0};
    message_write(&value, &m);
    feed(r, run, buffer_text(&value));
    buffer_free(&value);
}

static void feed_garbage(struct own_runs *r, const char *run, int count)
{
    for (int i = 0; i < count; i++)
        feed(r, run, LITERAL("\x01 garbage"));
}

/* The topic is faster than the simulator's pipe: of two seeks both runs have come before either is
 * named, and garbage has nothing but its header to say whose it is. */
static void garbage_counts_for_its_own_run_also_when_that_is_not_named_yet(void **state)
{
    (void)state;
    const struct analysis_config config = {.near = {34, -118, 0.02, ""}};
    struct own_runs r;
    size_t read = 0;
    own_runs_init(&r, &config, on_own, &read);
    own_runs_begin(&r, LITERAL("A"));
    feed_message(&r, "A", MESSAGE_START, 0);
    feed_garbage(&r, "A", 1);
    own_runs_expect(&r);
    own_runs_expect(&r);
    feed_message(&r, "B", MESSAGE_START, 100);
    feed_garbage(&r, "B", 2);
    feed_message(&r, "C", MESSAGE_START, 200);
    feed_garbage(&r, "C", 4);
    assert_int_equal(analysis_accounting(r.shown).undecodable, 1);
    assert_true(own_runs_name(&r, LITERAL("B")));
    assert_int_equal(analysis_accounting(r.next).undecodable, 2);
    assert_int_equal(read, 5);
    assert_true(own_runs_name(&r, LITERAL("C")));
    assert_int_equal(analysis_accounting(r.next).undecodable, 4);
    feed_message(&r, "C", MESSAGE_CLOCK, 300);
    assert_true(own_runs_settle(&r, true));
    feed_garbage(&r, "C", 8);
    assert_int_equal(analysis_accounting(r.shown).undecodable, 12);
    assert_int_equal(read, 19);
    own_runs_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbage_counts_for_its_own_run_also_when_that_is_not_named_yet),
    };
    return cmocka_run_group_tests_name("session/own_runs", tests, NULL, NULL);
}
