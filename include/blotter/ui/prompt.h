/* A prompt: one line that is edited, and the lines that were entered before it. Pure: keys in, text
 * out. */
#ifndef BLOTTER_UI_PROMPT_H
#define BLOTTER_UI_PROMPT_H

#include "blotter/base/text.h"

enum { PROMPT_CHARS = 200, HISTORY_LINES = 20 };

struct prompt_line {
    uint32_t ch[PROMPT_CHARS]; /* code points, none of them a control character */
    size_t len;
};

/* The latest lines, the oldest first; {0} has none. */
struct history {
    struct prompt_line lines[HISTORY_LINES];
    size_t count;
};

struct prompt {
    struct prompt_line line;
    size_t at;                /* the character that the cursor is on; line.len: behind the last */
    struct history *history;  /* borrowed */
    size_t back;              /* the line shown is the `back`-th newest of it, 0: a new one */
    struct prompt_line fresh; /* the new one, while another is shown */
};

enum prompt_end { PROMPT_GOES_ON, PROMPT_ENTERED, PROMPT_LEFT };

/* Begins with `first` on the line (UTF-8, what is no printable character or too long is left out),
 * the cursor behind it. */
void prompt_begin(struct prompt *p, struct history *history, struct text first);

/* A key (ui/keymap.h) was pressed; one that does nothing here is ignored. A character that finds no
 * room is, too. PROMPT_ENTERED: the line is what the user wants, and stays as it is. */
enum prompt_end prompt_key(struct prompt *p, int key);

/* Appends the line as UTF-8. */
void prompt_write(const struct prompt *p, struct buffer *out);

/* The line goes into its history, unless it is empty or the newest there already. */
void prompt_keep(const struct prompt *p);

#endif
