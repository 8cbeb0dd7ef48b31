/* Options from a table: one row is the parser, the help line, the man page's entry and the
 * completion (DESIGN §2). */
#ifndef BLOTTER_BASE_OPTIONS_H
#define BLOTTER_BASE_OPTIONS_H

#include "blotter/base/error.h"
#include "blotter/base/nearest.h"
#include "blotter/base/text.h"

/* Beside the commands' bits: the option comes from the command line alone. */
enum { OPTION_TYPED_ONLY = 1 << 30 };

struct option_row {
    const char *name;     /* without the dashes */
    char letter;          /* 0: none */
    const char *argument; /* what to call it in the help; NULL: a flag, which takes none */
    const char *fallback; /* the default, as the help shows it; NULL: nothing to show */
    const char *help;
    unsigned commands; /* bit c: command c takes it */
    /* Takes the value over; a flag's is "yes" or "no". On false *err says what is wrong with it;
     * the caller adds the name. */
    bool (*set)(void *target, struct text value, struct error *err);
};

struct option_table {
    const struct option_row *rows;
    size_t count;
    const char *const *command_names; /* by bit, NULL at the end */
};

/* Called for each option as it is read (`value` NULL: a flag), and for each operand with `row`
 * NULL. On false *err says what is wrong with the value; the reader adds the option's name. */
typedef bool (*option_fn)(void *user, const struct option_row *row, const char *value,
                          struct error *err);

/* Reads `args` (NULL at the end): --name value, --name=value, -l value, -lvalue; a lone - is an
 * operand, and so is all behind --. Hands out each option of `command` (its bit) and each operand;
 * sets nothing itself. Options of other commands are a usage error that names one they belong to.
 */
bool options_parse(const struct option_table *table, const char *const *args, unsigned command,
                   option_fn on_item, void *user, struct error *err);

/* The row of that long name, without the dashes; NULL when there is none. Of several commands'
 * options of the same name, the one that one of `commands` takes. */
const struct option_row *options_named(const struct option_table *table, struct text name,
                                       unsigned commands);

/* "; did you mean BEFORE…NAME?" of an option of `commands` (bits) with nearly that name, or where
 * all are listed. `out` may be what is returned. */
const char *options_nearest(const struct option_table *table, struct text name, unsigned commands,
                            const char *before, char out[NEAREST_TEXT_SIZE]);

/* The commands with these bits, by name: "report, sql". Returns `out`. */
enum { OPTION_OWNERS_SIZE = 80 };
const char *options_owners(const struct option_table *table, unsigned commands,
                           char out[OPTION_OWNERS_SIZE]);

/* yes, true, 1 or no, false, 0, in any case: a flag where it has to be written out. */
bool option_parse_flag(struct text value, bool *ret);

#endif
