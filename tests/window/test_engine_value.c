#include "base/check.h"

#include "blotter/window/engine_value.h"
#include "window/messages.h"

#define VALUE                                                                                      \
    "{\"kind\":\"window\",\"by\":\"spark\",\"window\":\"6h\",\"at\":\"2023-01-01T06:00:00\","      \
    "\"total\":3,\"near\":1,\"crimes\":[[\"BURGLARY\",2],[\"ROB\\u0042ERY\",1]],"                  \
    "\"places\":[[\"\",3]]}"

static void a_value_is_read_whole(void **state)
{
    (void)state;
    struct engine_value v;
    const char *why;
    assert_true(engine_value_read(text_of(VALUE), &v, &why));
    assert_true(text_is(v.by, "spark"));
    assert_int_equal(v.length_s, 6 * HOUR);
    assert_int_equal(v.at.s, 1672552800);
    assert_int_equal(v.total, 3);
    assert_int_equal(v.near, 1);
    assert_int_equal(v.row_count[ENGINE_CRIMES], 2);
    assert_true(text_is(v.rows[ENGINE_CRIMES][1].name, "ROBBERY"));
    assert_int_equal(v.rows[ENGINE_CRIMES][0].count, 2);
    assert_int_equal(v.row_count[ENGINE_PLACES], 1);
    assert_int_equal(v.rows[ENGINE_PLACES][0].name.len, 0);
    engine_value_finish(&v);
}

/* VALUE with one part of it replaced. */
static struct buffer replaced(const char *part, const char *other)
{
    struct buffer out = {0};
    const char *at = strstr(VALUE, part);
    assert_non_null(at);
    buffer_printf(&out, "%.*s%s%s", (int)(at - VALUE), VALUE, other, at + strlen(part));
    return out;
}

static bool is_read(const char *part, const char *other)
{
    struct engine_value v;
    const char *why;
    struct buffer json = replaced(part, other);
    bool read = engine_value_read(buffer_text(&json), &v, &why);
    engine_value_finish(&v);
    buffer_free(&json);
    return read;
}

static void what_is_no_value_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *part, *other;
    } rows[] = {
        {"\"window\",\"by\"", "\"tick\",\"by\""},
        {"\"by\":\"spark\",", ""},
        {"spark", ""},
        {"spark", "12345678901234567890123456789012"},
        {"spark", "a\\u0000b"},
        {"\"6h\"", "6"},
        {"6h", "0s"},
        {"6h", "six"},
        {"2023-01-01T06:00:00", "2023-13-01T06:00:00"},
        {"\"2023-01-01T06:00:00\"", "1672552800"},
        {"\"total\":3", "\"total\":-3"},
        {"\"total\":3", "\"total\":3.5"},
        {"\"total\":3", "\"total\":1e3"},
        {"\"total\":3", "\"total\":\"3\""},
        {"\"total\":3", "\"total\":9007199254740993"},
        {"\"near\":1,", ""},
        {"[[\"BURGLARY\",2],", "[\"BURGLARY\",2,"},
        {"[[\"BURGLARY\",2],", "[[2,\"BURGLARY\"],"},
        {"[[\"BURGLARY\",2],", "[[\"BURGLARY\"],"},
        {"[[\"BURGLARY\",2],", "[[\"BURGLARY\",2,3],"},
        {"[[\"BURGLARY\",2],", "[[],"},
        {"[[\"\",3]]", "{\"a\":3}"},
        {"[[\"\",3]]}", "[[\"\",3]]"},
        {"[[\"\",3]]}", "[[\"\",3]],\"total\":null}"},
    };
    assert_true(is_read("spark", "flink"));
    assert_true(is_read("[[\"\",3]]}", "[],\"more\":[[{}]]}"));
    assert_true(is_read("[[\"\",3]]}", "[],\"total\":null,\"total\":4}"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        EXPECT(!is_read(rows[i].part, rows[i].other), "%s for %s", rows[i].other, rows[i].part);
}

static void what_is_too_long_is_refused(void **state)
{
    (void)state;
    struct buffer rows = {0};
    buffer_add_byte(&rows, '[');
    for (size_t i = 0; i < ENGINE_ROWS_MAX; i++)
        buffer_printf(&rows, "%s[\"x\",1]", i > 0 ? "," : "");
    buffer_append(&rows, "]\0", 2);
    assert_true(is_read("[[\"\",3]]", rows.data));
    rows.len -= 2;
    buffer_append(&rows, ",[\"x\",1]]\0", 10);
    assert_false(is_read("[[\"\",3]]", rows.data));
    rows.len = 0;
    buffer_printf(&rows, "\"%*s\",\"total\"", ENGINE_VALUE_MAX, "");
    buffer_add_byte(&rows, '\0');
    assert_false(is_read("\"total\"", rows.data));
    buffer_free(&rows);
}

/* Two robberies in Central, both near. */
static struct analysis *with_two_reports(void)
{
    struct analysis *a = created(1, (int64_t[]){6 * HOUR});
    analysis_follow(a, text_of("x"));
    feed_start(a, "x", 1, 1, 0, 0, 9000);
    feed_crime(a, "x", 1, 1, 1000);
    feed_crime(a, "x", 1, 2, 2000);
    feed_clock(a, "x", 1, 1, 2, 3000, false);
    analysis_move(a, (civil_time){3000});
    return a;
}

static void what_differs_is_said_of_each_figure(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        unsigned differs;
    } rows[] = {
        {"\"total\":2,\"near\":2,\"crimes\":[[\"ROBBERY\",2]],\"places\":[[\"Central\",2]]}", 0},
        {"\"total\":3,\"near\":2,\"crimes\":[[\"ROBBERY\",2]],\"places\":[[\"Central\",2]]}",
         ENGINE_DIFFERS_TOTAL},
        {"\"total\":2,\"near\":0,\"crimes\":[],\"places\":[[\"Central\",2]]}",
         ENGINE_DIFFERS_NEAR | ENGINE_DIFFERS_CRIMES},
        {"\"total\":2,\"near\":2,\"crimes\":[[\"ROBBERY\",1]],\"places\":[[\"central\",2]]}",
         ENGINE_DIFFERS_CRIMES | ENGINE_DIFFERS_PLACES},
        {"\"total\":2,\"near\":2,\"crimes\":[[\"ROBBERY\",2],[\"X\",0]],"
         "\"places\":[[\"Central\",2]]}",
         ENGINE_DIFFERS_CRIMES},
    };
    struct analysis *a = with_two_reports();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct engine_value v;
        struct buffer json = {0};
        const char *why;
        buffer_printf(
            &json, "{\"kind\":\"window\",\"by\":\"e\",\"window\":\"6h\",\"at\":\"2023-01-01\",%s",
            rows[i].json);
        assert_true(engine_value_read(buffer_text(&json), &v, &why));
        EXPECT(engine_value_differs(&v, a, analysis_window(a, 0)) == rows[i].differs, "%s",
               rows[i].json);
        engine_value_finish(&v);
        buffer_free(&json);
    }
    analysis_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_read_whole),
        cmocka_unit_test(what_is_no_value_is_refused),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(what_differs_is_said_of_each_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
