#include "tabs.h"

#include <stdio.h>

#include "blotter/ui/format.h"

static const struct view *const views[] = {&view_live,     &view_window, &view_map,
                                           &view_patterns, &view_alerts, &view_sql,
                                           &view_cluster,  &view_log};

enum { VIEW_COUNT = sizeof views / sizeof views[0] };

static size_t tabs_of(const struct scene *s, const struct view *view)
{
    if (view == &view_alerts)
        return alerts_of(s->analysis) != NULL ? 1 : 0;
    return view->name != NULL ? 1 : analysis_settings(s->analysis)->window_count;
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
    if (at.view->name == NULL)
        return format_written(analysis_settings(s->analysis)->windows[at.window].name, out);
    snprintf(out, FORMAT_SIZE, "%s", at.view->name);
    return out;
}

static const struct view *view_shown(const struct scene *s)
{
    return tab_at(s, s->tab).view;
}

unsigned tab_places(const struct scene *s)
{
    const struct view *view = view_shown(s);
    unsigned lists = view->list != LIST_NONE || view->is_sql ? IN_LISTS : 0;
    unsigned own = (view->is_map ? IN_MAP : 0) | (view->is_sql ? IN_SQL : 0) |
                   (view->has_tables ? IN_TABLES : 0);
    return s->help ? IN_HELP : IN_VIEWS | lists | own;
}

const struct list *tab_list(const struct scene *s)
{
    const struct list *const lists[] = {
        [LIST_NONE] = NULL,
        [LIST_OF_REPORTS] = &s->reports.list,
        [LIST_OF_JOURNAL] = journal_list(s->journal),
        [LIST_OF_ALERTS] = &s->alerts.list,
    };
    return lists[view_shown(s)->list];
}

bool tab_holds(const struct scene *s)
{
    const struct list *list = tab_list(s);
    return list != NULL && list->held;
}

bool tab_shows_sql(const struct scene *s)
{
    return view_shown(s)->is_sql;
}

bool tab_shows_cluster(const struct scene *s)
{
    return view_shown(s)->shows_cluster;
}
