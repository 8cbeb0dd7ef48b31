/* Boards: the last value, and each that comes after it. */
#include "kafka/rig.h"

#include "blotter/base/clock.h"
#include "blotter/kafka/compacted_topic.h"

struct reader {
    struct rig *rig;
    struct compacted_topic *board;
    struct buffer values; /* one a line */
    size_t count;
    unsigned read;
};

static void on_value(void *user, struct text value)
{
    struct reader *r = user;
    buffer_add(&r->values, value);
    buffer_add_byte(&r->values, '\n');
    r->count++;
}

static void on_read(void *user)
{
    ((struct reader *)user)->read++;
}

static void on_log(void *user, const char *text)
{
    rig_on_log(((struct reader *)user)->rig, text);
}

static void open_control(struct reader *r, struct rig *rig)
{
    struct error err = {0};
    const struct compacted_topic_callbacks callbacks = {on_value, on_read, on_log, r};
    *r = (struct reader){.rig = rig};
    r->board = compacted_topic_open(&rig->loop, &rig->config, &callbacks, &err);
    EXPECT(r->board != NULL, "%s", err.text);
}

static void put(struct reader *r, const char *value)
{
    struct error err = {0};
    EXPECT(compacted_topic_put(r->board, text_of(value), &err), "%s", err.text);
}

static void finish(struct reader *r)
{
    compacted_topic_close(r->board);
    buffer_free(&r->values);
}

static void all_who_read_get_the_same_in_the_same_order(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 1);
    struct reader one;
    struct reader two;
    open_control(&one, rig);
    open_control(&two, rig);
    rig_until(rig, one.read > 0 && two.read > 0);
    assert_int_equal(one.count + two.count, 0);
    put(&one, "a");
    put(&two, "b");
    put(&one, "c");
    rig_until(rig, one.count == 3 && two.count == 3);
    assert_true(text_equal(buffer_text(&one.values), buffer_text(&two.values)));
    struct reader late;
    open_control(&late, rig);
    rig_until(rig, late.read > 0);
    assert_true(text_equal(buffer_text(&one.values), buffer_text(&late.values)));
    finish(&one);
    finish(&two);
    finish(&late);
    rig_destroy(rig);
}

static void brokers_may_go_and_come_back(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct reader r;
    open_control(&r, rig);
    put(&r, "a");
    rig_until(rig, r.count == 1);
    cluster_set_broker(rig->cluster, -1, false);
    rig_until(rig, rig_has_logged(rig, "is away: "));
    put(&r, "b");
    cluster_set_broker(rig->cluster, -1, true);
    rig_until(rig, r.count == 2);
    finish(&r);
    rig_destroy(rig);
}

static void nothing_is_waited_for_at_opening_and_closing(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct reader r;
    rig->config.brokers = "127.0.0.1:1";
    mono_time before = mono_now();
    open_control(&r, rig);
    put(&r, "a");
    finish(&r);
    EXPECT(mono_ms_between(before, mono_now()) < 1000, "%d ms",
           (int)mono_ms_between(before, mono_now()));
    rig_destroy(rig);
}

static void a_board_is_made_when_it_is_missing(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct error err = {0};
    struct reader r;
    rig->config.topic = "la-crime-control";
    EXPECT(topic_ensure_compacted(&rig->config, 1, &err), "%s", err.text);
    open_control(&r, rig);
    put(&r, "a");
    rig_until(rig, r.count == 1);
    finish(&r);
    rig_destroy(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_who_read_get_the_same_in_the_same_order),
        cmocka_unit_test(brokers_may_go_and_come_back),
        cmocka_unit_test(nothing_is_waited_for_at_opening_and_closing),
        cmocka_unit_test(a_board_is_made_when_it_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
