#include "kafka/rig.h"

#include <fcntl.h>
#include <unistd.h>

#include "blotter/base/clock.h"

enum { QUIT_MS = 100 }; /* of the program's 250 */

static void a_broker_that_comes_back_has_lost_nothing(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct rig *rig = rig_create(1, 2);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, COUNT);
    rig_until(rig, rig->got > COUNT / 4);
    cluster_set_broker(rig->cluster, -1, false);
    rig_until(rig, rig_has_logged(rig, "is away: "));
    cluster_set_broker(rig->cluster, -1, true);
    rig_until(rig, rig->got == COUNT && producer_outstanding(rig->producer) == 0);
    rig_until(rig, rig_has_logged(rig, "is back"));
    assert_int_equal(rig->wrong, 0);
    assert_int_equal(producer_acked(rig->producer), COUNT / 2);
    assert_true(producer_is_sound(rig->producer, NULL));
    assert_int_equal(rig->lost_count, 0);
    rig_destroy(rig);
}

static void one_of_three_brokers_may_go(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct rig *rig = rig_create(3, 3);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, COUNT);
    for (int broker = 1; broker <= 3; broker++) {
        rig_until(rig, rig->got > (uint64_t)broker * COUNT / 5);
        cluster_set_broker(rig->cluster, broker, false);
        size_t before = rig->log_count;
        /* One that nobody has anything to say to any more is not missed. */
        rig_until(rig, rig->log_count > before || rig->got == COUNT);
        cluster_set_broker(rig->cluster, broker, true);
    }
    rig_until(rig, rig->got == COUNT && producer_outstanding(rig->producer) == 0);
    assert_int_equal(rig->wrong, 0);
    assert_int_equal(rig->lost_count, 0);
    rig_destroy(rig);
}

/* librdkafka gives such a producer up; another one sends all that was not acknowledged, in order.
 */
static void brokers_that_lose_count_of_a_producer_lose_nothing(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    const struct kafka_property one = {"max.in.flight", "1"};
    struct rig *rig = rig_create(1, 2);
    rig->config.properties = &one;
    rig->config.property_count = 1;
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, COUNT);
    rig_until(rig, rig->got > COUNT / 4);
    cluster_lose_count(rig->cluster);
    rig_until(rig, rig->got == COUNT && producer_outstanding(rig->producer) == 0);
    EXPECT(rig_has_logged(rig, "a new producer"), "%zu lines", rig->log_count);
    assert_int_equal(rig->wrong, 0);
    assert_int_equal(producer_acked(rig->producer), COUNT / 2);
    assert_true(producer_is_sound(rig->producer, NULL));
    rig_destroy(rig);
}

/* What the mock cluster drops beyond 5 MiB is told as a loss and not jumped over: the consumer is
 * paused at offset 0 while 20 MB that do not compress go past. */
static void what_is_gone_before_it_was_read_is_lost(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    consumer_pause(rig->consumer);
    struct random random = {1};
    static uint64_t noise[12500];
    for (size_t i = 0; i < COUNT_OF(noise); i++)
        noise[i] = random_next(&random);
    struct error err = {0};
    for (int i = 0; i < 200; i++) {
        const struct outgoing m = {
            .timestamp_ms = 1, .value = {(const char *)noise, sizeof noise}, .counted = true};
        EXPECT(producer_send(rig->producer, &m, &err) == SEND_DONE, "%s", err.text);
    }
    rig_until(rig, producer_acked(rig->producer) == 200);
    consumer_resume(rig->consumer);
    rig_until(rig, rig->lost_count > 0);
    EXPECT(strstr(rig->lost, "la-crime, partition 0") != NULL, "%s", rig->lost);
    EXPECT(strstr(rig->lost, "no longer there") != NULL, "%s", rig->lost);
    assert_int_equal(rig->got, 0);
    rig_destroy(rig);
}

static void a_message_that_is_too_large_is_refused_at_once(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    static char large[2000000];
    const struct outgoing m = {.timestamp_ms = 1, .value = {large, sizeof large}};
    struct error err = {0};
    assert_int_equal(producer_send(rig->producer, &m, &err), SEND_FAILED);
    EXPECT(strstr(err.text, "la-crime, partition 0") != NULL, "%s", err.text);
    assert_int_equal(producer_outstanding(rig->producer), 0);
    rig_destroy(rig);
}

static void a_message_for_no_partition_fails(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    const struct outgoing m = {
        .partition = 7, .timestamp_ms = 1, .value = LITERAL("{}"), .counted = true};
    struct error err = {0};
    enum send_result result = producer_send(rig->producer, &m, &err);
    if (result == SEND_DONE) { /* librdkafka did not know the partitions yet */
        rig_until(rig, !producer_is_sound(rig->producer, &err));
        EXPECT(strstr(err.text, "partition 7: it is gone") != NULL, "%s", err.text);
    }
    assert_int_equal(producer_acked(rig->producer), 0);
    assert_int_equal(producer_outstanding(rig->producer), 0);
    rig_destroy(rig);
}

static void a_full_queue_says_so_and_has_room_later(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    const struct kafka_property users[] = {{"queue.buffering.max.messages", "10"}};
    rig->config.properties = users;
    rig->config.property_count = COUNT_OF(users);
    rig_add_producer(rig);
    struct error err = {0};
    for (int i = 0; i < 10; i++)
        assert_int_equal(rig_send_one(rig, &err), SEND_DONE);
    assert_int_equal(rig_send_one(rig, &err), SEND_FULL);
    assert_int_equal(producer_outstanding(rig->producer), 10);
    rig_until(rig, rig->rooms > 0);
    assert_int_equal(rig_send_one(rig, &err), SEND_DONE);
    rig_destroy(rig);
}

static void destroying_is_quick_even_without_a_broker(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 4);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, 1000);
    rig_until(rig, rig->got == 1000);
    cluster_set_broker(rig->cluster, -1, false);
    rig_send(rig, 1000);
    rig_until(rig, rig_has_logged(rig, "no broker can be reached"));
    consumer_pause(rig->consumer); /* which held the handle for ever once */
    mono_time before = mono_now();
    producer_destroy(rig->producer);
    consumer_destroy(rig->consumer);
    rig->producer = NULL;
    rig->consumer = NULL;
    uint64_t took_ms = mono_ms_between(before, mono_now());
    EXPECT(took_ms < QUIT_MS, "%d ms", (int)took_ms);
    rig_destroy(rig);
}

static void destroying_what_was_just_made_is_clean(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    rig_send(rig, 1000);
    rig_destroy(rig); /* before the loop has had one turn */
    producer_destroy(NULL);
    consumer_destroy(NULL);
    cluster_destroy(NULL);
}

static void a_consumer_of_no_broker_says_so(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct error err = {0};
    rig->config.brokers = "127.0.0.1:1";
    assert_false(rig_try_consumer(rig, (struct consumer_options){.from = CONSUMER_FROM_END}, &err));
    EXPECT(strstr(err.text, "la-crime") != NULL, "%s", err.text);
    rig_destroy(rig);
}

/* Standard error is under the screen. */
static void nothing_lands_on_standard_error(void **state)
{
    (void)state;
    char path[] = "/tmp/blotter-stderr-XXXXXX";
    int file = mkstemp(path);
    int saved = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    struct rig *rig = rig_create(3, 1);
    const struct kafka_property users[] = {{"group.id", "x"}, {"socket.blocking.max.ms", "100"}};
    rig->config.properties = users;
    rig->config.property_count = COUNT_OF(users);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, 10);
    rig_until(rig, rig->got == 10);
    cluster_set_broker(rig->cluster, -1, false);
    rig_until(rig, rig_has_logged(rig, "no broker can be reached"));
    rig_send(rig, 10); /* left undelivered */
    rig_destroy(rig);
    dup2(saved, STDERR_FILENO);
    close(saved);
    off_t written = lseek(file, 0, SEEK_END);
    close(file);
    unlink(path);
    assert_int_equal(written, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broker_that_comes_back_has_lost_nothing),
        cmocka_unit_test(one_of_three_brokers_may_go),
        cmocka_unit_test(brokers_that_lose_count_of_a_producer_lose_nothing),
        cmocka_unit_test(what_is_gone_before_it_was_read_is_lost),
        cmocka_unit_test(a_message_that_is_too_large_is_refused_at_once),
        cmocka_unit_test(a_message_for_no_partition_fails),
        cmocka_unit_test(a_full_queue_says_so_and_has_room_later),
        cmocka_unit_test(destroying_is_quick_even_without_a_broker),
        cmocka_unit_test(destroying_what_was_just_made_is_clean),
        cmocka_unit_test(a_consumer_of_no_broker_says_so),
        cmocka_unit_test(nothing_lands_on_standard_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
