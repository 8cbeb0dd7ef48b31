#include "alert_options.h"

#include <string.h>

#include "blotter/alert/alerts.h"
#include "blotter/alert/rule.h"
#include "blotter/base/memory.h"

static bool add_rule(struct settings *s, const struct alert_rule *rule, struct error *err)
{
    if (s->alerts == NULL)
        s->alerts = mem_new(1, sizeof *s->alerts);
    for (size_t i = 0; i < s->alerts->count; i++)
        if (strcmp(s->alerts->of[i].name, rule->name) == 0)
            return error_usage(err, "there is a rule named %s already", rule->name);
    if (s->alerts->count == ALERT_RULES_MAX)
        return error_usage(err, "more than %d rules", ALERT_RULES_MAX);
    s->alerts->of[s->alerts->count++] = *rule;
    s->analysis.observer = &alerts_ops;
    s->analysis.observer_config = s->alerts;
    return true;
}

bool alert_set_rule(void *target, struct text value, struct error *err)
{
    struct alert_rule rule;
    return alert_rule_parse(value, &rule, err) && add_rule(target, &rule, err);
}

bool alert_take_entry(void *settings, const char *name, const char *value, struct error *err)
{
    struct alert_rule rule;
    return alert_rule_parse_named(text_of(name), text_of(value), &rule, err) &&
           add_rule(settings, &rule, err);
}

bool alert_set_topic(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    if (!kafka_is_topic_name(value.ptr))
        return error_usage(err, "a topic has 1 to 249 letters, digits, \".\", \"_\" and \"-\"");
    s->alert_topic = value.ptr;
    s->alert_topic_layer = s->layer;
    return true;
}

bool alert_set_fail(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->fail_on_alert = text_is(value, "yes");
    return true;
}
