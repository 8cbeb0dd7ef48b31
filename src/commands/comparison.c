#include "comparison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/window/engines.h"
#include "commands.h"
#include "report_figures.h"

enum { LOOK_MS = 200, TOLD_AFTER_MS = 5000, TOLD_SIZE = 160 };

struct comparison {
    struct pipeline *pipeline;
    const struct settings *settings;
    struct session *session;
    uv_timer_t look;     /* runs while a tick waits */
    uint64_t beginnings; /* of the figures that have been compared */
    bool waits;          /* a tick does, since `since` */
    bool told;           /* that it does */
    mono_time since;
    /* What was waited for last and did not come; ticks up to there are not waited for again. */
    bool gave_up;
    mono_time gave_up_at;
    civil_time gave_up_to;
    uint64_t count, missing, different;
    char first[TOLD_SIZE]; /* of those that are not equal */
};

static void on_look(uv_timer_t *look)
{
    const struct comparison *c = look->data;
    pipeline_go_on(c->pipeline);
}

struct comparison *comparison_create(struct pipeline *p, const struct settings *s)
{
    struct comparison *c = mem_new(1, sizeof *c);
    c->pipeline = p;
    c->settings = s;
    c->session = pipeline_session(p);
    c->beginnings = session_status(c->session)->beginnings;
    uv_timer_init(pipeline_loop(p), &c->look);
    c->look.data = c;
    return c;
}

/* --- waiting --------------------------------------------------------------------------------- */

static uint64_t patience_ms(const struct comparison *c)
{
    return c->settings->idle_ms > 0 ? (uint64_t)c->settings->idle_ms : COMPARISON_PATIENCE_MS;
}

static bool has_passed(const struct comparison *c, mono_time since)
{
    return mono_ms_between(since, mono_now()) >= patience_ms(c);
}

/* May what is not there, or not equal, still come of an engine that said something at `said_at` and
 * has come to `last_at`? With --follow one that has passed the tick is waited for no longer than
 * one that is silent: there is no end of it at which the report could catch up. */
static bool may_come(const struct comparison *c, mono_time said_at, civil_time last_at,
                     civil_time at)
{
    mono_time silent_at_last = mono_add_ms(said_at, patience_ms(c));
    if (c->gave_up && at.s <= c->gave_up_to.s && silent_at_last.ns <= c->gave_up_at.ns)
        return false;
    bool counts = !c->settings->follow || last_at.s < at.s;
    bool speaks = counts && said_at.ns > c->since.ns;
    return !has_passed(c, speaks ? said_at : c->since);
}

/* --- a tick ---------------------------------------------------------------------------------- */

static unsigned differs(const struct engine_value *v, const struct analysis *a, size_t window)
{
    return engine_value_differs(v, a, analysis_window(a, window));
}

static bool is_equal(const struct engines *engines, size_t k, const struct analysis *a,
                     size_t window)
{
    struct engine_value v;
    bool equal =
        engines_find(engines, k, window, analysis_position(a), &v) && differs(&v, a, window) == 0;
    engine_value_finish(&v);
    return equal;
}

/* A window that is not whole of ours says nothing about another's. */
static bool is_ready(const struct comparison *c, const struct engines *engines,
                     const struct analysis *a)
{
    civil_time at = analysis_position(a);
    bool ready = engines_count(engines) > 0 || !may_come(c, (mono_time){0}, CIVIL_NEVER, at);
    for (size_t k = 0; ready && k < engines_count(engines); k++) {
        const struct engine *engine = engines_at(engines, k);
        for (size_t w = 0; ready && w < analysis_settings(a)->window_count; w++)
            ready = analysis_is_filling(a, w) || is_equal(engines, k, a, w) ||
                    !may_come(c, engine->said_at, engine->last_at, at);
    }
    return ready;
}

static void note(struct comparison *c, const struct compared *line)
{
    char at[CIVIL_TEXT_LEN];
    bool first = c->missing + c->different == 0;
    c->count++;
    if (compared_is_equal(line))
        return;
    c->missing += line->theirs == NULL;
    c->different += line->theirs != NULL;
    if (!first)
        return;
    civil_write(line->at, at);
    snprintf(c->first, sizeof c->first, "%s at %.*s%s%s",
             analysis_settings(line->ours)->windows[line->window].name, CIVIL_TEXT_LEN, at,
             line->by != NULL ? " by " : "", line->by != NULL ? line->by : "");
}

static void put(struct comparison *c, struct buffer *out, struct compared *line)
{
    note(c, line);
    c->settings->format->compare(out, line);
}

static void put_engine(struct comparison *c, struct buffer *out, struct engines *engines, size_t k,
                       struct compared *line)
{
    struct engine_value v;
    line->by = engines_at(engines, k)->name;
    line->differs = 0;
    line->theirs = engines_find(engines, k, line->window, line->at, &v) ? &v : NULL;
    if (line->theirs != NULL)
        line->differs = differs(&v, line->ours, line->window);
    engines_note_compared(engines, k, line->window, line->at);
    put(c, out, line);
    engine_value_finish(&v);
}

static void put_lines(struct comparison *c, struct buffer *out, struct engines *engines,
                      const struct analysis *a)
{
    uint64_t before = c->missing + c->different;
    struct compared line = {.at = analysis_position(a), .ours = a};
    for (; line.window < analysis_settings(a)->window_count; line.window++) {
        if (analysis_is_filling(a, line.window))
            continue;
        for (size_t k = 0; k < engines_count(engines); k++)
            put_engine(c, out, engines, k, &line);
        if (engines_count(engines) == 0)
            put(c, out, &line);
    }
    engines_pass(engines, line.at);
    if (c->missing + c->different == before || session_status(c->session)->state == SESSION_BROKEN)
        return;
    c->gave_up = true;
    c->gave_up_at = mono_now();
    c->gave_up_to = civil_later(session_final(c->session), line.at);
}

static void begin_waiting(struct comparison *c)
{
    c->waits = true;
    c->since = mono_now();
    uv_update_time(c->look.loop);
    uv_timer_start(&c->look, on_look, LOOK_MS, LOOK_MS);
}

static void tell_waiting(struct comparison *c, civil_time at)
{
    char text[TOLD_SIZE];
    char time[CIVIL_TEXT_LEN];
    if (c->told || mono_ms_between(c->since, mono_now()) < TOLD_AFTER_MS)
        return;
    c->told = true;
    civil_write(at, time);
    snprintf(text, sizeof text, "waiting for an engine's figures of %.*s, while any come",
             CIVIL_TEXT_LEN, time);
    command_warn(text);
}

/* Other figures are compared from the beginning. */
static bool is_other_run(struct comparison *c, struct engines *engines)
{
    uint64_t beginnings = session_status(c->session)->beginnings;
    if (beginnings == c->beginnings)
        return false;
    c->beginnings = beginnings;
    c->gave_up = false;
    c->count = c->missing = c->different = 0;
    c->first[0] = '\0';
    engines_begin_round(engines);
    return true;
}

static void end_waiting(struct comparison *c)
{
    c->waits = false;
    uv_timer_stop(&c->look);
}

bool comparison_tick(struct comparison *c, struct buffer *out)
{
    struct analysis *a = session_analysis(c->session);
    struct engines *engines = session_engines(c->session);
    bool is_broken = session_status(c->session)->state == SESSION_BROKEN;
    bool is_new = !c->waits;
    if (is_other_run(c, engines) && !is_new) {
        end_waiting(c);
        return true; /* the tick was the other run's */
    }
    if (is_new)
        begin_waiting(c);
    if (!is_broken && (!session_engines_are_read(c->session) || !is_ready(c, engines, a))) {
        tell_waiting(c, analysis_position(a));
        return false;
    }
    end_waiting(c);
    put_lines(c, out, engines, a);
    return true;
}

/* --- the end --------------------------------------------------------------------------------- */

bool comparison_tell(const struct comparison *c)
{
    struct buffer text = {0};
    uint64_t changed = engines_changed(session_engines(c->session));
    uint64_t refused = session_engines_refused(c->session);
    bool well = c->count > 0 && c->missing + c->different + changed == 0;
    if (c->count == 0)
        buffer_printf(&text, "nothing was compared");
    else
        buffer_printf(&text, "compared: %" PRIu64 " figures of a window, %" PRIu64 " equal",
                      c->count, c->count - c->missing - c->different);
    if (c->different > 0)
        buffer_printf(&text, ", %" PRIu64 " different", c->different);
    if (c->missing > 0)
        buffer_printf(&text, ", %" PRIu64 " never came", c->missing);
    if (c->first[0] != '\0')
        buffer_printf(&text, ", the first: %s", c->first);
    if (changed > 0)
        buffer_printf(&text, "; %" PRIu64 " replaced by others after that", changed);
    if (refused > 0)
        buffer_printf(&text, "; %" PRIu64 " values could not be read", refused);
    buffer_add_byte(&text, '\0');
    if (!well || refused > 0)
        command_warn(text.data);
    buffer_free(&text);
    return well;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void comparison_destroy(struct comparison *c)
{
    if (c != NULL)
        uv_close((uv_handle_t *)&c->look, on_closed);
}
