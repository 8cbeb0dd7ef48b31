#include "base/check.h"

#include <syslog.h>

#include "kafka/client_log.h"

enum { LINES_MAX = 16 };

struct heard {
    char line[LINES_MAX][CLIENT_LOG_TEXT_SIZE];
    size_t count;
};

static void hear(void *user, const char *text)
{
    struct heard *heard = user;
    if (heard->count < LINES_MAX)
        snprintf(heard->line[heard->count], CLIENT_LOG_TEXT_SIZE, "%s", text);
    heard->count++;
}

static mono_time at_ms(uint64_t ms)
{
    return mono_add_ms((mono_time){0}, ms);
}

static void expect_lines(const struct heard *heard, const char *const *expected, size_t count)
{
    for (size_t i = 0; i < count && i < heard->count; i++)
        EXPECT_TEXT_AT(i, text_of(heard->line[i]), expected[i]);
    assert_int_equal(heard->count, count);
}

/* librdkafka's statistics of one broker. */
static void broker_is(struct client_log *log, uint64_t ms, const char *name, const char *state)
{
    char json[256];
    int len = snprintf(json, sizeof json,
                       "{\"ts\":1,\"brokers\":{\"%s/1\":{\"name\":\"%s/1\",\"nodeid\":1,"
                       "\"nodename\":\"%s\",\"state\":\"%s\",\"rtt\":{\"min\":1}}}}",
                       name, name, name, state);
    client_log_statistics(log, at_ms(ms), (struct text){json, (size_t)len});
}

static void says_once_that_a_broker_is_away_and_once_that_it_is_back(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    static const char refused[] = "127.0.0.1:9092/1: Connect to ipv4#127.0.0.1:9092 failed: "
                                  "Connection refused (after 0ms in state CONNECT)";
    for (uint64_t i = 0; i < 100; i++)
        client_log_error(&log, at_ms(i * 90000), RD_KAFKA_RESP_ERR__TRANSPORT, refused);
    client_log_error(&log, at_ms(1), RD_KAFKA_RESP_ERR__TRANSPORT,
                     "sasl_ssl://[::1]:9093/bootstrap: Disconnected (after 5123ms in state UP)");
    for (int i = 0; i < 2; i++)
        client_log_error(&log, at_ms(2), RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
                         "2/2 brokers are down");
    broker_is(&log, 3, "127.0.0.1:9092", "TRY_CONNECT");
    for (int i = 0; i < 2; i++)
        broker_is(&log, 4, "127.0.0.1:9092", "UP");
    client_log_error(&log, at_ms(5), RD_KAFKA_RESP_ERR__TRANSPORT, refused);
    static const char *const expected[] = {
        "broker 127.0.0.1:9092 is away: Connection refused",
        "broker [::1]:9093 is away: Disconnected",
        "no broker can be reached",
        "broker 127.0.0.1:9092 is back",
        "broker 127.0.0.1:9092 is away: Connection refused",
    };
    expect_lines(&heard, expected, COUNT_OF(expected));
    client_log_finish(&log);
}

static void counts_how_often_a_broker_goes_that_does_not_stay(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    uint64_t ms = 0;
    for (int i = 0; i < 20; i++, ms += 2000) {
        client_log_error(&log, at_ms(ms), RD_KAFKA_RESP_ERR__TRANSPORT, "a:1/1: Disconnected");
        broker_is(&log, ms + 1000, "a:1", "UP");
    }
    for (int i = 0; i < 12; i++, ms += 1000)
        broker_is(&log, ms, "a:1", "UP");
    assert_false(client_log_is_away(&log, "a:1"));
    static const char *const expected[] = {
        "broker a:1 is away: Disconnected",
        "broker a:1 is back",
        "broker a:1 is away: Disconnected",
        "broker a:1 went away 20 times and is back",
    };
    expect_lines(&heard, expected, COUNT_OF(expected));
    assert_true(kafka_is_good_news(heard.line[3]));
    client_log_finish(&log);
}

static void says_who_and_what_is_in_the_way(void **state)
{
    (void)state;
    static const struct {
        const char *error, *cause;
    } cases[] = {
        {NULL, "Local: Timed out"},
        {"a:1/bootstrap: Failed to resolve 'a:1': Name or service not known",
         "broker a:1 is away: there is no such host"},
        {"c:9092/bootstrap: Disconnected", "broker c:9092 is away: Disconnected"},
        {"kafka:9092/1: Failed to resolve 'kafka:9092': Name or service not known",
         "broker kafka:9092: there is no such host; that address is what the brokers at a:1,b:2,c "
         "say is theirs"},
        {"b:2/1: SASL PLAIN mechanism handshake failed: Invalid username or password",
         "broker b:2 is away: the user name or the password is wrong"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct client_log log = {0};
        char text[CLIENT_LOG_TEXT_SIZE];
        if (cases[i].error != NULL)
            client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__TRANSPORT, cases[i].error);
        EXPECT_TEXT_AT(
            i, text_of(client_log_cause(&log, "a:1,b:2,c", RD_KAFKA_RESP_ERR__TIMED_OUT, text)),
            cases[i].cause);
        client_log_finish(&log);
    }
}

static void repeats_a_line_only_after_a_minute(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    for (uint64_t i = 0; i < 600; i++)
        client_log_line(&log, at_ms(i * 100), LOG_WARNING, "REQTMOUT", "[thrd:b]: timed out");
    assert_int_equal(heard.count, 1);
    client_log_line(&log, at_ms(CLIENT_LOG_SILENCE_MS), LOG_WARNING, "REQTMOUT",
                    "[thrd:b]: timed out");
    static const char *const expected[] = {"Kafka: timed out", "Kafka: timed out"};
    expect_lines(&heard, expected, COUNT_OF(expected));
    client_log_finish(&log);
}

static void leaves_out_what_nobody_needs(void **state)
{
    (void)state;
    static const struct {
        int level;
        const char *facility, *text;
        bool heard;
    } cases[] = {
        {LOG_DEBUG, "CONNECT", "broker in state TRY_CONNECT connecting", false},
        {LOG_INFO, "INIT", "librdkafka initialized", false},
        {LOG_ERR, "FAIL", "127.0.0.1:9092/1: Connection refused", false},
        {LOG_WARNING, "TERMINATE", "Producer terminating with 3 messages", false},
        {LOG_WARNING, "CONFWARN",
         "Configuration property group.id is a consumer property and will be ignored by this "
         "producer instance",
         false},
        {LOG_WARNING, "CONFWARN", "Configuration property x is deprecated: y", true},
        {LOG_ERR, "GETPID", "Failed to acquire PID", true},
        {LOG_WARNING, "GETPID", "Failed to acquire PID: load in progress: retrying", false},
        {LOG_NOTICE, "PARTCNT", "Topic t partition count changed from 1 to 0", false},
        {LOG_EMERG, "FATAL", "Fatal error: fenced", false},
        {LOG_NOTICE, "X", "a notice", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct heard heard = {0};
        struct client_log log = {.on_log = hear, .user = &heard};
        client_log_line(&log, at_ms(0), cases[i].level, cases[i].facility, cases[i].text);
        EXPECT_AT(i, heard.count == (cases[i].heard ? 1 : 0));
        heard.count = 0;
        log.verbose = true; /* the user has asked for it all */
        client_log_line(&log, at_ms(CLIENT_LOG_SILENCE_MS), cases[i].level, cases[i].facility,
                        cases[i].text);
        EXPECT_AT(i, heard.count == 1);
        client_log_finish(&log);
    }
}

static void says_one_line_of_printable_characters(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__FAIL, "one\ntwo\x1b[2J\x7f");
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__TRANSPORT, "evil\x1b:9092/1: gone\r\n");
    static const char *const expected[] = {"Kafka: one?two?[2J?",
                                           "broker evil?:9092 is away: gone??"};
    expect_lines(&heard, expected, COUNT_OF(expected));
    client_log_finish(&log);
}

static void takes_texts_of_any_shape_and_length(void **state)
{
    (void)state;
    char long_text[3000];
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + 1000, "/1: ", 4);
    long_text[sizeof long_text - 1] = '\0';
    static const char *const cases[] = {
        "",
        ":",
        ": ",
        "/: ",
        "://: ",
        "a/: ",
        "://a/: ",
        " failed: ",
        "Connect to ",
        "a:1/1: Connect to  failed: ",
        "a:1/1: (after ",
        "GroupCoordinator: 127.0.0.1:9092: Disconnected",
        "[thrd:",
        "[thrd:x]: ",
    };
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        client_log_error(&log, at_ms(i), RD_KAFKA_RESP_ERR__TRANSPORT, cases[i]);
        client_log_line(&log, at_ms(i), LOG_ERR, "FAIL", cases[i]);
        client_log_statistics(&log, at_ms(i), text_of(cases[i]));
    }
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__TRANSPORT, long_text);
    client_log_line(&log, at_ms(0), LOG_ERR, "X", long_text);
    assert_true(heard.count > 0);
    client_log_finish(&log);
}

static void leaves_to_the_owner_what_it_says_itself(void **state)
{
    (void)state;
    static const rd_kafka_resp_err_t gone[] = {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
                                               RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
                                               RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        struct heard heard = {0};
        struct client_log log = {.on_log = hear, .user = &heard};
        client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, "no group");
        assert_false(log.gone);
        client_log_error(&log, at_ms(0), gone[i],
                         "t [0]: desired partition is no longer available");
        assert_true(log.gone);
        assert_int_equal(heard.count, 0);
        client_log_finish(&log);
    }
}

static void gives_advice_on_properties_until_the_first_connection(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct client_log log = {.on_log = hear, .user = &heard};
    static const char lost[] = "a:1/1: Disconnected: verify that security.protocol is right";
    static const char *const expected[] = {
        "broker a:1 is away: Disconnected: verify that security.protocol is right",
        "broker a:1 is back",
        "broker a:1 is away: Disconnected",
        "broker b:1 is away: Receive failed",
    };
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__TRANSPORT, lost);
    broker_is(&log, 1, "a:1", "UP");
    client_log_error(&log, at_ms(2), RD_KAFKA_RESP_ERR__TRANSPORT, lost);
    client_log_error(&log, at_ms(3), RD_KAFKA_RESP_ERR__SSL,
                     "b:1/2: Receive failed: ../ssl/a.c:1: eof");
    expect_lines(&heard, expected, 4);
    client_log_finish(&log);
}

static void remembers_a_fatal_error(void **state)
{
    (void)state;
    struct client_log log = {0}; /* and nobody listens */
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__TRANSPORT, "a:1/1: x");
    assert_false(log.fatal);
    client_log_error(&log, at_ms(0), RD_KAFKA_RESP_ERR__FATAL, "fenced");
    assert_true(log.fatal);
    client_log_finish(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_once_that_a_broker_is_away_and_once_that_it_is_back),
        cmocka_unit_test(counts_how_often_a_broker_goes_that_does_not_stay),
        cmocka_unit_test(says_who_and_what_is_in_the_way),
        cmocka_unit_test(repeats_a_line_only_after_a_minute),
        cmocka_unit_test(leaves_out_what_nobody_needs),
        cmocka_unit_test(says_one_line_of_printable_characters),
        cmocka_unit_test(takes_texts_of_any_shape_and_length),
        cmocka_unit_test(leaves_to_the_owner_what_it_says_itself),
        cmocka_unit_test(gives_advice_on_properties_until_the_first_connection),
        cmocka_unit_test(remembers_a_fatal_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
