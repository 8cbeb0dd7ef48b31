/* The settings: what the command line, the environment and the user's file say, for every command,
 * from one table. */
#ifndef BLOTTER_COMMANDS_SETTINGS_H
#define BLOTTER_COMMANDS_SETTINGS_H

#include "blotter/alert/alerts.h"
#include "blotter/base/duration.h"
#include "blotter/base/options.h"
#include "blotter/crime/selection.h"
#include "blotter/crime/synthetic.h"
#include "blotter/kafka/config.h"
#include "blotter/replay/faults.h"
#include "blotter/session/session_config.h"
#include "blotter/ui/cues.h"
#include "blotter/ui/keymap.h"
#include "blotter/ui/named_query.h"
#include "blotter/ui/theme.h"
#include "blotter/window/analysis.h"

enum command_id {
    COMMAND_MONITOR,
    COMMAND_SIMULATE,
    COMMAND_CLUSTER,
    COMMAND_REPORT,
    COMMAND_SQL,
    COMMAND_GENERATE,
    COMMAND_COUNT,
};

/* Beside the commands' bits, and OPTION_TYPED_ONLY (base/options.h). */
enum {
    OPTION_OF_SIMULATOR = 1 << 29,    /* says what a simulator of our own does, of which there is
                                         none with --attach */
    OPTION_SAID_BY_SESSION = 1 << 28, /* a session tells its simulator itself, in its own way */
    OPTION_WITHOUT_SOURCES = 1 << 27, /* where it is typed, file and variables are not read: help
                                         must be there when they are wrong */
    OPTION_OF_DESCRIBE = 1 << 26,     /* `cluster` has it only beside --describe */
    OPTION_OF_TRUTH = 1 << 25,        /* `simulate` has it only beside --truth */
};

/* Which commands: bits of option_row.commands. */
enum {
    FOR_MONITOR = 1 << COMMAND_MONITOR,
    FOR_SIMULATE = 1 << COMMAND_SIMULATE,
    FOR_CLUSTER = 1 << COMMAND_CLUSTER,
    FOR_REPORT = 1 << COMMAND_REPORT,
    FOR_SQL = 1 << COMMAND_SQL,
    FOR_GENERATE = 1 << COMMAND_GENERATE,
    FOR_PRINTERS = FOR_REPORT | FOR_SQL,
    FOR_WATCHERS = FOR_MONITOR | FOR_PRINTERS,
    FOR_PLAYERS = FOR_WATCHERS | FOR_SIMULATE,
    FOR_TOPICS = FOR_PLAYERS | FOR_CLUSTER,
    FOR_ALL = FOR_TOPICS | FOR_GENERATE,
};

enum simulate_target { TARGET_KAFKA, TARGET_STDOUT };
enum value_kind { VALUE_CRIME, VALUE_ROW };

/* Where an option comes from; the later ones win. */
enum settings_layer {
    LAYER_DEFAULTS,
    LAYER_FILE,
    LAYER_ENVIRONMENT,
    LAYER_REMEMBERED,
    LAYER_COMMAND_LINE
};

/* Texts of argv are borrowed, all others are in `texts`; lists are owned (settings_finish). */
struct settings {
    enum command_id command;
    bool help, help_all, version;
    enum settings_layer layer; /* what is being read */
    bool in_section;           /* of the file, the command's own section has been */
    const char *brokers;       /* NULL: embedded */
    enum settings_layer brokers_layer;
    const char *topic;
    struct kafka_property *properties;
    size_t property_count, property_cap;
    char **texts;
    size_t text_count, text_cap;
    uint32_t partitions, replication;
    const char *run;
    struct text continues; /* --continues; empty */
    civil_time continues_at;
    const char *city;      /* --city; NULL */
    struct cities *cities; /* of players; owned */
    bool spread;
    bool has_crimes, has_delay, has_near; /* somebody said so: what the city has does not count */
    enum settings_layer near_layer;
    bool near_in_section;
    struct selection_config selection;
    uint32_t only_officer; /* --officer K/N: K; 0 for all */
    size_t memory;         /* --memory, in bytes */
    bool has_speed, speed_typed, rate_typed;
    struct speed speed;
    enum simulate_target to;
    enum value_kind value;
    bool driven, events, listen;
    struct faults faults;    /* on purpose; its seed is the selection's */
    const char *faults_text; /* as given; NULL: none */
    const char *truth;       /* --truth; NULL: none */
    struct analysis_config analysis;
    struct alert_rules *alerts; /* NULL: none */
    bool fail_on_alert;
    const char *alert_topic; /* NULL: none */
    enum settings_layer alert_topic_layer;
    int64_t every_s;
    bool has_every;
    const char *query; /* sql: QUERY, as given; NULL: none */
    bool changes;
    struct named_query *queries; /* [queries], the last without a name; NULL: none */
    size_t query_count, query_cap;
    size_t keep; /* --keep, in bytes */
    struct attach_config attach;
    bool has_from;
    enum settings_layer from_layer;
    int64_t idle_ms; /* 0: wait for ever */
    bool follow;
    bool compare;
    const char *windows_topic; /* of --compare; NULL */
    const char *figures;       /* the topic of --figures, which is `topic` then; NULL */
    enum theme theme;
    struct keymap *keymap;
    bool bell;
    const char *begin_at; /* --at; NULL */
    struct cues *cues;    /* NULL: none; owned */
    bool remember;
    const char *remembered;   /* the file that keeps what keys have changed */
    const char *state_folder; /* NULL: no checkpoints */
    bool has_checkpoint;
    int64_t checkpoint_ms;
    const char *source;                  /* what a checkpoint is of */
    const char *simulator_option;        /* one that was typed; NULL */
    const struct figures_format *format; /* report_figures.h */
    const char *format_name;             /* NULL: not said */
    enum settings_layer format_layer;
    bool describe;
    const char *describe_option;       /* one of --describe's that was typed; NULL */
    const char *truth_option;          /* one of --truth's that was typed; NULL */
    const char *output;                /* NULL: standard output */
    struct synthetic_config synthetic; /* its seed is the selection's */

    const char **files; /* NULL at the end */
    size_t file_count, file_cap;
    char *default_file; /* the shipped quarter, when no FILE is given */
    char **forwarded;   /* the simulator's options as given, `--name=value` */
    size_t forwarded_count, forwarded_cap;
    size_t kafka_forwarded; /* from here on they are Kafka's properties; NULL at the end */
    int properties_fd;      /* the simulator's Kafka properties (simulator_args.h); -1 */
};

void settings_init(struct settings *s);
void settings_finish(struct settings *s);

/* A copy that lives as long as the settings. */
char *settings_keep_text(struct settings *s, struct text text);

/* Where Kafka is, for the rooms below; borrowed from the settings. */
struct kafka_config settings_kafka(const struct settings *s);

/* The options and FILEs for a `simulate` child: an array with NULL at the end, owned by the caller
 * as an array (free), its texts by the settings. */
const char **settings_simulator_args(const struct settings *s);

/* The longest of the windows: what a seek fills beforehand. */
int64_t settings_longest_window_s(const struct settings *s);

/* What a session is made from; `simulator_args` as settings_simulator_args gave them. */
void settings_session(const struct settings *s, const char *program,
                      const char *const *simulator_args, struct session_config *ret);

extern const struct option_table settings_table;

/* One row a command: its name and what it does. */
struct command_row {
    const char *name;
    const char *operands;
    const char *help;
};
extern const struct command_row command_rows[COMMAND_COUNT];

#endif
