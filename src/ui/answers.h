/* Answers: what becomes of what the user is asked for. */
#ifndef BLOTTER_UI_ANSWERS_H
#define BLOTTER_UI_ANSWERS_H

#include "actions.h"

/* Asks for what a key (ui/keymap.h) wants to know. */
void answers_ask(struct deck *d, int key);

/* A key was pressed while something is asked for. */
void answers_key(struct deck *d, int key);

#endif
