#include "tabs.h"

static const struct view *const views[] = {&view_live, &view_window, &view_map, &view_cluster,
                                           &view_log};

enum { VIEW_COUNT = sizeof views / sizeof views[0] };

static size_t tabs_of(const struct scene *s, const struct view *view)
{
    return view->tabs != NULL ? view->tabs(s) : 1;
}

size_t tabs_count(const struct scene *s)
{
    size_t count = 0;
    for (size_t i = 0; i < VIEW_COUNT; i++)
        count += tabs_of(s, views[i]);
    return count;
}

struct tab tab_at(const struct scene *s, size_t tab)
{
    size_t i = 0;
    for (; i < VIEW_COUNT - 1 && tab >= tabs_of(s, views[i]); i++)
        tab -= tabs_of(s, views[i]);
    return (struct tab){views[i], tab};
}

const char *tab_name(const struct scene *s, size_t tab, char *out)
{
    struct tab at = tab_at(s, tab);
    return at.view->name(s, at.which, out);
}

static const struct view *view_shown(const struct scene *s)
{
    return tab_at(s, s->tab).view;
}

unsigned tab_places(const struct scene *s)
{
    return s->help ? IN_HELP : IN_VIEWS | view_shown(s)->places;
}

const struct list *tab_list(const struct scene *s)
{
    return view_shown(s)->list != NULL ? view_shown(s)->list(s) : NULL;
}

bool tab_holds(const struct scene *s)
{
    const struct list *list = tab_list(s);
    return list != NULL && list->held;
}

bool tab_shows_cluster(const struct scene *s)
{
    return view_shown(s)->shows_cluster;
}
