#include "base/check.h"

#include "kafka/leaders.h"
#include "kafka/statistics.h"

enum { PARTITIONS = 2 };

static void on_broker(void *user, struct text name, int32_t id, bool up)
{
    (void)name;
    leaders_note_broker(user, id, up);
}

static void on_leader(void *user, struct text topic, int32_t partition, int32_t leader)
{
    leaders_note_leader(user, topic, partition, leader);
}

static void report(struct leaders *r, const char *json)
{
    statistics_read(text_of(json), &(struct statistics_callbacks){on_broker, on_leader, r});
}

#define BROKER(id, state)                                                                          \
    "\"b" #id "\":{\"nodeid\":" #id ",\"nodename\":\"h:" #id "\",\"state\":\"" state "\"}"
#define PARTITION(number, leader)                                                                  \
    "\"" #number "\":{\"partition\":" #number ",\"broker\":1,\"leader\":" #leader "}"
#define REPORT(brokers, topic, partitions)                                                         \
    "{\"name\":\"x\",\"brokers\":{" brokers "},\"topics\":{\"" topic "\":{\"topic\":\"" topic      \
    "\",\"batchsize\":{\"min\":0},\"partitions\":{" partitions "}}},\"tx\":1}"

static void follows_leaders_and_connections(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        bool first, second; /* can partitions 0 and 1 be reached after it? */
    } cases[] = {
        {"{}", true, true},
        {REPORT("", "la-crime", PARTITION(0, 1)), true, true},
        {REPORT(BROKER(1, "TRY_CONNECT"), "la-crime", PARTITION(0, 1)), false, true},
        {REPORT(BROKER(1, "UP") "," BROKER(2, "AUTH_REQ"), "la-crime",
                PARTITION(0, 1) "," PARTITION(1, 2)),
         true, false},
        {REPORT(BROKER(2, "UPDATE"), "la-crime", PARTITION(-1, -1)), true, true},
        {REPORT(BROKER(1, "DOWN"), "other", PARTITION(0, 2)), false, true},
        {REPORT(BROKER(-1, "UP"), "la-crime", PARTITION(0, 2)), true, true},
        {REPORT(BROKER(2, "UP"), "la-crime", PARTITION(0, -1)), false, true},
        {REPORT(BROKER(2, "UP"), "la-crime", PARTITION(0, 2) "," PARTITION(2, 1)), true, true},
    };
    struct leaders r;
    leaders_init(&r, "la-crime", PARTITIONS);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        report(&r, cases[i].json);
        EXPECT_AT(i, leaders_reach(&r, 0) == cases[i].first);
        EXPECT_AT(i, leaders_reach(&r, 1) == cases[i].second);
    }
    leaders_finish(&r);
}

static void reports_of_any_shape_change_nothing(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "[]",
        "{\"brokers\":[],\"topics\":7}",
        "{\"brokers\":{\"a\":{\"nodeid\":1,\"state\":\"DOWN\"}}}",
        "{\"brokers\":{\"a\":{\"nodename\":\"a\",\"state\":\"DOWN\"}}}",
        "{\"brokers\":{\"a\":{\"nodename\":\"a\",\"nodeid\":99999999999}}}",
        REPORT("", "la-crime", PARTITION(0, 99999999999)),
        REPORT("", "la-crime", PARTITION(99999999999, 0)),
        REPORT("", "la-crime", "\"0\":{\"leader\":\"1\",\"partition\":0}"),
        REPORT("", "la-crime", "\"0\":{\"partition\":0}"),
        "{\"topics\":{\"la-crime\":{\"partitions\":{\"0\":{\"partition\":0,\"leader\":-1",
    };
    struct leaders r;
    leaders_init(&r, "la-crime", PARTITIONS);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        report(&r, cases[i]);
        EXPECT_AT(i, leaders_reach(&r, 0) && leaders_reach(&r, 1));
    }
    leaders_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_leaders_and_connections),
        cmocka_unit_test(reports_of_any_shape_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
