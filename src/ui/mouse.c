#include "mouse.h"

#include "layout.h"

void targets_add(struct targets *t, enum target_kind kind, struct rect r, int value)
{
    if (t != NULL && t->count < TARGETS_MAX && !rect_is_empty(r))
        t->of[t->count++] = (struct target){kind, r, value};
}

static bool holds(struct rect r, int x, int y)
{
    return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

struct target targets_at(const struct targets *t, int x, int y)
{
    for (size_t i = t->count; i > 0; i--)
        if (holds(t->of[i - 1].r, x, y))
            return t->of[i - 1];
    return (struct target){.kind = TARGET_NONE};
}
