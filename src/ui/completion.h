/* Completion: what a word that has been begun may become. */
#ifndef BLOTTER_UI_COMPLETION_H
#define BLOTTER_UI_COMPLETION_H

#include "blotter/ui/named_query.h"
#include "prompt.h"

/* Completes the word before the cursor as far as all that begins so agrees: tables, columns,
 * functions, and behind a colon the names of queries. *err says what there is to choose from, if
 * there is more than one. */
void completion_do(struct prompt *p, const struct named_query *queries, struct error *err);

#endif
