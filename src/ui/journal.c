#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/window/analysis.h"
#include "blotter/session/injection.h"
#include "blotter/ui/format.h"

/* The sorts of lines: events, and each kind of incident. */
enum { EVENTS, SORTS = 1 + INCIDENT_KINDS };

struct journal {
    struct journal_line lines[JOURNAL_LINES]; /* the oldest first */
    size_t count, count_of[SORTS];
    uint64_t total; /* all there have been */

    struct list list;
    struct journal_line *held; /* while a line is selected: the lines as they were then */
    size_t held_count;
    uint64_t held_total;

    /* The session as it was when journal_follow last looked. */
    bool followed;
    enum session_state state;
    struct speed speed;
    bool seeking;
    civil_time seek_to;
    char run[64];
    uint64_t incidents[INCIDENT_KINDS];
};

struct journal *journal_create(void)
{
    return mem_new(1, sizeof(struct journal));
}

void journal_destroy(struct journal *j)
{
    if (j != NULL)
        free(j->held);
    free(j);
}

/* --- writing -------------------------------------------------------------------------------- */

static int sort_of(enum happening what)
{
    return what < HAPPENING_LATE ? EVENTS : EVENTS + 1 + (int)what - HAPPENING_LATE;
}

/* Lets so many of the oldest lines of a sort go that `fresh` more find room. */
static void make_room(struct journal *j, int sort, size_t fresh)
{
    size_t most = sort == EVENTS ? JOURNAL_EVENTS : INCIDENTS_KEPT;
    size_t over = j->count_of[sort] + fresh > most ? j->count_of[sort] + fresh - most : 0;
    size_t kept = 0;
    j->count_of[sort] -= over;
    for (size_t i = 0; i < j->count; i++)
        if (over > 0 && sort_of(j->lines[i].what) == sort)
            over--;
        else if (kept++ < i)
            j->lines[kept - 1] = j->lines[i];
    j->count = kept;
}

/* There is room for it. */
static struct journal_line *add_line(struct journal *j, civil_time real, civil_time at,
                                     enum happening what)
{
    struct journal_line *line = &j->lines[j->count++];
    *line = (struct journal_line){.real = real, .at = at, .what = what};
    j->count_of[sort_of(what)]++;
    j->total++;
    return line;
}

static void add(struct journal *j, civil_time real, civil_time at, enum happening what,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

static void add(struct journal *j, civil_time real, civil_time at, enum happening what,
                const char *format, ...)
{
    va_list args;
    make_room(j, EVENTS, 1);
    va_start(args, format);
    vsnprintf(add_line(j, real, at, what)->text, JOURNAL_TEXT, format, args);
    va_end(args);
}

void journal_add_news(struct journal *j, civil_time real, civil_time at, const char *text)
{
    add(j, real, at, HAPPENING_NEWS, "%s", text);
}

/* The newest line that is no incident; NULL when there is none. */
static struct journal_line *newest_event(struct journal *j)
{
    size_t i = j->count;
    while (i > 0 && sort_of(j->lines[i - 1].what) != EVENTS)
        i--;
    return i > 0 ? &j->lines[i - 1] : NULL;
}

/* The reason first, as it is what the first columns have to say. */
static void describe(struct buffer *b, const struct incident *i)
{
    char time[FORMAT_SIZE];
    buffer_printf(b, "%s", i->why);
    if (i->officer != 0)
        buffer_printf(b, ", officer %" PRIu32, i->officer);
    if (i->seq != i->to_seq)
        buffer_printf(b, ", seq %" PRIu64 " to %" PRIu64, i->seq, i->to_seq);
    else if (i->seq != 0)
        buffer_printf(b, ", seq %" PRIu64, i->seq);
    if (i->reported_at.s > CIVIL_NEVER.s)
        buffer_printf(b, ", reported %s", format_clock(i->reported_at, time));
    if (i->from.partition >= 0)
        buffer_printf(b, ", partition %" PRId32 " offset %" PRId64, i->from.partition,
                      i->from.offset);
}

static void add_incident(struct journal *j, civil_time real, enum incident_kind kind,
                         const struct incident *incident)
{
    struct buffer b = {0};
    describe(&b, incident);
    struct journal_line *line =
        add_line(j, real, incident->at, (enum happening)(HAPPENING_LATE + (int)kind));
    snprintf(line->text, JOURNAL_TEXT, "%.*s", (int)b.len, b.data);
    buffer_free(&b);
}

/* --- following the session ------------------------------------------------------------------ */

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

/* The problem may have come as news a moment ago: then that line becomes the fault. */
static void follow_fault(struct journal *j, civil_time real, civil_time at, const char *problem)
{
    struct journal_line *newest = newest_event(j);
    if (newest != NULL && newest->what == HAPPENING_NEWS &&
        strncmp(newest->text, problem, JOURNAL_TEXT - 1) == 0)
        newest->what = HAPPENING_FAULT;
    else
        add(j, real, at, HAPPENING_FAULT, "%s", problem);
}

/* At the end, the receipt for what was done on purpose. */
static void follow_injected(struct journal *j, civil_time real, const struct session_status *status,
                            const struct analysis *a)
{
    const struct fault_counts *injected = &status->counts.injected;
    const struct accounting accounting = analysis_accounting(a);
    struct buffer b = {0};
    char text[FORMAT_SIZE];
    uint64_t found;
    for (enum fault kind = 0; kind < FAULT_KINDS; kind++) {
        if ((injected->kinds >> kind & 1) == 0)
            continue;
        buffer_printf(&b, "%s%s %s", b.len > 0 ? ", " : "", format_count(injected->of[kind], text),
                      fault_name(kind));
        if (injection_found(&accounting, kind, &found) && found != injected->of[kind])
            buffer_printf(&b, " (found: %s)", format_count(found, text));
    }
    if (injected->kinds != 0)
        add(j, real, analysis_position(a), HAPPENING_NEWS, "on purpose%s: %.*s",
            injection_is_found(injected, &accounting) ? ", all found" : "", (int)b.len, b.data);
    buffer_free(&b);
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
        add(j, real, at, HAPPENING_STATE, "%s", begun[status->state]);
}

static void follow_speed(struct journal *j, civil_time real, civil_time at, struct speed speed)
{
    char text[FORMAT_SIZE];
    if (j->followed && !speed_is_same(speed, j->speed))
        add(j, real, at, HAPPENING_SPEED, "%s", format_pace(speed, text));
    j->speed = speed;
}

static void follow_seek(struct journal *j, civil_time real, civil_time at,
                        const struct session_status *status)
{
    char text[FORMAT_SIZE];
    bool again = j->seeking && status->seek_to.s == j->seek_to.s;
    if (status->seeking && !again)
        add(j, real, at, HAPPENING_SEEK, "to %s", format_clock(status->seek_to, text));
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
        add(j, real, analysis_position(a), HAPPENING_RUN, "%s from %s, %s reports in all", j->run,
            from, format_count(status->reports_total, count));
    else
        add(j, real, analysis_position(a), HAPPENING_RUN, "%s from %s", j->run, from);
}

/* Adds the incidents since the last look; of more than the journal keeps, the newest. */
static void follow_incidents(struct journal *j, civil_time real, const struct analysis *a)
{
    for (int k = 0; k < INCIDENT_KINDS; k++) {
        enum incident_kind kind = (enum incident_kind)k;
        uint64_t count = analysis_incidents(a, kind);
        uint64_t fresh = count > j->incidents[k] ? count - j->incidents[k] : 0;
        uint64_t shown = fresh < INCIDENTS_KEPT ? fresh : INCIDENTS_KEPT;
        j->incidents[k] = count;
        j->total += fresh - shown;
        make_room(j, EVENTS + 1 + k, (size_t)shown);
        for (; shown > 0; shown--)
            add_incident(j, real, kind, analysis_incident(a, kind, (size_t)shown - 1));
    }
}

void journal_follow(struct journal *j, civil_time real, const struct session_status *status,
                    const struct analysis *a)
{
    civil_time at = analysis_position(a);
    bool ends = status->state == SESSION_ENDED && (!j->followed || j->state != SESSION_ENDED);
    follow_state(j, real, at, status);
    follow_speed(j, real, at, status->speed);
    follow_seek(j, real, at, status);
    follow_run(j, real, status, a);
    follow_incidents(j, real, a);
    if (ends)
        follow_injected(j, real, status, a);
    j->followed = true;
}

/* --- the list, the newest first -------------------------------------------------------------- */

size_t journal_count(const struct journal *j)
{
    return j->list.held ? j->held_count : j->count;
}

const struct journal_line *journal_line(const struct journal *j, size_t row)
{
    size_t count = journal_count(j);
    return row < count ? &(j->list.held ? j->held : j->lines)[count - 1 - row] : NULL;
}

const struct list *journal_list(const struct journal *j)
{
    return &j->list;
}

uint64_t journal_newer(const struct journal *j)
{
    return j->list.held ? j->total - j->held_total : 0;
}

const char *journal_do(struct journal *j, int act, size_t shown)
{
    bool was_held = j->list.held;
    const char *why = list_do(&j->list, act, journal_count(j), shown);
    if (j->list.held && !was_held) {
        j->held = mem_new(j->count, sizeof *j->held);
        memcpy(j->held, j->lines, j->count * sizeof *j->held);
        j->held_count = j->count;
        j->held_total = j->total;
    } else if (was_held && !j->list.held) {
        free(j->held);
        j->held = NULL;
    }
    return why;
}
