#include "commands.h"

#include "comparison.h"
#include "pipeline.h"
#include "report_figures.h"

struct reporting {
    const struct settings *settings;
    const struct figures_format *format;
    struct comparison *comparison; /* NULL: none, or not yet */
    bool compares;                 /* a tick is out, but for what engines say of it */
};

static void begin(void *user, struct buffer *out, const struct analysis *a)
{
    const struct figures_format *format = ((const struct reporting *)user)->format;
    if (format->begin != NULL)
        format->begin(out, a);
}

static enum printed tick(void *user, struct buffer *out, struct pipeline *p, struct error *err)
{
    struct reporting *r = user;
    (void)err;
    if (!r->compares)
        r->format->tick(out, session_analysis(pipeline_session(p)));
    if (!r->settings->compare)
        return PRINTED;
    if (r->comparison == NULL)
        r->comparison = comparison_create(p, r->settings);
    r->compares = !comparison_tick(r->comparison, out);
    return r->compares ? PRINTED_NOT_YET : PRINTED;
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
    if (count > 0)
        session_send_alerts(pipeline_session(p));
    alerts_clear_events(alerts);
}

static enum exit_status status(void *user, const struct analysis *a)
{
    const struct reporting *r = user;
    const struct alerts *alerts = alerts_of(a);
    if (r->comparison != NULL && !comparison_tell(r->comparison))
        return EXIT_STATUS_FAILURE;
    bool alarming = r->settings->fail_on_alert && alerts != NULL && alerts_fired(alerts) > 0;
    return alarming ? EXIT_STATUS_ALERT : EXIT_STATUS_OK;
}

static void release(void *user)
{
    comparison_destroy(((struct reporting *)user)->comparison);
}

int command_report(const struct settings *s, const char *program)
{
    struct reporting reporting = {.settings = s, .format = s->format};
    const struct printer printer = {
        .user = &reporting,
        .is_json = s->format == &figures_json,
        .has_ticks = true,
        .has_to_be_clean = true,
        .begin = begin,
        .moved = put_alerts,
        .status = status,
        .release = release,
        .tick = tick,
        .summary = summary,
    };
    return pipeline_run(s, program, &printer);
}
