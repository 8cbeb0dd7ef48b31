#include "blotter/base/options.h"

#include <stdio.h>

struct parse {
    const struct option_table *table;
    const char *const *args;
    unsigned command;
    option_fn on_item;
    void *user;
    struct error *err;
};

const struct option_row *options_named(const struct option_table *table, struct text name,
                                       unsigned commands)
{
    const struct option_row *found = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = &table->rows[i];
        if (text_is(name, row->name) && (found == NULL || (found->commands & commands) == 0))
            found = row;
    }
    return found;
}

static const struct option_row *row_lettered(const struct option_table *table, char letter)
{
    for (size_t i = 0; i < table->count; i++)
        if (letter != '\0' && table->rows[i].letter == letter)
            return &table->rows[i];
    return NULL;
}

const char *options_owners(const struct option_table *table, unsigned commands,
                           char out[OPTION_OWNERS_SIZE])
{
    size_t len = 0;
    snprintf(out, OPTION_OWNERS_SIZE, "another command");
    for (size_t c = 0; table->command_names[c] != NULL && len < OPTION_OWNERS_SIZE; c++)
        if (commands >> c & 1)
            len += (size_t)snprintf(out + len, OPTION_OWNERS_SIZE - len, "%s%s",
                                    len > 0 ? ", " : "", table->command_names[c]);
    return out;
}

bool option_parse_flag(struct text value, bool *ret)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = {{"yes", true}, {"true", true},   {"1", true},
                 {"no", false}, {"false", false}, {"0", false}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (value.len == strlen(words[i].word) &&
            text_contains_any_case(value, text_of(words[i].word))) {
            *ret = words[i].on;
            return true;
        }
    return false;
}

const char *options_nearest(const struct option_table *table, struct text name, unsigned commands,
                            const char *before, char out[NEAREST_TEXT_SIZE])
{
    struct nearest near = {.typed = name};
    for (size_t i = 0; i < table->count; i++)
        if ((table->rows[i].commands & commands) != 0)
            nearest_try(&near, table->rows[i].name);
    return nearest_text(&near, before, "; blotter --help all lists them", out);
}

/* Applies an option; `value` is NULL when none was attached to it. *args stands on the option. */
static bool apply(struct parse *p, const struct option_row *row, const char *value)
{
    char owners[OPTION_OWNERS_SIZE];
    char own[OPTION_OWNERS_SIZE];
    if ((row->commands & p->command) == 0)
        return error_usage(p->err, "--%s is an option of %s, not of %s", row->name,
                           options_owners(p->table, row->commands, owners),
                           options_owners(p->table, p->command, own));
    if (row->argument == NULL && value != NULL)
        return error_usage(p->err, "--%s takes no value", row->name);
    if (row->argument != NULL && value == NULL) {
        value = *++p->args;
        if (value == NULL)
            return error_usage(p->err, "--%s needs a value: --%s %s", row->name, row->name,
                               row->argument);
    }
    struct error why = {0};
    if (!p->on_item(p->user, row, value, &why))
        return error_usage(p->err, "--%s %.200s: %.200s", row->name, value != NULL ? value : "",
                           why.text);
    return true;
}

static bool long_option(struct parse *p, const char *arg)
{
    struct text rest = text_of(arg + 2);
    struct text name = text_cut(&rest, '=');
    const struct option_row *row = options_named(p->table, name, p->command);
    if (row == NULL) {
        char hint[NEAREST_TEXT_SIZE];
        return error_usage(p->err, "unknown option --%.*s%s", (int)name.len, name.ptr,
                           options_nearest(p->table, name, p->command, "--", hint));
    }
    return apply(p, row, rest.ptr);
}

static bool short_options(struct parse *p, const char *arg)
{
    for (const char *c = arg + 1; *c != '\0'; c++) {
        const struct option_row *row = row_lettered(p->table, *c);
        if (row == NULL)
            return error_usage(p->err, "unknown option -%c; blotter --help all lists them", *c);
        if (row->argument != NULL)
            return apply(p, row, c[1] != '\0' ? c + 1 : NULL);
        if (!apply(p, row, NULL))
            return false;
    }
    return true;
}

bool options_parse(const struct option_table *table, const char *const *args, unsigned command,
                   option_fn on_item, void *user, struct error *err)
{
    struct parse p = {table, args, command, on_item, user, err};
    bool operands_only = false;
    for (; *p.args != NULL; p.args++) {
        const char *arg = *p.args;
        bool ok;
        if (operands_only || arg[0] != '-' || arg[1] == '\0')
            ok = on_item(user, NULL, arg, err);
        else if (strcmp(arg, "--") == 0)
            ok = operands_only = true;
        else
            ok = arg[1] == '-' ? long_option(&p, arg) : short_options(&p, arg);
        if (!ok)
            return false;
    }
    return true;
}
