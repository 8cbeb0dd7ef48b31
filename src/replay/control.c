#include "blotter/replay/control.h"

#include <inttypes.h>

#include "blotter/base/bug.h"
#include "blotter/base/utf8.h"

/* The next word of *rest, blanks skipped; empty at the end. */
static struct text next_word(struct text *rest)
{
    *rest = text_trim(*rest);
    return text_cut(rest, ' ');
}

/* --- orders --------------------------------------------------------------------------------- */

static bool read_speed(struct text args, struct order *order)
{
    return speed_parse(args, &order->speed);
}

static bool read_step(struct text args, struct order *order)
{
    return duration_parse(args, &order->step_ms);
}

static bool read_seek(struct text args, struct order *order)
{
    return civil_parse(args, &order->at);
}

static bool read_ack(struct text args, struct order *order)
{
    uint64_t partition;
    struct text first = next_word(&args);
    if (!text_to_u64(first, UINT32_MAX, &partition) ||
        !text_to_u64(text_trim(args), UINT64_MAX, &order->acked_bytes))
        return false;
    order->partition = (uint32_t)partition;
    return true;
}

static bool read_fault(struct text args, struct order *order)
{
    for (enum fault kind = FAULT_LATE; kind <= FAULT_GARBLED; kind++)
        if (text_is(args, fault_name(kind))) {
            order->fault = kind;
            return true;
        }
    return false;
}

static bool read_nothing(struct text args, struct order *order)
{
    (void)order;
    return args.len == 0;
}

static void write_speed(struct buffer *out, const struct order *order)
{
    char speed[DURATION_TEXT_SIZE];
    speed_write(order->speed, speed);
    buffer_printf(out, " %s", speed);
}

static void write_step(struct buffer *out, const struct order *order)
{
    char step[DURATION_TEXT_SIZE];
    duration_write(order->step_ms, step);
    buffer_printf(out, " %s", step);
}

static void write_seek(struct buffer *out, const struct order *order)
{
    char at[CIVIL_TEXT_LEN];
    civil_write(order->at, at);
    buffer_printf(out, " %.*s", CIVIL_TEXT_LEN, at);
}

static void write_ack(struct buffer *out, const struct order *order)
{
    buffer_printf(out, " %" PRIu32 " %" PRIu64, order->partition, order->acked_bytes);
}

static void write_fault(struct buffer *out, const struct order *order)
{
    buffer_printf(out, " %s", fault_name(order->fault));
}

static const struct order_row {
    const char *name;
    const char *usage;
    bool (*read)(struct text args, struct order *order);
    void (*write)(struct buffer *out, const struct order *order);
} orders[] = {
    [ORDER_SPEED] = {"speed", "speed 3h, speed 120/s (reports) or speed max", read_speed,
                     write_speed},
    [ORDER_PAUSE] = {"pause", "pause", read_nothing, NULL},
    [ORDER_RESUME] = {"resume", "resume", read_nothing, NULL},
    [ORDER_STEP] = {"step", "step 10m", read_step, write_step},
    [ORDER_SEEK] = {"seek", "seek 2023-01-05T00:00:00", read_seek, write_seek},
    [ORDER_UNTIL] = {"until", "until 2023-01-05T00:00:00", read_seek, write_seek},
    [ORDER_ACK] = {"ack", "ack PARTITION BYTES", read_ack, write_ack},
    [ORDER_FAULT] = {"fault", "fault late, duplicate, missing or garbled", read_fault, write_fault},
    [ORDER_QUIT] = {"quit", "quit", read_nothing, NULL},
};
enum { ORDER_COUNT = sizeof orders / sizeof orders[0] };

/* Text from outside for an error line: valid UTF-8, not too long. */
static int shown_len(struct text s)
{
    return s.len > 60 || !utf8_is_valid(s) ? 0 : (int)s.len;
}

bool order_parse(struct text line, struct order *ret, struct error *err)
{
    struct text args = line;
    struct text name = next_word(&args);
    args = text_trim(args);
    for (size_t i = 0; i < ORDER_COUNT; i++) {
        if (!text_is(name, orders[i].name))
            continue;
        struct order order = {.kind = (enum order_kind)i};
        if (!orders[i].read(args, &order))
            return error_set(err, "%s: it goes: %s", orders[i].name, orders[i].usage);
        *ret = order;
        return true;
    }
    return error_set(err,
                     "no order \"%.*s\": speed, pause, resume, step, seek, until, fault or quit",
                     shown_len(name), name.len > 0 ? name.ptr : "");
}

void order_write(struct buffer *out, const struct order *order)
{
    BUG_IF((size_t)order->kind >= ORDER_COUNT);
    buffer_add(out, text_of(orders[order->kind].name));
    if (orders[order->kind].write != NULL)
        orders[order->kind].write(out, order);
    buffer_add_byte(out, '\n');
}

/* --- events --------------------------------------------------------------------------------- */

/* Numbers of `run` and `end` events, each as key=value. */
struct event_number {
    const char *key;
    size_t offset;
};

#define EVENT_NUMBER(field)                                                                        \
    {                                                                                              \
#field, offsetof(struct event, field)                                                      \
    }
static const struct event_number run_numbers[] = {EVENT_NUMBER(reports), EVENT_NUMBER(before)};
static const struct event_number progress_numbers[] = {EVENT_NUMBER(rows)};
static const struct event_number end_numbers[] = {
    EVENT_NUMBER(rows),           EVENT_NUMBER(kept),          EVENT_NUMBER(filtered),
    EVENT_NUMBER(rejected),       EVENT_NUMBER(produced),      EVENT_NUMBER(acked),
    EVENT_NUMBER(rejected_date),  EVENT_NUMBER(rejected_time), EVENT_NUMBER(rejected_description),
    EVENT_NUMBER(rejected_field),
};
#undef EVENT_NUMBER

static void write_numbers(struct buffer *out, const struct event *event,
                          const struct event_number *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;
        memcpy(&value, (const char *)event + numbers[i].offset, sizeof value);
        buffer_printf(out, " %s=%" PRIu64, numbers[i].key, value);
    }
}

static void read_numbers(struct text args, struct event *event, const struct event_number *numbers,
                         size_t count)
{
    for (struct text word = next_word(&args); word.len > 0; word = next_word(&args)) {
        struct text value = word;
        struct text key = text_cut(&value, '=');
        uint64_t number;
        if (!text_to_u64(value, UINT64_MAX, &number))
            continue;
        for (size_t i = 0; i < count; i++)
            if (text_is(key, numbers[i].key))
                memcpy((char *)event + numbers[i].offset, &number, sizeof number);
    }
}

/* With printf a NUL would end it. */
static void write_text(struct buffer *out, const char *name, struct text text)
{
    buffer_add(out, text_of(name));
    buffer_add(out, text);
}

static void write_clock_event(struct buffer *out, const struct event *event)
{
    char at[CIVIL_TEXT_LEN + 1] = {0};
    char speed[DURATION_TEXT_SIZE];
    civil_write(event->at, at);
    speed_write(event->speed, speed);
    buffer_printf(out, "clock %s %s %s %" PRIu64 " %" PRIu64 " %" PRIu64, at, speed,
                  event->paused ? "paused" : "playing", event->sent, event->acked, event->lag_ms);
}

static void write_injected(struct buffer *out, const struct fault_counts *injected)
{
    buffer_printf(out, "injected");
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++)
        if ((injected->kinds >> kind & 1) != 0)
            buffer_printf(out, " %s=%" PRIu64, fault_name(kind), injected->of[kind]);
}

void event_write(struct buffer *out, const struct event *event)
{
    switch (event->kind) {
    case EVENT_READY:
        buffer_printf(out, "ready");
        break;
    case EVENT_CITY:
        write_text(out, "city ", event->text);
        break;
    case EVENT_RUN:
        write_text(out, "run ", event->text);
        write_numbers(out, event, run_numbers, sizeof run_numbers / sizeof run_numbers[0]);
        break;
    case EVENT_PROGRESS:
        write_text(out, "progress ", event->text);
        buffer_printf(out, " %" PRIu64 " %" PRIu64, event->done, event->total);
        if (event->rows > 0)
            write_numbers(out, event, progress_numbers, 1);
        break;
    case EVENT_INJECTED:
        write_injected(out, &event->injected);
        break;
    case EVENT_CLOCK:
        write_clock_event(out, event);
        break;
    case EVENT_END:
        buffer_printf(out, "end");
        write_numbers(out, event, end_numbers, sizeof end_numbers / sizeof end_numbers[0]);
        break;
    case EVENT_ERROR:
        write_text(out, "error ", event->text);
        break;
    case EVENT_OTHER:
        return;
    }
    buffer_add_byte(out, '\n');
}

static bool read_clock_event(struct text args, struct event *ret)
{
    struct text at = next_word(&args);
    struct text speed = next_word(&args);
    ret->paused = text_is(next_word(&args), "paused");
    return civil_parse(at, &ret->at) && speed_parse(speed, &ret->speed) &&
           text_to_u64(next_word(&args), UINT64_MAX, &ret->sent) &&
           text_to_u64(next_word(&args), UINT64_MAX, &ret->acked) &&
           text_to_u64(next_word(&args), UINT64_MAX, &ret->lag_ms);
}

static void read_injected(struct text args, struct fault_counts *ret)
{
    for (struct text word = next_word(&args); word.len > 0; word = next_word(&args)) {
        struct text value = word;
        struct text key = text_cut(&value, '=');
        for (enum fault kind = 0; kind < FAULT_KINDS; kind++)
            if (text_is(key, fault_name(kind)) && text_to_u64(value, UINT64_MAX, &ret->of[kind]))
                ret->kinds |= 1U << kind;
    }
}

static bool read_progress(struct text args, struct event *ret)
{
    ret->text = next_word(&args);
    if (!text_to_u64(next_word(&args), UINT64_MAX, &ret->done) ||
        !text_to_u64(next_word(&args), UINT64_MAX, &ret->total))
        return false;
    read_numbers(args, ret, progress_numbers, 1);
    return true;
}

void event_parse(struct text line, struct event *ret)
{
    struct text args = line;
    struct text name = next_word(&args);
    *ret = (struct event){.kind = EVENT_OTHER};
    if (text_is(name, "ready")) {
        ret->kind = EVENT_READY;
    } else if (text_is(name, "city")) {
        ret->kind = EVENT_CITY;
        ret->text = text_trim(args);
    } else if (text_is(name, "run")) {
        ret->text = next_word(&args);
        ret->kind = ret->text.len > 0 ? EVENT_RUN : EVENT_OTHER;
        read_numbers(args, ret, run_numbers, sizeof run_numbers / sizeof run_numbers[0]);
    } else if (text_is(name, "progress")) {
        if (read_progress(args, ret))
            ret->kind = EVENT_PROGRESS;
    } else if (text_is(name, "injected")) {
        ret->kind = EVENT_INJECTED;
        read_injected(args, &ret->injected);
    } else if (text_is(name, "clock")) {
        if (read_clock_event(args, ret))
            ret->kind = EVENT_CLOCK;
    } else if (text_is(name, "end")) {
        ret->kind = EVENT_END;
        read_numbers(args, ret, end_numbers, sizeof end_numbers / sizeof end_numbers[0]);
    } else if (text_is(name, "error")) {
        ret->kind = EVENT_ERROR;
        ret->text = text_trim(args);
    }
}
