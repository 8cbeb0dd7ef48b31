#include "blotter/ui/scene.h"

#include <stdio.h>

#include "blotter/ui/keymap.h"
#include "blotter/ui/layout.h"
#include "surroundings.h"
#include "view.h"

static const struct view *const views[] = {&view_live, &view_window, &view_map, &view_cluster,
                                           &view_log};

enum { VIEW_COUNT = sizeof views / sizeof views[0] };

static size_t tabs_of(const struct scene *s, const struct view *view)
{
    return view->tabs != NULL ? view->tabs(s) : 1;
}

/* The view of a tab, and which one of its tabs that is. */
struct place_of_tab {
    const struct view *view;
    size_t which;
};

static struct place_of_tab find_tab(const struct scene *s, size_t tab)
{
    size_t i = 0;
    for (; i < VIEW_COUNT - 1 && tab >= tabs_of(s, views[i]); i++)
        tab -= tabs_of(s, views[i]);
    return (struct place_of_tab){views[i], tab};
}

size_t scene_tabs(const struct scene *s)
{
    size_t count = 0;
    for (size_t i = 0; i < VIEW_COUNT; i++)
        count += tabs_of(s, views[i]);
    return count;
}

const char *scene_tab_name(const struct scene *s, size_t tab, char *out)
{
    struct place_of_tab at = find_tab(s, tab);
    return at.view->name(s, at.which, out);
}

void scene_finish(struct scene *s)
{
    reports_release(&s->reports);
}

/* --- keys ----------------------------------------------------------------------------------- */

unsigned scene_keys(const struct scene *s)
{
    return s->help ? KEY_IN_HELP : KEY_IN_VIEWS | find_tab(s, s->tab).view->keys;
}

const char *scene_key(struct scene *s, struct canvas *c, int key)
{
    struct place_of_tab at = find_tab(s, s->tab);
    struct frame f = layout_frame(c->cols, c->rows, alert_rows(s, c));
    if (at.view->key == NULL)
        return NULL;
    return at.view->key(s, f.content, at.which, key);
}

const struct list *scene_list(const struct scene *s)
{
    const struct view *view = find_tab(s, s->tab).view;
    return view->list != NULL ? view->list(s) : NULL;
}

bool scene_holds(const struct scene *s)
{
    const struct list *list = scene_list(s);
    return list != NULL && list->held;
}

bool scene_shows_cluster(const struct scene *s)
{
    return find_tab(s, s->tab).view->shows_cluster;
}

/* --- drawing -------------------------------------------------------------------------------- */

int scene_help_hidden(const struct scene *s, struct canvas *c)
{
    struct frame f = layout_frame(c->cols, c->rows, alert_rows(s, c));
    return f.too_small ? 0 : help_hidden(s, f.content);
}

static void draw_too_small(const struct scene *s, struct canvas *c)
{
    const char *times = s->glyphs->times;
    char text[128];
    snprintf(text, sizeof text, "blotter needs %d%s%d, this is %d%s%d", SCREEN_MIN_COLS, times,
             SCREEN_MIN_ROWS, c->cols, times, c->rows);
    canvas_wrap(c, (struct rect){0, 0, c->cols, c->rows}, ROLE_TEXT, text_of(text), true);
}

static void draw_view(const struct scene *s, struct canvas *c, struct rect content,
                      struct targets *t)
{
    struct place_of_tab at = find_tab(s, s->tab);
    if (s->help) {
        draw_help(s, c, content);
        return;
    }
    at.view->draw(s, c, content, at.which);
    if (at.view->rows != NULL && !at.view->list(s)->open)
        targets_add(t, TARGET_ROWS, at.view->rows(s, content), 0);
}

static void draw_all(const struct scene *s, struct canvas *c, struct targets *t)
{
    canvas_clear(c);
    struct frame f = layout_frame(c->cols, c->rows, alert_rows(s, c));
    if (f.too_small) {
        draw_too_small(s, c);
        return;
    }
    draw_surroundings(s, c, &f, t);
    draw_view(s, c, f.content, t);
    if (s->asking.on)
        draw_question(s, c, &f);
}

void scene_draw(const struct scene *s, struct canvas *c)
{
    draw_all(s, c, NULL);
}

struct target scene_target(const struct scene *s, const struct canvas *c, int x, int y)
{
    struct targets targets = {.count = 0};
    struct canvas scratch;
    canvas_init(&scratch, c->ascii);
    canvas_resize(&scratch, c->cols, c->rows);
    draw_all(s, &scratch, &targets);
    canvas_finish(&scratch);
    return targets_at(&targets, x, y);
}
