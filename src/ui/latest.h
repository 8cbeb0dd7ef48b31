/* The latest reports as views show them: a list, and one of them as a whole. */
#ifndef BLOTTER_UI_LATEST_H
#define BLOTTER_UI_LATEST_H

#include "scene.h"

/* The newest on top, with a heading where there is room; the one selected is marked, and how many
 * newer ones there are is said. */
void draw_latest(const struct scene *s, struct canvas *c, struct rect r);

/* One report as a row. */
void draw_report(const struct scene *s, struct canvas *c, struct rect row,
                 const struct report *report);

/* A box with all that is known of the report selected, when it is open. */
void draw_open_report(const struct scene *s, struct canvas *c, struct rect content);

/* Where in `r` draw_latest shows reports, while one is selected or none is. */
struct rect latest_place(struct rect r, bool held);

#endif
