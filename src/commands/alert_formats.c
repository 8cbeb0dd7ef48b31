#include "alert_formats.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"
#include "csv_field.h"
#include "page.h"

/* --- csv -------------------------------------------------------------------------------------- */

/* Begins a row; its value and the end of its line follow. */
static void begin_row(struct buffer *out, const struct alert_rule *rule,
                      const struct alert_event *event, const char *measure)
{
    char at[CIVIL_TEXT_LEN];
    struct buffer who = {0};
    civil_write(event->at, at);
    buffer_printf(&who, "%s", rule->name);
    if (rule->by != ALERT_BY_NOTHING) {
        buffer_add_byte(&who, '/');
        buffer_add(&who, event->of);
    }
    buffer_printf(out, "%.*s,alert,%s,", CIVIL_TEXT_LEN, at, measure);
    csv_add_field(out, buffer_text(&who));
    buffer_add_byte(out, ',');
    buffer_free(&who);
}

static void time_row(struct buffer *out, const struct alert_rule *rule,
                     const struct alert_event *event, const char *measure, civil_time value)
{
    char text[CIVIL_TEXT_LEN];
    begin_row(out, rule, event, measure);
    civil_write(value, text);
    buffer_printf(out, "%.*s\n", CIVIL_TEXT_LEN, text);
}

static void count_row(struct buffer *out, const struct alert_rule *rule,
                      const struct alert_event *event, const char *measure, uint32_t value)
{
    begin_row(out, rule, event, measure);
    buffer_printf(out, "%" PRIu32 "\n", value);
}

void alert_write_csv(struct buffer *out, const struct alert_rule *rule,
                     const struct alert_event *event)
{
    count_row(out, rule, event, alert_event_state(event), event->value);
    time_row(out, rule, event, "since", event->since);
    if (!event->resolved)
        return;
    time_row(out, rule, event, "ended", event->ended);
    count_row(out, rule, event, "peak", event->peak);
}

/* --- text ------------------------------------------------------------------------------------- */

void alert_write_text(struct buffer *out, const struct alert_rule *rule,
                      const struct alert_event *event)
{
    enum { WHO_COLUMN = 21, WHO_WIDTH = 26, STATE_COLUMN = 48 };
    struct page page;
    struct buffer who = {0};
    char at[FORMAT_SIZE];
    char since[FORMAT_SIZE];
    char state[FORMAT_SIZE + 64];
    format_clock(event->at, at);
    format_clock(event->since, since);
    buffer_printf(&who, "%s", rule->name);
    if (rule->by != ALERT_BY_NOTHING) {
        buffer_add_byte(&who, ' ');
        buffer_add(&who, event->of.len > 0 ? event->of : text_of("(none)"));
    }
    if (event->resolved)
        snprintf(state, sizeof state, "resolved, at most %" PRIu32, event->peak);
    else
        snprintf(state, sizeof state, "ALERT: %" PRIu32 " since %.11s", event->value, since + 9);
    page_begin(&page, out);
    page_put(&page, 0, WHO_COLUMN - 1, text_of(at));
    page_put(&page, WHO_COLUMN, WHO_WIDTH, buffer_text(&who));
    page_put(&page, STATE_COLUMN, PAGE_COLUMNS - STATE_COLUMN, text_of(state));
    page_end_line(&page);
    page_finish(&page);
    buffer_free(&who);
}
