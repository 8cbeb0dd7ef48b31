/* The map: from degrees to dots, and from dots to cells. A cell of the screen is two dots wide and
 * four high, which are square where cells are twice as high as wide. Pure. */
#ifndef BLOTTER_UI_MAP_H
#define BLOTTER_UI_MAP_H

#include "atlas.h"
#include "blotter/ui/canvas.h"
#include "blotter/ui/glyphs.h"

enum { CELL_DOTS_X = 2, CELL_DOTS_Y = 4, MAP_ZOOM_MAX = 10 };

/* How far the user has zoomed and moved; {0} shows the whole. */
struct map {
    int zoom;           /* steps in from the whole */
    double north, east; /* by how many degrees the middle is away from that of the whole */
};

struct projection {
    double lat, lon;                   /* of the middle */
    double dots_per_lat, dots_per_lon; /* a degree */
    int width, height;                 /* of what is shown, in dots */
};

/* That of a rectangle of `cols` by `rows` cells. A degree of longitude is shorter than one of
 * latitude by the cosine of the latitude. */
struct projection map_project(const struct map *map, const struct atlas_box *whole, int cols,
                              int rows);

/* Which dot a place is, from the left and from the top; false when it is not shown. */
bool projection_dot(const struct projection *p, double lat, double lon, int *ret_x, int *ret_y);

/* Moves by a quarter of what is shown; -1, 0 or 1 to the north and east. Not out of the whole. */
void map_pan(struct map *map, const struct atlas_box *whole, const struct projection *p, int north,
             int east);

/* Puts a place into the middle when it is not shown. */
void map_look_at(struct map *map, const struct atlas_box *whole, const struct projection *p,
                 double lat, double lon);

/* How much larger than the whole: 1, 1.5, 2.2 ... */
double map_scale(const struct map *map);

/* The cells: which dots of each are set, and by what. */
struct map_cell {
    uint8_t dots;  /* reports of the window, as braille has them */
    uint8_t past;  /* reports seen before */
    uint8_t round; /* the circle of --near */
    uint32_t count;
};

struct map_cells {
    struct projection projection;
    int cols, rows;
    struct map_cell *of;
    uint32_t peak; /* the highest count */
};

void map_cells_init(struct map_cells *m, const struct projection *p);
void map_cells_finish(struct map_cells *m);

static inline struct map_cell *map_cells_at(const struct map_cells *m, int x, int y)
{
    return &m->of[(size_t)y * (size_t)m->cols + (size_t)x];
}

void map_cells_add_past(struct map_cells *m, const struct atlas *atlas);
void map_cells_add_circle(struct map_cells *m, const struct near *near);

/* One report, standing for so many. */
void map_cells_add(struct map_cells *m, double lat, double lon, uint32_t count);

/* How many levels of brightness there are, and that of a cell, from 1; 0 without reports. */
enum { MAP_LEVELS = 4 };
int map_cells_level(const struct map_cells *m, const struct map_cell *cell);

/* Draws all of them from (x, y) on. */
void map_cells_draw(const struct map_cells *m, const struct glyphs *g, struct canvas *c, int x,
                    int y);

/* The role of what stands on a cell: its brightness, else `role`. */
enum role map_cells_role(const struct map_cells *m, int x, int y, enum role role);

#endif
