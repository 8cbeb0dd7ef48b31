#include "engine_lines.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"
#include "engine_standing.h"
#include "layout.h"
#include "widgets.h"

enum { BRIEF_COLUMNS = 72, COUNT_COLUMNS = 7, SIGN_COLUMNS = 2 };

int engine_lines_rows(const struct scene *s)
{
    if (s->engines == NULL || s->status->figures_only)
        return 0;
    int engines = (int)engines_count(s->engines);
    return engines == 0 ? 1 : engines + 1 + table_rows(s);
}

/* --- a line an engine ------------------------------------------------------------------------ */

static void add_verdict(const struct scene *s, struct pen *p, const struct engine_standing *e,
                        bool brief)
{
    static const struct {
        unsigned bit;
        const char *name;
    } measures[] = {{ENGINE_DIFFERS_TOTAL, "total"},
                    {ENGINE_DIFFERS_NEAR, "near"},
                    {ENGINE_DIFFERS_CRIMES, "crimes"},
                    {ENGINE_DIFFERS_PLACES, "places"}};
    const char *before = " ";
    if (!e->has_ours) {
        pen_add(p, ROLE_LABEL, brief ? "?" : "ours unknown");
        return;
    }
    if (e->differs == 0) {
        pen_printf(p, ROLE_FIGURE, "%s%s", s->glyphs->same, brief ? "" : " equal");
        return;
    }
    pen_printf(p, ROLE_WARNING, "%s%s", s->glyphs->differs, brief ? "" : " differs:");
    for (size_t i = 0; i < sizeof measures / sizeof measures[0] && !brief; i++)
        if ((e->differs & measures[i].bit) != 0) {
            pen_printf(p, ROLE_WARNING, "%s%s", before, measures[i].name);
            before = ", ";
        }
}

/* "42 min behind, 14 s" */
static void add_behind(struct pen *p, const struct engine_standing *e, bool brief)
{
    char stream[FORMAT_SIZE];
    char real[FORMAT_SIZE];
    char text[3 * FORMAT_SIZE];
    char silent[FORMAT_SIZE + 16] = "";
    format_span((double)e->behind_s * MS_PER_S, stream);
    if (e->silent_ms > 0)
        snprintf(silent, sizeof silent, "silent %s%s", format_span((double)e->silent_ms, real),
                 brief ? " " : ", ");
    if (!e->knows_real || brief)
        snprintf(text, sizeof text, "%s%s behind", silent, stream);
    else
        snprintf(text, sizeof text, "%s%s behind, %s", silent, stream,
                 format_span((double)e->behind_ms, real));
    pen_add_right(p, e->silent_ms > 0 ? ROLE_ALARM : ROLE_LABEL, text);
    p->end--;
}

static void draw_line(const struct scene *s, struct canvas *c, struct rect row,
                      const struct engine_standing *e)
{
    bool brief = row.w < BRIEF_COLUMNS;
    struct pen pen = pen_on(c, row);
    char time[FORMAT_SIZE];
    canvas_text(c, row.x, row.y, pen_room(&pen), ROLE_TITLE, text_of(e->engine->name));
    pen_skip(&pen, 1 + canvas_measure(c, text_of(e->engine->name)));
    if (!e->has_value) {
        pen_add(&pen, ROLE_WARNING, "has said nothing of this window yet");
        return;
    }
    format_clock(e->value.at, time);
    add_behind(&pen, e, brief);
    if (!brief || e->silent_ms == 0)
        pen_printf(&pen, ROLE_LABEL, "at %s ", brief ? time + 15 : time);
    add_verdict(s, &pen, e, brief);
}

/* --- the figures of both --------------------------------------------------------------------- */

struct both {
    const struct scene *scene;
    struct canvas *canvas;
    struct rect rest; /* rows that are free */
};

static void draw_count(const struct both *b, int *right, bool known, bool differs, uint64_t count)
{
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(b->canvas, b->rest);
    pen.end = *right;
    pen_add_right(&pen, differs ? ROLE_WARNING : ROLE_FIGURE,
                  known ? format_count(count, text) : "-");
    *right -= COUNT_COLUMNS;
}

/* A name with the engine's count and ours, and a sign where they differ. */
static void draw_row(struct both *b, struct text name, const uint64_t *theirs, const uint64_t *ours)
{
    bool differs = theirs == NULL || (ours != NULL && *theirs != *ours);
    int right = b->rest.x + b->rest.w;
    if (b->rest.h <= 0)
        return;
    draw_count(b, &right, ours != NULL, differs, ours != NULL ? *ours : 0);
    draw_count(b, &right, theirs != NULL, differs, theirs != NULL ? *theirs : 0);
    right -= SIGN_COLUMNS - 1;
    if (differs)
        canvas_text(b->canvas, right, b->rest.y, 1, ROLE_WARNING,
                    text_of(b->scene->glyphs->differs));
    draw_name(b->canvas, b->rest.x, b->rest.y, right - 1 - b->rest.x, name);
    b->rest.y++;
    b->rest.h--;
}

static uint64_t count_named(const struct counts *counts, const struct interner *names,
                            struct text name)
{
    for (size_t id = 0; id < intern_count(names); id++)
        if (text_equal(intern_text(names, (uint32_t)id), name))
            return counts_of(counts, (uint32_t)id);
    return 0;
}

static bool has_row(const struct engine_value *v, enum engine_list list, struct text name)
{
    for (size_t i = 0; i < v->row_count[list]; i++)
        if (text_equal(v->rows[list][i].name, name))
            return true;
    return false;
}

/* The engine's rows, and behind them those of our first that it does not have. */
static void draw_list(struct both *b, const struct engine_standing *e, enum engine_list list,
                      const struct counts *counts, const struct interner *names)
{
    const struct engine_value *v = &e->value;
    struct top_list top = {0};
    for (size_t i = 0; i < v->row_count[list]; i++) {
        const struct engine_row *row = &v->rows[list][i];
        uint64_t ours = count_named(counts, names, row->name);
        draw_row(b, row->name, &row->count, e->has_ours ? &ours : NULL);
    }
    counts_top(counts, names, TOP_ROWS, &top);
    for (size_t i = 0; e->has_ours && i < top.count; i++) {
        struct text name = intern_text(names, top.of[i].id);
        uint64_t ours = top.of[i].count;
        if (!has_row(v, list, name))
            draw_row(b, name, NULL, &ours);
    }
    top_list_finish(&top);
}

static void draw_heading(struct both *b, const char *title, const char *by)
{
    struct pen pen = pen_on(b->canvas, (struct rect){b->rest.x, b->rest.y, b->rest.w, 1});
    pen_add_right(&pen, ROLE_LABEL, "ours");
    pen.end = b->rest.x + b->rest.w - COUNT_COLUMNS;
    pen_add_right(&pen, ROLE_LABEL, by);
    pen_add(&pen, ROLE_TITLE, title);
    b->rest.y++;
    b->rest.h--;
}

static void draw_half(const struct scene *s, struct canvas *c, struct rect r,
                      const struct engine_standing *e, enum engine_list list)
{
    const struct analysis *a = s->analysis;
    enum place place = analysis_settings(a)->place;
    bool crimes = list == ENGINE_CRIMES;
    struct both b = {s, c, r};
    uint64_t ours = crimes ? e->ours.total : e->ours.near;
    draw_heading(&b, crimes ? "Crimes" : "Places", e->engine->name);
    draw_row(&b, text_of(crimes ? "all reports" : "near"),
             crimes ? &e->value.total : &e->value.near, e->has_ours ? &ours : NULL);
    draw_list(&b, e, list, crimes ? &e->ours.crimes : &e->ours.places[place],
              crimes ? analysis_crimes(a) : analysis_places(a, place));
}

static void draw_both(const struct scene *s, struct canvas *c, struct rect r,
                      const struct engine_standing *e)
{
    if (!e->has_value || r.h < HEADED_MIN_ROWS)
        return;
    if (r.w < BRIEF_COLUMNS) {
        draw_half(s, c, r, e, ENGINE_CRIMES);
        return;
    }
    int half = (r.w - 2) / 2;
    draw_half(s, c, (struct rect){r.x, r.y, half, r.h}, e, ENGINE_CRIMES);
    draw_half(s, c, (struct rect){r.x + r.w - half, r.y, half, r.h}, e, ENGINE_PLACES);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void find(const struct scene *s, size_t k, size_t window, struct engine_standing *ret)
{
    engine_standing_find(s->engines, k, s->analysis, window, s->trail, s->now, ret);
}

/* The first that differs, or the first. */
static size_t worst(const struct scene *s, size_t window)
{
    size_t found = 0;
    bool differs = false;
    for (size_t k = 0; !differs && k < engines_count(s->engines); k++) {
        struct engine_standing e;
        find(s, k, window, &e);
        differs = e.has_value && e.differs != 0;
        found = differs ? k : 0;
        engine_standing_finish(&e);
    }
    return found;
}

static void draw_none(const struct scene *s, struct canvas *c, struct rect r)
{
    struct pen pen = pen_on(c, r);
    pen_printf(&pen, ROLE_WARNING, "no engine has said anything yet on %s-windows", s->topic);
}

void draw_engine_lines(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    if (rect_is_empty(r))
        return;
    size_t count = engines_count(s->engines);
    size_t shown = worst(s, window);
    if (count == 0) {
        draw_none(s, c, r);
        return;
    }
    for (size_t k = 0; k < count && r.h > 0; k++) {
        struct engine_standing e;
        size_t engine = r.h == 1 ? shown : k; /* of a single row the one that says most */
        find(s, engine, window, &e);
        draw_line(s, c, (struct rect){r.x, r.y, r.w, 1}, &e);
        engine_standing_finish(&e);
        r.y++;
        r.h--;
    }
    struct engine_standing e;
    find(s, shown, window, &e);
    draw_both(s, c, r, &e);
    engine_standing_finish(&e);
}
