#include "blotter/ui/scene.h"

#include <stdio.h>

#include "blotter/ui/layout.h"
#include "surroundings.h"
#include "view.h"

static const struct view *const views[] = {&view_live, &view_window};

static const struct view *view_of(size_t tab)
{
    return views[tab == 0 ? 0 : 1];
}

size_t scene_tabs(const struct scene *s)
{
    return 1 + analysis_settings(s->analysis)->window_count;
}

const char *scene_tab_name(const struct scene *s, size_t tab, char *out)
{
    return view_of(tab)->name(s, tab, out);
}

int scene_help_hidden(const struct scene *s, struct canvas *c)
{
    struct frame f = layout_frame(c->cols, c->rows, alert_rows(s, c));
    return f.too_small ? 0 : help_hidden(f.content);
}

static void draw_too_small(const struct scene *s, struct canvas *c)
{
    const char *times = s->glyphs->times;
    char text[128];
    snprintf(text, sizeof text, "blotter needs %d%s%d, this is %d%s%d", SCREEN_MIN_COLS, times,
             SCREEN_MIN_ROWS, c->cols, times, c->rows);
    canvas_wrap(c, (struct rect){0, 0, c->cols, c->rows}, ROLE_TEXT, text_of(text), true);
}

void scene_draw(const struct scene *s, struct canvas *c)
{
    canvas_clear(c);
    struct frame f = layout_frame(c->cols, c->rows, alert_rows(s, c));
    if (f.too_small) {
        draw_too_small(s, c);
        return;
    }
    draw_surroundings(s, c, &f);
    if (s->help)
        draw_help(s, c, f.content);
    else
        view_of(s->tab)->draw(s, c, f.content);
}
