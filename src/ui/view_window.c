#include "view.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "blotter/window/engines.h"
#include "engine_lines.h"
#include "layout.h"
#include "latest.h"
#include "widgets.h"

/* --- histogram ------------------------------------------------------------------------------ */

enum { BUCKETS_GOOD = 16, BUCKETS_MAX = 32, BUCKETS_FALLBACK = 12 };

struct buckets {
    int64_t length_s;
    size_t count;
};

/* Divides a window into buckets of a length that people count in, not more than `limit`; false when
 * none divides it. */
static bool divide(int64_t window_s, size_t limit, struct buckets *ret)
{
    enum { M = CIVIL_MINUTE_S, H = CIVIL_HOUR_S, D = CIVIL_DAY_S };
    static const int32_t lengths_s[] = {5,     10,     15,     30,     M,    2 * M,
                                        5 * M, 10 * M, 15 * M, 30 * M, H,    2 * H,
                                        3 * H, 6 * H,  12 * H, D,      2 * D};
    for (size_t i = 0; i < sizeof lengths_s / sizeof lengths_s[0]; i++)
        if (window_s % lengths_s[i] == 0 && window_s / lengths_s[i] <= (int64_t)limit) {
            *ret = (struct buckets){lengths_s[i], (size_t)(window_s / lengths_s[i])};
            return true;
        }
    return false;
}

static struct buckets buckets_of(int64_t window_s)
{
    struct buckets b;
    if (!divide(window_s, BUCKETS_GOOD, &b) && !divide(window_s, BUCKETS_MAX, &b))
        b = (struct buckets){window_s / BUCKETS_FALLBACK, BUCKETS_FALLBACK};
    return b;
}

/* "hour", "5 min" */
static const char *bucket_name(int64_t bucket_s, char *out)
{
    static const struct {
        int64_t s;
        const char *name;
    } units[] = {
        {1, "second"}, {CIVIL_MINUTE_S, "minute"}, {CIVIL_HOUR_S, "hour"}, {CIVIL_DAY_S, "day"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (units[i].s == bucket_s)
            return units[i].name;
    return format_speed((struct speed){.ms_per_s = bucket_s * MS_PER_S}, out);
}

/* When the columns were: how long ago the first begins, and that the last ends now. */
static void draw_axis(struct canvas *c, struct rect r, const char *length)
{
    struct pen pen = pen_on(c, r);
    pen_add_right(&pen, ROLE_LABEL, "now");
    pen_printf(&pen, ROLE_LABEL, "%s ago", length);
}

static void draw_histogram(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    if (rect_is_empty(r))
        return;
    const struct window_spec *spec = &analysis_settings(s->analysis)->windows[window];
    struct buckets b = buckets_of(spec->length_s);
    uint32_t values[BUCKETS_MAX];
    analysis_histogram(s->analysis, b.length_s, values, b.count);
    char length[FORMAT_SIZE];
    if (r.h > 2) {
        struct pen pen = pen_on(c, (struct rect){r.x, r.y, r.w, 1});
        pen_printf(&pen, ROLE_LABEL, "reports per %s", bucket_name(b.length_s, length));
        r.y++;
        r.h--;
    }
    int column_width = r.w / (int)b.count;
    int gap = column_width > 1 ? 1 : 0;
    struct rect axis = {r.x, r.y + r.h - 1, column_width * (int)b.count - gap, 1};
    draw_axis(c, axis, format_written(spec->name, length));
    r.h--;
    draw_chart(s, c, r, &(struct chart){values, b.count, column_width, gap, r.h > 2});
}

/* --- an engine's figures ---------------------------------------------------------------------- */

static void draw_unknown(struct canvas *c, struct rect r, const char *what)
{
    if (!rect_is_empty(r)) {
        struct pen pen = pen_on(c, r);
        pen_printf(&pen, ROLE_LABEL, "%s unknown", what);
    }
}

static void draw_value(const struct scene *s, struct canvas *c, struct rect r, size_t window,
                       const struct engine_value *v)
{
    char name[FORMAT_SIZE];
    char title[FORMAT_SIZE + 16];
    char note[ENGINE_NAME_MAX + 16];
    char mark[FORMAT_SIZE + 16];
    char time[FORMAT_SIZE];
    format_written(analysis_settings(s->analysis)->windows[window].name, name);
    snprintf(title, sizeof title, "last %s", name);
    snprintf(note, sizeof note, "computed by %.*s", (int)v->by.len, v->by.ptr);
    snprintf(mark, sizeof mark, "as of %s", format_clock(v->at, time));
    bool is_newest = v->at.s == analysis_position(s->analysis).s;
    draw_scope(s, c, r,
               &(struct scope){.title = title,
                               .mark = is_newest ? NULL : mark,
                               .note = note,
                               .tally = analysis_window(s->analysis, window)});
}

/* Of what has been computed elsewhere (DESIGN §10) there is nothing but the figures. */
static void draw_computed(const struct scene *s, struct canvas *c, const struct window_layout *l,
                          size_t window)
{
    struct engine_value v = {0};
    if (engines_count(s->engines) > 0 &&
        engines_find_last(s->engines, engines_speaker(s->engines), window,
                          analysis_position(s->analysis), &v))
        draw_value(s, c, l->scope, window, &v);
    else
        draw_unknown(c, l->scope, "all of it");
    draw_unknown(c, l->histogram, "reports per hour");
    draw_unknown(c, l->latest, "latest reports");
    engine_value_finish(&v);
}

/* --- the view ------------------------------------------------------------------------------- */

/* What is not as it should be: the window is not whole yet, or holds reports that came too late. */
static const char *mark_of(const struct scene *s, size_t window, char *out, size_t size)
{
    const struct analysis *a = s->analysis;
    bool filling = analysis_is_filling(a, window);
    civil_time from =
        civil_add(analysis_position(a), -analysis_settings(a)->windows[window].length_s);
    size_t late = 0;
    for (size_t i = 0; i < INCIDENTS_KEPT; i++) {
        const struct incident *incident = analysis_incident(a, INCIDENT_LATE, i);
        late += incident != NULL && incident->reported_at.s > from.s;
    }
    if (late > 0)
        snprintf(out, size, "%s%s%zu came late", filling ? "filling, " : "",
                 late == INCIDENTS_KEPT ? "at least " : "", late);
    else
        snprintf(out, size, "filling");
    return filling || late > 0 ? out : NULL;
}

static void draw_figures(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    const struct analysis *a = s->analysis;
    char name[FORMAT_SIZE];
    char title[FORMAT_SIZE + 16];
    char note[FORMAT_SIZE + 40];
    char mark[FORMAT_SIZE];
    struct tally before;
    format_written(analysis_settings(a)->windows[window].name, name);
    snprintf(title, sizeof title, "last %s", name);
    snprintf(note, sizeof note, "%s%s against the %s before", s->glyphs->rise, s->glyphs->fall,
             name);
    tally_init(&before, 1U << analysis_settings(a)->place);
    bool known = analysis_window_before(a, window, &before);
    const struct scope scope = {
        .title = title,
        .mark = mark_of(s, window, mark, sizeof mark),
        .note = known ? note : NULL,
        .tally = analysis_window(a, window),
        .before = known ? &before : NULL,
    };
    draw_scope(s, c, r, &scope);
    tally_finish(&before);
}

static struct window_layout lay_out(const struct scene *s, struct rect r, bool held)
{
    return layout_window(r, held, table_rows(s), engine_lines_rows(s));
}

static void window_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    struct window_layout l = lay_out(s, r, s->reports.list.held);
    if (s->status->figures_only) {
        draw_computed(s, c, &l, window);
        return;
    }
    draw_figures(s, c, l.scope, window);
    draw_histogram(s, c, l.histogram, window);
    draw_latest(s, c, l.latest);
    draw_engine_lines(s, c, l.engines, window);
    draw_open_report(s, c, r);
}

static struct rect window_rows(const struct scene *s, struct rect r, bool held)
{
    return latest_place(lay_out(s, r, held).latest, held);
}

static const char *window_act(struct scene *s, struct rect r, size_t window, const struct action *a)
{
    if (a->verb == VERB_TABLES)
        turn_tables(s, lay_out(s, r, s->reports.list.held).scope,
                    analysis_window(s->analysis, window), (int)a->number);
    return NULL;
}

const struct view view_window = {.draw = window_draw,
                                 .list = LIST_OF_REPORTS,
                                 .rows = window_rows,
                                 .act = window_act,
                                 .has_tables = true};
