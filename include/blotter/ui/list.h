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

/* What a key (ui/keymap.h) does to a list of `count` rows, `shown` of them on the screen. Returns
 * NULL, or why it does nothing, a constant text. */
const char *list_key(struct list *l, int key, size_t count, size_t shown);

/* Where a key takes one from row `at` of those up to `last`, `page` rows at a time; `at` for a key
 * that does not move. */
size_t list_moved(size_t at, int key, size_t last, size_t page);

/* Lets go: the newest are shown again. */
void list_release(struct list *l);

/* The first row to show when there is room for `shown`: the selected one is among them. */
size_t list_top(const struct list *l, size_t count, size_t shown);

#endif
