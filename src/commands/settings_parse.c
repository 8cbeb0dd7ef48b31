#include "settings_parse.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "blotter/base/nearest.h"
#include "blotter/base/state_home.h"
#include "blotter/base/trace.h"
#include "alert_options.h"
#include "city.h"
#include "settings_check.h"
#include "simulator_args.h"
#include "sources.h"
#include "watch_options.h"

static void add_file(struct settings *s, const char *file)
{
    s->files = mem_grow(s->files, &s->file_cap, s->file_count + 2, sizeof *s->files);
    s->files[s->file_count++] = file;
    s->files[s->file_count] = NULL;
}

static bool take_option(struct settings *s, const struct option_row *row, const char *value,
                        struct error *err)
{
    if (!row->set(s, text_of(value != NULL ? value : "yes"), err))
        return false;
    if ((row->commands & OPTION_OF_SIMULATOR) != 0 && s->layer == LAYER_COMMAND_LINE)
        s->simulator_option = row->name;
    if ((row->commands & OPTION_OF_DESCRIBE) != 0 && s->layer == LAYER_COMMAND_LINE)
        s->describe_option = row->name;
    if ((row->commands & OPTION_OF_TRUTH) != 0 && s->layer == LAYER_COMMAND_LINE)
        s->truth_option = row->name;
    simulator_args_note(s, row, value);
    return true;
}

static bool take_typed(void *user, const struct option_row *row, const char *value,
                       struct error *err)
{
    struct settings *s = user;
    if (row != NULL)
        return take_option(s, row, value, err);
    if (s->help) {
        s->help_all = s->help_all || strcmp(value, "all") == 0;
        return true;
    }
    if ((1U << s->command & FOR_PLAYERS) == 0)
        return error_usage(err, "%s takes no file: %.200s",
                           settings_table.command_names[s->command], value);
    if (s->command == COMMAND_SQL && s->query == NULL)
        s->query = value;
    else
        add_file(s, value);
    return true;
}

static bool take_from_source(void *user, const struct option_row *row, const char *value,
                             struct error *err)
{
    struct settings *s = user;
    return take_option(s, row, settings_keep_text(s, text_of(value)), err);
}

static bool take_from_section(void *user, const struct option_row *row, const char *value,
                              struct error *err)
{
    ((struct settings *)user)->in_section = true;
    return take_from_source(user, row, value, err);
}

/* NAME = QUERY. */
static bool take_query(void *user, const char *name, const char *value, struct error *err)
{
    struct settings *s = user;
    if (value[0] == '\0')
        return error_usage(err, "it goes: NAME = QUERY");
    s->queries = mem_grow(s->queries, &s->query_cap, s->query_count + 2, sizeof *s->queries);
    s->queries[s->query_count++] = (struct named_query){settings_keep_text(s, text_of(name)),
                                                        settings_keep_text(s, text_of(value))};
    s->queries[s->query_count] = (struct named_query){NULL, NULL};
    return true;
}

/* What the command line says of the other sources. */
struct look {
    bool from_sources, remembers;
};

static bool look_for_sources(void *user, const struct option_row *row, const char *value,
                             struct error *err)
{
    struct look *look = user;
    (void)value, (void)err;
    if (row == NULL)
        return true;
    look->from_sources = look->from_sources && (row->commands & OPTION_WITHOUT_SOURCES) == 0;
    look->remembers = look->remembers || strcmp(row->name, "remember") == 0;
    return true;
}

/* What keys have changed the last time is newer than what the file and the environment say. */
static bool read_remembered(struct settings *s, struct error *err)
{
    struct buffer path = {0};
    if (!state_home_path("settings", &path))
        return error_usage(err, "--remember: neither XDG_STATE_HOME nor HOME says where");
    s->remembered = settings_keep_text(s, text_of(path.data));
    buffer_free(&path);
    s->layer = LAYER_REMEMBERED;
    return sources_read_entries(s->remembered, &settings_table, 1U << s->command, take_from_source,
                                s, err);
}

static bool bind_key(void *keymap, const char *name, const char *value, struct error *err)
{
    return keymap_bind(keymap, name, value, err);
}

/* All of them, the later ones over the earlier ones. */
static bool read_options(struct settings *s, const char *const *args, struct error *err)
{
    unsigned command = 1U << s->command;
    struct look look = {.from_sources = true};
    const struct source_section sections[] = {{"keys", bind_key, s->keymap},
                                              {"alerts", alert_take_entry, s},
                                              {"queries", take_query, s},
                                              {NULL, NULL, NULL}};
    if (!options_parse(&settings_table, args, command, look_for_sources, &look, err))
        return false;
    if (look.from_sources) {
        s->layer = LAYER_FILE;
        if (!sources_read_file(&settings_table, command, take_from_source, take_from_section, s,
                               sections, err))
            return false;
        s->layer = LAYER_ENVIRONMENT;
        if (!sources_read_environment(&settings_table, command, take_from_source, s, err))
            return false;
    }
    if ((look.remembers || s->remember) && !read_remembered(s, err))
        return false;
    s->layer = LAYER_COMMAND_LINE;
    return options_parse(&settings_table, args, command, take_typed, s, err);
}

/* The command at args[0], which is skipped then; monitor when there is none. */
static bool take_command(struct settings *s, const char *const **args, struct error *err)
{
    const char *word = **args;
    s->command = COMMAND_MONITOR;
    if (word == NULL || word[0] == '-')
        return true;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(word, command_rows[i].name) == 0) {
            s->command = (enum command_id)i;
            (*args)++;
            return true;
        }
    if (strchr(word, '/') != NULL || strchr(word, '.') != NULL || access(word, F_OK) == 0)
        return true;
    struct nearest near = {.typed = text_of(word)};
    char hint[NEAREST_TEXT_SIZE];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        nearest_try(&near, command_rows[i].name);
    return error_usage(err, "no command or file \"%.200s\"%s", word,
                       nearest_text(&near, "", "; blotter --help lists the commands", hint));
}

/* The shipped quarter: beside the build's program, or where it was installed. */
static bool find_default_file(struct settings *s, const char *program, struct error *err)
{
    static const char *const places[] = {
        "../data/lapd-2023q1.csv.gz",          /* from <build>/src/ */
        "data/lapd-2023q1.csv.gz",             /* from <build>/ */
        "../share/blotter/lapd-2023q1.csv.gz", /* from <prefix>/bin/ */
    };
    const char *slash = strrchr(program, '/');
    int folder_len = slash != NULL ? (int)(slash - program) + 1 : 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct buffer path = {0};
        buffer_printf(&path, "%.*s%s", folder_len, program, places[i]);
        buffer_add_byte(&path, '\0');
        if (access(path.data, R_OK) == 0) {
            s->default_file = path.data;
            add_file(s, s->default_file);
            return true;
        }
        buffer_free(&path);
    }
    if (access(BLOTTER_DATA_DIR "/lapd-2023q1.csv.gz", R_OK) == 0) {
        add_file(s, BLOTTER_DATA_DIR "/lapd-2023q1.csv.gz");
        return true;
    }
    return error_set(err, "the shipped data lapd-2023q1.csv.gz is not beside the program%s",
                     s->command == COMMAND_GENERATE ? "" : "; name a FILE");
}

/* Days that were not given follow from the rows; the CSV has years of four digits. */
static bool settle_days(struct synthetic_config *c, struct error *err)
{
    civil_time last;
    if (c->days == 0)
        c->days = synthetic_days_for(c->rows);
    civil_from_date(9999, 12, 31, &last);
    int64_t days_left = (last.s - c->from.s) / CIVIL_DAY_S;
    if ((int64_t)c->days + SYNTHETIC_LAST_REPORT_DAY > days_left)
        return error_usage(
            err, "--from: %u days and the reports after them go beyond the year 9999", c->days);
    return true;
}

/* What follows from the command where nothing was said. */
static bool settle(struct settings *s, const char *program, struct error *err)
{
    if (!s->has_speed && (1U << s->command & FOR_PRINTERS) != 0)
        s->speed.ms_per_s = 0;
    s->faults.seed = s->selection.seed;
    if (!s->has_from && s->command == COMMAND_MONITOR)
        s->attach.from = CONSUMER_FROM_END;
    if (s->command == COMMAND_GENERATE && !settle_days(&s->synthetic, err))
        return false;
    if ((1U << s->command & FOR_PLAYERS) == 0)
        return s->file_count > 0 || s->command != COMMAND_GENERATE ||
               find_default_file(s, program, err);
    if (s->figures != NULL) {
        s->topic = s->figures;
        s->attach.on = true;
    }
    if (s->file_count == 0 && !s->attach.on && !find_default_file(s, program, err))
        return false;
    return city_settle(s, err);
}

/* Where engines write to (DESIGN §10). */
static bool name_windows(struct settings *s, struct error *err)
{
    struct buffer name = {0};
    if (!s->compare)
        return true;
    buffer_printf(&name, "%s-windows", s->topic);
    s->windows_topic = settings_keep_text(s, buffer_text(&name));
    buffer_free(&name);
    return kafka_check_topic(s->windows_topic, err);
}

static bool tell_children(struct settings *s, struct error *err)
{
    struct buffer source = {0};
    watch_write_source(s, &source);
    s->source = settings_keep_text(s, buffer_text(&source));
    buffer_free(&source);
    return simulator_args_finish(s, err);
}

static bool open_trace(struct error *err)
{
    const char *where = getenv("BLOTTER_TRACE");
    return where == NULL || *where == '\0' || trace_open(where, err);
}

bool settings_parse(struct settings *s, const char *const *args, const char *program,
                    struct error *err)
{
    if (!open_trace(err) || !take_command(s, &args, err) || !read_options(s, args, err))
        return false;
    if (s->help || s->version)
        return true;
    if (!settle(s, program, err) || !settings_check(s, err))
        return false;
    return (1U << s->command & FOR_WATCHERS) == 0 ||
           (name_windows(s, err) && tell_children(s, err));
}
