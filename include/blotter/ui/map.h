/* The map's arithmetic: from degrees to dots. A cell of the screen is two dots wide and four high,
 * which are square where cells are twice as high as wide. Pure. */
#ifndef BLOTTER_UI_MAP_H
#define BLOTTER_UI_MAP_H

#include "blotter/ui/atlas.h"

enum { CELL_DOTS_X = 2, CELL_DOTS_Y = 4, MAP_ZOOM_MAX = 10 };

/* What the keys have made of it; {0} shows the whole. */
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

#endif
