#include "commands.h"

#include "pipeline.h"
#include "report_figures.h"

struct reporting {
    const struct figures_format *format;
    bool fail_on_alert;
};

static void begin(void *user, struct buffer *out, const struct analysis *a)
{
    const struct figures_format *format = ((const struct reporting *)user)->format;
    if (format->begin != NULL)
        format->begin(out, a);
}

static enum printed tick(void *user, struct buffer *out, struct pipeline *p, struct error *err)
{
    (void)err;
    ((const struct reporting *)user)->format->tick(out, session_analysis(pipeline_session(p)));
    return PRINTED;
}

static void summary(void *user, struct buffer *out, struct session *s)
{
    ((const struct reporting *)user)
        ->format->summary(out, session_analysis(s), &session_status(s)->counts);
}

/* Those of all instants that the figures have come to, which stand before a tick at the same time.
 */
static void put_alerts(void *user, struct pipeline *p)
{
    const struct reporting *r = user;
    size_t count;
    struct alerts *alerts = alerts_of(session_analysis(pipeline_session(p)));
    if (alerts == NULL)
        return;
    const struct alert_event *events = alerts_events(alerts, &count);
    for (size_t i = 0; i < count; i++) {
        r->format->alert(pipeline_next_text(p), &alerts_rules(alerts)->of[events[i].rule],
                         &events[i]);
        pipeline_put(p);
    }
    alerts_clear_events(alerts);
}

static enum exit_status status(void *user, const struct analysis *a)
{
    const struct reporting *r = user;
    const struct alerts *alerts = alerts_of(a);
    bool alarming = r->fail_on_alert && alerts != NULL && alerts_fired(alerts) > 0;
    return alarming ? EXIT_STATUS_ALERT : EXIT_STATUS_OK;
}

int command_report(const struct settings *s, const char *program)
{
    struct reporting reporting = {s->format, s->fail_on_alert};
    const struct printer printer = {
        .user = &reporting,
        .is_json = s->format == &figures_json,
        .has_ticks = true,
        .has_to_be_clean = true,
        .begin = begin,
        .moved = put_alerts,
        .status = status,
        .tick = tick,
        .summary = summary,
    };
    return pipeline_run(s, program, &printer);
}
