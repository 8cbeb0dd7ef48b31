#include "blotter/ui/keymap.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "keymap_state.h"

// clang-format off
static const struct key_row rows[] = {
    {{{"Space", "pause"}}, 3, 0, "pause", "pause, and play on"},
    {{{"+", "speed up"}, {"-", "speed down"}}, 4, 2,
     "speed", "next higher or lower speed: 1m 5m 15m 30m 1h 3h 6h 12h 1d 7d max"},
    {{{"=", "speed first"}}, 13, 0, "first speed", "back to the speed it began with (--speed)"},
    {{{".", "step 10m"}}, 5, 0, "step", "play 10 minutes, then pause"},
    {{{"Left", "seek -1h"}, {"Right", "seek +1h"}}, 7, 2, "hour", "seek an hour back or on"},
    {{{"[", "seek -1d"}, {"]", "seek +1d"}}, 11, 2, "day", "seek a day back or on"},
    {{{"g", "go"}}, 8, 0, "go to", "go to a time, such as 2023-02-11 18:30, 18:30 or +2h"},
    {{{"S", "speed"}}, 0, 0, "a speed", "type any speed: 10m, 3h, 1d, max, or 120/s, which are reports"},
    {{{"Backspace", "undo"}}, 0, 0, "undo", "back to where the last seek began"},
    {{{"m", "mark"}}, 0, 0, "mark", "set a mark here; it has a number if no name is typed"},
    {{{"'", "jump"}}, 0, 0, "to mark", "go to a mark by its name; Enter alone goes to the latest"},
    {{{"{", "jump previous"}, {"}", "jump next"}}, 17, 2,
     "mark, alert", "go to the mark or alert before or after this time"},
    {{{"L", "loop"}}, 0, 0, "loop", "play from here on again and again: first its begin, then its end, then no more"},
    {{{":", "command"}}, 0, 0, "command", "type any command, such as speed 2h; Tab completes it"},
    {{{"1", "tab 1"}, {"2", "tab 2"}, {"3", "tab 3"}, {"4", "tab 4"}, {"5", "tab 5"},
      {"6", "tab 6"}, {"7", "tab 7"}, {"8", "tab 8"}, {"9", "tab 9"}, {"0", "tab 10"}}, 0, 9,
     "tab", "show the tab of that number; 0 is the tenth"},
    {{{"Tab", "tab next"}, {"Shift-Tab", "tab previous"}}, 6, 0,
     "next tab", "show the next tab; with Shift the one before"},
    {{{"p", "places"}}, 12, 0, "places", "count places by area, district, address or premise"},
    {{{"(", "tables up"}, {")", "tables down"}}, 18, 2,
     "tables", "the rows of the tables before and after those shown: all crimes and places, not only the first"},
    {{{"n", "near"}}, 15, 0,
     "near", "change the point that near is counted around, and how far it reaches; of several, the next"},
    {{{"/", "filter"}}, 9, 0,
     "filter", "count and show only the reports whose crime, area or address hold all words; | or, ! not"},
    {{{"s", "save"}}, 16, 0,
     "save", "save all figures, as text and as JSON, into files where blotter was started"},
    {{{"x", "skip"}}, 14, 0, "go on", "go on without the officers who are silent"},
    {{{"r", "restart"}}, 10, 0, "start over", "start over; also when something has died"},
    {{{"T", "fault late"}, {"D", "fault duplicate"}, {"M", "fault missing"}, {"G", "fault garbled"}}, 0, 4,
     "fault", "on purpose: the next report comes an hour late, twice, not at all, with garbage behind it"},
    {{{"B", "broker"}}, 0, 0,
     "broker", "on purpose: take a broker of the embedded cluster away, and bring it back"},
    {{{"z", "zoom in"}, {"Z", "zoom out"}}, 4, 2, "zoom", "on the map: nearer, and farther away"},
    {{{"h", "pan left"}, {"j", "pan down"}, {"k", "pan up"}, {"l", "pan right"},
      {"Shift-Left", "pan left"}, {"Shift-Down", "pan down"}, {"Shift-Up", "pan up"},
      {"Shift-Right", "pan right"}}, 5, 4,
     "move", "move the map to the left, down, up, right; also Shift with an arrow"},
    {{{"Enter", "ask"}, {"Ctrl-J", "ask"}}, 1, 0,
     "query", "in SQL: change the query; Tab completes, Up brings the one before, :NAME is one of [queries]"},
    {{{"Esc", "stop"}}, 2, 0, "stop", "in SQL: stop the query that runs"},
    {{{"Up", "row up"}, {"Down", "row down"}, {"PgUp", "row page-up"}, {"PgDn", "row page-down"},
      {"Home", "row first"}, {"End", "row last"}}, 8, 2,
     "select", "select a row, which holds the list still; also PgUp PgDn Home End"},
    {{{"Enter", "row open"}, {"Ctrl-J", "row open"}}, 1, 0,
     "whole", "show everything known about the selected row"},
    {{{"Esc", "row leave"}}, 2, 0, "resume", "close it, and let the list move again"},
    {{{"Up", "scroll up"}, {"Down", "scroll down"}, {"PgUp", "scroll page-up"},
      {"PgDn", "scroll page-down"}, {"Home", "scroll first"}, {"End", "scroll last"}}, 2, 2,
     "scroll", "scroll this help; also PgUp PgDn Home End"},
    {{{"/", "find"}}, 3, 0, "find", "show only the keys whose help holds a text"},
    {{{"Esc", "close"}}, 1, 0, "close", "close this help"},
    {{{"?", "help"}}, 1, 0, "help", "open and close this help"},
    {{{"q", "quit"}}, 2, 0, "quit", "quit"},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct key_row *keymap_rows(size_t *ret_count)
{
    *ret_count = ROWS;
    return rows;
}

/* --- binding -------------------------------------------------------------------------------- */

/* Fills in where the key table has the command of `b`. */
static void find_row(struct binding *b)
{
    for (size_t i = 0; i < ROWS && b->row == NULL; i++)
        for (size_t n = 0; n < KEYS_PER_ROW && rows[i].keys[n].key != NULL && b->row == NULL; n++)
            if (strcmp(rows[i].keys[n].command, b->command) == 0) {
                b->row = &rows[i];
                b->nth = (int)n;
            }
}

/* Reads a key and its command. */
static bool read_binding(const char *key, const char *command, struct binding *ret,
                         struct error *err)
{
    *ret = (struct binding){.key = 0};
    snprintf(ret->command, sizeof ret->command, "%s", command);
    find_row(ret);
    if (!key_parse(text_of(key), &ret->key))
        return error_set(err, "no such key; use a character, Ctrl-A, Space, Shift-Left, ...");
    if (strcmp(command, "none") == 0)
        return true;
    if (!action_parse(text_of(command), &ret->action, err))
        return false;
    ret->places = action_traits(ret->action.verb) & PLACES;
    return true;
}

struct keymap *keymap_create(void)
{
    struct keymap *k = mem_new(1, sizeof *k);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t n = 0; n < KEYS_PER_ROW && rows[i].keys[n].key != NULL; n++) {
            struct binding *b = &k->bindings[k->count++];
            struct error err = {0};
            bool known = read_binding(rows[i].keys[n].key, rows[i].keys[n].command, b, &err);
            BUG_IF(!known || k->count == BINDINGS_MAX);
        }
    return k;
}

void keymap_destroy(struct keymap *k)
{
    free(k);
}

bool keymap_bind(struct keymap *k, const char *key, const char *command, struct error *err)
{
    struct binding own;
    if (!read_binding(key, command, &own, err))
        return false;
    for (size_t i = 0; i < k->own; i++)
        if (k->bindings[i].key == own.key)
            return error_set(err, "bound already, to %s", k->bindings[i].command);
    if (k->count == BINDINGS_MAX)
        return error_set(err, "too many keys are bound");
    for (size_t i = k->own; i < k->count; i++)
        if (k->bindings[i].key == own.key)
            k->bindings[i].places &= own.places != 0 ? ~own.places : 0;
    memmove(&k->bindings[k->own + 1], &k->bindings[k->own],
            (k->count++ - k->own) * sizeof k->bindings[0]);
    k->bindings[k->own++] = own;
    return true;
}

const struct binding *keymap_find(const struct keymap *k, int key, unsigned places)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->bindings[i].key == key && (k->bindings[i].places & places) != 0)
            return &k->bindings[i];
    return NULL;
}

/* --- the keys of a row ---------------------------------------------------------------------- */

static const struct binding *first_of(const struct keymap *k, const struct key_row *row, int nth)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->bindings[i].row == row && k->bindings[i].nth == nth && k->bindings[i].places != 0)
            return &k->bindings[i];
    return NULL;
}

const char *keymap_key(const struct keymap *k, const char *command, char *out)
{
    struct binding wanted = {.row = NULL};
    snprintf(wanted.command, sizeof wanted.command, "%s", command);
    find_row(&wanted);
    const struct binding *b = first_of(k, wanted.row, wanted.nth);
    if (b == NULL)
        snprintf(out, KEY_NAME_SIZE, "(no key)");
    return b != NULL ? key_describe(b->key, out) : out;
}

size_t keymap_named(const struct keymap *k, const struct key_row *row,
                    const struct binding *ret[KEYS_PER_ROW])
{
    int most = row->named > 0 ? row->named : 1;
    size_t count = 0;
    for (int n = 0; n < most; n++) {
        ret[count] = first_of(k, row, n);
        count += ret[count] != NULL;
    }
    return count;
}

/* "Left Right"; all the digits from 1 on are "1-9". */
static void write_label(const struct keymap *k, const struct key_row *row, char *out)
{
    const struct binding *named[KEYS_PER_ROW];
    size_t count = keymap_named(k, row, named);
    bool digits = count > 2;
    size_t len = 0;
    *out = '\0';
    for (size_t i = 0; i < count; i++)
        digits = digits && named[i]->key == '1' + (int)i;
    for (size_t i = 0; i < count; i += digits ? count - 1 : 1) {
        char name[KEY_NAME_SIZE];
        len += (size_t)snprintf(out + len, KEY_LABEL_SIZE - len, "%s%s",
                                i == 0   ? ""
                                : digits ? "-"
                                         : " ",
                                key_describe(named[i]->key, name));
    }
}

/* First the rows that still have a key, then the user's commands that stand in no row. */
bool keymap_help(const struct keymap *k, size_t i, struct key_help *ret)
{
    for (size_t row = 0; row < ROWS; row++) {
        write_label(k, &rows[row], ret->label);
        ret->name = rows[row].name;
        ret->help = rows[row].help;
        if (ret->label[0] != '\0' && i-- == 0)
            return true;
    }
    for (size_t n = 0; n < k->own; n++)
        if (k->bindings[n].row == NULL && k->bindings[n].places != 0 && i-- == 0) {
            key_describe(k->bindings[n].key, ret->label);
            ret->name = ret->help = k->bindings[n].command;
            return true;
        }
    return false;
}

const char *keymap_command(size_t i)
{
    return i < VERB_COUNT ? action_form((enum verb)i) : NULL;
}
