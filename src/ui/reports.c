#include "reports.h"

#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"

void reports_release(struct reports *r)
{
    free(r->held);
    details_finish(&r->details);
    *r = (struct reports){0};
}

const struct report *reports_at(const struct reports *r, const struct analysis *a, size_t row)
{
    if (!r->list.held)
        return analysis_recent(a, row);
    return row < r->count ? &r->held[row] : NULL;
}

const struct report *reports_selected(const struct reports *r)
{
    BUG_IF(r->list.held && r->list.selected >= r->count);
    return r->list.held ? &r->held[r->list.selected] : NULL;
}

bool reports_detail(const struct reports *r, struct detail *ret)
{
    const struct report *report = reports_selected(r);
    return report != NULL && details_find(&r->details, report, ret);
}

uint64_t reports_newer(const struct reports *r, const struct analysis *a)
{
    uint64_t total = analysis_passed(a);
    return r->list.held && total > r->total ? total - r->total : 0;
}

static size_t count_recent(const struct analysis *a)
{
    size_t count = 0;
    while (count < REPORTS_HELD && analysis_recent(a, count) != NULL)
        count++;
    return count;
}

static void hold(struct reports *r, const struct analysis *a, size_t count)
{
    r->held = mem_new(count, sizeof *r->held);
    r->count = count;
    r->details = details_copy(analysis_details(a));
    r->total = analysis_passed(a);
    for (size_t i = 0; i < count; i++)
        r->held[i] = *analysis_recent(a, i);
}

const char *reports_do(struct reports *r, const struct analysis *a, int act, size_t shown)
{
    bool was_held = r->list.held;
    size_t count = was_held ? r->count : count_recent(a);
    const char *why = list_do(&r->list, act, count, shown);
    if (r->list.held && !was_held)
        hold(r, a, count);
    if (was_held && !r->list.held)
        reports_release(r);
    return why;
}
