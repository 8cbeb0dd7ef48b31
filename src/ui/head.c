#include "head.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/crime/profile.h"
#include "blotter/ui/format.h"
#include "blotter/ui/progress.h"
#include "tabs.h"
#include "widgets.h"

/* --- tabs ----------------------------------------------------------------------------------- */

enum { TABS_ROOMY = 2, TABS_CLOSE = 1 }; /* blanks between tabs */

struct tabs_layout {
    int between;      /* tabs */
    bool short_names; /* only the tab shown has its name */
};

/* Draws the tabs, or, with `draw` false, only says how many columns they take. */
static int lay_tabs(const struct scene *s, struct pen pen, struct tabs_layout l, bool draw,
                    struct targets *t)
{
    int from = pen.x;
    pen_skip(&pen, 1);
    for (size_t tab = 0; tab < tabs_count(s); tab++) {
        bool on = tab == s->tab;
        int begin = pen.x;
        char name[FORMAT_SIZE];
        char number[FORMAT_SIZE];
        snprintf(number, sizeof number, "%zu", tab + 1);
        tab_name(s, tab, name);
        bool named = on || !l.short_names;
        if (draw) {
            pen_add(&pen, on ? ROLE_TAB_ON : ROLE_LABEL, number);
            if (named)
                pen_printf(&pen, on ? ROLE_TAB_ON : ROLE_TAB, " %s", name);
        } else {
            pen_skip(&pen, (int)strlen(number));
            pen_skip(&pen, named ? 1 + canvas_measure(pen.canvas, text_of(name)) : 0);
        }
        targets_add(t, TARGET_TAB, (struct rect){begin, pen.y, pen.x - begin, 1}, (int)tab);
        pen_skip(&pen, l.between);
    }
    return pen.x - l.between - from;
}

static void draw_tabs(const struct scene *s, struct canvas *c, struct rect r, struct targets *t)
{
    static const struct tabs_layout layouts[] = {
        {TABS_ROOMY, false}, {TABS_CLOSE, false}, {TABS_CLOSE, true}};
    enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };
    size_t i = 0;
    while (i < LAYOUTS - 1 && lay_tabs(s, pen_on(c, r), layouts[i], false, NULL) > r.w)
        i++;
    lay_tabs(s, pen_on(c, r), layouts[i], true, t);
}

/* --- state, clock, speed -------------------------------------------------------------------- */

enum sign { SIGN_WAITING, SIGN_PLAYING, SIGN_PAUSED, SIGN_STOPPED };

static const struct {
    enum sign sign;
    enum role role;
    const char *word;
} states[] = {
    [SESSION_STARTING] = {SIGN_WAITING, ROLE_PAUSED, "starting"},
    [SESSION_LOADING] = {SIGN_WAITING, ROLE_PAUSED, "loading"},
    [SESSION_WAITING] = {SIGN_WAITING, ROLE_PAUSED, "waiting"},
    [SESSION_PLAYING] = {SIGN_PLAYING, ROLE_PLAYING, "playing"},
    [SESSION_PAUSED] = {SIGN_PAUSED, ROLE_PAUSED, "paused"},
    [SESSION_ENDED] = {SIGN_STOPPED, ROLE_STOPPED, "ended"},
    [SESSION_BROKEN] = {SIGN_STOPPED, ROLE_ALARM, "broken"},
    [SESSION_QUITTING] = {SIGN_STOPPED, ROLE_STOPPED, "quitting"},
};

static void draw_state(const struct scene *s, struct pen *p)
{
    const struct glyphs *g = s->glyphs;
    const char *const signs[] = {g->waiting, g->playing, g->paused, g->stopped};
    enum session_state state = s->status->state;
    enum role role = states[state].role;
    bool loading = state == SESSION_LOADING;
    const char *word = loading ? progress_word(s->progress) : states[state].word;
    pen_printf(p, role, "%s %s", signs[states[state].sign], word);
    if (loading && s->progress->at.total > 0)
        pen_printf(p, role, " %d %%", progress_percent(s->progress));
}

/* By how much the speed achieved may differ from that asked for before it is shown: less is only
 * the unevenness of the clock's steps. */
#define SPEED_TOLERANCE 0.08

static bool speed_differs(const struct scene *s)
{
    if (!s->achieved_known || s->status->state != SESSION_PLAYING)
        return false;
    if (s->status->speed.rate > 0)
        return false;
    double asked = (double)s->status->speed.ms_per_s;
    double off = s->achieved_ms_per_s - asked;
    return speed_is_max(s->status->speed) || off > asked * SPEED_TOLERANCE ||
           -off > asked * SPEED_TOLERANCE;
}

/* At a rate there is no speed to compare: what the brokers do not take comes late. */
static bool lags(const struct scene *s)
{
    enum { LAG_SHOWN_MS = 1000 };
    return s->status->speed.rate > 0 && s->status->state == SESSION_PLAYING &&
           s->status->schedule_lag_ms >= LAG_SHOWN_MS;
}

static void draw_speed(const struct scene *s, struct pen *p)
{
    char text[FORMAT_SIZE];
    if (s->status->attached && !s->status->steers) {
        pen_add(p, ROLE_LABEL, "attached");
        if (s->achieved_known && s->status->state == SESSION_PLAYING)
            pen_printf(p, ROLE_FIGURE, " %s/s", format_span(s->achieved_ms_per_s, text));
        return;
    }
    pen_add(p, ROLE_FIGURE, format_pace(s->status->speed, text));
    if (lags(s))
        pen_printf(p, ROLE_WARNING, " (%s behind)",
                   format_span((double)s->status->schedule_lag_ms, text));
    else if (speed_differs(s))
        pen_printf(p, ROLE_LABEL, " (%s/s)", format_span(s->achieved_ms_per_s, text));
}

static void draw_brokers(const struct scene *s, struct pen *p)
{
    char text[FORMAT_SIZE + 256];
    const struct profile *city = analysis_settings(s->analysis)->city;
    const char *name = city != NULL ? city->name : "";
    const char *gap = city != NULL ? "  " : "";
    pen_skip(p, 3);
    if (s->status->brokers > 0)
        snprintf(text, sizeof text, "%.30s%s%.200s  %s %d broker%s ", name, gap, s->topic,
                 s->glyphs->dot, s->status->brokers, s->status->brokers == 1 ? "" : "s");
    else
        snprintf(text, sizeof text, "%.30s%s%.200s ", name, gap, s->topic);
    pen_add_right(p, ROLE_LABEL, text);
}

/* While one fires, wherever one looks. */
static void draw_alerts(const struct scene *s, struct pen *p)
{
    struct alerts *alerts = alerts_of(s->analysis);
    size_t firing = alerts != NULL ? alerts_firing(alerts) : 0;
    if (firing == 0)
        return;
    pen_skip(p, 3);
    pen_printf(p, ROLE_ALARM, "%zu alert%s", firing, firing == 1 ? "" : "s");
}

static void draw_status(const struct scene *s, struct canvas *c, const struct frame *f)
{
    bool speed_here = rect_is_empty(f->speed);
    struct pen pen = pen_on(c, f->status);
    char clock[FORMAT_SIZE];
    pen_skip(&pen, 1);
    int state_at = pen.x;
    draw_state(s, &pen);
    enum { STATE_COLUMNS = 10 }; /* the clock does not move when the state changes */
    if (pen.x < state_at + STATE_COLUMNS)
        pen.x = state_at + STATE_COLUMNS;
    pen_skip(&pen, speed_here ? 3 : 1);
    pen_add(&pen, ROLE_CLOCK, format_clock(analysis_position(s->analysis), clock));
    if (!speed_here)
        return;
    pen_skip(&pen, 3);
    draw_speed(s, &pen);
    draw_alerts(s, &pen);
    draw_brokers(s, &pen);
}

/* --- position in the data ------------------------------------------------------------------- */

/* "8,312 of 18,460 reports" */
static void position_count(const struct scene *s, bool brief, char *out, size_t size)
{
    char all[FORMAT_SIZE];
    char total[FORMAT_SIZE];
    const struct session_status *status = s->status;
    const char *unit = brief ? "" : " reports";
    if (status->figures_only) {
        snprintf(out, size, "unknown%s", unit);
        return;
    }
    format_count(status->reports_before + analysis_reached(s->analysis), all);
    if (status->state == SESSION_STARTING || status->state == SESSION_WAITING)
        *out = '\0';
    else if (status->reports_total == 0)
        snprintf(out, size, "%s%s", all, unit);
    else
        snprintf(out, size, "%s of %s%s", all, format_count(status->reports_total, total), unit);
}

/* How many reports have been played or how far loading is, one column from the right edge. */
static void draw_count(const struct scene *s, struct pen *p, bool brief)
{
    char count[2 * FORMAT_SIZE];
    p->end--;
    if (s->status->state == SESSION_LOADING) {
        progress_draw_figures(s->progress, p);
        return;
    }
    position_count(s, brief, count, sizeof count);
    pen_add_right(p, ROLE_FIGURE, count);
}

struct range {
    civil_time first, last;
};

/* The times of the first and last report of the data. Until the session knows them they are the
 * run's, which begins a second before its first report. */
static bool data_range(const struct scene *s, struct range *ret)
{
    const struct session_status *status = s->status;
    if (status->has_range) {
        *ret = (struct range){status->first, status->last};
    } else {
        civil_time first = civil_add(analysis_begin(s->analysis), 1);
        *ret = (struct range){first, civil_later(analysis_until(s->analysis), first)};
    }
    return status->has_range || analysis_has_started(s->analysis);
}

static double position_fraction(const struct scene *s)
{
    const struct session_status *status = s->status;
    const struct analysis *a = s->analysis;
    if (status->state == SESSION_LOADING)
        return progress_fraction(s->progress);
    struct range range;
    civil_time at = analysis_position(a);
    if (!data_range(s, &range) || at.s < range.first.s)
        return 0;
    int64_t all_s = range.last.s - range.first.s;
    return at.s < range.last.s ? (double)(at.s - range.first.s) / (double)all_s : 1;
}

/* Which day of the data it is, from 1, and how many it has. */
static void position_day(const struct scene *s, char *out, size_t size)
{
    struct range range;
    civil_time at = analysis_position(s->analysis);
    *out = '\0';
    if (!data_range(s, &range) || at.s <= CIVIL_NEVER.s)
        return;
    at = civil_earlier(civil_later(at, range.first), range.last);
    int64_t midnight_s = civil_midnight(range.first).s;
    int64_t day = (at.s - midnight_s) / CIVIL_DAY_S + 1;
    int64_t days = (range.last.s - midnight_s) / CIVIL_DAY_S + 1;
    snprintf(out, size, "day %" PRId64 " of %" PRId64 " ", day, days);
}

/* Where an alert has fired. */
static void mark_alerts(const struct scene *s, struct canvas *c, struct rect bar)
{
    struct range range;
    if (!data_range(s, &range) || range.last.s <= range.first.s || bar.w <= 2)
        return;
    for (size_t i = 0; i < s->alerts.count; i++) {
        int64_t after_s = s->alerts.of[i].fired.s - range.first.s;
        if (after_s < 0 || s->alerts.of[i].fired.s > range.last.s)
            continue;
        int64_t x = after_s * (bar.w - 3) / (range.last.s - range.first.s);
        canvas_glyph(c, bar.x + 1 + (int)x, bar.y, ROLE_ALARM, L'!');
    }
}

static void draw_position(const struct scene *s, struct canvas *c, const struct frame *f,
                          struct targets *t)
{
    char day[FORMAT_SIZE];
    bool figures_only = s->status->figures_only;
    bool count_here = rect_is_empty(f->speed);
    const struct session_load *load = &s->progress->at;
    bool endless = s->status->state == SESSION_LOADING && load->rows > 0 && load->total == 0;
    position_day(s, day, sizeof day);
    struct pen pen = pen_on(c, f->position);
    pen_skip(&pen, 1);
    pen_add(&pen, ROLE_TEXT, day);
    if (count_here) {
        draw_count(s, &pen, false);
        pen.end--;
    }
    struct rect bar = {pen.x, pen.y, pen_room(&pen) - (count_here ? 0 : 1), 1};
    if (!endless && !figures_only)
        draw_progress(s->glyphs, &pen, bar.w, position_fraction(s));
    if (!endless)
        mark_alerts(s, c, bar);
    if (s->status->has_range)
        targets_add(t, TARGET_POSITION, (struct rect){bar.x + 1, bar.y, bar.w - 2, 1}, 0);
    if (count_here)
        return;
    pen = pen_on(c, f->speed);
    pen_skip(&pen, 1);
    draw_speed(s, &pen);
    pen_skip(&pen, 1);
    draw_count(s, &pen, true);
}

/* --- the whole ------------------------------------------------------------------------------ */

void draw_head(const struct scene *s, struct canvas *c, const struct frame *f, struct targets *t)
{
    draw_tabs(s, c, f->tabs, t);
    draw_status(s, c, f);
    draw_position(s, c, f, t);
    canvas_fill(c, f->head_rule, ROLE_RULE, s->glyphs->rule);
}
