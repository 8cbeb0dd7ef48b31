/* The commands: each runs to its end and returns the exit status. Only they and main speak. */
#ifndef BLOTTER_COMMANDS_COMMANDS_H
#define BLOTTER_COMMANDS_COMMANDS_H

#include <uv.h>

#include "blotter/base/utf8.h"
#include "settings.h"

/* `program` is this binary's path, for the children. */
int command_monitor(const struct settings *s, const char *program);
int command_simulate(const struct settings *s, const char *program);
int command_cluster(const struct settings *s, const char *program);
int command_report(const struct settings *s, const char *program);
int command_sql(const struct settings *s, const char *program);
int command_generate(const struct settings *s, const char *program);

/* One line on standard error: "blotter: …". Returns the status to exit with. */
int command_fail(const struct error *err);
void command_warn(const char *text);

/* Who reads what is written in that format, or as text, to a terminal or elsewhere. */
enum utf8_reader command_reader(bool json, bool is_terminal);

/* Are the FILEs there, and crime files? Asked before a screen opens or a child starts, so that the
 * answer is one plain line. */
bool command_check_files(const struct settings *s, struct error *err);

/* False with *err: the system has not what a loop needs. */
bool command_open_loop(uv_loop_t *loop, struct error *err);

/* Lets the loop run out, so that every handle is closed, and closes it. */
void command_close_loop(uv_loop_t *loop);

/* To be called last. Ends the process at once when librdkafka still has threads, which end with it:
 * what exit() calls would take away what they use. Returns otherwise. */
void command_leave(int status);

#endif
