#include "journal_state.h"

#include <inttypes.h>
#include <stdio.h>

#include "blotter/ui/format.h"

/* What a state is called when it begins; NULL: that is worth no line. */
static const char *const begun[] = {
    [SESSION_STARTING] = "starting",
    [SESSION_LOADING] = "the files are being read",
    [SESSION_WAITING] = "waiting for the first message",
    [SESSION_PLAYING] = "playing",
    [SESSION_PAUSED] = "paused",
    [SESSION_ENDED] = "all has been played",
    [SESSION_BROKEN] = NULL, /* a fault */
    [SESSION_QUITTING] = NULL,
};

/* What broke is news already, which then was a fault; else it is one now. */
static void follow_fault(struct journal *j, civil_time real, civil_time at, const char *problem)
{
    struct journal_line *newest = journal_newest_event(j);
    if (newest != NULL && newest->what == HAPPENING_NEWS &&
        strncmp(newest->text, problem, JOURNAL_TEXT - 1) == 0)
        newest->what = HAPPENING_FAULT;
    else
        journal_add(j, real, at, HAPPENING_FAULT, "%s", problem);
}

static void follow_state(struct journal *j, civil_time real, civil_time at,
                         const struct session_status *status)
{
    if (j->followed && status->state == j->state)
        return;
    j->state = status->state;
    if (status->state == SESSION_BROKEN)
        follow_fault(j, real, at, status->problem);
    else if (begun[status->state] != NULL)
        journal_add(j, real, at, HAPPENING_STATE, "%s", begun[status->state]);
}

static void follow_speed(struct journal *j, civil_time real, civil_time at, struct speed speed)
{
    char text[FORMAT_SIZE];
    if (j->followed && speed.ms_per_s != j->speed.ms_per_s)
        journal_add(j, real, at, HAPPENING_SPEED, speed_is_max(speed) ? "%s" : "%s/s",
                    format_speed(speed, text));
    j->speed = speed;
}

static void follow_seek(struct journal *j, civil_time real, civil_time at,
                        const struct session_status *status)
{
    char text[FORMAT_SIZE];
    bool again = j->seeking && status->seek_to.s == j->seek_to.s;
    if (status->seeking && !again)
        journal_add(j, real, at, HAPPENING_SEEK, "to %s", format_clock(status->seek_to, text));
    j->seeking = status->seeking;
    j->seek_to = status->seek_to;
}

static void follow_run(struct journal *j, civil_time real, const struct session_status *status,
                       const struct analysis *a)
{
    char from[FORMAT_SIZE];
    char count[FORMAT_SIZE];
    struct text run = analysis_run(a);
    bool same = text_equal(run, text_of(j->run));
    if (run.len == 0 || run.len >= sizeof j->run || same || !analysis_has_started(a))
        return;
    snprintf(j->run, sizeof j->run, "%.*s", (int)run.len, run.ptr);
    memset(j->incidents, 0, sizeof j->incidents);
    format_clock(analysis_begin(a), from);
    if (status->reports_total > 0)
        journal_add(j, real, analysis_position(a), HAPPENING_RUN, "%s from %s, %s reports in all",
                    j->run, from, format_count(status->reports_total, count));
    else
        journal_add(j, real, analysis_position(a), HAPPENING_RUN, "%s from %s", j->run, from);
}

/* Those that have come since; of more than are kept only these. */
static void follow_incidents(struct journal *j, civil_time real, const struct analysis *a)
{
    for (int k = 0; k < INCIDENT_KINDS; k++) {
        enum incident_kind kind = (enum incident_kind)k;
        uint64_t count = analysis_incidents(a, kind);
        uint64_t fresh = count > j->incidents[k] ? count - j->incidents[k] : 0;
        j->incidents[k] = count;
        if (fresh > INCIDENTS_KEPT)
            fresh = INCIDENTS_KEPT;
        while (fresh-- > 0)
            journal_see(j, real, kind, analysis_incident(a, kind, (size_t)fresh));
    }
}

void journal_follow(struct journal *j, civil_time real, const struct session_status *status,
                    const struct analysis *a)
{
    civil_time at = analysis_position(a);
    follow_state(j, real, at, status);
    follow_speed(j, real, at, status->speed);
    follow_seek(j, real, at, status);
    follow_run(j, real, status, a);
    follow_incidents(j, real, a);
    j->followed = true;
}
