/* What is wrong, above every view: a filter, an accounting that is not clean, a broken session. */
#ifndef BLOTTER_UI_WARNINGS_H
#define BLOTTER_UI_WARNINGS_H

#include "scene.h"

/* How many rows of the canvas the warnings take; 0 when nothing is wrong. */
int warning_rows(const struct scene *s, struct canvas *c);
void draw_warnings(const struct scene *s, struct canvas *c, struct rect r);

#endif
