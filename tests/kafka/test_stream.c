#include "kafka/rig.h"

#include <librdkafka/rdkafka.h>

#include "blotter/base/clock.h"

static void carries_every_message_once_and_in_order(void **state)
{
    (void)state;
    enum { COUNT = 50000, PARTITIONS = 3 };
    struct rig *rig = rig_create(3, PARTITIONS);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, COUNT);
    rig_until(rig, rig->got == COUNT && producer_outstanding(rig->producer) == 0);
    assert_int_equal(rig->wrong, 0);
    assert_int_equal(producer_acked(rig->producer), COUNT / 2); /* every second one is counted */
    assert_true(producer_is_sound(rig->producer, NULL));
    assert_int_equal(consumer_messages(rig->consumer), COUNT);
    for (int32_t i = 0; i < PARTITIONS; i++)
        EXPECT_AT(i, consumer_bytes(rig->consumer, i) == rig->bytes[i]);
    assert_true(rig->rooms > 0);
    assert_true(rig->turns > 0);
    assert_int_equal(rig->lost_count, 0);
    assert_int_equal(rig->log_count, 0);
    rig_destroy(rig);
}

/* Key and header, which our consumer does not look at, as any other client sees them. */
static void sends_key_header_and_timestamp(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    rig_send(rig, 1);
    rig_until(rig, producer_acked(rig->producer) == 1);

    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, NULL);
    rd_kafka_conf_set(conf, "bootstrap.servers", rig->config.brokers, why, sizeof why);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(rk, "la-crime", NULL);
    assert_int_equal(rd_kafka_consume_start(topic, 0, RD_KAFKA_OFFSET_BEGINNING), 0);
    rd_kafka_message_t *m = rd_kafka_consume(topic, 0, RIG_DEADLINE_MS);
    assert_non_null(m);
    assert_int_equal(m->err, RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_true(text_is((struct text){m->key, m->key_len}, "7"));
    assert_int_equal(rd_kafka_message_timestamp(m, NULL), rig_timestamp(0));
    rd_kafka_headers_t *headers;
    const void *run;
    size_t run_len;
    assert_int_equal(rd_kafka_message_headers(m, &headers), 0);
    assert_int_equal(rd_kafka_header_cnt(headers), 1);
    assert_int_equal(rd_kafka_header_get_last(headers, "run", &run, &run_len), 0);
    assert_true(text_is((struct text){run, run_len}, "0005a0b1c2d3e4f5"));
    rd_kafka_message_destroy(m);
    rd_kafka_consume_stop(topic, 0);
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(rk);
    rig_destroy(rig);
}

static void note_timestamp(void *user, const struct incoming *m)
{
    *(int64_t *)user = m->timestamp_ms;
}

static void ignore_user(void *user)
{
    (void)user;
}

static void ignore_end(void *user, int32_t partition)
{
    (void)user;
    (void)partition;
}

static void ignore_text(void *user, const char *text)
{
    (void)user;
    (void)text;
}

static void sends_what_is_not_after_1970_as_1(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    int64_t timestamp = -1;
    struct error err = {0};
    const struct consumer_options options = {
        .from = CONSUMER_FROM_BEGINNING, .partitions = 1, .mock = true};
    const struct consumer_callbacks callbacks = {
        .on_message = note_timestamp,
        .on_turn = ignore_user,
        .on_end = ignore_end,
        .on_lost = ignore_text,
        .on_log = ignore_text,
        .user = &timestamp,
    };
    rig->consumer = consumer_create(&rig->loop, &rig->config, &options, &callbacks, &err);
    assert_non_null(rig->consumer);
    const struct outgoing old = {
        .run = LITERAL("r"), .timestamp_ms = -5000, .value = LITERAL("{}")};
    assert_int_equal(producer_send(rig->producer, &old, &err), SEND_DONE);
    rig_until(rig, timestamp != -1);
    assert_int_equal(timestamp, 1);
    assert_int_equal(producer_acked(rig->producer), 0); /* it was not a counted one */
    rig_destroy(rig);
}

static void begins_at_the_end_that_was(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 2);
    rig_add_producer(rig);
    rig_send(rig, 100);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    rig->next[0] = rig->next[1] = 50; /* what went before must not come */
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, 100);
    rig_until(rig, rig->got == 100 && rig->ends[0] > 0 && rig->ends[1] > 0);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

static void begins_at_the_beginning_and_says_where_it_ends(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 2);
    rig_add_producer(rig);
    rig_send(rig, 3000);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    rig_until(rig, rig->ends[0] > 0 && rig->ends[1] > 0);
    assert_int_equal(rig->got, 3000);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

/* librdkafka throws away what it has fetched when it pauses, and fetches it again. */
static void pauses_and_resumes_in_the_flow_without_loss_or_repeat(void **state)
{
    (void)state;
    enum { COUNT = 30000 };
    struct rig *rig = rig_create(1, 2);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    consumer_resume(rig->consumer); /* of what is not paused: nothing */
    rig_send(rig, COUNT);
    for (uint64_t stop = 1000; stop < COUNT; stop += 1000) {
        rig_until(rig, rig->got >= stop);
        consumer_pause(rig->consumer);
        consumer_pause(rig->consumer);
        uv_run(&rig->loop, UV_RUN_NOWAIT);
        consumer_resume(rig->consumer);
        consumer_resume(rig->consumer);
    }
    rig_until(rig, rig->got == COUNT);
    assert_int_equal(rig->wrong, 0);
    for (int32_t i = 0; i < 2; i++)
        EXPECT_AT(i, consumer_bytes(rig->consumer, i) == rig->bytes[i]);
    rig_destroy(rig);
}

static void reads_nothing_while_paused(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_until(rig, rig->ends[0] > 0);
    consumer_pause(rig->consumer);
    rig_send(rig, 1000);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    assert_int_equal(rig->got, 0);
    consumer_resume(rig->consumer);
    rig_until(rig, rig->got == 1000);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

/* While it rests, what comes waits for the next look of librdkafka's threads, a second later at
 * most; a resume is not to wait for that. Most of some count: a machine may be slow at times. */
static void reads_at_once_after_a_rest(void **state)
{
    (void)state;
    enum { RESTS = 5, MESSAGES = 20, LOOK_MS = 1000 };
    int at_once = 0;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_until(rig, rig->ends[0] > 0);
    for (uint64_t rest = 1; rest <= RESTS; rest++) {
        consumer_pause(rig->consumer);
        for (int i = 0; i < MESSAGES; i++) { /* so that no fetch is under way any more */
            rig_send(rig, 1);
            rig_until(rig, producer_outstanding(rig->producer) == 0);
        }
        mono_time resumed = mono_now();
        consumer_resume(rig->consumer);
        rig_until(rig, rig->got == rest * MESSAGES);
        at_once += mono_ms_between(resumed, mono_now()) < LOOK_MS / 4;
    }
    assert_true(at_once > RESTS / 2);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_every_message_once_and_in_order),
        cmocka_unit_test(sends_key_header_and_timestamp),
        cmocka_unit_test(sends_what_is_not_after_1970_as_1),
        cmocka_unit_test(begins_at_the_end_that_was),
        cmocka_unit_test(begins_at_the_beginning_and_says_where_it_ends),
        cmocka_unit_test(pauses_and_resumes_in_the_flow_without_loss_or_repeat),
        cmocka_unit_test(reads_nothing_while_paused),
        cmocka_unit_test(reads_at_once_after_a_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
