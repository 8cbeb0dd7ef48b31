#include "base/check.h"

#include "kafka/handle.h"

#include "blotter/kafka/producer.h"

#include "kafka/rig.h"

static const struct kafka_property defaults[] = {{"linger.ms", "5"}, {"compression.type", "lz4"}};

static void expect_property(const rd_kafka_conf_t *conf, const char *name, const char *expected)
{
    char got[256] = "";
    size_t size = sizeof got;
    EXPECT(rd_kafka_conf_get(conf, name, got, &size) == RD_KAFKA_CONF_OK, "%s", name);
    EXPECT(strcmp(got, expected) == 0, "%s is \"%s\", expected \"%s\"", name, got, expected);
}

static void the_users_properties_win_over_the_defaults(void **state)
{
    (void)state;
    const struct kafka_property users[] = {
        {"linger.ms", "7"}, {"client.id", "me"}, {"client.id", "me again"}};
    const struct kafka_config config = {"127.0.0.1:9092", "t", users, COUNT_OF(users)};
    struct client_log log = {0};
    struct error err = {0};
    rd_kafka_conf_t *conf = kafka_conf_create(&config, defaults, COUNT_OF(defaults), &log, &err);
    EXPECT(conf != NULL, "%s", err.text);
    expect_property(conf, "linger.ms", "7");
    expect_property(conf, "compression.type", "lz4");
    expect_property(conf, "client.id", "me again");
    expect_property(conf, "bootstrap.servers", "127.0.0.1:9092");
    rd_kafka_conf_destroy(conf);
}

/* A properties file for production beside an embedded cluster must not send there. */
static void the_brokers_win_over_the_property_of_that_name(void **state)
{
    (void)state;
    const struct kafka_property users[] = {{"metadata.broker.list", "production:9092"}};
    struct kafka_config config = {"127.0.0.1:9092", "t", users, COUNT_OF(users)};
    struct client_log log = {0};
    struct error err = {0};
    rd_kafka_conf_t *conf = kafka_conf_create(&config, NULL, 0, &log, &err);
    expect_property(conf, "bootstrap.servers", "127.0.0.1:9092");
    assert_string_equal(kafka_brokers(&config), "127.0.0.1:9092");
    rd_kafka_conf_destroy(conf);

    config.brokers = NULL;
    conf = kafka_conf_create(&config, NULL, 0, &log, &err);
    expect_property(conf, "bootstrap.servers", "production:9092");
    assert_string_equal(kafka_brokers(&config), "production:9092");
    rd_kafka_conf_destroy(conf);
}

static void names_the_property_that_is_wrong(void **state)
{
    (void)state;
    static const struct kafka_property cases[] = {
        {"no.such.property", "1"},    {"linger.ms", "soon"},           {"linger.ms", "-1"},
        {"compression.type", "lz5"},  {"enable.partition.eof", "0"},   {"log.queue", "false"},
        {"security.protocol", "tin"}, {"enable.idempotence", "maybe"}, {"no\x1b[2Jsuch", "1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct kafka_config config = {"127.0.0.1:9092", "t", &cases[i], 1};
        struct client_log log = {0};
        struct error err = {0};
        EXPECT_AT(i, kafka_conf_create(&config, NULL, 0, &log, &err) == NULL);
        EXPECT_AT(i, err.status == EXIT_STATUS_USAGE);
        EXPECT_AT(i, strchr(err.text, '\x1b') == NULL);
        if (strchr(cases[i].name, '\x1b') == NULL)
            EXPECT(strstr(err.text, cases[i].name) != NULL, "row %zu: %s", i, err.text);
    }
}

static void what_is_needed_may_be_said_in_other_words(void **state)
{
    (void)state;
    const struct kafka_property users[] = {{"enable.partition.eof", "1"}, {"log.queue", "t"}};
    const struct kafka_config config = {"127.0.0.1:9092", "t", users, COUNT_OF(users)};
    struct client_log log = {0};
    struct error err = {0};
    rd_kafka_conf_t *conf = kafka_conf_create(&config, NULL, 0, &log, &err);
    EXPECT(conf != NULL, "%s", err.text);
    rd_kafka_conf_destroy(conf);
}

/* Properties that are right each and wrong together are found when the handle is made. */
static void a_producer_says_what_does_not_go_together(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    const struct kafka_property users[] = {{"acks", "1"}};
    const struct producer_callbacks callbacks = {rig_on_room, rig_on_log, rig};
    struct error err = {0};
    rig->config.properties = users;
    rig->config.property_count = COUNT_OF(users);
    assert_null(producer_create(&rig->loop, &rig->config, &callbacks, &err));
    EXPECT(strstr(err.text, "acks") != NULL, "%s", err.text);
    rig_destroy(rig);
}

/* One properties file serves both kinds of client, and neither complains of the other's. */
static void the_other_kinds_properties_are_no_news(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    const struct kafka_property users[] = {{"group.id", "mine"}, {"linger.ms", "2"}};
    rig->config.properties = users;
    rig->config.property_count = COUNT_OF(users);
    rig_add_producer(rig);
    rig_add_consumer(rig, CONSUMER_FROM_END);
    rig_send(rig, 100);
    rig_until(rig, rig->got == 100);
    EXPECT(rig->log_count == 0, "%s", rig->log[0]);
    rig_destroy(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_users_properties_win_over_the_defaults),
        cmocka_unit_test(the_brokers_win_over_the_property_of_that_name),
        cmocka_unit_test(names_the_property_that_is_wrong),
        cmocka_unit_test(what_is_needed_may_be_said_in_other_words),
        cmocka_unit_test(a_producer_says_what_does_not_go_together),
        cmocka_unit_test(the_other_kinds_properties_are_no_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
