/* A list that is read while it grows: row 0 is the newest. As long as a row is selected the list is
 * held: who fills it keeps its rows as they were. Pure. */
#ifndef BLOTTER_UI_LIST_H
#define BLOTTER_UI_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    bool held;       /* a row is selected */
    size_t selected; /* which */
    size_t top;      /* the first row shown */
    bool open;       /* all that is known of the selected row is shown */
};

/* What can be done to a list. */
enum list_act {
    LIST_UP,
    LIST_DOWN,
    LIST_PAGE_UP,
    LIST_PAGE_DOWN,
    LIST_FIRST,
    LIST_LAST,
    LIST_OPEN,
    LIST_LEAVE, /* closes the row that is open, else lets the list go on */
    LIST_CLICK, /* and above: on the row that is shown as the 0th, 1st and so on */
};

/* Does it to a list of `count` rows, `shown` of them on the screen. Returns NULL, or why nothing is
 * done, a constant text. */
const char *list_do(struct list *l, int act, size_t count, size_t shown);

/* Where it takes one from row `at` of those up to `last`, `page` rows at a time; `at` for what does
 * not move. */
size_t list_moved(size_t at, int act, size_t last, size_t page);

/* The first row to show when there is room for `shown`: the selected one is among them. */
size_t list_top(const struct list *l, size_t count, size_t shown);

#endif
