/* Keys as the terminal gives them, and their names. */
#ifndef BLOTTER_UI_KEYS_H
#define BLOTTER_UI_KEYS_H

#include "blotter/base/text.h"

/* A key is a character, or one of these, which are none. */
enum key {
    KEY_CODE_TAB = '\t',
    KEY_CODE_ENTER = '\r',
    KEY_CODE_ESCAPE = 0x1B,
    KEY_CODE_BACKSPACE = 0x7F,
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
    KEY_CODE_OTHER,     /* a key that has no name here */
};

/* A key by its name: "Z", "ä", "Ctrl-A", "Tab", "Shift-Left". False when there is none such. */
bool key_parse(struct text name, int *ret);

/* The name of a key as it is shown. Writes to `out`, which holds KEY_NAME_SIZE bytes, and returns
 * it. */
enum { KEY_NAME_SIZE = 24 };
const char *key_describe(int key, char *out);

#endif
