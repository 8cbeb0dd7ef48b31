/* Views: what fills the middle of the screen, one for each kind of tab. */
#ifndef BLOTTER_UI_VIEW_H
#define BLOTTER_UI_VIEW_H

#include "blotter/ui/scene.h"

struct view {
    /* The tab's name (FORMAT_SIZE bytes). */
    const char *(*name)(const struct scene *s, size_t tab, char *out);
    void (*draw)(const struct scene *s, struct canvas *c, struct rect r);
};

extern const struct view view_live;
extern const struct view view_window;

/* The help, over whatever view it is; and how many of its rows `content` has no room for. */
void draw_help(const struct scene *s, struct canvas *c, struct rect content);
int help_hidden(struct rect content);

#endif
