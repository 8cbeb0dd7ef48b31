/* When reports come: by weekday and hour, by month, and each crime at the hour that it is now. */
#include "view.h"

#include <stdio.h>

#include "blotter/ui/format.h"
#include "blotter/window/patterns.h"
#include "layout.h"
#include "widgets.h"

enum { MONTHS_A_YEAR = 12 };

/* --- by weekday and hour ---------------------------------------------------------------------- */

enum { LEVELS = 4 };

/* What is drawn into a cell of the week. */
struct heat {
    const week_counts *counts;
    uint32_t most;
    int cell; /* columns */
    bool figures;
};

static struct heat heat_of(const week_counts *counts, struct rect r)
{
    struct heat heat = {.counts = counts, .cell = heat_cell_columns(r)};
    for (size_t day = 0; day < WEEK_DAYS; day++) {
        uint32_t most = highest((*counts)[day], DAY_HOURS);
        heat.most = most > heat.most ? most : heat.most;
    }
    heat.figures = format_count_width(heat.most) < heat.cell;
    return heat;
}

/* From 0, nothing, to LEVELS. */
static int level_of(const struct heat *heat, uint32_t count)
{
    return count == 0 ? 0 : 1 + (int)((uint64_t)(count - 1) * LEVELS / heat->most);
}

static void draw_heat_cell(const struct scene *s, struct canvas *c, struct rect cell,
                           const struct heat *heat, uint32_t count)
{
    static const enum role figures[] = {ROLE_LABEL, ROLE_HEAT_1, ROLE_HEAT_2, ROLE_HEAT_3,
                                        ROLE_HEAT_4};
    static const enum role shades[] = {ROLE_REMAINS, ROLE_MAP_1, ROLE_MAP_2, ROLE_MAP_3,
                                       ROLE_MAP_4};
    int level = level_of(heat, count);
    char text[FORMAT_SIZE];
    if (!heat->figures) {
        canvas_fill(c, cell, shades[level], s->glyphs->shade[level]);
        return;
    }
    canvas_fill(c, cell, figures[level], " ");
    struct pen pen = pen_on(c, (struct rect){cell.x, cell.y, cell.w, 1});
    pen_add_right(&pen, figures[level], format_count(count, text));
}

/* The hours below; the one that it is now is marked. */
static void draw_hours(const struct scene *s, struct canvas *c, struct rect row,
                       const struct heat *heat, int now)
{
    enum { EVERY = 3 };
    for (int hour = 0; hour < DAY_HOURS; hour += EVERY) {
        char text[4];
        snprintf(text, sizeof text, "%02d", hour);
        canvas_text(c, row.x + hour * heat->cell, row.y, EVERY * heat->cell, ROLE_LABEL,
                    text_of(text));
    }
    canvas_text(c, row.x + now * heat->cell + heat->cell / 2, row.y, 1, ROLE_FIGURE,
                text_of(s->glyphs->up));
}

static void draw_week(const struct scene *s, struct canvas *c, struct rect r,
                      const struct heat *heat)
{
    struct civil_parts now = civil_split(analysis_position(s->analysis));
    int height = heat_cell_rows(r);
    for (int day = 0; day < WEEK_DAYS; day++) {
        int y = r.y + 1 + day * height;
        canvas_text(c, r.x, y, HEAT_LABEL_COLUMNS, day == now.weekday ? ROLE_FIGURE : ROLE_LABEL,
                    text_of(format_weekday(day)));
        for (int hour = 0; hour < DAY_HOURS; hour++) {
            struct rect cell = {r.x + HEAT_LABEL_COLUMNS + hour * heat->cell, y, heat->cell,
                                height};
            draw_heat_cell(s, c, cell, heat, (*heat->counts)[day][hour]);
        }
    }
    struct rect axis = {r.x + HEAT_LABEL_COLUMNS, r.y + 1 + WEEK_DAYS * height,
                        heat->cell * DAY_HOURS, 1};
    draw_hours(s, c, axis, heat, now.hour);
}

static void draw_heat_title(const struct scene *s, struct canvas *c, struct rect row,
                            const struct heat *heat, const char *title)
{
    char most[FORMAT_SIZE];
    char text[FORMAT_SIZE + 8];
    struct pen pen = pen_on(c, row);
    pen_printf(&pen, ROLE_TITLE, "%s", title);
    if (analysis_settings(s->analysis)->filter[0] != '\0')
        pen_add(&pen, ROLE_WARNING, "  filtered");
    pen_skip(&pen, 2);
    snprintf(text, sizeof text, "most %s", format_count(heat->most, most));
    pen_add_right(&pen, ROLE_LABEL, text);
}

static void draw_heat(const struct scene *s, struct canvas *c, struct rect r,
                      const week_counts *counts, const char *title)
{
    if (rect_is_empty(r))
        return;
    struct heat heat = heat_of(counts, r);
    int columns = HEAT_LABEL_COLUMNS + heat.cell * DAY_HOURS;
    draw_heat_title(s, c, (struct rect){r.x, r.y, columns, 1}, &heat, title);
    draw_week(s, c, r, &heat);
}

static void draw_heats(const struct scene *s, struct canvas *c, const struct patterns_layout *l)
{
    const struct patterns *p = analysis_patterns(s->analysis);
    week_counts recent;
    char since[FORMAT_SIZE];
    char title[FORMAT_SIZE + 24];
    patterns_recent(p, analysis_position(s->analysis), recent);
    snprintf(title, sizeof title, "By weekday and hour, %s", since_title(s, since));
    draw_heat(s, c, l->all, &p->week, title);
    draw_heat(s, c, l->recent, (const week_counts *)&recent, "the last 4 weeks");
}

/* The hours of all days, with a heading where there is room for one. */
static void draw_day(const struct scene *s, struct canvas *c, struct rect r)
{
    if (r.h < 2)
        return;
    uint32_t hours[DAY_HOURS];
    struct heat day = {.cell = r.w / DAY_HOURS};
    for (int hour = 0; hour < DAY_HOURS; hour++)
        hours[hour] = (uint32_t)patterns_of_hour(analysis_patterns(s->analysis), hour);
    struct rect axis = {r.x, r.y + r.h - 1, day.cell * DAY_HOURS, 1};
    if (r.h > HEADED_MIN_ROWS) {
        canvas_text(c, r.x, r.y++, r.w, ROLE_TITLE, text_of("By hour, all days"));
        r.h--;
    }
    draw_chart(s, c, (struct rect){r.x, r.y, r.w, r.h - 1},
               &(struct chart){hours, DAY_HOURS, day.cell, day.cell > 1 ? 1 : 0, true});
    draw_hours(s, c, axis, &day, civil_split(analysis_position(s->analysis)).hour);
}

/* --- by month --------------------------------------------------------------------------------- */

/* "Feb 2023" */
static const char *month_name(int32_t month, char *out)
{
    static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    snprintf(out, FORMAT_SIZE, "%s %04d", names[month % MONTHS_A_YEAR],
             (int)(month / MONTHS_A_YEAR));
    return out;
}

static void draw_months(const struct scene *s, struct canvas *c, struct rect r)
{
    enum { MONTHS_SHOWN = 256, PITCH_MOST = 12 };
    uint32_t values[MONTHS_SHOWN];
    char name[FORMAT_SIZE];
    int32_t first;
    if (r.h < HEADED_MIN_ROWS)
        return;
    size_t room = r.w < MONTHS_SHOWN ? (size_t)r.w : MONTHS_SHOWN;
    size_t count = patterns_months(analysis_patterns(s->analysis), values, room, &first);
    canvas_text(c, r.x, r.y, r.w, ROLE_TITLE, text_of("By month"));
    if (count == 0)
        return;
    int pitch = r.w / (int)count < PITCH_MOST ? r.w / (int)count : PITCH_MOST;
    int gap = pitch > 2 ? 1 : 0;
    draw_chart(s, c, (struct rect){r.x, r.y + 1, r.w, r.h - 2},
               &(struct chart){values, count, pitch, gap, true});
    int columns = pitch * (int)count - gap;
    struct pen pen = pen_on(c, (struct rect){r.x, r.y + r.h - 1, r.w, 1});
    pen_add(&pen, ROLE_LABEL, month_name(first, name));
    pen.end = r.x + columns > pen.x + 1 ? r.x + columns : pen.x;
    pen_skip(&pen, 1);
    if (count > 1)
        pen_add_right(&pen, ROLE_LABEL, month_name(first + (int32_t)count - 1, name));
}

/* --- crimes at an hour ------------------------------------------------------------------------ */

enum { SHARE_COLUMNS = 10 };

static void draw_share(struct canvas *c, struct rect row, int end, enum role role, uint64_t part,
                       uint64_t whole)
{
    char text[FORMAT_SIZE];
    struct pen pen = pen_on(c, (struct rect){row.x, row.y, end - row.x, 1});
    snprintf(text, sizeof text, "%.0f %%", whole > 0 ? 100.0 * (double)part / (double)whole : 0.0);
    pen_add_right(&pen, role, text);
}

static void draw_crimes_head(struct canvas *c, struct rect r, int hour)
{
    struct pen pen = pen_on(c, (struct rect){r.x, r.y, r.w, 1});
    char text[FORMAT_SIZE];
    pen_add(&pen, ROLE_TITLE, "Crimes by hour");
    pen_add_right(&pen, ROLE_LABEL, "all day");
    pen.end = r.x + r.w - SHARE_COLUMNS;
    snprintf(text, sizeof text, "%02d to %02d h", hour, hour + 1);
    pen_add_right(&pen, ROLE_LABEL, text);
}

/* How often each crime is at the hour that it is, on any day, and beside it at all hours. */
static void draw_crimes(const struct scene *s, struct canvas *c, struct rect r)
{
    const struct patterns *p = analysis_patterns(s->analysis);
    const struct tally *all = analysis_all(s->analysis);
    const struct interner *names = analysis_crimes(s->analysis);
    int hour = civil_split(analysis_position(s->analysis)).hour;
    struct counts of_hour = {0};
    struct top_list top = {0};
    if (r.h < 2)
        return;
    draw_crimes_head(c, r, hour);
    for (uint32_t id = 0; id < intern_count(names) && id < PATTERN_CRIMES; id++)
        counts_set(&of_hour, id, patterns_of_crime(p, id, hour));
    counts_top(&of_hour, names, (size_t)r.h - 1, &top);
    for (size_t i = 0; i < top.count; i++) {
        struct rect row = {r.x, r.y + 1 + (int)i, r.w, 1};
        uint32_t id = top.of[i].id;
        draw_name(c, row.x, row.y, row.w - 2 * SHARE_COLUMNS - 1, intern_text(names, id));
        draw_share(c, row, row.x + row.w, ROLE_LABEL, counts_of(&all->crimes, id), all->total);
        draw_share(c, row, row.x + row.w - SHARE_COLUMNS, ROLE_FIGURE, top.of[i].count,
                   patterns_of_hour(p, hour));
    }
    top_list_finish(&top);
    counts_finish(&of_hour);
}

/* --- the view --------------------------------------------------------------------------------- */

static void patterns_draw(const struct scene *s, struct canvas *c, struct rect r, size_t window)
{
    (void)window;
    struct patterns_layout l = layout_patterns(r);
    if (analysis_all(s->analysis)->total == 0) {
        canvas_text(c, r.x, r.y, r.w, ROLE_LABEL, text_of("no reports yet"));
        return;
    }
    draw_heats(s, c, &l);
    draw_day(s, c, l.day);
    draw_months(s, c, l.months);
    draw_crimes(s, c, l.crimes);
}

const struct view view_patterns = {
    .name = "Patterns", .needs_reports = true, .draw = patterns_draw};
