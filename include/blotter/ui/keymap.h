/* The keymap: one table that the dispatcher, the help, the footer, the manual and the completions
 * are made from. */
#ifndef BLOTTER_UI_KEYMAP_H
#define BLOTTER_UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

/* A key is a character, or one of these, which are none. */
enum key {
    KEY_CODE_TAB = '\t',
    KEY_CODE_ENTER = '\r',
    KEY_CODE_ESCAPE = 0x1B,
    KEY_CODE_BACK_TAB = 0x110000,
    KEY_CODE_UP,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_DELETE,
    KEY_CODE_SHIFT_UP,
    KEY_CODE_SHIFT_DOWN,
    KEY_CODE_SHIFT_LEFT,
    KEY_CODE_SHIFT_RIGHT,
    KEY_CODE_PASTE,     /* what comes next was pasted, */
    KEY_CODE_PASTE_END, /* up to here */
    KEY_CODE_MOUSE,     /* mouse.h: the terminal has more to say */
    KEY_CODE_OTHER,     /* a key that we have no name for */
    KEY_CODE_ROW,       /* and above: the row of a list that is shown as the 0th, 1st and so on */
};

enum action {
    ACTION_PAUSE, /* or play on */
    ACTION_SPEED, /* + or - */
    ACTION_FIRST_SPEED,
    ACTION_STEP,
    ACTION_SEEK, /* an hour or a day, back or on */
    ACTION_GO,   /* to a time that is asked for */
    ACTION_NEAR,
    ACTION_FILTER,
    ACTION_SNAPSHOT,
    ACTION_TAB,      /* the digit's */
    ACTION_NEXT_TAB, /* or, with Shift, the one before */
    ACTION_GO_ON,    /* without who is silent */
    ACTION_RESTART,
    ACTION_PLACE,
    ACTION_SELECT, /* a row of the view's list */
    ACTION_ZOOM,   /* the map */
    ACTION_PAN,
    ACTION_OPEN,  /* all that is known of it */
    ACTION_LEAVE, /* what is open or selected */
    ACTION_HELP,
    ACTION_SCROLL_HELP,
    ACTION_FIND_HELP,
    ACTION_CLOSE_HELP,
    ACTION_QUIT,
    ACTION_COUNT,
};

/* Where a key works. */
enum {
    KEY_IN_VIEWS = 1 << 0, /* whatever the tab */
    KEY_IN_HELP = 1 << 1,
    KEY_EVERYWHERE = KEY_IN_VIEWS | KEY_IN_HELP,
    KEY_IN_LISTS = 1 << 2, /* in views that have a list */
    KEY_IN_MAP = 1 << 3,
    KEY_PLACES = KEY_EVERYWHERE | KEY_IN_LISTS | KEY_IN_MAP,
};

/* Beside them: it is an order to a simulator of our own. */
enum { KEY_ORDERS = 1 << 8 };

enum { KEYS_PER_ROW = 10 };

struct key_row {
    int keys[KEYS_PER_ROW]; /* up to the first 0 */
    enum action action;
    unsigned where;
    int hint;          /* its rank in the footer, 1 the first to be there; 0: not there */
    const char *label; /* the keys as they are shown */
    const char *name;  /* what they do, in a word or two */
    const char *help;  /* what they do, in a sentence */
};

/* All rows, in the order of the help. */
const struct key_row *keymap_rows(size_t *ret_count);

/* The row of a key that works in one of those places, or NULL. */
const struct key_row *keymap_find(int key, unsigned where);

/* A key as it is shown: "Z", "Ctrl-A", "Tab", "a key without a name". Writes to `out`, which holds
 * KEY_NAME_SIZE bytes, and returns it. */
enum { KEY_NAME_SIZE = 24 };
const char *key_describe(int key, char *out);

#endif
