/* What went wrong on the topic, the last of each kind, for a person to look it up. */
#ifndef BLOTTER_COMMANDS_TEXT_INCIDENTS_H
#define BLOTTER_COMMANDS_TEXT_INCIDENTS_H

#include "blotter/window/analysis.h"
#include "page.h"

/* A table for each kind that there was any of, behind an empty line; nothing for none. */
void text_incidents_write(struct page *page, const struct analysis *a);

#endif
