/* Control lines: any bytes as an order to a simulator, and as an event from one. What is read is
 * written and read again, and is the same. */
#include "fuzz/fuzz.h"

#include "blotter/base/utf8.h"
#include "blotter/replay/control.h"

const char *const fuzz_seeds[] = {
    "speed 3h",
    "speed max",
    "pause",
    "resume",
    "step 10m",
    "seek 2023-01-05T00:00:00",
    "ack 3 18446744073709551615",
    "quit",
    "ready",
    "run 0005f1a2b3c4d5e6 reports=18460 before=7",
    "progress load 5 10 rows=3",
    "progress sort 10 10",
    "injected late=1 duplicate=2 missing=3 garbled=4 silent=5",
    "clock 2023-01-01T01:00:00 3h paused 7 6 2",
    "clock 1970-01-01T00:00:00 max playing 0 0 0",
    "end rows=9 kept=8 filtered=1 rejected=0 produced=8 acked=8 rejected_date=0",
    "error crimes.csv: cannot open: No such file or directory",
    NULL,
};

const char *const fuzz_words[] = {
    " ",       "\t",         "\r",       "=",        "-",     ":",     "T",
    "0",       "9",          "ms",       "h",        "d",     "max",   "speed ",
    "step ",   "seek ",      "ack ",     "quit",     "run ",  "clock", "progress ",
    "end ",    "error ",     "playing",  "reports=", "rows=", "load",  "2023-02-29",
    "9999-12", "4294967296", "18446744", "\xFF",     "\xC3 ", "\x1B[", NULL,
};

static void check_order(struct text line)
{
    struct order order;
    struct error err = {0};
    if (!order_parse(line, &order, &err)) {
        struct text why = text_of(err.text);
        MUST(why.len > 0 && utf8_is_valid(why));
        for (size_t i = 0; i < why.len; i++)
            MUST((unsigned char)why.ptr[i] >= 0x20 && why.ptr[i] != 0x7F);
        return;
    }
    struct buffer once = {0};
    struct buffer twice = {0};
    struct order back;
    order_write(&once, &order);
    MUST(order_parse((struct text){once.data, once.len - 1}, &back, &err));
    MUST(back.kind == order.kind && back.speed.ms_per_s == order.speed.ms_per_s);
    MUST(back.step_ms == order.step_ms && back.at.s == order.at.s);
    MUST(back.partition == order.partition && back.acked_bytes == order.acked_bytes);
    order_write(&twice, &back);
    MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
}

static void check_event(struct text line)
{
    struct event event;
    struct event back;
    event_parse(line, &event);
    struct buffer once = {0};
    struct buffer twice = {0};
    event_write(&once, &event);
    MUST((once.len == 0) == (event.kind == EVENT_OTHER));
    if (once.len > 0) {
        event_parse((struct text){once.data, once.len - 1}, &back);
        MUST(back.kind == event.kind && text_equal(back.text, event.text));
        event_write(&twice, &back);
        MUST(text_equal(buffer_text(&once), buffer_text(&twice)));
    }
    buffer_free(&once);
    buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = {(const char *)data, size};
    struct text line = text_cut(&rest, '\n');
    check_order(line);
    check_event(line);
    return 0;
}
