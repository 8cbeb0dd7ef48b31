/* The foot of every screen: the latest news, and below it the keys, the answer to the last one, or
 * what is asked for. */
#ifndef BLOTTER_UI_FOOT_H
#define BLOTTER_UI_FOOT_H

#include "layout.h"
#include "mouse.h"
#include "scene.h"

/* Notes in `t` (or NULL) which keys can be clicked on. */
void draw_foot(const struct scene *s, struct canvas *c, const struct frame *f, struct targets *t);

#endif
