/* Where options come from beside the command line (DESIGN §2): the user's file and the environment.
 *
 * The file is $XDG_CONFIG_HOME/blotter/config, else $HOME/.config/blotter/config; one that is not
 * there is an empty one. Its names are the long names of the options. What stands before the first
 * section is for every command that has the option; a section is a command's, for that command
 * alone; a section of another
 * name has entries of its own, such as [keys]. The environment's BLOTTER_SPEED is --speed, for
 * every command that has it; an empty variable counts as none. A BLOTTER_ name that is no option is
 * somebody else's, but for one that is nearly an option's, which is a usage error.
 *
 * A flag is written yes, true, 1 or no, false, 0. A value is looked at by the command that it is
 * for; a wrong section or name in the file is told by every command. */
#ifndef BLOTTER_COMMANDS_SOURCES_H
#define BLOTTER_COMMANDS_SOURCES_H

#include "blotter/base/options.h"

/* A section whose entries are no options. */
struct source_section {
    const char *name; /* NULL: no more of them */
    bool (*take)(void *user, const char *name, const char *value, struct error *err);
    void *user;
};

/* Hand out the options for `command` (its bit) in their order, each with its value ("yes" or "no"
 * of a flag), which stands for the call; `on_own` those of the command's own section, which come
 * behind the others. False with *err, which names the file and the line, or the variable. */
bool sources_read_file(const struct option_table *table, unsigned command, option_fn on_item,
                       option_fn on_own, void *user, const struct source_section *sections,
                       struct error *err);
bool sources_read_environment(const struct option_table *table, unsigned command, option_fn on_item,
                              void *user, struct error *err);

/* The same from a file of that path, which need not be there. */
bool sources_read_entries(const char *path, const struct option_table *table, unsigned command,
                          option_fn on_item, void *user, struct error *err);

/* Appends the path of the user's file or folder of that name, and a NUL; false when nothing says
 * where it would be. */
bool sources_config_path(const char *name, struct buffer *path);

/* The name of an option's variable; `size` of VARIABLE_SIZE is enough for each. */
enum { VARIABLE_SIZE = 64 };
void sources_variable(const struct option_row *row, char out[VARIABLE_SIZE]);

#endif
