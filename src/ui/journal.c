#include "journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/ui/format.h"

/* The sorts of lines: events, and each kind of incident. */
enum { EVENTS, SORTS = 1 + INCIDENT_KINDS };

struct numbered_line {
    uint64_t number; /* the line's number among all lines, from 1 */
    struct journal_line line;
};

/* The newest lines of a sort. */
struct ring {
    struct numbered_line *entries;
    size_t size;
    uint64_t count; /* all there have been */
};

struct journal {
    struct numbered_line entries[JOURNAL_LINES]; /* of all rings */
    struct ring rings[SORTS];
    uint64_t lines; /* all there have been */

    struct list list;
    struct journal_line *held; /* while a line is selected: the lines as they were then */
    size_t held_count;
    uint64_t held_at; /* `lines` then */

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
    struct journal *j = mem_new(1, sizeof *j);
    struct numbered_line *entries = j->entries;
    for (int sort = 0; sort < SORTS; sort++) {
        size_t size = sort == EVENTS ? JOURNAL_EVENTS : INCIDENTS_KEPT;
        j->rings[sort] = (struct ring){.entries = entries, .size = size};
        entries += size;
    }
    return j;
}

void journal_destroy(struct journal *j)
{
    if (j != NULL)
        free(j->held);
    free(j);
}

/* --- writing -------------------------------------------------------------------------------- */

static struct journal_line *add_line(struct journal *j, int sort, civil_time real, civil_time at,
                                     enum happening what)
{
    struct ring *ring = &j->rings[sort];
    struct numbered_line *entry = &ring->entries[ring->count++ % ring->size];
    *entry = (struct numbered_line){++j->lines, {.real = real, .at = at, .what = what}};
    return &entry->line;
}

static void add(struct journal *j, civil_time real, civil_time at, enum happening what,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

static void add(struct journal *j, civil_time real, civil_time at, enum happening what,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(add_line(j, EVENTS, real, at, what)->text, JOURNAL_TEXT, format, args);
    va_end(args);
}

void journal_add_news(struct journal *j, civil_time real, civil_time at, const char *text)
{
    add(j, real, at, HAPPENING_NEWS, "%s", text);
}

/* The newest line that is no incident; NULL when there is none. */
static struct journal_line *newest_event(struct journal *j)
{
    const struct ring *ring = &j->rings[EVENTS];
    return ring->count > 0 ? &ring->entries[(ring->count - 1) % ring->size].line : NULL;
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
    struct journal_line *line = add_line(j, EVENTS + 1 + (int)kind, real, incident->at,
                                         (enum happening)(HAPPENING_LATE + (int)kind));
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
    if (j->followed && speed.ms_per_s != j->speed.ms_per_s)
        add(j, real, at, HAPPENING_SPEED, speed_is_max(speed) ? "%s" : "%s/s",
            format_speed(speed, text));
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
        uint64_t passed = fresh > INCIDENTS_KEPT ? fresh - INCIDENTS_KEPT : 0;
        j->incidents[k] = count;
        j->lines += passed;
        j->rings[EVENTS + 1 + k].count += passed;
        for (fresh -= passed; fresh > 0; fresh--)
            add_incident(j, real, kind, analysis_incident(a, kind, (size_t)fresh - 1));
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

/* --- reading: the newest first, over all sorts ---------------------------------------------- */

static size_t kept_of(const struct ring *ring)
{
    return ring->count < ring->size ? (size_t)ring->count : ring->size;
}

/* The next line, and moves on; NULL when there is none. `read`: how many of each sort were. */
static const struct journal_line *read_next(const struct journal *j, size_t read[SORTS])
{
    const struct numbered_line *newest = NULL;
    int from = 0;
    for (int sort = 0; sort < SORTS; sort++) {
        const struct ring *ring = &j->rings[sort];
        if (read[sort] >= kept_of(ring))
            continue;
        const struct numbered_line *entry =
            &ring->entries[(ring->count - 1 - read[sort]) % ring->size];
        if (newest == NULL || entry->number > newest->number) {
            newest = entry;
            from = sort;
        }
    }
    read[from]++;
    return newest != NULL ? &newest->line : NULL;
}

static size_t read_live(const struct journal *j, size_t row, struct journal_line *ret, size_t count)
{
    size_t read[SORTS] = {0};
    size_t filled = 0;
    const struct journal_line *line;
    while (filled < count && (line = read_next(j, read)) != NULL) {
        if (row > 0)
            row--;
        else
            ret[filled++] = *line;
    }
    return filled;
}

size_t journal_count(const struct journal *j)
{
    size_t count = 0;
    for (int sort = 0; sort < SORTS; sort++)
        count += kept_of(&j->rings[sort]);
    return j->list.held ? j->held_count : count;
}

size_t journal_read(const struct journal *j, size_t row, struct journal_line *ret, size_t count)
{
    if (!j->list.held)
        return read_live(j, row, ret, count);
    size_t read = 0;
    for (; read < count && row + read < j->held_count; read++)
        ret[read] = j->held[row + read];
    return read;
}

/* --- the list ------------------------------------------------------------------------------- */

const struct list *journal_list(const struct journal *j)
{
    return &j->list;
}

uint64_t journal_newer(const struct journal *j)
{
    return j->list.held ? j->lines - j->held_at : 0;
}

const char *journal_do(struct journal *j, int act, size_t shown)
{
    bool was_held = j->list.held;
    size_t count = journal_count(j);
    const char *why = list_do(&j->list, act, count, shown);
    if (j->list.held && !was_held) {
        j->held = mem_new(count, sizeof *j->held);
        j->held_count = read_live(j, 0, j->held, count);
        j->held_at = j->lines;
    } else if (was_held && !j->list.held) {
        free(j->held);
        j->held = NULL;
    }
    return why;
}
