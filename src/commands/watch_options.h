/* The options of those who watch a topic: attaching to it, and keeping one's place. Setters for the
 * table of options (base/options.h). */
#ifndef BLOTTER_COMMANDS_WATCH_OPTIONS_H
#define BLOTTER_COMMANDS_WATCH_OPTIONS_H

#include "settings.h"

bool watch_set_attach(void *target, struct text value, struct error *err);
bool watch_set_from(void *target, struct text value, struct error *err);
bool watch_set_lateness(void *target, struct text value, struct error *err);
bool watch_set_idle(void *target, struct text value, struct error *err);
bool watch_set_follow(void *target, struct text value, struct error *err);
bool watch_set_compare(void *target, struct text value, struct error *err);
bool watch_set_patterns(void *target, struct text value, struct error *err);
bool watch_set_figures(void *target, struct text value, struct error *err);
bool watch_set_state(void *target, struct text value, struct error *err);
bool watch_set_continues(void *target, struct text value, struct error *err);
bool watch_set_faults(void *target, struct text value, struct error *err);
bool watch_set_checkpoint(void *target, struct text value, struct error *err);

/* What is replayed or read, in one text: a checkpoint of another is of no use (DESIGN §4 "Resume").
 */
void watch_write_source(const struct settings *s, struct buffer *out);

#endif
