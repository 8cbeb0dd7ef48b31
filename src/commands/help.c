#include "help.h"

#include <string.h>

#include "blotter/ui/keymap.h"

enum { WIDTH = 80, OPTION_COLUMN = 28, COMMAND_COLUMN = 13 };

const char help_about[] =
    "replay a city's crime reports as a Kafka stream at any speed and watch it live";

/* Options stand in their table's order; a heading stands before the one that is named. */
static const struct {
    const char *first, *heading;
} headings[] = {
    {"brokers", "Kafka"},
    {"officers", "who reports, and what"},
    {"speed", "playing"},
    {"windows", "what is counted"},
    {"alert", "alerts"},
    {"theme", "the screen"},
    {"attach", "a topic that others feed"},
    {"state", "going on"},
    {"describe", "what is printed"},
    {"rows", "made-up rows"},
    {"no-config", "in general"},
};

/* What most people want to change. */
static const char *const common[] = {"speed",   "windows", "near",  "crimes", "city",
                                     "brokers", "attach",  "state", "every",  "format"};

const char *help_exit_status(size_t i)
{
    static const char *const meanings[] = {
        "0  all went well",
        "1  something failed, or messages were missing, repeated, late or unreadable",
        "2  the command line, the configuration or a query is wrong",
        "3  with --fail-on-alert: an alert fired",
    };
    return i < sizeof meanings / sizeof meanings[0] ? meanings[i] : NULL;
}

/* Words from `column` on, in as many lines as they need; the first begins where `used` ends. */
static void add_wrapped(struct buffer *out, size_t used, size_t column, struct text words)
{
    size_t at = used;
    if (used > 0 && used >= column) {
        buffer_add_byte(out, '\n');
        at = 0;
    }
    buffer_printf(out, "%*s", (int)(column - at), "");
    at = column;
    while (words.ptr != NULL) {
        struct text word = text_cut(&words, ' ');
        bool is_first = at == column;
        if (!is_first && at + 1 + word.len > WIDTH) {
            buffer_printf(out, "\n%*s", (int)column, "");
            at = column;
            is_first = true;
        }
        if (!is_first)
            buffer_add_byte(out, ' ');
        buffer_add(out, word);
        at += word.len + (is_first ? 0 : 1);
    }
    buffer_add_byte(out, '\n');
}

static void add_option(struct buffer *out, const struct option_row *row)
{
    struct buffer words = {0};
    size_t start = out->len;
    if (row->letter != '\0')
        buffer_printf(out, "  -%c, ", row->letter);
    else
        buffer_printf(out, "      ");
    buffer_printf(out, "--%s", row->name);
    if (row->argument != NULL)
        buffer_printf(out, " %s", row->argument);
    buffer_printf(&words, "%s", row->help);
    if (row->fallback != NULL)
        buffer_printf(&words, " (%s)", row->fallback);
    add_wrapped(out, out->len - start, OPTION_COLUMN, buffer_text(&words));
    buffer_free(&words);
}

static const char *heading_before(const struct option_row *row)
{
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        if (strcmp(headings[i].first, row->name) == 0)
            return headings[i].heading;
    return NULL;
}

/* A heading stands only where an option of these commands follows. */
static void add_options(struct buffer *out, unsigned commands)
{
    const char *heading = NULL;
    for (size_t i = 0; i < settings_table.count; i++) {
        const struct option_row *row = &settings_table.rows[i];
        const char *next = heading_before(row);
        heading = next != NULL ? next : heading;
        if ((row->commands & commands) == 0)
            continue;
        if (heading != NULL)
            buffer_printf(out, "\n%s:\n", heading);
        heading = NULL;
        add_option(out, row);
    }
}

static void add_keys(struct buffer *out)
{
    struct keymap *keymap = keymap_create();
    struct key_help line;
    buffer_printf(out, "\nkeys:\n");
    for (size_t i = 0; keymap_help(keymap, i, &line); i++) {
        size_t start = out->len;
        buffer_printf(out, "  %s", line.label);
        add_wrapped(out, out->len - start, COMMAND_COLUMN, text_of(line.help));
    }
    keymap_destroy(keymap);
}

static void add_commands(struct buffer *out)
{
    buffer_printf(out, "usage: blotter [COMMAND] [OPTIONS] [FILE...]\n\n%s\n\ncommands:\n",
                  help_about);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t start = out->len;
        buffer_printf(out, "  %s", command_rows[i].name);
        add_wrapped(out, out->len - start, COMMAND_COLUMN, text_of(command_rows[i].help));
    }
    buffer_add_byte(out, '\n');
    add_wrapped(out, 0, 0,
                text_of("A FILE is a CSV of crime reports, plain or .gz, as Los Angeles or "
                        "another known city publishes them (--city); - is standard input; none is "
                        "the shipped quarter of 2023."));
}

static void add_exit_statuses(struct buffer *out)
{
    buffer_printf(out, "\nexit status:\n");
    for (size_t i = 0; help_exit_status(i) != NULL; i++)
        buffer_printf(out, "  %s\n", help_exit_status(i));
}

static void add_other_sources(struct buffer *out)
{
    buffer_printf(out, "\nA duration is a whole number with ms, s, m, h or d, without one "
                       "seconds.\n\n"
                       "Options also come from the file $XDG_CONFIG_HOME/blotter/config (else\n"
                       "~/.config/blotter/config), in lines such as speed = 1h, for every command\n"
                       "or under [report] for that one, and from variables such as BLOTTER_SPEED.\n"
                       "The command line wins over the variables, and they win over the file.\n");
}

void help_command(struct buffer *out, enum command_id command)
{
    const struct command_row *row = &command_rows[command];
    buffer_printf(out, "usage: blotter %s [OPTIONS] %s\n\n", row->name, row->operands);
    add_wrapped(out, 0, 0, text_of(row->help));
    add_options(out, 1U << command);
    if (command == COMMAND_MONITOR)
        add_keys(out);
}

void help_short(struct buffer *out)
{
    add_commands(out);
    buffer_printf(out, "\nthe options that matter most (defaults in parentheses):\n");
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        add_option(out, options_named(&settings_table, text_of(common[i]), FOR_WATCHERS));
    buffer_printf(out, "\nmore:\n"
                       "  blotter COMMAND --help    a command's own options\n"
                       "  blotter --help all        all options of all commands\n"
                       "  ?                         on the screen: the keys\n");
    add_exit_statuses(out);
}

void help_all(struct buffer *out)
{
    add_commands(out);
    add_options(out, ~0U);
    add_other_sources(out);
    add_exit_statuses(out);
}
