/* Questions: what the screen asks for on its last row. Above it stands what may be answered, or
 * why the last answer will not do. */
#ifndef BLOTTER_UI_QUESTION_H
#define BLOTTER_UI_QUESTION_H

#include "blotter/base/error.h"
#include "blotter/ui/prompt.h"

enum question { QUESTION_TIME, QUESTION_NEAR, QUESTION_FILTER, QUESTION_HELP, QUESTION_COUNT };

/* {0} asks for nothing. */
struct asking {
    bool on;
    enum question question;
    struct prompt prompt;
    struct history histories[QUESTION_COUNT];
    struct error error; /* why the last answer will not do, until the next key */
};

/* What stands on the line, as UTF-8; the caller frees it. */
struct buffer asking_text(const struct asking *a);

/* Asks, with `first` to be edited. */
void asking_begin(struct asking *a, enum question question, struct text first);

#endif
