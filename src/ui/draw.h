/* Drawing a scene. Pure: the same scene on the same canvas is the same screen. The canvas has the
 * screen's size. */
#ifndef BLOTTER_UI_DRAW_H
#define BLOTTER_UI_DRAW_H

#include "mouse.h"
#include "scene.h"

void scene_draw(const struct scene *s, struct canvas *c);

/* What stands at (x, y). */
struct target scene_target(const struct scene *s, const struct canvas *c, int x, int y);

/* Does an action that works on the view shown (row, zoom, pan). Returns NULL, or why nothing is
 * done, a constant text. */
const char *scene_do(struct scene *s, struct canvas *c, const struct action *a);

/* How many rows of the help do not fit. */
int scene_help_hidden(const struct scene *s, struct canvas *c);

#endif
