#include "list.h"

#include "blotter/base/bug.h"

size_t list_top(const struct list *l, size_t count, size_t shown)
{
    size_t top = l->held ? l->top : 0;
    if (l->held && l->selected < top)
        top = l->selected;
    if (l->held && shown > 0 && l->selected >= top + shown)
        top = l->selected - shown + 1;
    size_t last = count > shown ? count - shown : 0;
    return top < last ? top : last;
}

size_t list_moved(size_t at, int act, size_t last, size_t page)
{
    switch (act) {
    case LIST_UP:
        return at > 0 ? at - 1 : 0;
    case LIST_DOWN:
        return at < last ? at + 1 : last;
    case LIST_PAGE_UP:
        return at > page ? at - page : 0;
    case LIST_PAGE_DOWN:
        return at + page < last ? at + page : last;
    case LIST_FIRST:
        return 0;
    case LIST_LAST:
        return last;
    default:
        return at;
    }
}

static const char *leave(struct list *l)
{
    if (!l->held)
        return "nothing is selected";
    if (l->open)
        l->open = false;
    else
        *l = (struct list){0};
    return NULL;
}

/* A click selects, and on what is selected opens. */
static void choose(struct list *l, size_t row, bool was_held, size_t count)
{
    row = row < count ? row : count - 1;
    l->open = was_held && row == l->selected;
    l->selected = row;
}

const char *list_do(struct list *l, int act, size_t count, size_t shown)
{
    if (act == LIST_LEAVE)
        return leave(l);
    if (count == 0)
        return "there is nothing to select yet";
    bool was_held = l->held;
    l->held = true;
    if (act >= LIST_CLICK)
        choose(l, l->top + (size_t)(act - LIST_CLICK), was_held, count);
    else if (act == LIST_OPEN)
        l->open = !l->open;
    else if (was_held || act == LIST_LAST)
        l->selected = list_moved(l->selected, act, count - 1, shown > 1 ? shown - 1 : 1);
    l->top = list_top(l, count, shown);
    BUG_IF(l->selected >= count);
    return NULL;
}
