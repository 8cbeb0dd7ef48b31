#include "kafka/rig.h"

#include "blotter/base/clock.h"

static void says_what_the_topic_is(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 5);
    struct topic_facts facts = {0};
    struct error err = {0};
    EXPECT(topic_ensure(&rig->config, 1, 3, &facts, &err), "%s", err.text);
    assert_int_equal(facts.partitions, 5); /* one that exists keeps its partitions */
    assert_int_equal(facts.brokers, 3);
    assert_true(facts.mock);
    rig_destroy(rig);
}

/* The mock makes it with four partitions, whatever we ask for. */
static void makes_a_missing_topic(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct topic_facts facts = {0};
    struct error err = {0};
    rig->config.topic = "another";
    EXPECT(topic_ensure(&rig->config, 4, 1, &facts, &err), "%s", err.text);
    assert_int_equal(facts.partitions, 4);
    rig_destroy(rig);
}

static void looking_makes_nothing(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct topic_facts facts = {.partitions = 77};
    struct error err = {0};
    rig->config.topic = "typo";
    for (int i = 0; i < 2; i++) {
        assert_int_equal(topic_look(&rig->config, &facts, &err), TOPIC_MISSING);
        assert_string_equal(err.text, "topic \"typo\" is not there");
        assert_int_equal(facts.partitions, 77);
    }
    rig->config.topic = "la-crime";
    EXPECT(topic_look(&rig->config, &facts, &err) == TOPIC_READY, "%s", err.text);
    assert_int_equal(facts.partitions, 1);
    rig_destroy(rig);
}

/* Port 1 of the loopback: nobody listens there, and nobody may without being root. */
static void names_the_brokers_that_do_not_answer_in_time(void **state)
{
    (void)state;
    const struct kafka_config config = {.brokers = "127.0.0.1:1", .topic = "la-crime"};
    struct topic_facts facts = {.partitions = 77};
    struct error err = {0};
    mono_time before = mono_now();
    assert_false(topic_ensure(&config, 1, 3, &facts, &err));
    uint64_t took_ms = mono_ms_between(before, mono_now());
    EXPECT(took_ms < KAFKA_CONNECT_MS + 500, "%d ms", (int)took_ms);
    EXPECT(strstr(err.text, "127.0.0.1:1") != NULL, "%s", err.text);
    EXPECT(strstr(err.text, "Connection refused") != NULL, "%s", err.text);
    assert_int_equal(err.status, EXIT_STATUS_FAILURE);
    assert_int_equal(facts.partitions, 77);
}

static void refuses_a_name_that_is_none(void **state)
{
    (void)state;
    static char long_name[251];
    memset(long_name, 'a', 250);
    const char *const cases[] = {"",    ".",        "..",       "la crime",
                                 "a/b", "crimes\n", "\xC3\xA9", long_name};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct kafka_config config = {.brokers = "127.0.0.1:1", .topic = cases[i]};
        struct topic_facts facts;
        struct error err = {0};
        EXPECT_AT(i, !topic_ensure(&config, 1, 1, &facts, &err));
        EXPECT_AT(i, err.status == EXIT_STATUS_USAGE);
        EXPECT_AT(i, cluster_create(1, cases[i], 1, 1, &err) == NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_topic_is),
        cmocka_unit_test(makes_a_missing_topic),
        cmocka_unit_test(looking_makes_nothing),
        cmocka_unit_test(names_the_brokers_that_do_not_answer_in_time),
        cmocka_unit_test(refuses_a_name_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
