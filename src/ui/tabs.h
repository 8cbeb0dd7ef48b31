/* The tabs: their names, and which view each shows. */
#ifndef BLOTTER_UI_TABS_H
#define BLOTTER_UI_TABS_H

#include "scene.h"
#include "view.h"

struct tab {
    const struct view *view;
    size_t window; /* the one it shows, of a view with a tab for each */
};

size_t tabs_count(const struct scene *s);
struct tab tab_at(const struct scene *s, size_t tab);

/* The name of a tab as it is shown (FORMAT_SIZE bytes). */
const char *tab_name(const struct scene *s, size_t tab, char *out);

/* Where verbs work while this tab is shown, a set of IN_... (action.h). */
unsigned tab_places(const struct scene *s);

/* The list of the tab shown, NULL when it has none; and is a row of that selected? */
const struct list *tab_list(const struct scene *s);
bool tab_holds(const struct scene *s);

/* Does the tab shown need somebody to look at the cluster? */
bool tab_shows_cluster(const struct scene *s);

/* Does it show a query, which has to be asked? */
bool tab_shows_sql(const struct scene *s);

#endif
