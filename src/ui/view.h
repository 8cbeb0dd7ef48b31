/* Views: what fills the middle of the screen, one for each kind of tab. tabs.c has them in the
 * order of their tabs. What a view keeps from one frame to the next is in the scene. */
#ifndef BLOTTER_UI_VIEW_H
#define BLOTTER_UI_VIEW_H

#include "scene.h"

enum view_list { LIST_NONE, LIST_OF_REPORTS, LIST_OF_JOURNAL, LIST_OF_ALERTS };

struct view {
    const char *name; /* of its tab; NULL: it has a tab for each window */

    /* `r` is where the view stands; `window`: which one it shows. */
    void (*draw)(const struct scene *s, struct canvas *c, struct rect r, size_t window);

    /* Its list, and where the rows of that stand, while one is selected or none is. */
    enum view_list list;
    struct rect (*rows)(const struct scene *s, struct rect r, bool held);

    /* Follows when a row was selected, zooms, pans and turns the tables; NULL: it does not. Returns
     * NULL, or why nothing is done, a constant text. */
    const char *(*act)(struct scene *s, struct rect r, size_t window, const struct action *a);

    bool is_map, is_sql, has_tables, shows_cluster;
    bool needs_reports; /* of figures that an engine has computed it shows nothing */
};

extern const struct view view_live;
extern const struct view view_window;
extern const struct view view_cluster;
extern const struct view view_map;
extern const struct view view_patterns;
extern const struct view view_alerts; /* there are alerts_of the analysis */
extern const struct view view_log;
extern const struct view view_sql;

/* The help, over whatever view it is; and how many of its rows `content` has no room for. */
void draw_help(const struct scene *s, struct canvas *c, struct rect content);
int help_hidden(const struct scene *s, struct rect content);

#endif
