#include "view.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/ui/format.h"
#include "layout.h"
#include "latest.h"
#include "map.h"
#include "widgets.h"

enum { MAP_WINDOW_S = 12 * CIVIL_HOUR_S, DRAWN_MAX = 100000 };

/* The longest window of up to half a day, else the shortest. */
static size_t window_shown(const struct analysis *a)
{
    const struct analysis_config *config = analysis_settings(a);
    size_t best = 0;
    for (size_t i = 1; i < config->window_count; i++) {
        int64_t length_s = config->windows[i].length_s;
        int64_t best_s = config->windows[best].length_s;
        bool fits = length_s <= MAP_WINDOW_S;
        if (best_s > MAP_WINDOW_S ? length_s < best_s : fits && length_s > best_s)
            best = i;
    }
    return best;
}

static struct projection projection_of(const struct scene *s, struct rect r)
{
    struct atlas_box whole = atlas_box(s->atlas);
    return map_project(&s->map, &whole, r.w, r.h);
}

/* --- reports -------------------------------------------------------------------------------- */

/* Adds the reports of the window; of very many only every k-th, which then stands for k. */
static void add_reports(const struct scene *s, struct map_cells *m, size_t window)
{
    const struct analysis *a = s->analysis;
    int64_t length_s = analysis_settings(a)->windows[window].length_s;
    civil_time from = civil_add(analysis_position(a), -length_s);
    size_t stride = 1 + (size_t)(analysis_window(a, window)->total / DRAWN_MAX);
    for (size_t back = 0;; back += stride) {
        const struct report *report = analysis_recent(a, back);
        double lat;
        double lon;
        if (report == NULL || report->reported_at.s <= from.s)
            return;
        if (analysis_coordinates(a, report, &lat, &lon))
            map_cells_add(m, lat, lon, (uint32_t)stride);
    }
}

/* --- names of areas ------------------------------------------------------------------------- */

/* The places that names have taken so far. */
struct area_names {
    const struct map_cells *cells;
    struct canvas *canvas;
    struct rect map;
    struct rect taken[ATLAS_AREAS];
    size_t count;
    int room; /* cells that are left for names */
};

/* Is it on the map, a column away from all others, and not on the circle? */
static bool is_free(const struct area_names *n, struct rect r)
{
    const struct rect *map = &n->map;
    if (r.x < map->x || r.x + r.w > map->x + map->w || r.y < map->y || r.y >= map->y + map->h)
        return false;
    for (size_t i = 0; i < n->count; i++)
        if (r.y == n->taken[i].y && r.x <= n->taken[i].x + n->taken[i].w &&
            n->taken[i].x <= r.x + r.w)
            return false;
    for (int x = r.x; x < r.x + r.w; x++)
        if (map_cells_at(n->cells, x - map->x, r.y - map->y)->round != 0)
            return false;
    return true;
}

/* Letters on cells with reports have their brightness, so that nothing is hidden. */
static void draw_letters(const struct area_names *n, struct rect r, const char *name)
{
    canvas_text(n->canvas, r.x, r.y, r.w, ROLE_LABEL, text_of(name));
    for (int x = r.x; x < r.x + r.w; x++)
        canvas_restyle(n->canvas, (struct rect){x, r.y, 1, 1},
                       map_cells_role(n->cells, x - n->map.x, r.y - n->map.y, ROLE_LABEL));
}

/* The name stands in the middle of its area, or a row or two above or below that. */
static void place_name_of(struct area_names *n, const struct atlas_area *area)
{
    static const int beside[] = {0, -1, 1, -2, 2};
    int x;
    int y;
    if (!projection_dot(&n->cells->projection, area->lat / area->count, area->lon / area->count, &x,
                        &y))
        return;
    int width = canvas_measure(n->canvas, text_of(area->name));
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        struct rect r = {n->map.x + x / CELL_DOTS_X - width / 2,
                         n->map.y + y / CELL_DOTS_Y + beside[i], width, 1};
        if (width > n->room || !is_free(n, r))
            continue;
        n->room -= width;
        n->taken[n->count++] = r;
        draw_letters(n, r, area->name);
        return;
    }
}

static int by_count(const void *a, const void *b)
{
    const struct atlas_area *left = a;
    const struct atlas_area *right = b;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->name, right->name);
}

/* The names may cover a part of the city only: on a small map they would be all there is. */
static int room_for_names(const struct scene *s, const struct map_cells *cells)
{
    enum { SHARE = 9 };
    struct atlas_box whole = atlas_box(s->atlas);
    const struct projection *p = &cells->projection;
    int cols = (int)((whole.east - whole.west) * p->dots_per_lon) / CELL_DOTS_X;
    int rows = (int)((whole.north - whole.south) * p->dots_per_lat) / CELL_DOTS_Y;
    cols = cols < cells->cols ? cols : cells->cols;
    rows = rows < cells->rows ? rows : cells->rows;
    return cols * rows / SHARE;
}

/* The areas with the most reports first. */
static void draw_names(const struct scene *s, struct area_names *n)
{
    const struct atlas_area *areas;
    struct atlas_area sorted[ATLAS_AREAS];
    size_t count = atlas_areas(s->atlas, &areas);
    n->room = room_for_names(s, n->cells);
    memcpy(sorted, areas, count * sizeof *areas);
    qsort(sorted, count, sizeof sorted[0], by_count);
    for (size_t i = 0; i < count; i++)
        place_name_of(n, &sorted[i]);
}

/* --- the report selected -------------------------------------------------------------------- */

static void draw_mark(const struct scene *s, struct canvas *c, const struct area_names *n)
{
    const struct report *report = reports_selected(&s->reports);
    double lat;
    double lon;
    int x;
    int y;
    if (report == NULL || !analysis_coordinates(s->analysis, report, &lat, &lon) ||
        !projection_dot(&n->cells->projection, lat, lon, &x, &y))
        return;
    canvas_text(c, n->map.x + x / CELL_DOTS_X, n->map.y + y / CELL_DOTS_Y, 1, ROLE_MARK,
                text_of(s->glyphs->mark));
}

/* The report selected, else the newest. */
static void draw_caption(const struct scene *s, struct canvas *c, struct rect row)
{
    const struct report *report = reports_selected(&s->reports);
    bool selected = report != NULL;
    if (rect_is_empty(row))
        return;
    if (!selected)
        report = analysis_recent(s->analysis, 0);
    if (report == NULL)
        return;
    draw_report(s, c, row, report);
    if (selected)
        canvas_restyle(c, row, ROLE_SELECTED);
}

/* --- the view ------------------------------------------------------------------------------- */

static void draw_head(const struct scene *s, struct canvas *c, struct rect row, size_t window)
{
    char text[FORMAT_SIZE];
    const struct tally *tally = analysis_window(s->analysis, window);
    struct pen pen = pen_on(c, row);
    const char *name = analysis_settings(s->analysis)->windows[window].name;
    pen_printf(&pen, ROLE_TITLE, "last %s", format_written(name, text));
    if (analysis_is_filling(s->analysis, window))
        pen_add(&pen, ROLE_WARNING, "  filling");
    pen_printf(&pen, ROLE_FIGURE, "   %s", format_count(tally->total, text));
    pen_printf(&pen, ROLE_LABEL, " %s", format_reports(tally->total));
    pen_printf(&pen, ROLE_NEAR, "   %s", format_count(tally_near(tally, s->point), text));
    char near[FORMAT_SIZE];
    pen_printf(&pen, ROLE_LABEL, " %s", near_name(s, near));
    pen_skip(&pen, 2);
    snprintf(text, sizeof text, "zoom %.1f", map_scale(&s->map));
    pen_add_right(&pen, ROLE_LABEL, text);
}

static void map_draw(const struct scene *s, struct canvas *c, struct rect r, size_t tab)
{
    (void)tab;
    struct map_layout l = layout_map(r);
    struct map_cells cells;
    struct projection projection = projection_of(s, l.map);
    size_t window = window_shown(s->analysis);
    map_cells_init(&cells, &projection);
    map_cells_add_past(&cells, s->atlas);
    for (size_t k = 0; analysis_point(s->analysis, k) != NULL; k++)
        map_cells_add_circle(&cells, analysis_point(s->analysis, k));
    add_reports(s, &cells, window);
    map_cells_draw(&cells, s->glyphs, c, l.map.x, l.map.y);
    struct area_names names = {.cells = &cells, .canvas = c, .map = l.map};
    draw_names(s, &names);
    draw_mark(s, c, &names);
    draw_head(s, c, l.head, window);
    draw_latest(s, c, l.latest);
    draw_caption(s, c, l.caption);
    draw_open_report(s, c, r);
    map_cells_finish(&cells);
}

static const char *zoom(struct scene *s, int by)
{
    int to = s->map.zoom + by;
    if (to < 0)
        return "this is the whole city";
    if (to > MAP_ZOOM_MAX)
        return "this is the closest";
    s->map.zoom = to;
    if (to == 0)
        s->map = (struct map){0};
    return NULL;
}

/* How many steps to the north and to the east a pan goes. */
static const struct {
    int north, east;
} pans[] = {
    [PAN_LEFT] = {0, -1},
    [PAN_DOWN] = {-1, 0},
    [PAN_UP] = {1, 0},
    [PAN_RIGHT] = {0, 1},
};

/* Moves the map so that the report selected is on it. */
static void look_at_selected(struct scene *s, const struct projection *p)
{
    struct atlas_box whole = atlas_box(s->atlas);
    const struct report *report = reports_selected(&s->reports);
    double lat;
    double lon;
    if (report != NULL && analysis_coordinates(s->analysis, report, &lat, &lon))
        map_look_at(&s->map, &whole, p, lat, lon);
}

static const char *map_act(struct scene *s, struct rect r, size_t window, const struct action *a)
{
    (void)window;
    struct atlas_box whole = atlas_box(s->atlas);
    struct projection p = projection_of(s, layout_map(r).map);
    if (a->verb == VERB_ZOOM)
        return zoom(s, (int)a->number);
    if (a->verb == VERB_ROW)
        look_at_selected(s, &p);
    else
        map_pan(&s->map, &whole, &p, pans[a->number].north, pans[a->number].east);
    return NULL;
}

static struct rect map_rows(const struct scene *s, struct rect r, bool held)
{
    (void)s;
    return latest_place(layout_map(r).latest, held);
}

const struct view view_map = {
    .name = "Map",
    .needs_reports = true,
    .draw = map_draw,
    .list = LIST_OF_REPORTS,
    .rows = map_rows,
    .act = map_act,
    .is_map = true,
};
