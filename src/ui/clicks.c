#include "actions.h"

#include "blotter/ui/keymap.h"

enum { WHEEL_ROWS = 3 };

static void show_tab(struct deck *d, size_t tab)
{
    d->scene->note[0] = '\0';
    d->scene->tab = tab;
    d->scene->help = false;
}

/* As far into the data as the place is into the bar. */
static void seek_to(struct deck *d, struct rect bar, int x)
{
    const struct session_status *status = d->scene->status;
    int64_t all_s = status->last.s - status->first.s;
    double fraction = (x - bar.x) / (double)(bar.w > 1 ? bar.w - 1 : 1);
    d->scene->note[0] = '\0';
    if (d->session == NULL || !deck_can_order(d))
        return;
    const char *why = deck_seek(d, civil_add(status->first, (int64_t)(fraction * (double)all_s)));
    if (why != NULL)
        deck_note(d, "%s", why);
}

static void choose(struct deck *d, int row)
{
    d->scene->note[0] = '\0';
    const char *why = scene_key(d->scene, d->canvas, KEY_CODE_ROW + row);
    if (why != NULL)
        deck_note(d, "%s", why);
}

static void click(struct deck *d, const struct mouse *m)
{
    struct target target = scene_target(d->scene, d->canvas, m->x, m->y);
    switch (target.kind) {
    case TARGET_TAB:
        show_tab(d, (size_t)target.value);
        break;
    case TARGET_KEY:
        deck_press(d, target.value);
        break;
    case TARGET_POSITION:
        seek_to(d, target.r, m->x);
        break;
    case TARGET_ROWS:
        choose(d, m->y - target.r.y);
        break;
    case TARGET_NONE:
        break;
    }
}

/* A list that is not held is at its top already; one that is turned back beyond it goes on. */
static int wheel_key(const struct scene *s, bool up)
{
    const struct list *list = s->help ? NULL : scene_list(s);
    if (!up)
        return KEY_CODE_DOWN;
    if (list == NULL || (list->held && list->selected > 0))
        return KEY_CODE_UP;
    return list->held ? KEY_CODE_ESCAPE : 0;
}

/* A map comes nearer under the wheel, a list is gone through. */
static void turn_wheel(struct deck *d, const struct mouse *m)
{
    bool up = m->kind == MOUSE_WHEEL_UP;
    bool on_rows = scene_target(d->scene, d->canvas, m->x, m->y).kind == TARGET_ROWS;
    if ((scene_keys(d->scene) & KEY_IN_MAP) != 0 && !on_rows) {
        deck_press(d, up ? 'z' : 'Z');
        return;
    }
    for (int i = 0; i < WHEEL_ROWS; i++) {
        int key = wheel_key(d->scene, up);
        if (key != 0 && keymap_find(key, scene_keys(d->scene)) != NULL)
            deck_press(d, key);
    }
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
