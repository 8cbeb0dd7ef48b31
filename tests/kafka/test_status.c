/* The status of a cluster: as lines and back, and as a probe finds it. */
#include "kafka/rig.h"

#include "blotter/kafka/status.h"

/* --- lines ----------------------------------------------------------------------------------- */

static struct cluster_status made_up(void)
{
    static const struct status_broker brokers[] = {
        {0, "127.0.0.1:9092", true}, {1, "::1:9093", false}, {7, "", false}};
    static const struct status_partition partitions[] = {
        {0, {{0, 2, 1}, 3}, {{0, 2, 1}, 3}, 0, 8312, INT64_C(1672531200000)},
        {STATUS_UNKNOWN, {{1}, 1}, {{0}, 0}, STATUS_UNKNOWN, STATUS_UNKNOWN, STATUS_UNKNOWN},
    };
    struct cluster_status s = {.id = "a \"cluster\"", .controller = 2, .topic = "la-crime"};
    s.broker_count = COUNT_OF(brokers);
    s.brokers = calloc(s.broker_count, sizeof *s.brokers);
    memcpy(s.brokers, brokers, sizeof brokers);
    s.partition_count = COUNT_OF(partitions);
    s.partitions = calloc(s.partition_count, sizeof *s.partitions);
    memcpy(s.partitions, partitions, sizeof partitions);
    return s;
}

static void assert_written(const struct cluster_status *s, const char *expected)
{
    struct buffer lines = {0};
    status_write(&lines, s);
    EXPECT(text_is(buffer_text(&lines), expected), "%.*s", (int)lines.len, lines.data);
    buffer_free(&lines);
}

static const char written[] =
    "{\"kind\":\"cluster\",\"cluster\":\"a \\\"cluster\\\"\",\"controller\":2,\"brokers\":3,"
    "\"topic\":\"la-crime\",\"partitions\":2}\n"
    "{\"kind\":\"broker\",\"broker\":0,\"address\":\"127.0.0.1:9092\",\"up\":true}\n"
    "{\"kind\":\"broker\",\"broker\":1,\"address\":\"::1:9093\",\"up\":false}\n"
    "{\"kind\":\"broker\",\"broker\":7,\"address\":\"\",\"up\":false}\n"
    "{\"kind\":\"partition\",\"partition\":0,\"leader\":0,\"replicas\":[0,2,1],\"isr\":[0,2,1],"
    "\"first\":0,\"end\":8312,\"last_ms\":1672531200000}\n"
    "{\"kind\":\"partition\",\"partition\":1,\"leader\":null,\"replicas\":[1],\"isr\":[],"
    "\"first\":null,\"end\":null,\"last_ms\":null}\n";

static void is_written_as_lines(void **state)
{
    (void)state;
    struct cluster_status s = made_up();
    assert_written(&s, written);
    assert_int_equal(cluster_status_down(&s), 2);
    assert_false(status_is_short(&s.partitions[0]));
    assert_true(status_is_short(&s.partitions[1]));
    cluster_status_finish(&s);
}

/* Twice over the same status: a second look takes the place of the first. */
static void what_was_written_is_read_back(void **state)
{
    (void)state;
    struct cluster_status s = {0};
    for (int look = 0; look < 2; look++) {
        struct text rest = text_of(written);
        for (int line = 0; line < 6; line++) {
            struct error err;
            enum status_read got = status_read_line(&s, text_cut(&rest, '\n'), &err);
            EXPECT(got == (line < 5 ? STATUS_MORE : STATUS_DONE), "line %d: %d", line, got);
        }
        assert_written(&s, written);
    }
    cluster_status_finish(&s);
}

static void an_error_and_what_is_none_of_it(void **state)
{
    (void)state;
    static const char *const ignored[] = {
        "",
        "{}",
        "{\"kind\":\"broker\",\"broker\":0}",
        "{\"kind\":\"partition\",\"partition\":0}",
        "{\"kind\":\"cluster\",\"brokers\":-1,\"partitions\":1}",
        "{\"kind\":\"cluster\",\"brokers\":1e9,\"partitions\":1}",
        "{\"kind\":\"cluster\",\"brokers\":1,\"partitions\":99999999}",
        "{\"kind\":\"cluster\",\"brokers\":\"1\",\"partitions\":[1]}",
        "{\"kind\":\"cluster\",\"brokers\":1,\"partitions\":1",
        "{\"kind\":1}",
        "broker 1 is away",
    };
    struct cluster_status s = {0};
    struct error err = {0};
    for (size_t i = 0; i < COUNT_OF(ignored); i++)
        EXPECT_AT(i, status_read_line(&s, text_of(ignored[i]), &err) == STATUS_IGNORED);
    struct buffer line = {0};
    error_set(&err, "no broker answers at \"x\"");
    status_write_error(&line, &err);
    struct text text = text_trim(buffer_text(&line));
    err.text[0] = '\0';
    assert_int_equal(status_read_line(&s, text, &err), STATUS_ERROR);
    assert_string_equal(err.text, "no broker answers at \"x\"");
    buffer_free(&line);
    cluster_status_finish(&s);
}

/* Bytes of any kind do no harm: the sanitizers watch. */
static void broken_lines_do_no_harm(void **state)
{
    (void)state;
    struct random random = {7};
    struct cluster_status s = {0};
    for (int turn = 0; turn < 20000; turn++) {
        struct text rest = text_of(written);
        struct text line = {0};
        char copy[512];
        struct error err;
        for (size_t skip = random_below(&random, 6) + 1; skip > 0; skip--)
            line = text_cut(&rest, '\n');
        memcpy(copy, line.ptr, line.len);
        for (size_t i = random_below(&random, 4); i > 0; i--)
            copy[random_below(&random, line.len)] = (char)random_below(&random, 256);
        status_read_line(&s, (struct text){copy, random_below(&random, line.len + 1)}, &err);
    }
    cluster_status_finish(&s);
}

/* --- a probe --------------------------------------------------------------------------------- */

static struct cluster_status look(struct probe *p)
{
    struct cluster_status s;
    struct error err = {0};
    bool ok = probe_look(p, &s, &err);
    EXPECT(ok, "%s", err.text);
    return s;
}

static struct probe *probe_of(const struct rig *rig)
{
    struct error err = {0};
    struct probe *p = probe_create(&rig->config, &err);
    EXPECT(p != NULL, "%s", err.text);
    return p;
}

static bool has_broker(const struct status_brokers *list, int32_t id)
{
    bool found = false;
    for (int32_t i = 0; i < list->count; i++)
        found = found || list->ids[i] == id;
    return found;
}

static void a_probe_finds_brokers_replicas_and_offsets(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 2);
    struct probe *p = probe_of(rig);
    struct cluster_status s = look(p);
    EXPECT(strncmp(s.id, "mockCluster", 11) == 0, "%s", s.id);
    assert_string_equal(s.topic, "la-crime");
    assert_int_equal(s.broker_count, 3);
    assert_int_equal(cluster_status_down(&s), 0);
    assert_int_equal(s.partition_count, 2);
    assert_int_equal(s.partitions[1].replicas.count, 3);
    assert_int_equal(s.partitions[1].isr.count, 3);
    assert_true(has_broker(&s.partitions[1].replicas, s.partitions[1].leader));
    assert_int_equal(s.partitions[1].first, 0);
    assert_int_equal(s.partitions[1].end, 0);
    assert_int_equal(s.partitions[1].last_ms, STATUS_UNKNOWN);
    cluster_status_finish(&s);
    rig_add_producer(rig);
    for (uint64_t half = 1; half <= 2; half++) {
        rig_send(rig, 1001);
        rig_until(rig, producer_outstanding(rig->producer) == 0 && rig->sent == half * 1001);
        s = look(p);
        for (uint64_t i = 0; i < 2; i++) {
            uint64_t count = (rig->sent + 1 - i) / 2;
            assert_int_equal(s.partitions[i].end, count);
            assert_int_equal(s.partitions[i].last_ms, rig_timestamp(count - 1));
        }
        cluster_status_finish(&s);
    }
    probe_destroy(p);
    rig_destroy(rig);
}

/* The one that it has a connection to: the mock goes on listing who is gone. */
static void a_broker_that_is_gone_is_down(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 1);
    struct probe *p = probe_of(rig);
    struct cluster_status s = look(p);
    int32_t leader = s.partitions[0].leader;
    cluster_status_finish(&s);
    cluster_set_broker(rig->cluster, leader, false);
    size_t down = 0;
    for (int tries = 0; down == 0 && tries < 100; tries++) {
        s = look(p);
        down = cluster_status_down(&s);
        if (down > 0) {
            assert_false(s.brokers[leader - 1].up);
            assert_int_equal(s.partitions[0].end, STATUS_UNKNOWN);
        }
        cluster_status_finish(&s);
    }
    assert_int_equal(down, 1);
    probe_destroy(p);
    rig_destroy(rig);
}

/* The mock would make it, were it asked for by its name. */
static void a_missing_topic_is_not_made(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    rig->config.topic = "another";
    struct probe *p = probe_of(rig);
    for (int i = 0; i < 2; i++) {
        struct cluster_status s = look(p);
        assert_int_equal(s.partition_count, 0);
        assert_int_equal(s.broker_count, 1);
        cluster_status_finish(&s);
    }
    probe_destroy(p);
    rig_destroy(rig);
}

static void brokers_that_do_not_answer_are_named(void **state)
{
    (void)state;
    const struct kafka_config config = {.brokers = "127.0.0.1:1", .topic = "la-crime"};
    struct cluster_status s;
    struct error err = {0};
    struct probe *p = probe_create(&config, &err);
    assert_non_null(p);
    assert_false(probe_look(p, &s, &err));
    EXPECT(strstr(err.text, "127.0.0.1:1") != NULL, "%s", err.text);
    probe_destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_written_as_lines),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(an_error_and_what_is_none_of_it),
        cmocka_unit_test(broken_lines_do_no_harm),
        cmocka_unit_test(a_probe_finds_brokers_replicas_and_offsets),
        cmocka_unit_test(a_broker_that_is_gone_is_down),
        cmocka_unit_test(a_missing_topic_is_not_made),
        cmocka_unit_test(brokers_that_do_not_answer_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
