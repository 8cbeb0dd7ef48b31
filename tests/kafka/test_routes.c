#include "base/check.h"

#include "kafka/routes.h"

enum { PARTITIONS = 2 };

static void log_line(struct routes *r, const char *facility, const char *text)
{
    routes_log(r, facility, text_of(text));
}

static void follows_leaders_and_connections(void **state)
{
    (void)state;
    static const struct {
        const char *facility, *text;
        bool first, second; /* can partitions 0 and 1 be reached after it? */
    } cases[] = {
        {"METADATA", "  Topic la-crime partition 0 Leader 1", true, true},
        {"METADATA", "a:1/bootstrap:   Broker #0/2: a:1 NodeId 1", true, true},
        {"STATE", "a:1/bootstrap: Broker changed state INIT -> TRY_CONNECT", false, true},
        {"STATE", "a:1/bootstrap: Broker changed state APIVERSION_QUERY -> UP", true, true},
        {"METADATA", "a:1/1:   Broker #1/2: ssl.host:9093 NodeId 2", true, true},
        {"STATE", "ssl://ssl.host:9093/2: Broker changed state CONNECT -> AUTH_REQ", true, true},
        {"METADATA", "  Topic la-crime partition 1 Leader 2", true, false},
        {"STATE", "ssl://ssl.host:9093/2: Broker changed state AUTH_REQ -> UP", true, true},
        {"STATE", "a:1/1: Broker changed state UP -> UPDATE", true, true},
        {"STATE", "a:1/1: Broker changed state UP -> DOWN", false, true},
        {"METADATA", "  Topic la-crime partition 0 Leader 2", true, true},
        {"METADATA", "  Topic la-crime partition 0 Leader -1", false, true},
        {"METADATA", "  Topic other partition 0 Leader 2", false, true},
        {"METADATA", "  Topic la-crime partition 0 Leader 2", true, true},
        {"STATE", "c:3/2: Broker changed state INIT -> CONNECT", true, true},
        {"METADATA", "a:1/1:   Broker #1/2: c:3 NodeId 2", false, false}, /* the number moves */
        {"STATE", "ssl://c:3/2: Broker changed state CONNECT -> UP", true, true},
    };
    struct routes r;
    routes_init(&r, "la-crime", PARTITIONS);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        log_line(&r, cases[i].facility, cases[i].text);
        EXPECT_AT(i, routes_reach(&r, 0) == cases[i].first);
        EXPECT_AT(i, routes_reach(&r, 1) == cases[i].second);
    }
    routes_finish(&r);
}

static void lines_of_any_shape_change_nothing(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "  Topic ",
        "  Topic la-crime partition ",
        "  Topic la-crime partition 0 Leader ",
        "  Topic la-crime partition 0 Leader x",
        "  Topic la-crime partition 0 Leader -2",
        "  Topic la-crime partition 0 Leader 99999999999",
        "  Topic la-crime partition 2 Leader -1",
        "  Topic la-crime partition -1 Leader -1",
        "  Topic #0/1: la-crime with 2 partitions",
        "a:1/1:   Broker #",
        "a:1/1:   Broker #0/1: ",
        "a:1/1:   Broker #0/1: a:1 NodeId ",
        "a:1/1:   Broker #0/1: a:1 NodeId x",
        "a:1/1: Broker changed state",
        " -> UP",
        ": -> ",
    };
    struct routes r;
    routes_init(&r, "la-crime", PARTITIONS);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        log_line(&r, "METADATA", cases[i]);
        log_line(&r, "STATE", cases[i]);
        log_line(&r, "FETCH", cases[i]);
        EXPECT_AT(i, routes_reach(&r, 0) && routes_reach(&r, 1));
    }
    routes_finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_leaders_and_connections),
        cmocka_unit_test(lines_of_any_shape_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
