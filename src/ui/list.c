#include "blotter/ui/list.h"

#include "blotter/ui/keymap.h"

void list_release(struct list *l)
{
    *l = (struct list){0};
}

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

size_t list_moved(size_t at, int key, size_t last, size_t page)
{
    switch (key) {
    case KEY_CODE_UP:
        return at > 0 ? at - 1 : 0;
    case KEY_CODE_DOWN:
        return at < last ? at + 1 : last;
    case KEY_CODE_PAGE_UP:
        return at > page ? at - page : 0;
    case KEY_CODE_PAGE_DOWN:
        return at + page < last ? at + page : last;
    case KEY_CODE_HOME:
        return 0;
    case KEY_CODE_END:
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
        list_release(l);
    return NULL;
}

/* A click selects, and on what is selected opens. */
static void choose(struct list *l, size_t row, bool was_held, size_t count)
{
    row = row < count ? row : count - 1;
    l->open = was_held && row == l->selected;
    l->selected = row;
}

const char *list_key(struct list *l, int key, size_t count, size_t shown)
{
    if (key == KEY_CODE_ESCAPE)
        return leave(l);
    if (count == 0)
        return "there is nothing to select yet";
    bool was_held = l->held;
    l->held = true;
    if (key >= KEY_CODE_ROW)
        choose(l, l->top + (size_t)(key - KEY_CODE_ROW), was_held, count);
    else if (key == KEY_CODE_ENTER || key == '\n')
        l->open = !l->open;
    else if (was_held || key == KEY_CODE_END)
        l->selected = list_moved(l->selected, key, count - 1, shown > 1 ? shown - 1 : 1);
    l->top = list_top(l, count, shown);
    return NULL;
}
