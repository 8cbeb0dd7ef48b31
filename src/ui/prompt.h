/* A prompt: what the screen asks for on its last row. Above it stands what may be answered, or why
 * the last answer will not do. The line is edited, and those entered before it come back. Pure. */
#ifndef BLOTTER_UI_PROMPT_H
#define BLOTTER_UI_PROMPT_H

#include "action.h"
#include "blotter/ui/canvas.h"

enum { PROMPT_CHARS = 500, ANSWERS_KEPT = 20 };

struct prompt_line {
    uint32_t ch[PROMPT_CHARS]; /* code points, none of them a control character */
    size_t len;
};

/* The latest lines, the oldest first; {0} has none. */
struct answers {
    struct prompt_line lines[ANSWERS_KEPT];
    size_t count;
};

struct prompt {
    struct prompt_line line;
    size_t at;                /* the character that the cursor is on; line.len: behind the last */
    struct answers *history;  /* borrowed */
    size_t back;              /* the line shown is the `back`-th newest of it, 0: a new one */
    struct prompt_line fresh; /* the new one, while another is shown */
};

enum prompt_end { PROMPT_GOES_ON, PROMPT_ENTERED, PROMPT_LEFT };

/* Begins with `first` on the line (UTF-8, what is no printable character or too long is left out),
 * the cursor behind it. */
void prompt_begin(struct prompt *p, struct answers *history, struct text first);

/* Puts it in at the cursor, as far as there is room. */
void prompt_add(struct prompt *p, struct text s);

/* A key (keys.h) was pressed; one that does nothing here is ignored. A character that finds no
 * room is, too. PROMPT_ENTERED: the line is what the user wants, and stays as it is. */
enum prompt_end prompt_key(struct prompt *p, int key);

/* Appends the line as UTF-8. */
void prompt_write(const struct prompt *p, struct buffer *out);

/* The line goes into its history, unless it is empty or the newest there already. */
void prompt_keep(const struct prompt *p);

/* {0} asks for nothing. */
struct asking {
    bool on;
    enum question question;
    struct prompt prompt;
    struct answers answers[QUESTION_COUNT];
    struct error error; /* why the last answer will not do, until the next key */
    char list[160];     /* what there is to choose from, instead of a hint; "" */
};

/* Asks, with `first` to be edited. */
void asking_begin(struct asking *a, enum question question, struct text first);

/* What stands on the line, as UTF-8; the caller frees it. */
struct buffer asking_text(const struct asking *a);

/* Draws it over the screen's last two rows. */
void draw_question(const struct asking *a, struct canvas *c, struct rect above, struct rect row);

#endif
