#include "sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/ini_file.h"

struct option_source {
    const struct option_table *table;
    unsigned command;
    option_fn on_item, on_own;
    void *user;
    const struct source_section *sections; /* NULL: a file of options alone */
};

/* Hands an option out, a flag as "yes" or "no". */
static bool hand_out(option_fn on_item, void *user, const struct option_row *row, const char *value,
                     struct error *err)
{
    bool on;
    if (row->argument != NULL)
        return on_item(user, row, value, err);
    if (!option_parse_flag(text_of(value), &on))
        return error_usage(err, "yes or no");
    return on_item(user, row, on ? "yes" : "no", err);
}

/* --- the file ------------------------------------------------------------------------------- */

/* The bit of the command that a section is for, 0 when there is none of that name. */
static unsigned section_command(const struct option_table *table, const char *section)
{
    for (size_t c = 0; table->command_names[c] != NULL; c++)
        if (strcmp(section, table->command_names[c]) == 0)
            return 1U << c;
    return 0;
}

static bool on_entry(void *user, const char *section, const char *name, const char *value,
                     struct error *err)
{
    const struct option_source *s = user;
    for (const struct source_section *own = s->sections; own != NULL && own->name != NULL; own++)
        if (strcmp(section, own->name) == 0)
            return own->take(own->user, name, value, err);
    bool is_for_all = section[0] == '\0';
    unsigned commands = is_for_all ? ~0U : section_command(s->table, section);
    if (commands == 0)
        return error_usage(err, "no command [%.50s]; blotter --help lists them", section);
    const struct option_row *row = options_named(s->table, text_of(name), commands & s->command);
    if (row == NULL) {
        char hint[NEAREST_TEXT_SIZE];
        return error_usage(err, "no such option%s",
                           options_nearest(s->table, text_of(name), commands, "", hint));
    }
    if ((row->commands & OPTION_TYPED_ONLY) != 0)
        return error_usage(err, "only on the command line");
    char owners[OPTION_OWNERS_SIZE];
    if ((row->commands & commands) == 0)
        return error_usage(err, "an option of %s, not of %s",
                           options_owners(s->table, row->commands, owners), section);
    if ((row->commands & commands & s->command) == 0)
        return true;
    return hand_out(is_for_all ? s->on_item : s->on_own, s->user, row, value, err);
}

/* As the XDG base directory specification has it: a path that is not absolute does not count. */
bool sources_config_path(const char *name, struct buffer *path)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    if (folder != NULL && folder[0] == '/')
        buffer_printf(path, "%s/blotter/%s", folder, name);
    else if (home != NULL && home[0] != '\0')
        buffer_printf(path, "%s/.config/blotter/%s", home, name);
    else
        return false;
    buffer_add_byte(path, '\0');
    return true;
}

bool sources_read_entries(const char *path, const struct option_table *table, unsigned command,
                          option_fn on_item, void *user, struct error *err)
{
    struct option_source s = {table, command, on_item, on_item, user, NULL};
    return ini_file_read(path, on_entry, &s, err);
}

bool sources_read_file(const struct option_table *table, unsigned command, option_fn on_item,
                       option_fn on_own, void *user, const struct source_section *sections,
                       struct error *err)
{
    struct option_source s = {table, command, on_item, on_own, user, sections};
    struct buffer path = {0};
    bool ok = !sources_config_path("config", &path) || ini_file_read(path.data, on_entry, &s, err);
    buffer_free(&path);
    return ok;
}

/* --- the environment ------------------------------------------------------------------------ */

void sources_variable(const struct option_row *row, char out[VARIABLE_SIZE])
{
    snprintf(out, VARIABLE_SIZE, "BLOTTER_%s", row->name);
    for (char *c = out; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        else if (*c == '-')
            *c = '_';
    }
}

/* A variable that is an option's but for a slip of a finger; others are somebody else's. */
static bool check_variable(const struct option_table *table, struct text name, struct text typed,
                           struct error *err)
{
    char variable[VARIABLE_SIZE];
    struct nearest near = {.typed = name};
    for (size_t i = 0; i < table->count; i++)
        nearest_try(&near, table->rows[i].name);
    if (near.word == NULL || near.distance == 0)
        return true;
    sources_variable(options_named(table, text_of(near.word), ~0U), variable);
    return error_usage(err, "%.*s: no option has this variable; did you mean %s?", (int)typed.len,
                       typed.ptr, variable);
}

static bool check_variables(const struct option_table *table, struct error *err)
{
    static const char prefix[] = "BLOTTER_";
    for (char **entry = environ; *entry != NULL; entry++) {
        struct text value = text_of(*entry);
        struct text name = text_cut(&value, '=');
        if (name.len < sizeof prefix || memcmp(name.ptr, prefix, sizeof prefix - 1) != 0)
            continue;
        char dashed[VARIABLE_SIZE];
        snprintf(dashed, sizeof dashed, "%.*s", (int)name.len - (int)sizeof prefix + 1,
                 name.ptr + sizeof prefix - 1);
        for (char *c = dashed; *c != '\0'; c++)
            if (*c == '_')
                *c = '-';
        if (!check_variable(table, text_of(dashed), name, err))
            return false;
    }
    return true;
}

bool sources_read_environment(const struct option_table *table, unsigned command, option_fn on_item,
                              void *user, struct error *err)
{
    if (!check_variables(table, err))
        return false;
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = &table->rows[i];
        char variable[VARIABLE_SIZE];
        sources_variable(row, variable);
        const char *value = getenv(variable);
        if (value == NULL || value[0] == '\0' || (row->commands & OPTION_TYPED_ONLY) != 0 ||
            (row->commands & command) == 0)
            continue;
        struct error why = {0};
        if (!hand_out(on_item, user, row, value, &why))
            return error_usage(err, "%s=%.200s: %.200s", variable, value, why.text);
    }
    return true;
}
