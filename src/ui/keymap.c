#include "blotter/ui/keymap.h"

#include <stdio.h>
#include <string.h>

enum {
    HELP = KEY_IN_HELP,
    BOTH = KEY_EVERYWHERE,
    PLAY = BOTH | KEY_ORDERS,
    LISTS = KEY_IN_LISTS,
    MAP = KEY_IN_MAP,
};

// clang-format off
static const struct key_row rows[] = {
    {{' '}, ACTION_PAUSE, PLAY, 3,
     "Space", "pause", "pause, and play on"},
    {{'+', '-'}, ACTION_SPEED, PLAY, 4,
     "+ -", "speed", "next higher or lower speed: 1m 5m 15m 30m 1h 3h 6h 12h 1d 7d max"},
    {{'='}, ACTION_FIRST_SPEED, PLAY, 13,
     "=", "first speed", "back to the speed it began with (--speed)"},
    {{'.'}, ACTION_STEP, PLAY, 5,
     ".", "step", "play 10 minutes, then pause"},
    {{KEY_CODE_LEFT, KEY_CODE_RIGHT}, ACTION_SEEK, PLAY, 7,
     "Left Right", "hour", "seek an hour back or on"},
    {{'[', ']'}, ACTION_SEEK, PLAY, 11,
     "[ ]", "day", "seek a day back or on"},
    {{'g'}, ACTION_GO, PLAY, 8,
     "g", "go to", "go to a time, such as 2023-02-11 18:30, 18:30 or +2h"},
    {{'1', '2', '3', '4', '5', '6', '7', '8', '9', '0'}, ACTION_TAB, BOTH, 0,
     "1-9", "tab", "show the tab of that number; 0 is the tenth"},
    {{KEY_CODE_TAB, KEY_CODE_BACK_TAB}, ACTION_NEXT_TAB, BOTH, 6,
     "Tab", "next tab", "show the next tab; with Shift the one before"},
    {{'p'}, ACTION_PLACE, BOTH, 12,
     "p", "places", "count places by area, district, address or premise"},
    {{'n'}, ACTION_NEAR, BOTH, 15,
     "n", "near", "change the point that near is counted around, and how far it reaches"},
    {{'/'}, ACTION_FILTER, KEY_IN_VIEWS, 9,
     "/", "filter", "count and show only the reports whose crime, area or address holds a text"},
    {{'s'}, ACTION_SNAPSHOT, BOTH, 16,
     "s", "save", "save all figures, as text and as JSON, into files where blotter was started"},
    {{'x'}, ACTION_GO_ON, BOTH, 14,
     "x", "go on", "go on without the officers who are silent"},
    {{'r'}, ACTION_RESTART, BOTH, 10,
     "r", "start over", "start over; also when something has died"},
    {{'z', 'Z'}, ACTION_ZOOM, MAP, 4,
     "z Z", "zoom", "on the map: nearer, and farther away"},
    {{'h', 'j', 'k', 'l', KEY_CODE_SHIFT_LEFT, KEY_CODE_SHIFT_DOWN, KEY_CODE_SHIFT_UP,
      KEY_CODE_SHIFT_RIGHT}, ACTION_PAN, MAP, 5,
     "h j k l", "move", "move the map to the left, down, up, right; also Shift with an arrow"},
    {{KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN, KEY_CODE_HOME,
      KEY_CODE_END}, ACTION_SELECT, LISTS, 8,
     "Up Down", "select", "select a row, which holds the list still; also PgUp PgDn Home End"},
    {{KEY_CODE_ENTER, '\n'}, ACTION_OPEN, LISTS, 1,
     "Enter", "whole", "show all that is known of the row selected"},
    {{KEY_CODE_ESCAPE}, ACTION_LEAVE, LISTS, 2,
     "Esc", "let go", "close it, and let the list go on"},
    {{KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN, KEY_CODE_HOME,
      KEY_CODE_END}, ACTION_SCROLL_HELP, HELP, 2,
     "Up Down", "scroll", "scroll this help; also PgUp PgDn Home End"},
    {{'/'}, ACTION_FIND_HELP, HELP, 3,
     "/", "find", "show only the keys whose help holds a text"},
    {{KEY_CODE_ESCAPE}, ACTION_CLOSE_HELP, HELP, 1,
     "Esc", "close", "close this help"},
    {{'?'}, ACTION_HELP, BOTH, 1,
     "?", "help", "open and close this help"},
    {{'q'}, ACTION_QUIT, BOTH, 2,
     "q", "quit", "quit"},
};
// clang-format on

const struct key_row *keymap_rows(size_t *ret_count)
{
    *ret_count = sizeof rows / sizeof rows[0];
    return rows;
}

static bool has_key(const struct key_row *row, int key)
{
    for (size_t i = 0; i < KEYS_PER_ROW && row->keys[i] != 0; i++)
        if (row->keys[i] == key)
            return true;
    return false;
}

const struct key_row *keymap_find(int key, unsigned where)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((rows[i].where & where) != 0 && has_key(&rows[i], key))
            return &rows[i];
    return NULL;
}

static const struct {
    int key;
    const char *name;
} names[] = {
    {' ', "Space"},
    {KEY_CODE_TAB, "Tab"},
    {KEY_CODE_ENTER, "Enter"},
    {'\n', "Enter"},
    {KEY_CODE_ESCAPE, "Esc"},
    {0x7F, "Backspace"},
    {KEY_CODE_BACK_TAB, "Shift-Tab"},
    {KEY_CODE_UP, "Up"},
    {KEY_CODE_DOWN, "Down"},
    {KEY_CODE_LEFT, "Left"},
    {KEY_CODE_RIGHT, "Right"},
    {KEY_CODE_PAGE_UP, "PgUp"},
    {KEY_CODE_PAGE_DOWN, "PgDn"},
    {KEY_CODE_HOME, "Home"},
    {KEY_CODE_END, "End"},
    {KEY_CODE_DELETE, "Delete"},
    {KEY_CODE_SHIFT_UP, "Shift-Up"},
    {KEY_CODE_SHIFT_DOWN, "Shift-Down"},
    {KEY_CODE_SHIFT_LEFT, "Shift-Left"},
    {KEY_CODE_SHIFT_RIGHT, "Shift-Right"},
};

const char *key_describe(int key, char *out)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key == key) {
            snprintf(out, KEY_NAME_SIZE, "%s", names[i].name);
            return out;
        }
    if (key >= 0 && key < ' ')
        snprintf(out, KEY_NAME_SIZE, "Ctrl-%c", '@' + key);
    else if (key > ' ' && key < 0x7F)
        snprintf(out, KEY_NAME_SIZE, "%c", key);
    else if (key < KEY_CODE_BACK_TAB)
        snprintf(out, KEY_NAME_SIZE, "U+%04X", (unsigned)key);
    else
        snprintf(out, KEY_NAME_SIZE, "like that");
    return out;
}
