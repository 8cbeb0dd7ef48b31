#include "keys.h"

#include <stdio.h>

#include "blotter/base/utf8.h"

static const struct {
    int key;
    const char *name;
} names[] = {
    {' ', "Space"},
    {KEY_CODE_TAB, "Tab"},
    {KEY_CODE_ENTER, "Enter"},
    {'\n', "Enter"},
    {KEY_CODE_ESCAPE, "Esc"},
    {KEY_CODE_BACKSPACE, "Backspace"},
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
    {KEY_CODE_OTHER, "like that"},
};

/* Characters that a configuration file cannot have for a name. */
static const struct {
    int key;
    const char *name;
} spelled[] = {
    {'=', "Equals"}, {':', "Colon"}, {';', "Semicolon"}, {'#', "Hash"}, {'[', "Bracket"}};

bool key_parse(struct text name, int *ret)
{
    static const char control[] = "Ctrl-";
    size_t len = 0;
    bool ok = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key != KEY_CODE_OTHER && text_is(name, names[i].name)) {
            *ret = names[i].key;
            return true;
        }
    for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++)
        if (text_is(name, spelled[i].name)) {
            *ret = spelled[i].key;
            return true;
        }
    if (name.len == sizeof control && memcmp(name.ptr, control, sizeof control - 1) == 0) {
        *ret = name.ptr[name.len - 1] - '@';
        return *ret > 0 && *ret < ' ';
    }
    if (name.len > 0)
        *ret = (int)utf8_next(name, &len, &ok);
    return ok && len == name.len && *ret > ' ';
}

const char *key_describe(int key, char *out)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].key == key) {
            snprintf(out, KEY_NAME_SIZE, "%s", names[i].name);
            return out;
        }
    if (key >= 0 && key < ' ')
        snprintf(out, KEY_NAME_SIZE, "Ctrl-%c", '@' + key);
    else if (key > ' ' && key < KEY_CODE_BACKSPACE)
        snprintf(out, KEY_NAME_SIZE, "%c", key);
    else
        snprintf(out, KEY_NAME_SIZE, "U+%04X", (unsigned)key);
    return out;
}
