#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "blotter/base/state_home.h"
#include "describe.h"
#include "figures.h"
#include "handover.h"
#include "sources.h"
#include "watch_options.h"

/* --- reading -------------------------------------------------------------------------------- */

void settings_init(struct settings *s)
{
    static const char *const default_crimes[] = {"ASSAULT", "BURGLARY", "ROBBERY"};
    *s = (struct settings){
        .topic = "la-crime",
        .properties_fd = -1,
        .partitions = 1,
        .replication = 3,
        .speed = {INT64_C(3) * CIVIL_HOUR_S * MS_PER_S},
        .every_s = CIVIL_HOUR_S,
        .attach = {.lateness_s = INT64_C(90) * CIVIL_MINUTE_S},
        .checkpoint_ms = INT64_C(5) * MS_PER_S,
        .keymap = keymap_create(),
        .format = &figures_json,
        .synthetic = {.rows = 10000, .from = {INT64_C(19358) * CIVIL_DAY_S}}, /* 2023-01-01 */
        .memory = (size_t)256 << 20,
        .selection = {.delay_from_minutes = 30,
                      .delay_to_minutes = 90,
                      .seed = 1,
                      .officers = 4,
                      .start = CIVIL_NEVER,
                      .end = CIVIL_FOREVER},
        .analysis = {.windows = {{"1h", CIVIL_HOUR_S},
                                 {"6h", INT64_C(6) * CIVIL_HOUR_S},
                                 {"12h", INT64_C(12) * CIVIL_HOUR_S}},
                     .window_count = 3,
                     .near = {34.021861, -118.282942, 0.02}},
    };
    s->selection.crimes = mem_grow(NULL, &s->crime_cap, 3, sizeof *s->selection.crimes);
    for (size_t i = 0; i < 3; i++)
        s->selection.crimes[s->selection.crime_count++] = text_of(default_crimes[i]);
}

char *settings_keep_text(struct settings *s, struct text text)
{
    s->texts = mem_grow(s->texts, &s->text_cap, s->text_count + 1, sizeof *s->texts);
    s->texts[s->text_count] = mem_copy_text(text.ptr, text.len);
    return s->texts[s->text_count++];
}

void settings_finish(struct settings *s)
{
    for (size_t i = 0; i < s->text_count; i++)
        free(s->texts[i]);
    for (size_t i = 0; i < s->forwarded_count; i++)
        free(s->forwarded[i]);
    if (s->properties_fd >= 0)
        close(s->properties_fd);
    keymap_destroy(s->keymap);
    free(s->texts);
    free(s->properties);
    free(s->selection.crimes);
    free(s->files);
    free(s->default_file);
    free(s->forwarded);
}

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
    if (s->command == COMMAND_CLUSTER && s->layer == LAYER_COMMAND_LINE)
        describe_note_option(s, row);
    handover_option(s, row, value);
    return true;
}

static bool take_typed(void *user, const struct option_row *row, const char *value,
                       struct error *err)
{
    struct settings *s = user;
    if (row != NULL)
        return take_option(s, row, value, err);
    if ((1U << s->command & FOR_PLAYERS) == 0)
        return error_usage(err, "%s takes no file: %.200s",
                           settings_table.command_names[s->command], value);
    add_file(s, value);
    return true;
}

static bool take_from_source(void *user, const struct option_row *row, const char *value,
                             struct error *err)
{
    struct settings *s = user;
    return take_option(s, row, settings_keep_text(s, text_of(value)), err);
}

/* What the command line says of the other sources. */
struct look {
    bool from_sources, remembers;
};

/* Help must be there when the file is wrong, and a session's simulator hears all from its session.
 */
static bool look_for_sources(void *user, const struct option_row *row, const char *value,
                             struct error *err)
{
    static const char *const without[] = {"no-config", "driven", "help", "version"};
    struct look *look = user;
    (void)value, (void)err;
    for (size_t i = 0; row != NULL && i < sizeof without / sizeof without[0]; i++)
        look->from_sources = look->from_sources && strcmp(row->name, without[i]) != 0;
    look->remembers = look->remembers || (row != NULL && strcmp(row->name, "remember") == 0);
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

/* All of them, the later ones over the earlier ones. */
static bool read_options(struct settings *s, const char *const *args, struct error *err)
{
    unsigned command = 1U << s->command;
    struct look look = {.from_sources = true};
    if (!options_parse(&settings_table, args, command, look_for_sources, &look, err))
        return false;
    if (look.from_sources) {
        s->layer = LAYER_FILE;
        if (!sources_read_file(&settings_table, command, take_from_source, s, s->keymap, err))
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
    return error_usage(err, "no command or file \"%.200s\"; blotter --help lists the commands",
                       word);
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

/* Is a file to be read, under whatever name, the one to be written over? */
static bool would_overwrite(const struct settings *s)
{
    struct stat output;
    struct stat input;
    if (s->output == NULL || stat(s->output, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    for (size_t i = 0; i < s->file_count; i++)
        if (stat(s->files[i], &input) == 0 && input.st_dev == output.st_dev &&
            input.st_ino == output.st_ino)
            return true;
    return false;
}

static bool check_together(const struct settings *s, struct error *err)
{
    if (s->driven && s->to == TARGET_STDOUT)
        return error_usage(err, "--driven has its events on standard output: not with --to stdout");
    if (s->driven && s->value == VALUE_ROW)
        return error_usage(err,
                           "--driven is for sessions, which need clocks: not with --value row");
    if (s->listen && (s->to == TARGET_STDOUT || s->driven || s->value == VALUE_ROW))
        return error_usage(err, "--listen is for a topic that monitors read: not with --to stdout, "
                                "--driven or --value row");
    if (s->only_officer != 0 && s->run == NULL)
        return error_usage(err, "--officer K/N needs --run ID, the same for all of them");
    if (s->continues.len > 0 && !s->driven)
        return error_usage(err, "--continues is for sessions: only with --driven");
    if (s->only_officer != 0 && s->driven)
        return error_usage(err, "--driven is for all officers: not with --officer K/N");
    if (s->selection.start.s > s->selection.end.s)
        return error_usage(err, "--start is later than --end");
    size_t inputs = 0;
    for (size_t i = 0; i < s->file_count; i++)
        inputs += strcmp(s->files[i], "-") == 0;
    if (inputs > 1)
        return error_usage(err, "- (standard input) can be read only once");
    if (would_overwrite(s))
        return error_usage(err, "--output %.200s: is a FILE to be read", s->output);
    return true;
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

bool settings_parse(struct settings *s, const char *const *args, const char *program,
                    struct error *err)
{
    if (!take_command(s, &args, err))
        return false;
    if (!read_options(s, args, err))
        return false;
    if (s->help || s->version)
        return true;
    if (!s->has_speed && s->command == COMMAND_REPORT)
        s->speed.ms_per_s = 0;
    if (s->command == COMMAND_GENERATE && !settle_days(&s->synthetic, err))
        return false;
    if ((1U << s->command & FOR_WATCHERS) != 0 && !watch_check(s, err))
        return false;
    if (s->file_count == 0 && (1U << s->command & (FOR_PLAYERS | FOR_GENERATE)) != 0 &&
        !s->attach.on && !find_default_file(s, program, err))
        return false;
    if (s->command == COMMAND_CLUSTER && !describe_check(s, err))
        return false;
    if (!check_together(s, err))
        return false;
    if ((1U << s->command & FOR_WATCHERS) == 0)
        return true;
    s->source = watch_source(s);
    return handover_properties(s, err);
}

struct kafka_config settings_kafka(const struct settings *s)
{
    return (struct kafka_config){
        .brokers = s->brokers,
        .topic = s->topic,
        .properties = s->properties,
        .property_count = s->property_count,
    };
}

const char **settings_simulator_args(const struct settings *s)
{
    const char **args = mem_new(s->forwarded_count + s->file_count + 2, sizeof *args);
    size_t count = 0;
    for (size_t i = 0; i < s->forwarded_count; i++)
        args[count++] = s->forwarded[i];
    args[count++] = "--";
    for (size_t i = 0; i < s->file_count; i++)
        args[count++] = s->files[i];
    return args;
}

void settings_session(const struct settings *s, const char *program,
                      const char *const *simulator_args, struct session_config *ret)
{
    bool reads_input = false;
    for (size_t i = 0; i < s->file_count; i++)
        reads_input = reads_input || strcmp(s->files[i], "-") == 0;
    *ret = (struct session_config){
        .program = program,
        .kafka = settings_kafka(s),
        .partitions = (int32_t)s->partitions,
        .replication = (int32_t)s->replication,
        .simulator_args = simulator_args,
        .kafka_args = (const char *const *)s->forwarded + s->kafka_forwarded,
        .run = s->run,
        .input_fd = reads_input ? STDIN_FILENO : -1,
        .speed = s->speed,
        .analysis = s->analysis,
        .attach = s->attach,
        .state_folder = s->state_folder,
        .checkpoint_ms = s->checkpoint_ms,
        .source = s->source,
    };
    ret->attach.steers = ret->attach.waits = s->command == COMMAND_MONITOR;
}

int64_t settings_longest_window_s(const struct settings *s)
{
    int64_t longest_s = 0;
    for (size_t i = 0; i < s->analysis.window_count; i++)
        if (longest_s < s->analysis.windows[i].length_s)
            longest_s = s->analysis.windows[i].length_s;
    return longest_s;
}
