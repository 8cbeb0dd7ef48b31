/* Views: what fills the middle of the screen, one for each kind of tab. tabs.c has them in the
 * order of their tabs. What a view keeps from one frame to the next is in the scene.
 */
#ifndef BLOTTER_UI_VIEW_H
#define BLOTTER_UI_VIEW_H

#include "scene.h"

/* `which` is the number of the tab among those of its view, from 0; `r` is where the view stands.
 */
struct view {
    /* How many tabs it has; NULL: one. */
    size_t (*tabs)(const struct scene *s);

    /* The tab's name (FORMAT_SIZE bytes). */
    const char *(*name)(const struct scene *s, size_t which, char *out);

    void (*draw)(const struct scene *s, struct canvas *c, struct rect r, size_t which);

    /* Which verbs are its own, a set of IN_..., 0 without `act`; and doing one: returns NULL, or
     * why nothing is done, a constant text. */
    unsigned places;
    const char *(*act)(struct scene *s, struct rect r, size_t which, const struct action *a);

    bool shows_cluster;

    /* Its list, and where the rows of it stand; NULL: it has none. */
    const struct list *(*list)(const struct scene *s);
    struct rect (*rows)(const struct scene *s, struct rect r);
};

extern const struct view view_live;
extern const struct view view_window;
extern const struct view view_cluster;
extern const struct view view_map;
extern const struct view view_log;

/* The help, over whatever view it is; and how many of its rows `content` has no room for. */
void draw_help(const struct scene *s, struct canvas *c, struct rect content);
int help_hidden(const struct scene *s, struct rect content);

#endif
