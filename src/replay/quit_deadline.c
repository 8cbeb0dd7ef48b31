#include "quit_deadline.h"

void quit_deadline_begin(struct quit_deadline *q, mono_time now)
{
    q->quits = true;
    q->since = now;
}

void quit_deadline_note_first(struct quit_deadline *q, mono_time now)
{
    q->moved_at = now;
}

void quit_deadline_note_arrival(struct quit_deadline *q, mono_time now)
{
    q->arrival_ms = mono_ms_between(q->moved_at, now);
    q->moved_at = now;
}

mono_time quit_deadline_at(const struct quit_deadline *q)
{
    mono_time from = q->moved_at.ns > q->since.ns ? q->moved_at : q->since;
    uint64_t patience_ms = 3 * q->arrival_ms;
    if (!q->quits)
        return MONO_NEVER;
    if (patience_ms < QUIT_PATIENCE_MS)
        patience_ms = QUIT_PATIENCE_MS;
    return mono_earlier(mono_add_ms(from, patience_ms), mono_add_ms(q->since, QUIT_WITHIN_MS));
}
