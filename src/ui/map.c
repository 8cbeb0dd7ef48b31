#include "map.h"

#include <math.h>
#include <stdlib.h>

#include "blotter/base/memory.h"

#define ZOOM_STEP 1.5
#define MARGIN 0.97 /* the outermost reports are not at the very edge */
#define RADIANS (3.14159265358979323846 / 180)

static double middle_lat(const struct atlas_box *whole)
{
    return (whole->south + whole->north) / 2;
}

static double middle_lon(const struct atlas_box *whole)
{
    return (whole->west + whole->east) / 2;
}

double map_scale(const struct map *map)
{
    return pow(ZOOM_STEP, map->zoom);
}

struct projection map_project(const struct map *map, const struct atlas_box *whole, int cols,
                              int rows)
{
    double shrink = cos(middle_lat(whole) * RADIANS);
    double least = 1.0 / ATLAS_PER_DEGREE; /* of a whole that is a single spot */
    double height = fmax(whole->north - whole->south, least);
    double width = fmax((whole->east - whole->west) * shrink, least);
    struct projection p = {
        .lat = middle_lat(whole) + map->north,
        .lon = middle_lon(whole) + map->east,
        .width = cols * CELL_DOTS_X,
        .height = rows * CELL_DOTS_Y,
    };
    p.dots_per_lat = fmin(p.height / height, p.width / width) * MARGIN * map_scale(map);
    p.dots_per_lon = p.dots_per_lat * shrink;
    return p;
}

bool projection_dot(const struct projection *p, double lat, double lon, int *ret_x, int *ret_y)
{
    double x = p->width / 2.0 + (lon - p->lon) * p->dots_per_lon;
    double y = p->height / 2.0 - (lat - p->lat) * p->dots_per_lat;
    if (!(x >= 0 && x < p->width && y >= 0 && y < p->height))
        return false;
    *ret_x = (int)x;
    *ret_y = (int)y;
    return true;
}

static double within(double value, double limit)
{
    return fmax(-limit, fmin(limit, value));
}

static void keep_inside(struct map *map, const struct atlas_box *whole)
{
    map->north = within(map->north, (whole->north - whole->south) / 2);
    map->east = within(map->east, (whole->east - whole->west) / 2);
}

void map_pan(struct map *map, const struct atlas_box *whole, const struct projection *p, int north,
             int east)
{
    map->north += north * p->height / p->dots_per_lat / 4;
    map->east += east * p->width / p->dots_per_lon / 4;
    keep_inside(map, whole);
}

void map_look_at(struct map *map, const struct atlas_box *whole, const struct projection *p,
                 double lat, double lon)
{
    int x;
    int y;
    if (projection_dot(p, lat, lon, &x, &y))
        return;
    map->north = lat - middle_lat(whole);
    map->east = lon - middle_lon(whole);
    keep_inside(map, whole);
}

/* --- cells ---------------------------------------------------------------------------------- */

enum { BRAILLE = 0x2800 };

static const enum role level_roles[MAP_LEVELS + 1] = {ROLE_MAP_PAST, ROLE_MAP_1, ROLE_MAP_2,
                                                      ROLE_MAP_3, ROLE_MAP_4};

void map_cells_init(struct map_cells *m, const struct projection *p)
{
    *m = (struct map_cells){
        .projection = *p,
        .cols = p->width / CELL_DOTS_X,
        .rows = p->height / CELL_DOTS_Y,
    };
    m->of = mem_new((size_t)m->cols * (size_t)m->rows + 1, sizeof *m->of);
}

void map_cells_finish(struct map_cells *m)
{
    free(m->of);
    *m = (struct map_cells){0};
}

/* The cell of a place and the dot in it; NULL when it is not shown. */
static struct map_cell *find(const struct map_cells *m, double lat, double lon, uint8_t *ret_dot)
{
    static const uint8_t dots[CELL_DOTS_Y][CELL_DOTS_X] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int x;
    int y;
    if (!projection_dot(&m->projection, lat, lon, &x, &y))
        return NULL;
    *ret_dot = dots[y % CELL_DOTS_Y][x % CELL_DOTS_X];
    return map_cells_at(m, x / CELL_DOTS_X, y / CELL_DOTS_Y);
}

void map_cells_add(struct map_cells *m, double lat, double lon, uint32_t count)
{
    uint8_t dot;
    struct map_cell *cell = find(m, lat, lon, &dot);
    if (cell == NULL)
        return;
    cell->dots |= dot;
    cell->count += count;
    if (cell->count > m->peak)
        m->peak = cell->count;
}

void map_cells_add_past(struct map_cells *m, const struct atlas *atlas)
{
    double lat;
    double lon;
    uint8_t dot;
    for (size_t k = 0; atlas_spot(atlas, k, &lat, &lon); k++) {
        struct map_cell *cell = find(m, lat, lon, &dot);
        if (cell != NULL)
            cell->past |= dot;
    }
}

/* What is near is measured in degrees, so on the map it is an ellipse. */
void map_cells_add_circle(struct map_cells *m, const struct near *near)
{
    int steps = (int)fmin(8 * near->deg * m->projection.dots_per_lat + 16, 20000);
    for (int k = 0; k < steps; k++) {
        uint8_t dot;
        double angle = 360 * RADIANS * k / steps;
        struct map_cell *cell =
            find(m, near->lat + near->deg * sin(angle), near->lon + near->deg * cos(angle), &dot);
        if (cell != NULL)
            cell->round |= dot;
    }
}

/* By the logarithm: that one cell has most must not make all others dark. A few are no crowd, even
 * when nowhere are more. */
int map_cells_level(const struct map_cells *m, const struct map_cell *cell)
{
    enum { CROWD = 6 };
    if (cell->count == 0)
        return 0;
    double most = log(1 + (double)(m->peak > CROWD ? m->peak : CROWD));
    int level = (int)ceil(log((double)cell->count) / most * MAP_LEVELS + 0.5);
    return level < 1 ? 1 : level < MAP_LEVELS ? level : MAP_LEVELS;
}

enum role map_cells_role(const struct map_cells *m, int x, int y, enum role role)
{
    const struct map_cell *cell = map_cells_at(m, x, y);
    return cell->count > 0 ? level_roles[map_cells_level(m, cell)] : role;
}

static wchar_t glyph_of(const struct map_cells *m, const struct map_cell *cell, bool ascii)
{
    static const wchar_t ramp[MAP_LEVELS + 1] = {L'.', L'+', L'*', L'%', L'#'};
    uint8_t now = cell->dots | cell->round;
    if (!ascii)
        return (wchar_t)(BRAILLE + (now != 0 ? now : cell->past));
    return cell->count == 0 && cell->round != 0 ? L'o' : ramp[map_cells_level(m, cell)];
}

void map_cells_draw(const struct map_cells *m, const struct glyphs *g, struct canvas *c, int x,
                    int y)
{
    for (int row = 0; row < m->rows; row++)
        for (int col = 0; col < m->cols; col++) {
            const struct map_cell *cell = map_cells_at(m, col, row);
            if ((cell->dots | cell->past | cell->round) == 0)
                continue;
            enum role quiet = cell->round != 0 ? ROLE_NEAR : ROLE_MAP_PAST;
            canvas_glyph(c, x + col, y + row, map_cells_role(m, col, row, quiet),
                         glyph_of(m, cell, g->ascii));
        }
}
