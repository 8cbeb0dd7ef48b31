#include "help.h"

#include <string.h>

#include "blotter/crime/cities.h"

/* What an option's value may be; the cities are those that are shipped. */
static const struct {
    const char *option, *values;
} choices[] = {
    {"speed", "1m 5m 15m 30m 1h 3h 6h 12h 1d 7d max"},
    {"crimes", "all"},
    {"to", "kafka stdout"},
    {"value", "crime row"},
    {"place", "area district address premise"},
    {"top", "5 10 20 all"},
    {"theme", "default light high-contrast mono"},
    {"format", "json csv text"},
};

static void add_choices(struct buffer *out, const struct option_row *row)
{
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (strcmp(choices[i].option, row->name) == 0)
            buffer_printf(out, "%s", choices[i].values);
    if (strcmp(row->name, "from") == 0 && (row->commands & FOR_WATCHERS) != 0)
        buffer_printf(out, "beginning end");
    if (strcmp(row->name, "city") != 0)
        return;
    struct cities *cities = cities_create();
    const struct profile *city;
    for (size_t i = 0; (city = cities_at(cities, i)) != NULL; i++)
        buffer_printf(out, "%s%s", i > 0 ? " " : "", city->key);
    cities_destroy(cities);
}

/* A word of a shell's, which has only single quotes to mind. */
static void add_quoted(struct buffer *out, const char *text, const char *quote)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '\'')
            buffer_printf(out, "%s", quote);
        else
            buffer_add_byte(out, *c);
}

static bool takes_path(const struct option_row *row)
{
    return strstr(row->argument, "FILE") != NULL || strstr(row->argument, "FOLDER") != NULL;
}

static void add_names(struct buffer *out, unsigned commands)
{
    for (size_t i = 0; i < settings_table.count; i++)
        if ((settings_table.rows[i].commands & commands) != 0)
            buffer_printf(out, " --%s", settings_table.rows[i].name);
}

/* --- bash: without a value of its own, a file is completed ------------------------------------ */

static void add_bash_values(struct buffer *out)
{
    for (size_t i = 0; i < settings_table.count; i++) {
        const struct option_row *row = &settings_table.rows[i];
        struct buffer values = {0};
        add_choices(&values, row);
        if (values.len > 0) {
            buffer_printf(out, "    --%s", row->name);
            if (row->letter != '\0')
                buffer_printf(out, "|-%c", row->letter);
            buffer_printf(out, ") words=\"%.*s\" ;;\n", (int)values.len, values.data);
        } else if (row->argument != NULL) {
            buffer_printf(out, "    --%s) return ;;\n", row->name);
        }
        buffer_free(&values);
    }
}

void help_bash(struct buffer *out)
{
    buffer_printf(out, "_blotter() {\n"
                       "    local words word=${COMP_WORDS[COMP_CWORD]}\n"
                       "    COMPREPLY=()\n"
                       "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (i == COMMAND_MONITOR)
            continue;
        buffer_printf(out, "    %s) words=\"", command_rows[i].name);
        add_names(out, 1U << i);
        buffer_printf(out, "\" ;;\n");
    }
    buffer_printf(out, "    *) words=\"");
    add_names(out, FOR_MONITOR);
    buffer_printf(out, "\" ;;\n    esac\n"
                       "    [[ $COMP_CWORD == 1 ]] && words+=\"");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        buffer_printf(out, " %s", command_rows[i].name);
    buffer_printf(out, "\"\n    case ${COMP_WORDS[COMP_CWORD-1]} in\n");
    add_bash_values(out);
    buffer_printf(out, "    esac\n"
                       "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                       "}\n"
                       "complete -o default -F _blotter blotter\n");
}

/* --- zsh -------------------------------------------------------------------------------------- */

static void add_zsh_text(struct buffer *out, const char *text)
{
    struct buffer plain = {0};
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("[]:\\", *c) != NULL)
            buffer_add_byte(&plain, '\\');
        buffer_add_byte(&plain, *c);
    }
    buffer_add_byte(&plain, '\0');
    add_quoted(out, plain.data, "'\\''");
    buffer_free(&plain);
}

static void add_zsh_option(struct buffer *out, const struct option_row *row)
{
    buffer_printf(out, "        ");
    if (row->letter != '\0')
        buffer_printf(out, "'(-%c --%s)'{-%c,--%s%s}'[", row->letter, row->name, row->letter,
                      row->name, row->argument != NULL ? "=" : "");
    else
        buffer_printf(out, "'--%s%s[", row->name, row->argument != NULL ? "=" : "");
    add_zsh_text(out, row->help);
    buffer_add_byte(out, ']');
    if (row->argument != NULL) {
        struct buffer values = {0};
        add_choices(&values, row);
        buffer_add_byte(out, ':');
        add_zsh_text(out, row->argument);
        buffer_add_byte(out, ':');
        if (values.len > 0)
            buffer_printf(out, "(%.*s)", (int)values.len, values.data);
        else if (takes_path(row))
            buffer_printf(out, "_files");
        buffer_free(&values);
    }
    buffer_printf(out, "'\n");
}

void help_zsh(struct buffer *out)
{
    buffer_printf(out, "#compdef blotter\n"
                       "local -a commands options\n"
                       "commands=(\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        buffer_printf(out, "    '%s:", command_rows[i].name);
        add_zsh_text(out, command_rows[i].help);
        buffer_printf(out, "'\n");
    }
    buffer_printf(out, ")\n"
                       "if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
                       "    _describe command commands\n"
                       "    _files\n"
                       "    return\n"
                       "fi\n"
                       "case $words[2] in\n");
    for (size_t n = 1; n <= COMMAND_COUNT; n++) {
        size_t i = n % COMMAND_COUNT; /* the monitor, which is meant without a word, is the last */
        buffer_printf(out, "%s)\n    options=(\n",
                      i == COMMAND_MONITOR ? "*" : command_rows[i].name);
        for (size_t k = 0; k < settings_table.count; k++)
            if ((settings_table.rows[k].commands & 1U << i) != 0)
                add_zsh_option(out, &settings_table.rows[k]);
        buffer_printf(out, "    ) ;;\n");
    }
    buffer_printf(out, "esac\n"
                       "_arguments -s $options '*:file:_files'\n");
}

/* --- fish ------------------------------------------------------------------------------------- */

/* Words that make fish ask whether the command is one of these. */
static void add_fish_condition(struct buffer *out, unsigned commands)
{
    bool is_monitors = (commands & FOR_MONITOR) != 0;
    size_t start = out->len;
    buffer_printf(out, " -n '%s__fish_seen_subcommand_from", is_monitors ? "not " : "");
    bool any = false;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (((commands >> i & 1) != 0) != is_monitors) {
            buffer_printf(out, " %s", command_rows[i].name);
            any = true;
        }
    buffer_add_byte(out, '\'');
    if (!any)
        out->len = start;
}

static void add_fish_option(struct buffer *out, const struct option_row *row)
{
    struct buffer values = {0};
    add_choices(&values, row);
    buffer_printf(out, "complete -c blotter");
    add_fish_condition(out, row->commands);
    if (row->letter != '\0')
        buffer_printf(out, " -s %c", row->letter);
    buffer_printf(out, " -l %s", row->name);
    if (values.len > 0)
        buffer_printf(out, " -x -a '%.*s'", (int)values.len, values.data);
    else if (row->argument != NULL)
        buffer_printf(out, takes_path(row) ? " -r" : " -x");
    buffer_printf(out, " -d '");
    add_quoted(out, row->help, "\\'");
    buffer_printf(out, "'\n");
    buffer_free(&values);
}

void help_fish(struct buffer *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        buffer_printf(out, "complete -c blotter -n __fish_use_subcommand -a %s -d '",
                      command_rows[i].name);
        add_quoted(out, command_rows[i].help, "\\'");
        buffer_printf(out, "'\n");
    }
    for (size_t i = 0; i < settings_table.count; i++)
        add_fish_option(out, &settings_table.rows[i]);
}
