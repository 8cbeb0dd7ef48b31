/* What is said of the program, from the tables of its commands, options and keys: --help, the man
 * page, and the completions of three shells (DESIGN §2). */
#ifndef BLOTTER_COMMANDS_HELP_H
#define BLOTTER_COMMANDS_HELP_H

#include "settings.h"

/* What the program does, in a line. */
extern const char help_about[];

/* What an exit status means, one a line; NULL behind the last. */
const char *help_exit_status(size_t i);

/* Append: the options of a command; what a beginner needs; every option. At most 80 columns. */
void help_command(struct buffer *out, enum command_id command);
void help_short(struct buffer *out);
void help_all(struct buffer *out);

/* What the build installs. */
void help_man(struct buffer *out);
void help_bash(struct buffer *out);
void help_zsh(struct buffer *out);
void help_fish(struct buffer *out);

#endif
