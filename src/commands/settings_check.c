#include "settings_check.h"

#include <string.h>
#include <sys/stat.h>

#include "blotter/session/control_topic.h"
#include "report_figures.h"

static bool check_attached(const struct settings *s, struct error *err)
{
    if (s->brokers == NULL)
        return error_usage(err, "--attach needs --brokers: where the topic is that others feed");
    if (s->file_count > 0)
        return error_usage(err, "--attach reads a topic that others feed: no FILE beside it (%s)",
                           s->files[0]);
    if (s->simulator_option != NULL)
        return error_usage(err, "--%s is for a simulator of our own: not with --attach",
                           s->simulator_option);
    if (s->begin_at != NULL)
        return error_usage(err, "--at would take all who watch along: with --attach it is --from, "
                                "or the key g");
    return true;
}

/* It is like --attach, of another topic. */
static bool check_figures(const struct settings *s, struct error *err)
{
    if (s->brokers == NULL)
        return error_usage(err, "--figures needs --brokers: where the engine writes");
    if (s->compare || s->state_folder != NULL || s->alerts != NULL ||
        s->analysis.filter[0] != '\0' || s->begin_at != NULL || s->cues != NULL)
        return error_usage(err, "--figures reads no reports: not with --%s",
                           s->compare                ? "compare"
                           : s->state_folder != NULL ? "state"
                           : s->alerts != NULL       ? "alert"
                           : s->begin_at != NULL     ? "at"
                           : s->cues != NULL         ? "cues"
                                                     : "filter");
    if (s->file_count > 0)
        return error_usage(err,
                           "--figures reads what an engine has computed: no FILE beside it (%s)",
                           s->files[0]);
    return s->simulator_option == NULL ||
           error_usage(err, "--%s is for a simulator of our own: not with --figures",
                       s->simulator_option);
}

static bool check_watching(const struct settings *s, struct error *err)
{
    if (s->has_checkpoint && s->state_folder == NULL)
        return error_usage(err, "--checkpoint needs --state: where to keep them");
    if (s->truth != NULL && s->state_folder != NULL)
        return error_usage(err, "--truth is of a whole run: not with --state");
    if (s->figures != NULL)
        return check_figures(s, err);
    if (s->compare && s->analysis.filter[0] != '\0')
        return error_usage(err, "--compare needs all reports, as an engine has: not with --filter");
    if (s->compare && s->brokers == NULL)
        return error_usage(err, "--compare needs --brokers: where the engines write");
    if (s->attach.on)
        return check_attached(s, err);
    if (s->has_from && s->from_layer == LAYER_COMMAND_LINE)
        return error_usage(err, "--from needs --attach");
    if (s->follow)
        return error_usage(err, "--follow needs --attach");
    return true;
}

static bool check_asking(const struct settings *s, struct error *err)
{
    if (s->query == NULL)
        return error_usage(err, "sql needs a QUERY, such as \"SELECT * FROM reports LIMIT 5\"; - "
                                "reads it from standard input, @FILE from a file");
    bool reads_input = false;
    for (size_t i = 0; i < s->file_count; i++)
        reads_input = reads_input || strcmp(s->files[i], "-") == 0;
    return !reads_input || strcmp(s->query, "-") != 0 ||
           error_usage(err, "- (standard input) can be read only once");
}

static bool check_describing(const struct settings *s, struct error *err)
{
    if (!s->describe)
        return s->describe_option == NULL ||
               error_usage(err, "--%s goes with --describe: the embedded cluster is by itself",
                           s->describe_option);
    if (s->brokers == NULL)
        return error_usage(err, "--describe needs --brokers: of which cluster");
    if (s->format == &figures_csv && s->format_layer == LAYER_COMMAND_LINE)
        return error_usage(err, "--describe has the formats json and text");
    return true;
}

static bool check_truth(const struct settings *s, struct error *err)
{
    if (s->truth == NULL)
        return s->truth_option == NULL || s->driven ||
               error_usage(err, "--%s goes with --truth: simulate has no figures, report has",
                           s->truth_option);
    if (s->value == VALUE_ROW)
        return error_usage(err, "--truth is of messages that say whose they are: not with --value "
                                "row");
    return s->only_officer == 0 ||
           error_usage(err, "--truth has the figures of all officers: not with --officer K/N");
}

/* Is a file to be read, under whatever name, the one to be written over? */
static bool would_overwrite(const struct settings *s, const char *path)
{
    struct stat output;
    struct stat input;
    if (path == NULL || stat(path, &output) != 0 || !S_ISREG(output.st_mode))
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
    if (s->listen && !control_topic_check(s->topic, err))
        return false;
    if (s->only_officer != 0 && s->run == NULL)
        return error_usage(err, "--officer K/N needs --run ID, the same for all of them");
    if (s->continues.len > 0 && !s->driven)
        return error_usage(err, "--continues is for sessions: only with --driven");
    if (s->only_officer != 0 && s->driven)
        return error_usage(err, "--driven is for all officers: not with --officer K/N");
    if (s->faults.silent_officer > s->selection.officers)
        return error_usage(err, "--faults silent=%u: there are %u officers",
                           s->faults.silent_officer, s->selection.officers);
    if (s->speed_typed && s->rate_typed)
        return error_usage(err, "--rate and --speed: one of them");
    if (s->selection.start.s > s->selection.end.s)
        return error_usage(err, "--start is later than --end");
    size_t inputs = 0;
    for (size_t i = 0; i < s->file_count; i++)
        inputs += strcmp(s->files[i], "-") == 0;
    if (inputs > 1)
        return error_usage(err, "- (standard input) can be read only once");
    if (would_overwrite(s, s->output))
        return error_usage(err, "--output %.200s: is a FILE to be read", s->output);
    if (would_overwrite(s, s->truth))
        return error_usage(err, "--truth %.200s: is a FILE to be read", s->truth);
    return true;
}

static bool check_alert_topic(const struct settings *s, struct error *err)
{
    if (s->alert_topic == NULL)
        return true;
    if (strcmp(s->alert_topic, s->topic) == 0)
        return error_usage(err, "--alert-topic %s: the reports are there", s->topic);
    return s->alerts != NULL || s->alert_topic_layer != LAYER_COMMAND_LINE ||
           error_usage(err, "--alert-topic needs a rule: give one with --alert or under [alerts]");
}

bool settings_check(const struct settings *s, struct error *err)
{
    if ((1U << s->command & FOR_WATCHERS) != 0 && !check_watching(s, err))
        return false;
    if ((s->command == COMMAND_MONITOR || s->command == COMMAND_REPORT) &&
        !check_alert_topic(s, err))
        return false;
    if (s->command == COMMAND_SQL && !check_asking(s, err))
        return false;
    if (s->command == COMMAND_CLUSTER && !check_describing(s, err))
        return false;
    if (s->command == COMMAND_SIMULATE && !check_truth(s, err))
        return false;
    return check_together(s, err);
}
