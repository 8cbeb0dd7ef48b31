#include "kafka/rig.h"

/* Where a consumer begins, and when it has caught up. */

enum { MS_A_SECOND = 1000 };

static struct rig *rig_with(int32_t partitions, uint64_t count)
{
    struct rig *rig = rig_create(1, partitions);
    rig_add_producer(rig);
    rig_send(rig, count);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    return rig;
}

/* One message to one partition, its value of no importance. */
static void send_to(struct rig *rig, int32_t partition, int64_t timestamp_ms)
{
    const struct outgoing m = {
        .partition = partition, .timestamp_ms = timestamp_ms, .value = LITERAL("{}")};
    struct error err = {0};
    EXPECT(producer_send(rig->producer, &m, &err) == SEND_DONE, "%s", err.text);
}

/* What a consumer made with these options read when it had caught up, by offset. */
struct came {
    struct rig *rig;
    int64_t offset[16];
    size_t count;
    bool caught_up;
};

static void note_message(void *user, const struct incoming *m)
{
    struct came *came = user;
    EXPECT_AT(came->count,
              consumer_next_offset(came->rig->consumer, m->partition) == m->offset + 1);
    if (came->count < COUNT_OF(came->offset))
        came->offset[came->count++] = m->offset;
}

static void ignore_turn(void *user)
{
    (void)user;
}

static void ignore_end(void *user, int32_t partition)
{
    (void)user;
    (void)partition;
}

static void fail_with(void *user, const char *text)
{
    (void)user;
    EXPECT(false, "%s", text);
}

static void note_caught_up(void *user)
{
    ((struct came *)user)->caught_up = true;
}

static void read_until_caught_up(struct rig *rig, struct consumer_options options, struct came *ret)
{
    struct error err = {0};
    const struct consumer_callbacks callbacks = {
        .on_message = note_message,
        .on_turn = ignore_turn,
        .on_end = ignore_end,
        .on_lost = fail_with,
        .on_log = fail_with,
        .user = ret,
        .on_caught_up = note_caught_up,
    };
    *ret = (struct came){.rig = rig};
    options.partitions = rig->partitions;
    options.mock = true;
    rig->consumer = consumer_create(&rig->loop, &rig->config, &options, &callbacks, &err);
    EXPECT(rig->consumer != NULL, "%s", err.text);
    rig_until(rig, ret->caught_up);
}

/* --- a time ---------------------------------------------------------------------------------- */

/* Timestamps 1 s, 2 s, …, 6 s, then 2 s and 7 s: from the first that is late enough all count, as
 * on a broker that looks it up. */
static void begins_at_a_time_and_leaves_out_what_stands_before_it(void **state)
{
    (void)state;
    static const struct {
        int64_t from_s;
        int64_t first; /* offset */
    } cases[] = {
        {-1, 0}, {0, 0}, {1, 0}, {2, 1}, {6, 5}, {7, 7}, {8, 8}, {INT64_MAX / 4, 8},
    };
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    for (int64_t s = 1; s <= 6; s++)
        send_to(rig, 0, s * MS_A_SECOND);
    send_to(rig, 0, 2 * MS_A_SECOND);
    send_to(rig, 0, 7 * MS_A_SECOND);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct came came;
        read_until_caught_up(
            rig, (struct consumer_options){.from = CONSUMER_FROM_TIME, .time = {cases[i].from_s}},
            &came);
        EXPECT_AT(i, came.count == (size_t)(8 - cases[i].first));
        EXPECT_AT(i, came.count == 0 || came.offset[0] == cases[i].first);
        EXPECT_AT(i, consumer_next_offset(rig->consumer, 0) == 8);
        EXPECT_AT(i, consumer_messages(rig->consumer) == 8); /* read, though not all given */
        consumer_destroy(rig->consumer);
    }
    rig->consumer = NULL;
    rig_destroy(rig);
}

static void each_partition_begins_at_the_time_by_itself(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 2);
    rig_add_producer(rig);
    send_to(rig, 0, 1 * MS_A_SECOND);
    send_to(rig, 0, 9 * MS_A_SECOND);
    send_to(rig, 1, 1 * MS_A_SECOND);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    struct came came;
    read_until_caught_up(rig, (struct consumer_options){.from = CONSUMER_FROM_TIME, .time = {5}},
                         &came);
    assert_int_equal(came.count, 1);
    send_to(rig, 1, 2 * MS_A_SECOND);
    send_to(rig, 1, 6 * MS_A_SECOND);
    send_to(rig, 0, 3 * MS_A_SECOND);
    rig_until(rig, came.count == 3 && consumer_messages(rig->consumer) == 6);
    rig_destroy(rig);
}

/* --- offsets --------------------------------------------------------------------------------- */

static void goes_on_where_another_left_off(void **state)
{
    (void)state;
    struct rig *rig = rig_with(3, 300);
    static const int64_t offsets[] = {60, OFFSET_OF_BEGINNING, 100};
    struct error err = {0};
    rig->next[0] = 60;
    rig->next[2] = 100;
    bool made = rig_try_consumer(
        rig, (struct consumer_options){.from = CONSUMER_FROM_OFFSETS, .offsets = offsets}, &err);
    EXPECT(made, "%s", err.text);
    assert_int_equal(consumer_next_offset(rig->consumer, 0), 60);
    assert_int_equal(consumer_next_offset(rig->consumer, 1), 0);
    rig_until(rig, rig->caught_up > 0);
    assert_int_equal(rig->got, 140);
    for (int32_t i = 0; i < 3; i++)
        EXPECT_AT(i, consumer_next_offset(rig->consumer, i) == 100);
    rig_send(rig, 30);
    rig_until(rig, rig->got == 170);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

static void an_offset_beyond_the_end_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_with(2, 20);
    static const int64_t offsets[] = {10, 11};
    struct error err = {0};
    assert_false(rig_try_consumer(
        rig, (struct consumer_options){.from = CONSUMER_FROM_OFFSETS, .offsets = offsets}, &err));
    EXPECT_TEXT_AT(0, text_of(err.text),
                   "topic la-crime, partition 1: reading was to go on at offset 11, but it ends at "
                   "10: it is another topic, or has lost what it had");
    rig_destroy(rig);
}

/* The embedded cluster keeps 5 MiB: 20 MB that do not compress. */
static void what_has_been_deleted_is_said_and_not_jumped_over(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig_add_producer(rig);
    struct random random = {1};
    static uint64_t noise[12500];
    for (size_t i = 0; i < COUNT_OF(noise); i++)
        noise[i] = random_next(&random);
    struct error err = {0};
    for (int i = 0; i < 200; i++) {
        const struct outgoing m = {.timestamp_ms = 1, .value = {(const char *)noise, sizeof noise}};
        EXPECT(producer_send(rig->producer, &m, &err) == SEND_DONE, "%s", err.text);
    }
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    static const int64_t offsets[] = {5};
    assert_false(rig_try_consumer(
        rig, (struct consumer_options){.from = CONSUMER_FROM_OFFSETS, .offsets = offsets}, &err));
    EXPECT(strstr(err.text, "la-crime, partition 0: what was to be read next is no longer there: "
                            "offsets 5 to 1") != NULL,
           "%s", err.text);
    rig_destroy(rig);
}

/* --- caught up ------------------------------------------------------------------------------- */

static void an_empty_topic_has_been_caught_up_with_at_once(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 3);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    assert_int_equal(rig->caught_up, 0);
    uv_run(&rig->loop, UV_RUN_NOWAIT);
    assert_int_equal(rig->caught_up, 1);
    assert_int_equal(rig->turns, 1);
    rig_until(rig, rig->ends[0] > 0 && rig->ends[1] > 0 && rig->ends[2] > 0);
    assert_int_equal(rig->caught_up, 1);
    rig_destroy(rig);
}

static void beginning_at_the_end_is_having_caught_up(void **state)
{
    (void)state;
    struct rig *rig = rig_with(2, 100);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    assert_int_equal(consumer_next_offset(rig->consumer, 1), 50);
    uv_run(&rig->loop, UV_RUN_NOWAIT);
    assert_int_equal(rig->caught_up, 1);
    assert_int_equal(rig->got, 0);
    rig_destroy(rig);
}

static void partitions_of_uneven_length_are_all_waited_for(void **state)
{
    (void)state;
    enum { LONG = 5000 };
    struct rig *rig = rig_create(1, 3);
    rig_add_producer(rig);
    for (int i = 0; i < LONG; i++)
        send_to(rig, 1, 1);
    send_to(rig, 2, 1);
    rig_until(rig, producer_outstanding(rig->producer) == 0);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    rig_until(rig, rig->caught_up > 0);
    assert_int_equal(rig->got_then, LONG + 1);
    assert_int_equal(consumer_next_offset(rig->consumer, 0), 0);
    assert_int_equal(consumer_next_offset(rig->consumer, 1), LONG);
    assert_int_equal(consumer_next_offset(rig->consumer, 2), 1);
    rig_destroy(rig);
}

static void catches_up_while_others_go_on_writing(void **state)
{
    (void)state;
    enum { BEFORE = 6000, AFTER = 30000 };
    struct rig *rig = rig_with(2, BEFORE);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    rig_send(rig, AFTER);
    rig_until(rig, rig->got == BEFORE + AFTER);
    assert_int_equal(rig->caught_up, 1);
    EXPECT(rig->got_then >= BEFORE && rig->got_then < BEFORE + AFTER, "%d", (int)rig->got_then);
    assert_int_equal(rig->wrong, 0);
    rig_destroy(rig);
}

/* What was fetched and thrown away by the pause has not been read. */
static void the_next_offset_stands_still_while_paused(void **state)
{
    (void)state;
    enum { COUNT = 8000 };
    struct rig *rig = rig_with(1, COUNT);
    rig_add_consumer(rig, CONSUMER_FROM_BEGINNING);
    rig_until(rig, rig->got > 0);
    while (rig->got < COUNT) {
        uint64_t got = rig->got;
        consumer_pause(rig->consumer);
        for (int i = 0; i < 3; i++)
            uv_run(&rig->loop, UV_RUN_NOWAIT);
        assert_int_equal(rig->got, got);
        assert_int_equal(consumer_next_offset(rig->consumer, 0), got);
        consumer_resume(rig->consumer);
        rig_until(rig, rig->got > got);
    }
    assert_int_equal(consumer_next_offset(rig->consumer, 0), COUNT);
    assert_int_equal(rig->wrong, 0);
    assert_int_equal(rig->caught_up, 1);
    rig_destroy(rig);
}

/* --- the road there -------------------------------------------------------------------------- */

static int count_reachable(const struct rig *rig)
{
    int count = 0;
    for (int32_t i = 0; i < rig->partitions; i++)
        count += consumer_is_reachable(rig->consumer, i);
    return count;
}

/* Which of the three leads which partition is the cluster's choice. */
static void a_partition_cannot_be_reached_while_its_leader_is_away(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 4);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    for (int round = 0; round < 2; round++) {
        rig_until(rig, count_reachable(rig) == 4);
        cluster_set_broker(rig->cluster, -1, false);
        rig_until(rig, count_reachable(rig) == 0);
        cluster_set_broker(rig->cluster, -1, true);
    }
    rig_until(rig, count_reachable(rig) == 4);
    rig_destroy(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_at_a_time_and_leaves_out_what_stands_before_it),
        cmocka_unit_test(each_partition_begins_at_the_time_by_itself),
        cmocka_unit_test(goes_on_where_another_left_off),
        cmocka_unit_test(an_offset_beyond_the_end_is_refused),
        cmocka_unit_test(what_has_been_deleted_is_said_and_not_jumped_over),
        cmocka_unit_test(an_empty_topic_has_been_caught_up_with_at_once),
        cmocka_unit_test(beginning_at_the_end_is_having_caught_up),
        cmocka_unit_test(partitions_of_uneven_length_are_all_waited_for),
        cmocka_unit_test(catches_up_while_others_go_on_writing),
        cmocka_unit_test(the_next_offset_stands_still_while_paused),
        cmocka_unit_test(a_partition_cannot_be_reached_while_its_leader_is_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
