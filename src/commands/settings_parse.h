/* From a command line to settings. */
#ifndef BLOTTER_COMMANDS_SETTINGS_PARSE_H
#define BLOTTER_COMMANDS_SETTINGS_PARSE_H

#include "settings.h"

/* Reads argv[1…], the command first, if there is one, over the environment and the user's file
 * (sources.h). False with *err. Finds the shipped quarter when there is no FILE; `program` is where
 * this binary is. */
bool settings_parse(struct settings *s, const char *const *args, const char *program,
                    struct error *err);

#endif
