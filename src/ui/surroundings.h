/* The surroundings: what stands around every view. */
#ifndef BLOTTER_UI_SURROUNDINGS_H
#define BLOTTER_UI_SURROUNDINGS_H

#include "blotter/ui/layout.h"
#include "blotter/ui/mouse.h"
#include "blotter/ui/scene.h"

/* How many rows of the canvas it takes to say what is wrong; 0 when nothing is. */
int alert_rows(const struct scene *s, struct canvas *c);
void draw_alerts(const struct scene *s, struct canvas *c, struct rect r);

/* The last row: key hints, or the answer to the last key. */
void draw_footer(const struct scene *s, struct canvas *c, struct rect r, struct targets *t);

/* What is asked for, over the last two rows. */
void draw_question(const struct scene *s, struct canvas *c, const struct frame *f);

/* All of it: tabs, state, clock, speed, position in the data, what is wrong, news, key hints. Notes
 * down in `t` (or NULL) what of it can be clicked on. */
void draw_surroundings(const struct scene *s, struct canvas *c, const struct frame *f,
                       struct targets *t);

#endif
