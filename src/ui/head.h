/* The head of every screen: tabs, state, clock, speed, position in the data. */
#ifndef BLOTTER_UI_HEAD_H
#define BLOTTER_UI_HEAD_H

#include "layout.h"
#include "mouse.h"
#include "scene.h"

/* Notes in `t` (or NULL) which parts can be clicked on. */
void draw_head(const struct scene *s, struct canvas *c, const struct frame *f, struct targets *t);

#endif
