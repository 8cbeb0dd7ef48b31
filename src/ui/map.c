#include "blotter/ui/map.h"

#include <math.h>

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
