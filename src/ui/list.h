/* A list that grows while somebody reads it: row 0 is the newest. While a row is selected, the list
 * is held: its owner keeps the rows as they were then. Pure. */
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
    LIST_LEAVE, /* closes the open row, else selects none, so that the list moves on */
    LIST_CLICK, /* LIST_CLICK + k: a click on the row shown as the k-th, from 0 */
};

/* Does `act` (LIST_...) to a list of `count` rows, `shown` of them on the screen. Returns NULL, or
 * why nothing is done, a constant text. */
const char *list_do(struct list *l, int act, size_t count, size_t shown);

/* The row that `act` moves to from row `at`, with `last` the last row and `page` rows a page; `at`
 * when it does not move. */
size_t list_moved(size_t at, int act, size_t last, size_t page);

/* The first row to show when there is room for `shown`: the selected one is among them. */
size_t list_top(const struct list *l, size_t count, size_t shown);

#endif
