#include "widgets.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "blotter/window/tally.h"
#include "layout.h"

/* --- bars ----------------------------------------------------------------------------------- */

/* `fraction` of `cells` in eighths of a cell. */
static int eighths_of(double fraction, int cells)
{
    if (fraction <= 0 || cells <= 0)
        return 0;
    int eighths = (int)(fraction * cells * EIGHTHS + 0.5);
    if (eighths < 1)
        return 1;
    return eighths < cells * EIGHTHS ? eighths : cells * EIGHTHS;
}

/* A bar `fraction` (0 to 1) of `width` columns long, in eighths of a column; what is more than
 * nothing shows. Returns how many columns it touches. */
static int draw_bar(const struct glyphs *g, struct canvas *c, int x, int y, int width,
                    enum role role, double fraction)
{
    int eighths = eighths_of(fraction, width);
    int at = 0;
    for (; eighths > 0; eighths -= EIGHTHS, at++) {
        const char *glyph = g->bar[eighths < EIGHTHS ? eighths : EIGHTHS];
        canvas_text(c, x + at, y, 1, role, text_of(glyph));
    }
    return at;
}

void draw_progress(const struct glyphs *g, struct pen *p, int columns, double fraction)
{
    if (columns > pen_room(p))
        columns = pen_room(p);
    if (columns < 3)
        return;
    pen_add(p, ROLE_LABEL, g->bar_begin);
    canvas_fill(p->canvas, (struct rect){p->x, p->y, columns - 2, 1}, ROLE_REMAINS, g->remains);
    draw_bar(g, p->canvas, p->x, p->y, columns - 2, ROLE_PROGRESS, fraction);
    pen_skip(p, columns - 2);
    pen_add(p, ROLE_LABEL, g->bar_end);
}

uint32_t highest(const uint32_t *values, size_t count)
{
    uint32_t high = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] > high)
            high = values[i];
    return high;
}

/* Returns how many rows the column touches. */
static int draw_column(const struct scene *s, struct canvas *c, struct rect r, int eighths)
{
    /* A time without reports leaves a faint trace: it is no gap in what is known. */
    if (eighths == 0) {
        struct rect bottom = {r.x, r.y + r.h - 1, r.w, 1};
        canvas_fill(c, bottom, ROLE_REMAINS, s->glyphs->column[1]);
        return 1;
    }
    int rows = 0;
    for (; eighths > 0; eighths -= EIGHTHS, rows++) {
        struct rect piece = {r.x, r.y + r.h - 1 - rows, r.w, 1};
        canvas_fill(c, piece, ROLE_RATE, s->glyphs->column[eighths < EIGHTHS ? eighths : EIGHTHS]);
    }
    return rows;
}

static void draw_centered(struct canvas *c, struct rect row, enum role role, const char *s)
{
    int width = canvas_measure(c, text_of(s));
    canvas_text(c, row.x + (row.w - width) / 2, row.y, row.w, role, text_of(s));
}

void draw_chart(const struct scene *s, struct canvas *c, struct rect r, const struct chart *chart)
{
    uint32_t high = highest(chart->values, chart->count);
    int width = chart->pitch - chart->gap;
    bool figures = chart->figures && r.h > 1 && format_count_width(high) <= width;
    int room = figures ? r.h - 1 : r.h;
    for (size_t i = 0; i < chart->count; i++) {
        uint32_t value = chart->values[i];
        struct rect column = {r.x + (int)i * chart->pitch, r.y + r.h - room, width, room};
        int eighths = high > 0 ? eighths_of((double)value / high, room) : 0;
        int rows = draw_column(s, c, column, eighths);
        char figure[FORMAT_SIZE];
        if (figures && value > 0)
            draw_centered(c, (struct rect){column.x, r.y + r.h - 1 - rows, width, 1}, ROLE_LABEL,
                          format_count(value, figure));
    }
}

/* --- tables --------------------------------------------------------------------------------- */

enum {
    COUNT_COLUMNS = 6, /* 99,999; wider where the counts are */
    BAR_MIN_COLUMNS = 6,
    BAR_MIN_PERCENT = 20, /* of what the count leaves: a name that can be read is worth more */
};

void draw_name(struct canvas *c, int x, int y, int width, struct text name)
{
    if (name.len == 0)
        canvas_text(c, x, y, width, ROLE_LABEL, text_of("(none)"));
    else
        canvas_text(c, x, y, width, ROLE_TEXT, name);
}

struct table {
    const char *title;
    const struct counts *counts;
    const struct counts *before; /* what to compare with, or NULL */
    const struct interner *names;
    enum role role;
    int name_columns; /* the most that a name gets; the bar takes the rest */
};

/* How two counts differ: "▲12", "▼3", "=". */
struct change {
    enum role role;
    char text[FORMAT_SIZE];
};

static struct change change_of(const struct glyphs *g, uint64_t now, uint64_t before)
{
    struct change change = {ROLE_LABEL, ""};
    char count[FORMAT_SIZE];
    if (now == before) {
        snprintf(change.text, FORMAT_SIZE, "%s", g->same);
        return change;
    }
    bool rises = now > before;
    change.role = rises ? ROLE_RISE : ROLE_FALL;
    snprintf(change.text, FORMAT_SIZE, "%s%.24s", rises ? g->rise : g->fall,
             format_count(rises ? now - before : before - now, count));
    return change;
}

enum { CHANGE_MIN_COLUMNS = 4 };

/* The parts of a table's rows from left to right, which stand below each other. */
struct row_columns {
    int name, bar, count, change;
};

static struct row_columns row_columns(const struct scene *s, struct canvas *c, int width,
                                      const struct table *t, const struct top *top, size_t rows)
{
    struct row_columns w = {.count = format_count_width(rows > 0 ? top[0].count : 0)};
    if (w.count < COUNT_COLUMNS)
        w.count = COUNT_COLUMNS;
    for (size_t i = 0; i < rows && t->before != NULL; i++) {
        struct change change = change_of(s->glyphs, top[i].count, counts_of(t->before, top[i].id));
        int needs = canvas_measure(c, text_of(change.text));
        w.change = needs > w.change ? needs : w.change;
    }
    if (t->before != NULL)
        w.change = 1 + (w.change > CHANGE_MIN_COLUMNS ? w.change : CHANGE_MIN_COLUMNS);
    int rest = width - w.count - w.change - 2;
    w.bar = rest * BAR_MIN_PERCENT / 100;
    if (w.bar < BAR_MIN_COLUMNS)
        w.bar = BAR_MIN_COLUMNS;
    w.name = rest - w.bar < t->name_columns ? rest - w.bar : t->name_columns;
    w.bar = rest - w.name;
    return w;
}

static void draw_row(const struct scene *s, struct canvas *c, struct rect row,
                     const struct table *t, const struct row_columns *w, const struct top *top,
                     uint32_t highest_count)
{
    char count[FORMAT_SIZE];
    draw_name(c, row.x, row.y, w->name, intern_text(t->names, top->id));
    draw_bar(s->glyphs, c, row.x + w->name + 1, row.y, w->bar, t->role,
             (double)top->count / highest_count);
    struct pen pen = pen_on(c, row);
    if (t->before != NULL) {
        struct change change = change_of(s->glyphs, top->count, counts_of(t->before, top->id));
        pen_add_right(&pen, change.role, change.text);
        pen.end = row.x + row.w - w->change;
    }
    pen_add_right(&pen, ROLE_FIGURE, format_count(top->count, count));
}

int table_rows(const struct scene *s)
{
    enum { ROWS_MAX = 1000 };
    size_t top = analysis_top(s->analysis);
    return 1 + (top < ROWS_MAX ? (int)top : ROWS_MAX);
}

/* What a table of so many rows, with its heading, has no room for. */
static size_t rows_hidden(size_t there, struct rect r)
{
    size_t shown = r.h >= HEADED_MIN_ROWS ? (size_t)r.h - 1 : (size_t)(r.h > 0 ? r.h : 0);
    return there > shown ? there - shown : 0;
}

void turn_tables(struct scene *s, struct rect r, const struct tally *t, int act)
{
    struct scope_layout l = layout_scope(r, table_rows(s));
    enum place place = analysis_settings(s->analysis)->place;
    size_t crimes = counts_there(&t->crimes);
    size_t last = rows_hidden(crimes, l.crimes);
    size_t places = rows_hidden(counts_there(&t->places[place]), l.places);
    size_t page = crimes - last > 0 ? crimes - last : 1;
    s->table_first = list_moved(s->table_first, act, last > places ? last : places, page);
}

/* "Crimes 6-10 of 14", or the title alone where the first row is the first of all. */
static void draw_title(struct canvas *c, struct rect r, const char *title, size_t first,
                       size_t count, size_t there)
{
    struct pen pen = pen_on(c, (struct rect){r.x, r.y, r.w, 1});
    pen_add(&pen, ROLE_TITLE, title);
    if (first > 0)
        pen_printf(&pen, ROLE_LABEL, " %zu-%zu of %zu", first + 1, count, there);
}

/* A heading, if there is room for it, and the top rows of what is counted, with bars. */
static void draw_table(const struct scene *s, struct canvas *c, struct rect r,
                       const struct table *t)
{
    if (rect_is_empty(r))
        return;
    struct top_list top = {0};
    struct rect rows = r;
    if (r.h >= HEADED_MIN_ROWS)
        rows = (struct rect){r.x, r.y + 1, r.w, r.h - 1};
    size_t there = s->table_first > 0 ? counts_there(t->counts) : 0;
    size_t first = rows_hidden(there, r);
    first = s->table_first < first ? s->table_first : first;
    counts_top(t->counts, t->names, first + (size_t)rows.h, &top);
    size_t shown = top.count - first;
    if (rows.h < r.h)
        draw_title(c, r, t->title, first, top.count, there);
    struct row_columns w = row_columns(s, c, r.w, t, top.of + first, shown);
    for (size_t i = 0; i < shown; i++)
        draw_row(s, c, (struct rect){r.x, rows.y + (int)i, r.w, 1}, t, &w, &top.of[first + i],
                 top.of[0].count);
    if (top.count == 0)
        canvas_text(c, r.x, rows.y, r.w, ROLE_LABEL, text_of("none yet"));
    top_list_finish(&top);
}

/* --- scopes --------------------------------------------------------------------------------- */

const char *near_name(const struct scene *s, char *out)
{
    char name[NEAR_TEXT_SIZE];
    const struct near *point = analysis_point(s->analysis, s->point);
    bool is_named = point->name[0] != '\0' || analysis_point(s->analysis, 1) != NULL;
    snprintf(out, FORMAT_SIZE, is_named ? "near %.58s" : "near", format_point(point, name));
    return out;
}

const char *since_title(const struct scene *s, char *out)
{
    civil_time since;
    char clock[FORMAT_SIZE];
    bool is_later = analysis_all_since(s->analysis, &since);
    if (!is_later && s->status->reports_before > 0) {
        since = analysis_begin(s->analysis);
        is_later = true;
    }
    if (is_later)
        snprintf(out, FORMAT_SIZE, "since %.40s", format_clock(since, clock));
    else
        snprintf(out, FORMAT_SIZE, "since the start");
    return out;
}

static void draw_figure(struct pen *p, enum role role, uint64_t count, const char *label)
{
    char text[FORMAT_SIZE];
    pen_add(p, role, format_count(count, text));
    if (label[0] != '\0')
        pen_printf(p, ROLE_LABEL, " %s", label);
}

static void draw_change(const struct scene *s, struct pen *p, uint64_t now, const uint64_t *before)
{
    if (before == NULL)
        return;
    struct change change = change_of(s->glyphs, now, *before);
    pen_skip(p, 1);
    pen_add(p, change.role, change.text);
}

static void draw_summary(const struct scene *s, struct canvas *c, struct rect r,
                         const struct scope *scope)
{
    const struct tally *before = scope->before;
    char near[FORMAT_SIZE];
    struct pen pen = pen_on(c, r);
    pen_add(&pen, ROLE_TITLE, scope->title);
    if (scope->mark != NULL)
        pen_printf(&pen, ROLE_WARNING, "  %s", scope->mark);
    if (r.h > 1 && analysis_settings(s->analysis)->filter[0] != '\0')
        pen_add(&pen, ROLE_WARNING, "  filtered");
    if (r.h > 1) {
        pen_skip(&pen, 2);
        if (scope->note != NULL)
            pen_add_right(&pen, ROLE_LABEL, scope->note);
        pen = pen_on(c, (struct rect){r.x, r.y + 1, r.w, 1});
    } else {
        pen_skip(&pen, 2);
    }
    bool brief = pen_room(&pen) < 32;
    draw_figure(&pen, ROLE_FIGURE, scope->tally->total,
                brief ? "" : format_reports(scope->tally->total));
    if (!brief || scope->mark == NULL)
        draw_change(s, &pen, scope->tally->total, before != NULL ? &before->total : NULL);
    pen_skip(&pen, brief ? 2 : 3);
    uint64_t count = tally_near(scope->tally, s->point);
    uint64_t count_before = before != NULL ? tally_near(before, s->point) : 0;
    draw_figure(&pen, count > 0 ? ROLE_NEAR : ROLE_FIGURE, count, near_name(s, near));
    draw_change(s, &pen, count, before != NULL ? &count_before : NULL);
}

void draw_scope(const struct scene *s, struct canvas *c, struct rect r, const struct scope *scope)
{
    /* The longest names in the city's data: LAPD crimes, areas, and so on. */
    static const struct {
        const char *title;
        int name_columns;
    } kinds[PLACE_COUNT] = {
        [PLACE_AREA] = {"Places by area", 14},
        [PLACE_DISTRICT] = {"Places by district", 8},
        [PLACE_ADDRESS] = {"Places by address", 40},
        [PLACE_PREMISE] = {"Places by premise", 46},
    };
    struct scope_layout l = layout_scope(r, table_rows(s));
    enum place place = analysis_settings(s->analysis)->place;
    const struct table crimes = {
        .title = "Crimes",
        .counts = &scope->tally->crimes,
        .before = scope->before != NULL ? &scope->before->crimes : NULL,
        .names = analysis_crimes(s->analysis),
        .role = ROLE_CRIME,
        .name_columns = 46,
    };
    const struct table places = {
        .title = kinds[place].title,
        .counts = &scope->tally->places[place],
        .before = scope->before != NULL ? &scope->before->places[place] : NULL,
        .names = analysis_places(s->analysis, place),
        .role = ROLE_PLACE,
        .name_columns = kinds[place].name_columns,
    };
    draw_summary(s, c, l.summary, scope);
    draw_table(s, c, l.crimes, &crimes);
    draw_table(s, c, l.places, &places);
}

/* --- boxes ----------------------------------------------------------------------------------- */

struct rect draw_box(const struct glyphs *g, struct canvas *c, struct rect r, const char *title)
{
    int right = r.x + r.w - 1;
    int bottom = r.y + r.h - 1;
    canvas_fill(c, r, ROLE_TEXT, " ");
    canvas_fill(c, (struct rect){r.x, r.y, r.w, 1}, ROLE_RULE, g->rule);
    canvas_fill(c, (struct rect){r.x, bottom, r.w, 1}, ROLE_RULE, g->rule);
    canvas_fill(c, (struct rect){r.x, r.y, 1, r.h}, ROLE_RULE, g->box_side);
    canvas_fill(c, (struct rect){right, r.y, 1, r.h}, ROLE_RULE, g->box_side);
    canvas_text(c, r.x, r.y, 1, ROLE_RULE, text_of(g->box_top_left));
    canvas_text(c, right, r.y, 1, ROLE_RULE, text_of(g->box_top_right));
    canvas_text(c, r.x, bottom, 1, ROLE_RULE, text_of(g->box_bottom_left));
    canvas_text(c, right, bottom, 1, ROLE_RULE, text_of(g->box_bottom_right));
    struct pen pen = pen_on(c, (struct rect){r.x + 2, r.y, r.w - 4, 1});
    pen_printf(&pen, ROLE_TITLE, " %s ", title);
    return (struct rect){r.x + 2, r.y + 1, r.w - 4, r.h - 2};
}

enum { BORDER = 2 };

/* A small screen has no room for a border. */
static bool is_boxed(struct rect content, int columns)
{
    return content.w >= columns + 2 * BORDER && content.h >= 2 * BORDER + HEADED_MIN_ROWS;
}

int card_columns(struct rect content, int most)
{
    return most < content.w ? most : content.w;
}

void draw_card(const struct glyphs *g, struct canvas *c, struct rect content, const char *title,
               const struct canvas *sheet)
{
    struct rect place = layout_box(content, sheet->cols, sheet->rows);
    if (is_boxed(content, sheet->cols) && sheet->rows + 2 <= content.h)
        place = draw_box(g, c, place, title);
    else
        canvas_fill(c, place = content, ROLE_TEXT, " ");
    canvas_copy(c, place, sheet, 0);
}
