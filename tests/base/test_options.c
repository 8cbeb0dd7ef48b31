#include "base/check.h"

#include "blotter/base/options.h"

struct target {
    char seen[256];
    struct buffer items;
};

static bool set_any(void *target, struct text value, struct error *err)
{
    if (text_is(value, "bad"))
        return error_usage(err, "is bad");
    snprintf(((struct target *)target)->seen, 256, "%.*s", (int)value.len, value.ptr);
    return true;
}

static const struct option_row rows[] = {
    {"topic", 't', "NAME", "la-crime", "a topic", 3, set_any},
    {"events", 'e', NULL, NULL, "a flag", 3, set_any},
    {"every", 0, "D", "1h", "of the second command only", 2, set_any},
};
static const char *const commands[] = {"one", "two", NULL};
static const struct option_table table = {rows, COUNT_OF(rows), commands};

static bool take(void *user, const struct option_row *row, const char *value, struct error *err)
{
    struct target *t = user;
    if (row != NULL && !row->set(t, text_of(value != NULL ? value : "yes"), err))
        return false;
    buffer_printf(&t->items, "%s=%s;", row != NULL ? row->name : "", value != NULL ? value : "");
    return true;
}

static bool parse(struct target *t, const char *const *args, struct error *err)
{
    *t = (struct target){.items = {0}};
    *err = (struct error){0};
    return options_parse(&table, args, 1, take, t, err);
}

static void every_way_to_write_an_option_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *args[6];
        const char *items;
    } cases[] = {
        {{NULL}, ""},
        {{"--topic", "x", NULL}, "topic=x;"},
        {{"--topic=x", NULL}, "topic=x;"},
        {{"--topic=", NULL}, "topic=;"},
        {{"-tx", NULL}, "topic=x;"},
        {{"-t", "x", NULL}, "topic=x;"},
        {{"-et", "x", NULL}, "events=;topic=x;"},
        {{"-etx", "f", NULL}, "events=;topic=x;=f;"},
        {{"a.csv", "--events", "-", NULL}, "=a.csv;events=;=-;"},
        {{"--", "--topic", "-e", NULL}, "=--topic;=-e;"},
        {{"--topic", "--events", NULL}, "topic=--events;"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct target t;
        struct error err;
        EXPECT(parse(&t, cases[i].args, &err), "row %zu: %s", i, err.text);
        EXPECT_TEXT_AT(i, buffer_text(&t.items), cases[i].items);
        buffer_free(&t.items);
    }
}

static void a_wrong_option_is_a_usage_error_that_names_it(void **state)
{
    (void)state;
    static const struct {
        const char *args[4];
        const char *names;
    } cases[] = {
        {{"--nope", NULL}, "--nope"},
        {{"-x", NULL}, "-x"},
        {{"--topic", NULL}, "--topic"},
        {{"-t", NULL}, "--topic"},
        {{"--events=1", NULL}, "--events"},
        {{"--topic=bad", NULL}, "--topic bad: is bad"},
        {{"--every", "1h", NULL}, "--every is an option of two, not of one"},
        {{"--top", "x", NULL}, "--top"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct target t;
        struct error err;
        EXPECT_AT(i, !parse(&t, cases[i].args, &err));
        EXPECT(err.status == EXIT_STATUS_USAGE && strstr(err.text, cases[i].names) != NULL,
               "row %zu: %s", i, err.text);
        buffer_free(&t.items);
    }
}

static void a_name_finds_its_row_and_its_command(void **state)
{
    (void)state;
    assert_ptr_equal(options_named(&table, text_of("events"), ~0U), &rows[1]);
    assert_null(options_named(&table, text_of("event"), ~0U));
    assert_null(options_named(&table, text_of("--events"), ~0U));
    assert_null(options_named(&table, text_of("EVENTS"), ~0U));
    assert_null(options_named(&table, text_of(""), ~0U));
    char owners[OPTION_OWNERS_SIZE];
    assert_string_equal(options_owners(&table, rows[2].commands, owners), "two");
    assert_string_equal(options_owners(&table, 1 | OPTION_TYPED_ONLY, owners), "one");
    assert_string_equal(options_owners(&table, 3, owners), "one, two");
}

static void a_flag_is_written_out_in_six_ways(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int on; /* -1: none of them */
    } cases[] = {
        {"yes", 1}, {"YES", 1}, {"True", 1}, {"1", 1},   {"no", 0},    {"No", 0},  {"false", 0},
        {"0", 0},   {"", -1},   {"y", -1},   {"on", -1}, {"yes ", -1}, {"01", -1}, {"yesno", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool on = cases[i].on != 1;
        EXPECT_AT(i, option_parse_flag(text_of(cases[i].word), &on) == (cases[i].on >= 0));
        EXPECT_AT(i, cases[i].on < 0 || on == cases[i].on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_write_an_option_is_read),
        cmocka_unit_test(a_wrong_option_is_a_usage_error_that_names_it),
        cmocka_unit_test(a_name_finds_its_row_and_its_command),
        cmocka_unit_test(a_flag_is_written_out_in_six_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
