#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "report_figures.h"
#include "settings.h"
#include "alert_options.h"
#include "watch_options.h"

const struct command_row command_rows[COMMAND_COUNT] = {
    [COMMAND_MONITOR] = {"monitor", "[FILE...]", "watch the reports live and play them (default)"},
    [COMMAND_SIMULATE] = {"simulate", "[FILE...]", "only send the reports, to Kafka or to stdout"},
    [COMMAND_CLUSTER] = {"cluster", "",
                         "only the embedded Kafka cluster, or what a cluster is like"},
    [COMMAND_REPORT] = {"report", "[FILE...]",
                        "the same pipeline without a screen: figures as JSON, CSV or text"},
    [COMMAND_SQL] = {"sql", "QUERY [FILE...]",
                     "the reports as tables: what a query of SQL gives, at the end or at ticks"},
    [COMMAND_GENERATE] = {"generate", "", "a made-up CSV like the LAPD's, on standard output"},
};

static const char *const command_names[COMMAND_COUNT + 1] = {
    "monitor", "simulate", "cluster", "report", "sql", "generate", NULL};

/* --- one setter an option ------------------------------------------------------------------- */

static bool set_help(void *target, struct text value, struct error *err)
{
    (void)value, (void)err;
    ((struct settings *)target)->help = true;
    return true;
}

static bool set_version(void *target, struct text value, struct error *err)
{
    (void)value, (void)err;
    ((struct settings *)target)->version = true;
    return true;
}

static bool set_brokers(void *target, struct text value, struct error *err)
{
    if (value.len == 0)
        return error_usage(err, "it goes: HOST:PORT,HOST:PORT");
    if (!kafka_check_brokers(value.ptr, err))
        return false;
    struct settings *s = target;
    s->brokers = value.ptr;
    s->brokers_layer = s->layer;
    return true;
}

static bool set_topic(void *target, struct text value, struct error *err)
{
    if (!kafka_is_topic_name(value.ptr))
        return error_usage(err, "a topic has 1 to 249 letters, digits, \".\", \"_\" and \"-\"");
    ((struct settings *)target)->topic = value.ptr;
    return true;
}

/* As kcat's users expect, the property alone is brokers enough; beside --brokers it does not count
 * (kafka/config.h). */
static void note_brokers(struct settings *s, const char *property, const char *value)
{
    if (kafka_names_brokers(property) && value[0] != '\0' && s->brokers_layer != s->layer)
        s->brokers = value;
}

static bool add_property(struct settings *s, struct text line, struct error *err)
{
    struct text value = line;
    struct text name = text_trim(text_cut(&value, '='));
    if (name.len == 0 || value.ptr == NULL)
        return error_usage(err, "it goes: NAME=VALUE");
    value = text_trim(value);
    char *name_copy = settings_keep_text(s, name);
    char *value_copy = settings_keep_text(s, value);
    s->properties =
        mem_grow(s->properties, &s->property_cap, s->property_count + 1, sizeof *s->properties);
    s->properties[s->property_count++] = (struct kafka_property){name_copy, value_copy};
    note_brokers(s, name_copy, value_copy);
    return !kafka_names_brokers(name_copy) || kafka_check_brokers(value_copy, err);
}

static bool set_property(void *target, struct text value, struct error *err)
{
    return add_property(target, value, err);
}

/* Of a file it is said at once which line is wrong. */
static bool add_checked_property(struct settings *s, struct text line, struct error *err)
{
    return add_property(s, line, err) &&
           kafka_check_property(&s->properties[s->property_count - 1], err);
}

/* NAME=VALUE lines, # begins a comment, as kcat's and librdkafka's own examples have it. */
static bool set_kafka_config(void *target, struct text value, struct error *err)
{
    FILE *file = fopen(value.ptr, "re");
    if (file == NULL)
        return error_usage(err, "cannot open: %s", strerror(errno));
    char *line = NULL;
    size_t cap = 0;
    bool ok = true;
    size_t number = 0;
    for (ssize_t len; ok && (len = getline(&line, &cap, file)) >= 0;) {
        struct text text = text_trim((struct text){line, (size_t)len});
        struct error why;
        number++;
        if (text.len > 0 && text.ptr[0] != '#' && !add_checked_property(target, text, &why))
            ok = error_usage(err, "line %zu: %s", number, why.text);
    }
    if (ok && ferror(file) != 0)
        ok = error_usage(err, "cannot read: %s", strerror(errno));
    free(line);
    fclose(file);
    return ok;
}

static bool set_count(struct text value, uint32_t max, uint32_t *ret, struct error *err)
{
    uint64_t count;
    if (!text_to_u64(value, max, &count) || count == 0)
        return error_usage(err, "a whole number from 1 to %u", max);
    *ret = (uint32_t)count;
    return true;
}

static bool set_partitions(void *target, struct text value, struct error *err)
{
    return set_count(value, PARTITIONS_MAX, &((struct settings *)target)->partitions, err);
}

static bool set_replication(void *target, struct text value, struct error *err)
{
    return set_count(value, 100, &((struct settings *)target)->replication, err);
}

static bool set_officers(void *target, struct text value, struct error *err)
{
    return set_count(value, OFFICERS_MAX, &((struct settings *)target)->selection.officers, err);
}

static bool set_officer(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    uint32_t officer = 0;
    uint32_t officers = 0;
    struct text first = text_cut(&value, '/');
    struct error ignored;
    if (!set_count(value, OFFICERS_MAX, &officers, &ignored) ||
        !set_count(first, officers, &officer, &ignored))
        return error_usage(err, "it goes: K/N, the K-th of N officers, such as 2/4");
    s->only_officer = officer;
    s->selection.officers = officers;
    return true;
}

static bool set_run(void *target, struct text value, struct error *err)
{
    bool ok = value.len >= 1 && value.len <= 64;
    for (size_t i = 0; ok && i < value.len; i++)
        ok = value.ptr[i] > ' ' && value.ptr[i] < 0x7f;
    if (!ok)
        return error_usage(err, "a run's id has 1 to 64 printable ASCII characters, no blanks");
    ((struct settings *)target)->run = value.ptr;
    return true;
}

static bool set_city(void *target, struct text value, struct error *err)
{
    if (value.len == 0)
        return error_usage(err, "a city, such as chicago, or a FILE.ini");
    ((struct settings *)target)->city = value.ptr;
    return true;
}

static bool set_spread(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->spread = text_is(value, "yes");
    return true;
}

static bool set_crimes(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    s->has_crimes = true;
    return selection_set_crimes(&s->selection, value, err);
}

static bool set_delay(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    s->has_delay = true;
    return selection_set_delay(&s->selection, value, err);
}

static bool set_seed(void *target, struct text value, struct error *err)
{
    if (!text_to_u64(value, UINT64_MAX, &((struct settings *)target)->selection.seed))
        return error_usage(err, "a whole number from 0 to 18446744073709551615");
    return true;
}

static bool set_time(struct text value, civil_time *ret, struct error *err)
{
    if (!civil_parse(value, ret))
        return error_usage(err, "no time; it goes: YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS]");
    return true;
}

/* A whole number of bytes, or of K, M or G (of 1024). */
static bool set_size(struct text value, size_t *ret, struct error *err)
{
    static const char units[] = "KMG";
    uint64_t size;
    uint64_t unit = 1;
    const char *at = value.len > 0 ? strchr(units, value.ptr[value.len - 1]) : NULL;
    if (at != NULL && *at != '\0') {
        unit = UINT64_C(1) << (10 * (at - units + 1));
        value.len--;
    }
    if (!text_to_u64(value, (UINT64_C(1) << 40) / unit, &size) || size == 0)
        return error_usage(err, "a size such as 64M, up to 1024G");
    *ret = size * unit;
    return true;
}

static bool set_memory(void *target, struct text value, struct error *err)
{
    return set_size(value, &((struct settings *)target)->memory, err);
}

static bool set_keep(void *target, struct text value, struct error *err)
{
    return set_size(value, &((struct settings *)target)->keep, err);
}

static bool set_start(void *target, struct text value, struct error *err)
{
    return set_time(value, &((struct settings *)target)->selection.start, err);
}

static bool set_end(void *target, struct text value, struct error *err)
{
    return set_time(value, &((struct settings *)target)->selection.end, err);
}

static bool set_speed(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    if (!speed_parse(value, &s->speed))
        return error_usage(err,
                           "not a speed: simulated time per second, such as 10m, 3h or 1d, or max");
    s->has_speed = true;
    s->speed_typed = s->speed_typed || s->layer == LAYER_COMMAND_LINE;
    return true;
}

/* Where it is said it counts instead of a speed that was said before. */
static bool set_rate(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    uint32_t rate = 0;
    if (!set_count(value, RATE_MAX, &rate, err))
        return false;
    s->speed = (struct speed){.rate = rate};
    s->has_speed = true;
    s->rate_typed = s->rate_typed || s->layer == LAYER_COMMAND_LINE;
    return true;
}

static bool set_to(void *target, struct text value, struct error *err)
{
    bool to_stdout = text_is(value, "stdout");
    if (!to_stdout && !text_is(value, "kafka"))
        return error_usage(err, "kafka or stdout");
    ((struct settings *)target)->to = to_stdout ? TARGET_STDOUT : TARGET_KAFKA;
    return true;
}

static bool set_value(void *target, struct text value, struct error *err)
{
    bool row = text_is(value, "row");
    if (!row && !text_is(value, "crime"))
        return error_usage(err, "crime or row");
    ((struct settings *)target)->value = row ? VALUE_ROW : VALUE_CRIME;
    return true;
}

static bool set_driven(void *target, struct text value, struct error *err)
{
    (void)value, (void)err;
    ((struct settings *)target)->driven = true;
    return true;
}

static bool set_events(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->events = text_is(value, "yes");
    return true;
}

static bool set_listen(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->listen = text_is(value, "yes");
    return true;
}

/* settings_parse has looked for it before. */
static bool set_no_config(void *target, struct text value, struct error *err)
{
    (void)target, (void)value, (void)err;
    return true;
}

static bool add_window(struct analysis_config *config, struct text name, struct error *err)
{
    enum { LONGEST_MS_IN_DAYS = 31 };
    int64_t ms;
    if (config->window_count == WINDOWS_MAX)
        return error_usage(err, "at most %d windows", WINDOWS_MAX);
    if (name.len >= WINDOW_NAME_SIZE)
        return error_usage(err, "a window is written in at most %d characters, such as 1h",
                           WINDOW_NAME_SIZE - 1);
    if (!duration_parse(name, &ms) || ms < INT64_C(60) * MS_PER_S ||
        ms > INT64_C(86400) * LONGEST_MS_IN_DAYS * MS_PER_S)
        return error_usage(err, "a window is from 1m to 31d, such as 1h,6h,12h");
    struct window_spec *w = &config->windows[config->window_count];
    memset(w->name, 0, sizeof w->name);
    memcpy(w->name, name.ptr, name.len);
    /* Reports are at whole seconds, so a part of one makes a window as long as the next whole. */
    w->length_s = (ms + MS_PER_S - 1) / MS_PER_S;
    for (size_t i = 0; i < config->window_count; i++)
        if (config->windows[i].length_s == w->length_s)
            return error_usage(err, "%s is there twice", w->name);
    config->window_count++;
    return true;
}

static bool set_windows(void *target, struct text value, struct error *err)
{
    struct analysis_config *config = &((struct settings *)target)->analysis;
    config->window_count = 0;
    while (value.ptr != NULL)
        if (!add_window(config, text_trim(text_cut(&value, ',')), err))
            return false;
    return true;
}

/* Points are told apart by their names. */
static bool has_point(const struct analysis_config *a, const struct near *near)
{
    char name[NEAR_TEXT_SIZE];
    char other[NEAR_TEXT_SIZE];
    format_point(near, name);
    for (size_t k = 0; k <= a->other_count; k++)
        if (strcmp(name, format_point(k == 0 ? &a->near : &a->others[k - 1], other)) == 0)
            return true;
    return false;
}

static bool set_near(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    struct analysis_config *a = &s->analysis;
    bool is_first = !s->has_near || s->near_layer != s->layer ||
                    s->near_in_section != s->in_section; /* more of one place go together */
    struct near near;
    if (!near_parse(value, &near))
        return error_usage(err,
                           "it goes: LAT,LON,DEGREES, such as 34.021861,-118.282942,0.02; "
                           "behind a blank a name of up to %d bytes",
                           NEAR_NAME_SIZE - 1);
    s->has_near = true;
    s->near_layer = s->layer;
    s->near_in_section = s->in_section;
    if (is_first) {
        a->near = near;
        a->other_count = 0;
        return true;
    }
    if (a->other_count == NEAR_OTHERS_MAX)
        return error_usage(err, "at most %d points", NEAR_OTHERS_MAX + 1);
    if (has_point(a, &near))
        return error_usage(err, "two points of one name");
    a->others[a->other_count++] = near;
    return true;
}

static bool set_place(void *target, struct text value, struct error *err)
{
    if (!place_parse(value, &((struct settings *)target)->analysis.place))
        return error_usage(err, "area, district, address or premise");
    return true;
}

static bool set_filter(void *target, struct text value, struct error *err)
{
    struct analysis_config *config = &((struct settings *)target)->analysis;
    if (!analysis_check_filter(value.ptr, err))
        return false;
    snprintf(config->filter, sizeof config->filter, "%s", value.ptr);
    return true;
}

static bool set_top(void *target, struct text value, struct error *err)
{
    enum { TOP_MOST = 100 };
    size_t *top = &((struct settings *)target)->analysis.top;
    uint32_t rows = 0;
    if (!text_is(value, "all") && !set_count(value, TOP_MOST, &rows, err))
        return error_usage(err, "from 1 to %d, or all", TOP_MOST);
    *top = rows > 0 ? rows : SIZE_MAX;
    return true;
}

static bool set_theme(void *target, struct text value, struct error *err)
{
    if (!theme_parse(value, &((struct settings *)target)->theme))
        return error_usage(err, "default, light, high-contrast or mono");
    return true;
}

static bool set_at(void *target, struct text value, struct error *err)
{
    civil_time at;
    ((struct settings *)target)->begin_at = value.ptr;
    return set_time(value, &at, err);
}

static bool set_cues(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    cues_destroy(s->cues);
    s->cues = cues_read(value.ptr, err);
    return s->cues != NULL;
}

static bool set_bell(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->bell = text_is(value, "yes");
    return true;
}

static bool set_remember(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->remember = text_is(value, "yes");
    return true;
}

static bool set_describe(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->describe = text_is(value, "yes");
    return true;
}

static bool set_every(void *target, struct text value, struct error *err)
{
    int64_t ms;
    if (!duration_parse(value, &ms) || ms % MS_PER_S != 0)
        return error_usage(err, "whole seconds, minutes, hours or days, such as 1h");
    struct settings *s = target;
    s->every_s = ms / MS_PER_S;
    s->has_every = true;
    return true;
}

static bool set_changes(void *target, struct text value, struct error *err)
{
    (void)err;
    ((struct settings *)target)->changes = text_is(value, "yes");
    return true;
}

static bool set_format(void *target, struct text value, struct error *err)
{
    struct settings *s = target;
    const struct figures_format *format = figures_format_named(value);
    if (format == NULL)
        return error_usage(err, "json, csv or text");
    s->format = format;
    s->format_name = format->name;
    s->format_layer = s->layer;
    return true;
}

static bool set_output(void *target, struct text value, struct error *err)
{
    if (value.len == 0)
        return error_usage(err, "a file, or - for standard output");
    ((struct settings *)target)->output = value.ptr;
    return true;
}

static bool set_truth(void *target, struct text value, struct error *err)
{
    if (value.len == 0 || text_is(value, "-"))
        return error_usage(err, "a file");
    ((struct settings *)target)->truth = value.ptr;
    return true;
}

static bool set_rows(void *target, struct text value, struct error *err)
{
    const uint64_t most = UINT64_C(1000000000000);
    uint64_t rows;
    if (!text_to_u64(value, most, &rows) || rows == 0)
        return error_usage(err, "a whole number from 1 to %llu", (unsigned long long)most);
    ((struct settings *)target)->synthetic.rows = rows;
    return true;
}

static bool set_from(void *target, struct text value, struct error *err)
{
    const size_t date_len = sizeof "YYYY-MM-DD" - 1;
    if (value.len != date_len || !civil_parse(value, &((struct settings *)target)->synthetic.from))
        return error_usage(err, "no date; it goes: YYYY-MM-DD");
    return true;
}

static bool set_days(void *target, struct text value, struct error *err)
{
    return set_count(value, SYNTHETIC_DAYS_MAX, &((struct settings *)target)->synthetic.days, err);
}

/* --- the table ------------------------------------------------------------------------------ */

static const struct option_row rows[] = {
    {"brokers", 'b', "HOST:PORT,...", "embedded", "the Kafka to use",
     FOR_TOPICS | OPTION_SAID_BY_SESSION | OPTION_OF_DESCRIBE, set_brokers},
    {"topic", 't', "NAME", "la-crime", "the topic to use", FOR_TOPICS | OPTION_SAID_BY_SESSION,
     set_topic},
    {"property", 'X', "NAME=VALUE", NULL, "a librdkafka property, as often as you like",
     FOR_TOPICS | OPTION_SAID_BY_SESSION | OPTION_OF_DESCRIBE, set_property},
    {"kafka-config", 'F', "FILE", NULL, "librdkafka properties from a file: secrets belong there",
     FOR_TOPICS | OPTION_SAID_BY_SESSION | OPTION_OF_DESCRIBE, set_kafka_config},
    {"partitions", 0, "N", "1", "partitions of a topic that has to be made", FOR_TOPICS,
     set_partitions},
    {"replication", 0, "N", "3", "replicas of a topic that has to be made", FOR_TOPICS,
     set_replication},
    {"officers", 0, "N", "4", "officers who report the crimes", FOR_PLAYERS | OPTION_OF_SIMULATOR,
     set_officers},
    {"officer", 0, "K/N", NULL, "send only for the K-th of N officers; needs --run", FOR_SIMULATE,
     set_officer},
    {"run", 0, "ID", "the time", "name of the run",
     FOR_PLAYERS | OPTION_OF_SIMULATOR | OPTION_SAID_BY_SESSION, set_run},
    {"city", 0, "NAME|FILE", "by the header",
     "whose files they are: chicago, or a profile of your own", FOR_PLAYERS, set_city},
    {"spread", 0, NULL, NULL, "draw day and minute from the id where a file has only months",
     FOR_PLAYERS | OPTION_OF_SIMULATOR, set_spread},
    {"crimes", 0, "LIST", "the city's: ASSAULT,BURGLARY,ROBBERY",
     "crimes whose description holds one of these, in any case; or all",
     FOR_PLAYERS | OPTION_OF_SIMULATOR, set_crimes},
    {"delay", 0, "A-B", "the city's: 30-90", "minutes from the crime to its report",
     FOR_PLAYERS | OPTION_OF_SIMULATOR, set_delay},
    {"seed", 0, "N", "1",
     "seed of delays, officers and made-up rows: the same seed, the same bytes",
     FOR_PLAYERS | FOR_GENERATE | OPTION_OF_SIMULATOR, set_seed},
    {"memory", 0, "SIZE", "256M", "reports to hold in memory: K, M or G; more are sorted on disk",
     FOR_PLAYERS | OPTION_OF_SIMULATOR, set_memory},
    {"start", 0, "TIME", "first", "leave out reports before it: YYYY-MM-DD[THH:MM[:SS]]",
     FOR_PLAYERS | OPTION_OF_SIMULATOR, set_start},
    {"end", 0, "TIME", "last", "leave out reports after it", FOR_PLAYERS | OPTION_OF_SIMULATOR,
     set_end},
    {"speed", 's', "SPEED", "3h; report, sql: max",
     "simulated time per real second: a duration such as 10m, 3h, 1d; or max",
     FOR_PLAYERS | OPTION_OF_SIMULATOR | OPTION_SAID_BY_SESSION, set_speed},
    {"rate", 0, "N", NULL,
     "instead of --speed: N reports a real second, evenly, whatever their times say; of all "
     "officers together",
     FOR_SIMULATE | FOR_MONITOR | OPTION_OF_SIMULATOR | OPTION_SAID_BY_SESSION, set_rate},
    {"to", 0, "SINK", "kafka", "kafka, or stdout: a message a line", FOR_SIMULATE, set_to},
    {"value", 0, "KIND", "crime",
     "crime, or row: the file's own columns and values, and no other messages", FOR_SIMULATE,
     set_value},
    {"driven", 0, NULL, NULL,
     "orders on standard input, events on standard output; implies --no-config",
     FOR_SIMULATE | OPTION_TYPED_ONLY | OPTION_WITHOUT_SOURCES, set_driven},
    {"continues", 0, "RUN,TIME", NULL, "with --driven: go on from that run, behind that time",
     FOR_SIMULATE | OPTION_TYPED_ONLY, watch_set_continues},
    {"events", 0, NULL, NULL, "events on standard error also when that is no terminal",
     FOR_SIMULATE, set_events},
    {"listen", 0, NULL, NULL,
     "obey the monitors attached to the topic, and stay after the end for them", FOR_SIMULATE,
     set_listen},
    {"faults", 0, "LIST", NULL,
     "faults on purpose, with commas between them: late=1%:2h duplicate=0.5% missing=0.1% "
     "garbled=0.1% silent=2@03:00+6h",
     FOR_SIMULATE | FOR_MONITOR | FOR_REPORT | OPTION_OF_SIMULATOR, watch_set_faults},
    {"truth", 0, "FILE", NULL,
     "write there what was sent and done on purpose, a line a message, and the exact ticks",
     FOR_SIMULATE | FOR_MONITOR | FOR_REPORT | OPTION_OF_SIMULATOR, set_truth},
    {"windows", 'w', "LIST", "1h,6h,12h", "1 to 6 windows, each from 1m to 31d", FOR_PLAYERS,
     set_windows},
    {"near", 0, "LAT,LON,DEG", "the city's: " NEAR_USC,
     "what counts as near; a name may stand behind it; up to 9 times, each counted on its own",
     FOR_PLAYERS | OPTION_OF_TRUTH, set_near},
    {"place", 0, "KIND", "area", "group by area, district, address or premise",
     FOR_PLAYERS | OPTION_OF_TRUTH, set_place},
    {"filter", 0, "TEXT", NULL,
     "count only reports whose crime, area or address hold all words; | is or, ! is not",
     FOR_MONITOR | FOR_REPORT, set_filter},
    {"top", 0, "N", "5", "rows of the tables of crimes and places, 1 to 100, or all",
     FOR_MONITOR | FOR_REPORT | FOR_SIMULATE | OPTION_OF_TRUTH, set_top},
    {"patterns", 0, NULL, NULL, "count by weekday and hour, too, in the summary", FOR_REPORT,
     watch_set_patterns},
    {"alert", 0, "RULE", NULL,
     "say when NAME: WHAT [near] OP VALUE in WINDOW [by KIND] [for D] [keep D]; more than once",
     FOR_WATCHERS, alert_set_rule},
    {"alert-topic", 0, "NAME", NULL, "send what fires and is resolved to that topic too",
     FOR_MONITOR | FOR_REPORT, alert_set_topic},
    {"fail-on-alert", 0, NULL, NULL, "exit with 3 when an alert has fired", FOR_REPORT,
     alert_set_fail},
    {"at", 0, "TIME", NULL, "begin there, as by a seek: YYYY-MM-DD[THH:MM[:SS]]", FOR_MONITOR,
     set_at},
    {"cues", 0, "FILE", NULL,
     "a lesson: TIME pause, speed R, tab N or say [TEXT] a line, done when the stream is there",
     FOR_MONITOR, set_cues},
    {"bell", 0, NULL, NULL, "ring the terminal's bell when an alert fires", FOR_MONITOR, set_bell},
    {"theme", 0, "NAME", "default", "how it looks: default, light, high-contrast or mono",
     FOR_MONITOR, set_theme},
    {"remember", 0, NULL, NULL,
     "begin with the speed, place and near that keys have changed the last time", FOR_MONITOR,
     set_remember},
    {"attach", 0, NULL, NULL, "only read the topic, which others feed", FOR_WATCHERS,
     watch_set_attach},
    {"from", 0, "WHERE", "beginning; monitor: end",
     "where to begin with --attach: beginning, end or a time", FOR_WATCHERS, watch_set_from},
    {"lateness", 0, "DURATION", "90m", "how late a report may be on a topic without clocks",
     FOR_WATCHERS, watch_set_lateness},
    {"idle", 0, "DURATION", NULL,
     "go on without an officer who is silent for so long; --compare: an engine, 2m if not given",
     FOR_PRINTERS, watch_set_idle},
    {"state", 0, "FOLDER", NULL, "keep the place there, and go on from it", FOR_WATCHERS,
     watch_set_state},
    {"checkpoint", 0, "DURATION", "5s", "how often to keep it", FOR_WATCHERS, watch_set_checkpoint},
    {"describe", 0, NULL, NULL, "say what the cluster of --brokers is like, and the topic on it",
     FOR_CLUSTER, set_describe},
    {"follow", 0, NULL, NULL,
     "--attach: go on at the end, until a signal; --describe: again every second",
     FOR_PRINTERS | FOR_CLUSTER | OPTION_OF_DESCRIBE, watch_set_follow},
    {"every", 0, "DURATION", "1h", "simulated time from tick to tick; sql without it: once",
     FOR_PRINTERS | FOR_SIMULATE | OPTION_OF_TRUTH, set_every},
    {"compare", 0, NULL, NULL,
     "an engine's windows, on TOPIC-windows, beside ours; report: exit with 1 when one differs",
     FOR_MONITOR | FOR_REPORT, watch_set_compare},
    {"figures", 0, "TOPIC", NULL,
     "show an engine's windows, which stand there, and read nothing else", FOR_MONITOR,
     watch_set_figures},
    {"changes", 0, NULL, NULL, "only the rows that came (1) or went (-1) since the tick before",
     FOR_SQL, set_changes},
    {"keep", 0, "SIZE", "256M",
     "how much of the past stays for queries: K, M or G; a query may take a quarter of it",
     FOR_MONITOR | FOR_SQL, set_keep},
    {"format", 0, "FORMAT", "json; cluster, sql on a terminal: text",
     "json, text (to be read) or, but for cluster, csv",
     FOR_PRINTERS | FOR_CLUSTER | OPTION_OF_DESCRIBE, set_format},
    {"output", 'o', "FILE", "standard output", "write there: a file appears whole, at the end",
     FOR_PRINTERS, set_output},
    {"rows", 0, "N", "10000", "rows to make up", FOR_GENERATE, set_rows},
    {"from", 0, "DATE", "2023-01-01", "the first day: YYYY-MM-DD", FOR_GENERATE, set_from},
    {"days", 0, "D", "570 rows a day", "days to spread the rows over", FOR_GENERATE, set_days},
    {"no-config", 0, NULL, NULL, "no options from the file and the variables",
     FOR_ALL | OPTION_TYPED_ONLY | OPTION_WITHOUT_SOURCES, set_no_config},
    {"help", 'h', NULL, NULL, "this help; after a command, that command's",
     FOR_ALL | OPTION_TYPED_ONLY | OPTION_WITHOUT_SOURCES, set_help},
    {"version", 'V', NULL, NULL, "the version",
     FOR_ALL | OPTION_TYPED_ONLY | OPTION_WITHOUT_SOURCES, set_version},
};
const struct option_table settings_table = {rows, sizeof rows / sizeof rows[0], command_names};
