/* The map's cells: which dots of each are set, and by what. */
#ifndef BLOTTER_UI_MAP_CELLS_H
#define BLOTTER_UI_MAP_CELLS_H

#include "blotter/ui/canvas.h"
#include "blotter/ui/glyphs.h"
#include "blotter/ui/map.h"

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
