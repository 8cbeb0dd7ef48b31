/* The keymap: which key does what. It begins as one table, which the dispatcher, the help, the
 * footer and the manual are made from; the user's own keys change all of them. */
#ifndef BLOTTER_UI_KEYMAP_H
#define BLOTTER_UI_KEYMAP_H

#include <stddef.h>

#include "blotter/base/error.h"

struct keymap;

/* The keys as they are without the user's. */
struct keymap *keymap_create(void);
void keymap_destroy(struct keymap *k); /* takes NULL */

/* The user's word for what a key does: "Ctrl-P", "seek -6h", or "none". It does that alone where
 * that works. False with *err: no such key or command, or the user has bound the key before. */
bool keymap_bind(struct keymap *k, const char *key, const char *command, struct error *err);

enum { KEY_LABEL_SIZE = 256 };

/* A line of the help. */
struct key_help {
    char label[KEY_LABEL_SIZE]; /* the keys */
    const char *name;           /* what they do, in a word or two */
    const char *help;           /* the same in a sentence */
};

/* The i-th line, from 0; false when there are no more. It stands as long as the keymap. */
bool keymap_help(const struct keymap *k, size_t i, struct key_help *ret);

/* How the i-th command is written, from 0; NULL when there are no more. */
const char *keymap_command(size_t i);

#endif
