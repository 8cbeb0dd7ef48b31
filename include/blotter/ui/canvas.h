/* The canvas: our own grid of cells, which views draw into and the terminal shows.
 *
 * Pure: no curses, no terminal, so that a screen can be tested in process. All text comes in
 * through one place that takes any bytes: broken UTF-8 is mended, what is not printable is
 * replaced, wide and combining characters are measured (wcwidth, so by LC_CTYPE) and stay in their
 * cells, and what does not fit is cut at a cell's border with an ellipsis. */
#ifndef BLOTTER_UI_CANVAS_H
#define BLOTTER_UI_CANVAS_H

#include <wchar.h>

#include "blotter/base/bug.h"
#include "blotter/base/text.h"
#include "blotter/ui/theme.h"

enum { CELL_CHARS = 3 };

struct cell {
    wchar_t ch[CELL_CHARS]; /* a character and the marks on it; ch[0] 0: a wide one's right half */
    uint16_t role;          /* enum role */
    uint16_t width;         /* 1 or 2; 0 in a right half */
};
_Static_assert(sizeof(struct cell) == CELL_CHARS * sizeof(wchar_t) + 4, "cells are compared whole");

struct rect {
    int x, y, w, h;
};

struct canvas {
    int cols, rows;
    struct cell *cells;
    bool ascii; /* what is not ASCII comes out as '?' */
};

/* An empty canvas without cells. */
void canvas_init(struct canvas *c, bool ascii);
void canvas_finish(struct canvas *c);

/* Gives the canvas that size, or the one it has, and blanks every cell. */
void canvas_resize(struct canvas *c, int cols, int rows);
void canvas_clear(struct canvas *c);

static inline struct cell *canvas_at(const struct canvas *c, int x, int y)
{
    BUG_IF(x < 0 || x >= c->cols || y < 0 || y >= c->rows);
    return &c->cells[(size_t)y * (size_t)c->cols + (size_t)x];
}

/* How many columns `s` takes when nothing is cut. */
int canvas_measure(const struct canvas *c, struct text s);

/* Writes `s` at (x, y) into at most `width` columns; returns how many it took. What is outside of
 * the canvas is not drawn. */
int canvas_text(struct canvas *c, int x, int y, int width, enum role role, struct text s);

/* Puts one character that is a column wide, unless the place is outside of the canvas. On an ASCII
 * canvas the character has to be ASCII. */
void canvas_glyph(struct canvas *c, int x, int y, enum role role, wchar_t glyph);

/* Fills the rectangle with one glyph that is one column wide. */
void canvas_fill(struct canvas *c, struct rect r, enum role role, const char *glyph);

/* Gives all that stands in the rectangle another role. */
void canvas_restyle(struct canvas *c, struct rect r, enum role role);

/* Writes `s` into the rectangle, broken at blanks; the last row is cut. Returns how many rows it
 * takes, up to r.h. With `draw` false it only counts. */
int canvas_wrap(struct canvas *c, struct rect r, enum role role, struct text s, bool draw);

/* Copies the rows of `from` beginning with `row` into the rectangle, as many as both have. */
void canvas_copy(struct canvas *c, struct rect r, const struct canvas *from, int row);

/* Appends row `y` as UTF-8, without the blanks at its end. */
void canvas_write_row(const struct canvas *c, int y, struct buffer *out);

/* A pen writes along one row, up to `end`. */
struct pen {
    struct canvas *canvas;
    int x, y, end;
};

struct pen pen_on(struct canvas *c, struct rect row);
int pen_room(const struct pen *p);
void pen_skip(struct pen *p, int columns);
void pen_add(struct pen *p, enum role role, const char *s);
void pen_printf(struct pen *p, enum role role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes `s` so that it ends where the pen's row ends, and shortens the row by it; does nothing
 * when it does not fit whole. */
void pen_add_right(struct pen *p, enum role role, const char *s);

#endif
