#include "base/check.h"

#include "blotter/replay/control.h"

static void orders_are_read_as_they_are_written(void **state)
{
    (void)state;
    const struct order orders[] = {
        {.kind = ORDER_SPEED, .speed = {.ms_per_s = 10800000}},
        {.kind = ORDER_SPEED, .speed = {0}},
        {.kind = ORDER_SPEED, .speed = {.rate = 120}},
        {.kind = ORDER_PAUSE},
        {.kind = ORDER_RESUME},
        {.kind = ORDER_STEP, .step_ms = 600000},
        {.kind = ORDER_ACK, .partition = 3, .acked_bytes = UINT64_MAX},
        {.kind = ORDER_QUIT},
        {.kind = ORDER_SEEK, .at = {1672876800}},
        {.kind = ORDER_UNTIL, .at = {1672876800}},
        {.kind = ORDER_FAULT, .fault = FAULT_LATE},
        {.kind = ORDER_FAULT, .fault = FAULT_GARBLED},
    };
    static const char *const lines[] = {"speed 3h\n",
                                        "speed max\n",
                                        "speed 120/s\n",
                                        "pause\n",
                                        "resume\n",
                                        "step 10m\n",
                                        "ack 3 18446744073709551615\n",
                                        "quit\n",
                                        "seek 2023-01-05T00:00:00\n",
                                        "until 2023-01-05T00:00:00\n",
                                        "fault late\n",
                                        "fault garbled\n"};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        struct buffer line = {0};
        struct order got;
        struct error err;
        order_write(&line, &orders[i]);
        EXPECT_TEXT_AT(i, buffer_text(&line), lines[i]);
        EXPECT_AT(i, order_parse((struct text){line.data, line.len - 1}, &got, &err));
        EXPECT_AT(i, got.kind == orders[i].kind && got.speed.ms_per_s == orders[i].speed.ms_per_s &&
                         got.speed.rate == orders[i].speed.rate &&
                         got.step_ms == orders[i].step_ms && got.at.s == orders[i].at.s &&
                         got.partition == orders[i].partition && got.fault == orders[i].fault &&
                         got.acked_bytes == orders[i].acked_bytes);
        buffer_free(&line);
    }
}

static void nonsense_is_refused_with_a_reason_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",
        "sped 3h",
        "speed",
        "speed 0",
        "speed -1h",
        "speed 3x",
        "speed 3h 4",
        "pause 1",
        "resume now",
        "step",
        "step max",
        "step 0",
        "ack",
        "ack 1",
        "ack x 1",
        "ack 1 x",
        "ack -1 5",
        "ack 1 2 3",
        "quit now",
        "fault",
        "fault silent",
        "fault late 1",
        "PAUSE",
        "speed nan",
        "\x01\x02",
        "\xff\xfe",
        "seek",
        "seek 12h",
        "seek 2023-02-30",
        "ack 4294967296 1",
        "ack 0 18446744073709551616",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct order order = {.kind = ORDER_QUIT, .step_ms = 77};
        struct error err = {0};
        EXPECT_AT(i, !order_parse(text_of(lines[i]), &order, &err));
        EXPECT_AT(i, order.kind == ORDER_QUIT && order.step_ms == 77 && err.text[0] != '\0');
    }
}

static void blanks_around_an_order_do_not_count(void **state)
{
    (void)state;
    struct order order;
    struct error err;
    assert_true(order_parse(text_of("  speed   10m \r"), &order, &err));
    assert_int_equal(order.speed.ms_per_s, 600000);
}

static void events_are_read_as_they_are_written(void **state)
{
    (void)state;
    const struct event events[] = {
        {.kind = EVENT_READY},
        {.kind = EVENT_CITY, .text = text_of("Washington, DC")},
        {.kind = EVENT_RUN, .text = text_of("000660"), .reports = 18460, .before = 7},
        {.kind = EVENT_PROGRESS, .text = text_of("load"), .done = 5, .total = 10},
        {.kind = EVENT_PROGRESS, .text = text_of("load"), .done = 5, .total = 10, .rows = 3},
        {.kind = EVENT_PROGRESS, .text = text_of("sort"), .done = 10, .total = 10},
        {.kind = EVENT_CLOCK,
         .at = {1672534800},
         .speed = {.ms_per_s = 10800000},
         .paused = true,
         .sent = 7,
         .acked = 6,
         .lag_ms = 2},
        {.kind = EVENT_CLOCK, .at = {0}, .speed = {0}},
        {.kind = EVENT_CLOCK, .at = {0}, .speed = {.rate = 5}, .lag_ms = 1},
        {.kind = EVENT_END, .rows = 9, .kept = 8, .filtered = 1, .produced = 8, .acked = 8},
        {.kind = EVENT_ERROR, .text = text_of("no such file")},
        {.kind = EVENT_INJECTED,
         .injected = {.kinds = 1 << FAULT_LATE | 1 << FAULT_SILENT, .of = {7, 0, 0, 0, 3}}},
    };
    static const char *const lines[] = {
        "ready\n",
        "city Washington, DC\n",
        "run 000660 reports=18460 before=7\n",
        "progress load 5 10\n",
        "progress load 5 10 rows=3\n",
        "progress sort 10 10\n",
        "clock 2023-01-01T01:00:00 3h paused 7 6 2\n",
        "clock 1970-01-01T00:00:00 max playing 0 0 0\n",
        "clock 1970-01-01T00:00:00 5/s playing 0 0 1\n",
        ("end rows=9 kept=8 filtered=1 rejected=0 produced=8 acked=8 rejected_date=0 "
         "rejected_time=0 rejected_description=0 rejected_field=0\n"),
        "error no such file\n",
        "injected late=7 silent=3\n",
    };
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        const struct event *e = &events[i];
        struct buffer line = {0};
        struct event got;
        event_write(&line, e);
        EXPECT_TEXT_AT(i, buffer_text(&line), lines[i]);
        event_parse((struct text){line.data, line.len - 1}, &got);
        EXPECT_AT(i, got.kind == e->kind && text_equal(got.text, e->text));
        EXPECT_AT(i, got.reports == e->reports && got.before == e->before && got.done == e->done &&
                         got.total == e->total);
        EXPECT_AT(i, got.at.s == e->at.s && got.speed.ms_per_s == e->speed.ms_per_s &&
                         got.paused == e->paused && got.sent == e->sent && got.acked == e->acked &&
                         got.lag_ms == e->lag_ms);
        EXPECT_AT(i, got.rows == e->rows && got.kept == e->kept && got.filtered == e->filtered &&
                         got.produced == e->produced);
        EXPECT_AT(i, memcmp(&got.injected, &e->injected, sizeof got.injected) == 0);
        buffer_free(&line);
    }
}

static void a_text_is_written_whole(void **state)
{
    (void)state;
    static const enum event_kind kinds[] = {EVENT_CITY, EVENT_RUN, EVENT_PROGRESS, EVENT_ERROR};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct event e = {.kind = kinds[i], .text = LITERAL("a\0b")};
        struct buffer line = {0};
        struct event got;
        event_write(&line, &e);
        event_parse((struct text){line.data, line.len - 1}, &got);
        EXPECT_AT(i, got.kind == e.kind && text_equal(got.text, e.text));
        buffer_free(&line);
    }
}

static void events_of_a_newer_simulator_are_passed_over(void **state)
{
    (void)state;
    static const char *const lines[] = {"",
                                        "weather sunny",
                                        "clock",
                                        "run",
                                        "run ",
                                        "clock x 3h playing 1 1 1",
                                        "progress load",
                                        "clock 2023-01-01T01:00:00 3h playing 1"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct event got;
        event_parse(text_of(lines[i]), &got);
        EXPECT_AT(i, got.kind == EVENT_OTHER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_read_as_they_are_written),
        cmocka_unit_test(nonsense_is_refused_with_a_reason_and_changes_nothing),
        cmocka_unit_test(blanks_around_an_order_do_not_count),
        cmocka_unit_test(events_are_read_as_they_are_written),
        cmocka_unit_test(a_text_is_written_whole),
        cmocka_unit_test(events_of_a_newer_simulator_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
