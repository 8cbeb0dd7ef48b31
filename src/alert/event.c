#include "blotter/alert/event.h"

#include <inttypes.h>

#include "blotter/crime/message.h"

const char *alert_state_name(enum alert_state state)
{
    static const char *const names[] = {[ALERT_UNKNOWN] = "unknown",
                                        [ALERT_INACTIVE] = "inactive",
                                        [ALERT_PENDING] = "pending",
                                        [ALERT_FIRING] = "firing",
                                        [ALERT_RECOVERING] = "recovering"};
    return names[state];
}

const char *alert_event_state(const struct alert_event *e)
{
    return e->resolved ? "resolved" : "firing";
}

static void put_text(struct buffer *out, const char *key, struct text value)
{
    buffer_printf(out, ",\"%s\":", key);
    json_write_string(out, value);
}

static void put_time(struct buffer *out, const char *key, civil_time t)
{
    char text[CIVIL_TEXT_LEN];
    civil_write(t, text);
    buffer_printf(out, ",\"%s\":\"%.*s\"", key, CIVIL_TEXT_LEN, text);
}

void alert_event_write(struct buffer *out, const struct alert_rule *rule,
                       const struct alert_event *e)
{
    buffer_printf(out, "{\"kind\":\"alert\"");
    put_time(out, "at", e->at);
    put_text(out, "name", text_of(rule->name));
    if (rule->by != ALERT_BY_NOTHING) {
        put_text(out, "by", text_of(alert_by_name(rule->by)));
        put_text(out, "of", e->of);
    }
    put_text(out, "state", text_of(alert_event_state(e)));
    buffer_printf(out, ",\"value\":%" PRIu32, e->value);
    put_time(out, "since", e->since);
    if (e->resolved) {
        put_time(out, "ended", e->ended);
        buffer_printf(out, ",\"peak\":%" PRIu32, e->peak);
    }
    buffer_printf(out, "}\n");
}

void alert_event_write_key(struct buffer *out, const struct alert_rule *rule,
                           const struct alert_event *e)
{
    buffer_printf(out, "%s/", rule->name);
    if (rule->by != ALERT_BY_NOTHING)
        buffer_add(out, e->of);
}
