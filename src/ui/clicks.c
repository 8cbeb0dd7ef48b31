#include "actions.h"

#include "draw.h"
#include "tabs.h"

enum { WHEEL_ROWS = 3 };

static void click(struct deck *d, const struct mouse *m)
{
    struct target target = scene_target(d->scene, d->canvas, m->x, m->y);
    switch (target.kind) {
    case TARGET_TAB:
        deck_do(d, &(struct action){.verb = VERB_TAB, .number = target.value});
        break;
    case TARGET_KEY:
        deck_do(d, &d->scene->keymap->bindings[target.value].action);
        break;
    case TARGET_POSITION:
        deck_seek_fraction(d, (m->x - target.r.x) / (double)(target.r.w > 1 ? target.r.w - 1 : 1));
        break;
    case TARGET_ROWS:
        deck_do(d, &(struct action){.verb = VERB_ROW, .number = LIST_CLICK + m->y - target.r.y});
        break;
    case TARGET_NONE:
        break;
    }
}

/* A list that is not held is at its top already; one that is turned back beyond it goes on. */
static void turn_in_list(struct deck *d, const struct list *list, bool up)
{
    struct action row = {.verb = VERB_ROW, .number = up ? LIST_UP : LIST_DOWN};
    if (up && list->selected == 0)
        row.number = LIST_LEAVE;
    if (!up || list->held)
        deck_do(d, &row);
}

/* A map comes nearer under the wheel, a list is gone through. */
static void turn_wheel(struct deck *d, const struct mouse *m)
{
    bool up = m->kind == MOUSE_WHEEL_UP;
    unsigned places = tab_places(d->scene);
    const struct list *list = tab_list(d->scene);
    bool on_rows = scene_target(d->scene, d->canvas, m->x, m->y).kind == TARGET_ROWS;
    if ((places & IN_MAP) != 0 && !on_rows) {
        deck_do(d, &(struct action){.verb = VERB_ZOOM, .number = up ? 1 : -1});
        return;
    }
    for (int i = 0; i < WHEEL_ROWS; i++)
        if ((places & IN_HELP) != 0)
            deck_do(d, &(struct action){.verb = VERB_SCROLL, .number = up ? LIST_UP : LIST_DOWN});
        else if (list != NULL)
            turn_in_list(d, list, up);
}

void deck_mouse(struct deck *d, const struct mouse *m)
{
    if (d->scene->asking.on || d->pasting)
        return;
    if (m->kind == MOUSE_CLICK)
        click(d, m);
    else
        turn_wheel(d, m);
}
