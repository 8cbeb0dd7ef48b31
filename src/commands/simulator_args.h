/* What a session's simulator is told of its session's options: arguments, but Kafka's properties in
 * a file without a name, which only this process and its children have. Anybody can read arguments,
 * and passwords are properties. */
#ifndef BLOTTER_COMMANDS_SIMULATOR_ARGS_H
#define BLOTTER_COMMANDS_SIMULATOR_ARGS_H

#include "settings.h"

/* Notes an option that was set (`value` NULL: a flag that is on; "no": off), if it is the
 * simulator's; what was said of it before does not count any more. */
void simulator_args_note(struct settings *s, const struct option_row *row, const char *value);

/* Once all options are set: the properties, too. False with *err. */
bool simulator_args_finish(struct settings *s, struct error *err);

#endif
