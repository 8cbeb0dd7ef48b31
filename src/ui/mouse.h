/* The mouse: what stands at the place of a click. Pure: the code that draws something also notes
 * where it can be clicked on, so that both are always the same place. */
#ifndef BLOTTER_UI_MOUSE_H
#define BLOTTER_UI_MOUSE_H

#include "blotter/ui/canvas.h"

enum mouse_kind { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse {
    enum mouse_kind kind;
    int x, y;
};

enum target_kind {
    TARGET_NONE,
    TARGET_TAB,      /* value: its number */
    TARGET_KEY,      /* value: the key that the hint is of */
    TARGET_POSITION, /* the bar of the position in the data */
    TARGET_ROWS,     /* a list, a row a row */
};

struct target {
    enum target_kind kind;
    struct rect r;
    int value;
};

enum { TARGETS_MAX = 64 };

struct targets {
    struct target of[TARGETS_MAX];
    size_t count;
};

/* Notes a target down, unless it is empty; the later ones are on top. Takes NULL, and then does
 * nothing. */
void targets_add(struct targets *t, enum target_kind kind, struct rect r, int value);

/* The target at (x, y); of TARGET_NONE when there is none. */
struct target targets_at(const struct targets *t, int x, int y);

#endif
