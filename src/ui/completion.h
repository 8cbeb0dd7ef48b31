/* Completion: what a word that has been begun may become. */
#ifndef BLOTTER_UI_COMPLETION_H
#define BLOTTER_UI_COMPLETION_H

#include "blotter/ui/named_query.h"
#include "marks.h"
#include "prompt.h"

/* Completes the word before the cursor as far as all that begins so agrees: tables, columns,
 * functions, and behind a colon the names of queries. *err says what there is to choose from, if
 * there is more than one. */
void completion_do(struct prompt *p, const struct named_query *queries, struct error *err);

/* The same for a command or its argument; `marks` are such arguments. */
void completion_do_command(struct prompt *p, const struct marks *marks, struct error *err);

#endif
