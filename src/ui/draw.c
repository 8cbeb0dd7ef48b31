#include "draw.h"

#include <stdio.h>

#include "foot.h"
#include "head.h"
#include "layout.h"
#include "tabs.h"
#include "warnings.h"

static struct frame frame_of(const struct scene *s, struct canvas *c)
{
    return layout_frame(c->cols, c->rows, warning_rows(s, c));
}

static const char *do_in_list(struct scene *s, enum view_list list, int act, struct rect rows)
{
    size_t shown = rows.h > 0 ? (size_t)rows.h : 0;
    if (list == LIST_OF_JOURNAL)
        return journal_do(s->journal, act, shown);
    return list == LIST_OF_ALERTS ? alert_history_do(&s->alerts, act, shown)
                                  : reports_do(&s->reports, s->analysis, act, shown);
}

const char *scene_do(struct scene *s, struct canvas *c, const struct action *a)
{
    struct tab at = tab_at(s, s->tab);
    const struct view *view = at.view;
    struct rect content = frame_of(s, c).content;
    const char *why = NULL;
    if (a->verb == VERB_ROW && view->list != LIST_NONE)
        why = do_in_list(s, view->list, (int)a->number, view->rows(s, content, true));
    return why == NULL && view->act != NULL ? view->act(s, content, at.window, a) : why;
}

int scene_help_hidden(const struct scene *s, struct canvas *c)
{
    struct frame f = frame_of(s, c);
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
    struct tab at = tab_at(s, s->tab);
    if (s->help) {
        draw_help(s, c, content);
        return;
    }
    if (at.view->needs_reports && s->status->figures_only) {
        canvas_text(c, content.x, content.y, content.w, ROLE_LABEL, text_of("unknown"));
        return;
    }
    at.view->draw(s, c, content, at.window);
    const struct list *list = tab_list(s);
    if (list != NULL && !list->open)
        targets_add(t, TARGET_ROWS, at.view->rows(s, content, list->held), 0);
}

static void draw_all(const struct scene *s, struct canvas *c, struct targets *t)
{
    canvas_clear(c);
    struct frame f = frame_of(s, c);
    if (f.too_small) {
        draw_too_small(s, c);
        return;
    }
    draw_head(s, c, &f, t);
    draw_warnings(s, c, f.warnings);
    draw_view(s, c, f.content, t);
    draw_foot(s, c, &f, t);
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
