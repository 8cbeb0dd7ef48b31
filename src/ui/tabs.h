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

/* Of the tab shown: where verbs work now, a set of IN_... (action.h); its list, NULL: it has none;
 * is a row of it selected; is it about the cluster, so that somebody has to look at that? */
unsigned tab_places(const struct scene *s);
const struct list *tab_list(const struct scene *s);
bool tab_holds(const struct scene *s);
bool tab_shows_cluster(const struct scene *s);

#endif
