#include "settings.h"

#include <stdlib.h>
#include <unistd.h>

#include "blotter/base/memory.h"
#include "report_figures.h"

void settings_init(struct settings *s)
{
    *s = (struct settings){
        .topic = "la-crime",
        .properties_fd = -1,
        .partitions = 1,
        .replication = 3,
        .speed = {.ms_per_s = INT64_C(3) * CIVIL_HOUR_S * MS_PER_S},
        .every_s = CIVIL_HOUR_S,
        .keep = (size_t)256 << 20,
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
                     .window_count = 3},
    };
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
    cues_destroy(s->cues);
    free(s->alerts);
    cities_destroy(s->cities);
    free(s->queries);
    free(s->texts);
    free(s->properties);
    free(s->selection.crimes);
    free(s->files);
    free(s->default_file);
    free(s->forwarded);
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

/* For queries: the reports with all that is known of them, and no windows. */
static void keep_all(const struct settings *s, struct analysis_config *c)
{
    c->window_count = 0;
    c->keep_s = 0;
    c->keep_bytes = s->keep;
    c->keeps_facts = c->saves_all = true;
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
        .writes_truth = s->truth != NULL,
        .run = s->run,
        .input_fd = reads_input ? STDIN_FILENO : -1,
        .speed = s->speed,
        .analysis = s->analysis,
        .attach = s->attach,
        .alert_topic = s->alerts != NULL ? s->alert_topic : NULL,
        .state_folder = s->state_folder,
        .checkpoint_ms = s->checkpoint_ms,
        .windows_topic = s->windows_topic,
        .figures_only = s->figures != NULL,
        .source = s->source,
    };
    ret->attach.cities = s->cities;
    if (s->command == COMMAND_SQL)
        keep_all(s, &ret->analysis);
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
