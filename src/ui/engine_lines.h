/* The engines beside our own figures, on the tabs of the windows: a line each, and of the first
 * that differs, or the first, the figures of both. */
#ifndef BLOTTER_UI_ENGINE_LINES_H
#define BLOTTER_UI_ENGINE_LINES_H

#include "scene.h"

/* How many rows it would like to have; 0: nothing is compared. It makes do with one. */
int engine_lines_rows(const struct scene *s);

void draw_engine_lines(const struct scene *s, struct canvas *c, struct rect r, size_t window);

#endif
