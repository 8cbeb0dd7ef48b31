#include "blotter/ui/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/ui/format.h"
#include "journal_state.h"

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

void journal_add(struct journal *j, civil_time real, civil_time at, enum happening what,
                 const char *format, ...)
{
    struct event *event = &j->events[j->event_count++ % JOURNAL_EVENTS];
    *event = (struct event){.number = ++j->lines, .line = {.real = real, .at = at, .what = what}};
    va_list args;
    va_start(args, format);
    vsnprintf(event->line.text, JOURNAL_TEXT, format, args);
    va_end(args);
}

void journal_add_news(struct journal *j, civil_time real, civil_time at, const char *text)
{
    journal_add(j, real, at, HAPPENING_NEWS, "%s", text);
}

void journal_see(struct journal *j, civil_time real, enum incident_kind kind,
                 const struct incident *incident)
{
    struct seen *seen = &j->seen[kind][j->seen_count[kind]++ % INCIDENTS_KEPT];
    *seen = (struct seen){++j->lines, real, *incident};
}

struct journal_line *journal_newest_event(struct journal *j)
{
    return j->event_count > 0 ? &j->events[(j->event_count - 1) % JOURNAL_EVENTS].line : NULL;
}

/* --- an incident as a line ------------------------------------------------------------------ */

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

static struct journal_line line_of(const struct seen *seen, enum incident_kind kind)
{
    const struct incident *i = &seen->incident;
    struct journal_line line = {seen->real, i->at, (enum happening)(HAPPENING_LATE + (int)kind),
                                ""};
    struct buffer b = {0};
    describe(&b, i);
    snprintf(line.text, sizeof line.text, "%.*s", (int)b.len, b.data);
    buffer_free(&b);
    return line;
}

/* --- reading: the newest first, over all sorts ---------------------------------------------- */

/* How many of each sort have been read. */
struct cursor {
    uint64_t events, seen[INCIDENT_KINDS];
};

static uint64_t held_by(uint64_t count, uint64_t ring)
{
    return count < ring ? count : ring;
}

static const struct event *next_event(const struct journal *j, const struct cursor *at)
{
    if (at->events >= held_by(j->event_count, JOURNAL_EVENTS))
        return NULL;
    return &j->events[(j->event_count - 1 - at->events) % JOURNAL_EVENTS];
}

static const struct seen *next_seen(const struct journal *j, const struct cursor *at, int kind)
{
    if (at->seen[kind] >= held_by(j->seen_count[kind], INCIDENTS_KEPT))
        return NULL;
    return &j->seen[kind][(j->seen_count[kind] - 1 - at->seen[kind]) % INCIDENTS_KEPT];
}

/* Writes the next line, if `ret` is not NULL, and moves on; false when there is none. */
static bool read_next(const struct journal *j, struct cursor *at, struct journal_line *ret)
{
    const struct event *event = next_event(j, at);
    uint64_t newest = event != NULL ? event->number : 0;
    int from = -1; /* the events */
    for (int k = 0; k < INCIDENT_KINDS; k++) {
        const struct seen *seen = next_seen(j, at, k);
        if (seen != NULL && seen->number > newest) {
            newest = seen->number;
            from = k;
        }
    }
    if (newest == 0)
        return false;
    if (ret != NULL)
        *ret = from < 0 ? event->line : line_of(next_seen(j, at, from), (enum incident_kind)from);
    if (from < 0)
        at->events++;
    else
        at->seen[from]++;
    return true;
}

static size_t read_live(const struct journal *j, size_t row, struct journal_line *ret, size_t count)
{
    struct cursor at = {0};
    while (row > 0 && read_next(j, &at, NULL))
        row--;
    size_t read = 0;
    while (row == 0 && read < count && read_next(j, &at, &ret[read]))
        read++;
    return read;
}

size_t journal_count(const struct journal *j)
{
    if (j->list.held)
        return j->held_count;
    uint64_t count = held_by(j->event_count, JOURNAL_EVENTS);
    for (int k = 0; k < INCIDENT_KINDS; k++)
        count += held_by(j->seen_count[k], INCIDENTS_KEPT);
    return (size_t)count;
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

const char *journal_key(struct journal *j, int key, size_t shown)
{
    bool was_held = j->list.held;
    size_t count = journal_count(j);
    const char *why = list_key(&j->list, key, count, shown);
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
