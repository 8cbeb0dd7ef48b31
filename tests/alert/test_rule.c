#include "base/check.h"

#include "blotter/alert/rule.h"

static const struct {
    const char *text;
    const char *written; /* NULL: as it was */
} rules[] = {
    {"robberies: ROBBERY near >= 3 in 6h for 30m keep 2h", NULL},
    {"r: total > 0 in 1m", NULL},
    {"r: total near == 5 in 31d by area", NULL},
    {"r:BATTERY - SIMPLE ASSAULT<=12 in 3600 by crime for 1s",
     "r: BATTERY - SIMPLE ASSAULT <= 12 in 1h by crime for 1s"},
    {" r 1 :  near near != 1000000000   in 90m  keep  1d ",
     "r 1: near near != 1000000000 in 90m keep 1d"},
    {"up: ROBBERY > 1.5x in 6h by district", "up: ROBBERY > 1.5x in 6h by district"},
    {"up: total >= 2x in 1d", "up: total >= 2x in 1d"},
    {"up: total < 0.125x in 1d", NULL},
};

static void rules_are_read_and_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct alert_rule rule;
        struct error err = {0};
        struct buffer out = {0};
        EXPECT(alert_rule_parse(text_of(rules[i].text), &rule, &err), "row %zu: %s", i, err.text);
        alert_rule_write(&rule, &out);
        EXPECT_TEXT_AT(i, buffer_text(&out),
                       rules[i].written != NULL ? rules[i].written : rules[i].text);
        buffer_free(&out);
    }
}

static void a_rule_says_what_it_says(void **state)
{
    (void)state;
    struct alert_rule rule;
    struct error err;
    assert_true(alert_rule_parse(
        text_of("name: simple assault near < 7 in 2h by district for 10m keep 3d"), &rule, &err));
    assert_string_equal(rule.name, "name");
    assert_string_equal(rule.what, "simple assault");
    assert_true(rule.near && !rule.relative);
    assert_int_equal(rule.compare, ALERT_LESS);
    assert_int_equal(rule.value, 7);
    assert_int_equal(rule.window_s, 7200);
    assert_int_equal(rule.for_s, 600);
    assert_int_equal(rule.keep_s, 3 * 86400);
    assert_int_equal(rule.by, ALERT_BY_DISTRICT);
}

static const struct {
    const char *text;
    const char *said; /* a part of the error */
} wrong[] = {
    {"", "a rule is NAME: WHAT"},
    {"total > 1 in 1h", "a rule is NAME: WHAT"},
    {": total > 1 in 1h", "a name"},
    {"a/b: total > 1 in 1h", "at \"a/b\": expected a name"},
    {"r: > 1 in 1h", "`total`, or a part"},
    {"r: near > 1 in 1h", "at \"near\": expected `total`"},
    {"r: total 1 in 1h", "none of >= <= == != > <"},
    {"r: total > in 1h", "at \"in\": expected a whole number"},
    {"r: total > -1 in 1h", "at \"-1\": expected a whole number"},
    {"r: total > 1.5 in 1h", "at \"1.5\": expected a whole number"},
    {"r: total > 1.5555x in 1h", "at \"1.5555x\": expected a whole number"},
    {"r: total > x in 1h", "at \"x\": expected a whole number"},
    {"r: total > 1.x in 1h", "at \"1.x\": expected a whole number"},
    {"r: total > 1000000001 in 1h", "expected a whole number"},
    {"r: total > 1", "ends where `in`"},
    {"r: total > 1 in", "ends where a duration"},
    {"r: total > 1 in 59s", "at \"59s\": expected a window"},
    {"r: total > 1 in 32d", "at \"32d\": expected a window"},
    {"r: total > 1 in 1500ms", "at \"1500ms\": expected a duration"},
    {"r: total > 1 in 1h by premise", "at \"premise\": expected crime, area or district"},
    {"r: total > 1 in 1h by", "ends where crime"},
    {"r: total > 1 in 1h for", "ends where a duration"},
    {"r: total > 1 in 1h keep 1h for 1h", "at \"for\": expected by KIND"},
    {"r: total > 1 in 1h or so", "at \"or\": expected by KIND"},
};

static void what_is_wrong_is_quoted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct alert_rule rule = {.name = "as it was"};
        struct error err = {0};
        EXPECT_AT(i, !alert_rule_parse(text_of(wrong[i].text), &rule, &err));
        EXPECT(strstr(err.text, wrong[i].said) != NULL, "row %zu: %s", i, err.text);
        EXPECT_AT(i, err.status == EXIT_STATUS_USAGE);
        EXPECT_AT(i, strcmp(rule.name, "as it was") == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_read_and_written),
        cmocka_unit_test(a_rule_says_what_it_says),
        cmocka_unit_test(what_is_wrong_is_quoted),
    };
    return cmocka_run_group_tests_name("alert/rule", tests, NULL, NULL);
}
