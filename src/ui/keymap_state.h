/* The keymap as this room knows it: its rows, and finding what a key does. */
#ifndef BLOTTER_UI_KEYMAP_STATE_H
#define BLOTTER_UI_KEYMAP_STATE_H

#include "action.h"
#include "blotter/ui/keymap.h"
#include "keys.h"

enum { KEYS_PER_ROW = 10, BINDINGS_MAX = 200, COMMAND_SIZE = 96 };

/* Keys that belong together: one line of the help and one hint. */
struct key_row {
    struct {
        const char *key, *command;
    } keys[KEYS_PER_ROW]; /* up to the first NULL */
    int hint;             /* its rank in the footer, 1 the first to be there; 0: not there */
    int named;            /* of how many of its commands the key is shown; 0: of one */
    const char *name;     /* what they do, in a word or two */
    const char *help;     /* what they do, in a sentence */
};

struct binding {
    int key;
    unsigned places; /* where it works, a set of IN_... */
    struct action action;
    char command[COMMAND_SIZE]; /* as it was written; a long text is cut */
    const struct key_row *row;  /* NULL: the user's command stands in none */
    int nth;                    /* the command's place in row->keys */
};

struct keymap {
    struct binding bindings[BINDINGS_MAX]; /* the first that fits counts */
    size_t count, own;                     /* of them the first `own` are the user's */
};

/* What a key does in one of those places; NULL: nothing. */
const struct binding *keymap_find(const struct keymap *k, int key, unsigned places);

const struct key_row *keymap_rows(size_t *ret_count);

/* The keys that stand for a row: of each of its first `named` commands the first key that is bound
 * to it. Returns how many. */
size_t keymap_named(const struct keymap *k, const struct key_row *row,
                    const struct binding *ret[KEYS_PER_ROW]);

/* The key to press for a command of the key table, as it is shown; "(no key)". Writes to `out`,
 * which holds KEY_NAME_SIZE bytes, and returns it. */
const char *keymap_key(const struct keymap *k, const char *command, char *out);

#endif
