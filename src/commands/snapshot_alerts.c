#include "snapshot_alerts.h"

#include <inttypes.h>

#include "alert_formats.h"
#include "blotter/crime/message.h"
#include "blotter/ui/format.h"
#include "page.h"

enum { ROWS_A_RULE = 100, HISTORY = 2000 }; /* at most; the latest of the history */

typedef void rule_fn(struct buffer *out, const struct alert_rule *rule,
                     const struct alert_now *now);
typedef void event_fn(struct buffer *out, const struct alert_rule *rule,
                      const struct alert_event *event);

/* Each rule with each value that it says something of, then the history. */
static void write_all(struct buffer *out, const struct analysis *a, rule_fn *put_rule,
                      event_fn *put_event)
{
    struct alert_now now[ROWS_A_RULE];
    const struct alerts *alerts = alerts_of(a);
    const struct alert_rules *rules = alerts_rules(alerts);
    size_t count;
    for (size_t i = 0; i < rules->count; i++) {
        count = alerts_now(alerts, a, i, now, ROWS_A_RULE);
        for (size_t k = 0; k < count; k++)
            put_rule(out, &rules->of[i], &now[k]);
    }
    const struct alert_event *events = alerts_kept(alerts, &count);
    for (size_t i = count > HISTORY ? count - HISTORY : 0; i < count; i++)
        put_event(out, &rules->of[events[i].rule], &events[i]);
}

static bool is_of_a_value(const struct alert_rule *rule, const struct alert_now *now)
{
    return rule->by != ALERT_BY_NOTHING && now->state >= ALERT_PENDING;
}

static void put_json(struct buffer *out, const struct alert_rule *rule, const struct alert_now *now)
{
    struct buffer text = {0};
    char since[CIVIL_TEXT_LEN];
    alert_rule_write(rule, &text);
    buffer_printf(out, "{\"kind\":\"rule\",\"rule\":");
    json_write_string(out, buffer_text(&text));
    buffer_free(&text);
    if (is_of_a_value(rule, now)) {
        buffer_printf(out, ",\"of\":");
        json_write_string(out, now->of);
    }
    buffer_printf(out, ",\"state\":\"%s\",\"value\":%" PRIu32, alert_state_name(now->state),
                  now->value);
    if (now->state >= ALERT_PENDING) {
        civil_write(now->since, since);
        buffer_printf(out, ",\"since\":\"%.*s\"", CIVIL_TEXT_LEN, since);
    }
    buffer_printf(out, "}\n");
}

void snapshot_write_alerts_json(struct buffer *out, const struct analysis *a)
{
    if (alerts_of(a) != NULL)
        write_all(out, a, put_json, alert_event_write);
}

static void put_text(struct buffer *out, const struct alert_rule *rule, const struct alert_now *now)
{
    struct page page;
    struct buffer text = {0};
    char since[FORMAT_SIZE];
    alert_rule_write(rule, &text);
    page_begin(&page, out);
    page_put(&page, 0, PAGE_COLUMNS, buffer_text(&text));
    page_end_line(&page);
    text.len = 0;
    if (is_of_a_value(rule, now)) {
        buffer_add(&text, now->of.len > 0 ? now->of : text_of("(none)"));
        buffer_printf(&text, ": ");
    }
    buffer_printf(&text, "%s, %" PRIu32, alert_state_name(now->state), now->value);
    if (now->state >= ALERT_PENDING)
        buffer_printf(&text, " since %s", format_clock(now->since, since));
    page_put(&page, 2, PAGE_COLUMNS - 2, buffer_text(&text));
    page_end_line(&page);
    page_finish(&page);
    buffer_free(&text);
}

void snapshot_write_alerts_text(struct buffer *out, const struct analysis *a)
{
    if (alerts_of(a) == NULL)
        return;
    write_all(out, a, put_text, alert_write_text);
    buffer_add_byte(out, '\n');
}
