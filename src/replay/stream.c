#include "stream.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* The officers that this process speaks for. */
static uint32_t first_voice(const struct stream *s)
{
    return s->plan.only != 0 ? s->plan.only : 1;
}

static uint32_t last_voice(const struct stream *s)
{
    return s->plan.only != 0 ? s->plan.only : s->plan.officers;
}

/* --- what all officers say ------------------------------------------------------------------ */

static bool has_said(const struct stream *s, enum burst burst, uint32_t officer)
{
    return burst == BURST_START && s->plan.started_before != NULL &&
           s->plan.started_before[officer - 1];
}

static void begin_burst(struct stream *s, enum burst burst, civil_time at, bool paused)
{
    s->burst = burst;
    s->burst_officer = first_voice(s);
    s->burst_at = at;
    s->burst_paused = paused;
}

static civil_time hour_end(civil_time t)
{
    return civil_round_up(t, (civil_time){0}, CIVIL_HOUR_S);
}

static void end_burst(struct stream *s)
{
    if (s->burst == BURST_START) {
        s->said = s->plan.windows_from;
    } else {
        s->said = s->burst_at;
        s->filling = s->filling && s->said.s < s->plan.at.s;
    }
    if (s->said.s >= hour_end(s->sent_at).s)
        s->hour_open = false;
    s->over = s->burst == BURST_END;
    s->burst = BURST_NONE;
}

/* Passes over officers who have said it in an earlier process. */
static void skip_said(struct stream *s)
{
    while (s->burst != BURST_NONE && has_said(s, s->burst, s->burst_officer))
        if (s->burst_officer++ == last_voice(s))
            end_burst(s);
}

/* --- birth ---------------------------------------------------------------------------------- */

/* Does the report at the cursor have to be sent by this process? */
static bool is_ours(const struct stream *s, const struct stored_report *r)
{
    if (s->plan.only != 0 && r->officer != s->plan.only)
        return false;
    return s->plan.sent_before == NULL ||
           s->seq[r->officer - 1] >= s->plan.sent_before[r->officer - 1];
}

static void pass_report(struct stream *s, const struct stored_report *r)
{
    s->seq[r->officer - 1]++;
    s->sent_at = r->reported_at;
    s->hour_open = true;
    store_cursor_next(s->cursor);
}

/* What was sent before is not paced again. */
static void skip_sent(struct stream *s)
{
    if (s->plan.sent_before == NULL)
        return;
    const struct stored_report *r = store_cursor_peek(s->cursor);
    for (; r != NULL && !is_ours(s, r); r = store_cursor_peek(s->cursor))
        pass_report(s, r);
}

void stream_init(struct stream *s, const struct store *store, const struct run_plan *plan)
{
    *s = (struct stream){.plan = *plan,
                         .store = store,
                         .filling = plan->sought && plan->windows_from.s < plan->at.s};
    if (!plan->sought)
        s->plan.at = s->plan.windows_from = civil_add(store->first, -1);
    s->sent_at = s->said = s->plan.windows_from;
    s->seq = mem_new(plan->officers, sizeof *s->seq);
    s->cursor = store_cursor_create(store, s->plan.windows_from);
    if (!plan->rows_only)
        begin_burst(s, BURST_START, s->plan.at, false);
    skip_said(s);
    skip_sent(s);
}

void stream_finish(struct stream *s)
{
    store_cursor_destroy(s->cursor);
    free(s->seq);
    buffer_free(&s->value);
    *s = (struct stream){0};
}

bool stream_failed(const struct stream *s, struct error *err)
{
    return store_cursor_failed(s->cursor, err);
}

bool stream_is_over(const struct stream *s)
{
    return s->over;
}

civil_time stream_next_at(const struct stream *s)
{
    const struct stored_report *r = store_cursor_peek(s->cursor);
    return r != NULL ? r->reported_at : CIVIL_FOREVER;
}

/* --- what comes next ------------------------------------------------------------------------ */

/* Begins what all officers have to say before the next report can go out, if anything. Where they
 * say nothing, the run is over where they would say the end. */
static void begin_due_burst(struct stream *s, const struct stored_report *next, bool at_max)
{
    civil_time next_at = next != NULL ? next->reported_at : CIVIL_FOREVER;
    if (s->plan.rows_only)
        s->over = next == NULL || (s->cutting && next_at.s > s->sent_at.s);
    else if (next == NULL)
        begin_burst(s, BURST_END, civil_later(s->store->last, s->plan.at), false);
    else if (s->cutting && next_at.s > s->sent_at.s)
        begin_burst(s, BURST_END, civil_earlier(s->cut_at, civil_add(next_at, -1)), false);
    else if (s->filling && next_at.s > s->plan.at.s)
        begin_burst(s, BURST_CLOCK, s->plan.at, false);
    else if (at_max && s->hour_open && next_at.s > hour_end(s->sent_at).s)
        begin_burst(s, BURST_CLOCK, hour_end(s->sent_at), false);
}

static void write_burst(struct stream *s, struct stream_message *ret)
{
    static const enum message_kind kinds[] = {
        [BURST_START] = MESSAGE_START, [BURST_CLOCK] = MESSAGE_CLOCK, [BURST_END] = MESSAGE_END};
    const struct message m = {
        .kind = kinds[s->burst],
        .run = s->plan.run,
        .officer = s->burst_officer,
        .officers = s->plan.officers,
        .seq = s->seq[s->burst_officer - 1],
        .began_ms = s->plan.began_ms,
        .windows_from = s->plan.windows_from,
        .continues = s->plan.continues,
        .at = s->burst_at,
        .until = s->store->last,
        .paused = s->burst_paused,
        .listens = s->plan.listens,
        .obeys = s->obeys,
    };
    s->value.len = 0;
    message_write(&s->value, &m);
    *ret = (struct stream_message){m.kind, m.officer, m.at, buffer_text(&s->value)};
}

static void write_report(struct stream *s, const struct stored_report *r,
                         struct stream_message *ret)
{
    *ret = (struct stream_message){MESSAGE_CRIME, r->officer, r->reported_at, r->tail};
    if (s->plan.rows_only)
        return;
    s->value.len = 0;
    message_write_crime_head(&s->value, s->plan.run, r->officer, s->seq[r->officer - 1] + 1);
    buffer_add(&s->value, r->tail);
    ret->value = buffer_text(&s->value);
}

static civil_time due_by(const struct stream *s, civil_time now)
{
    if (s->cutting)
        return s->sent_at;
    return s->filling ? civil_later(now, s->plan.at) : now;
}

bool stream_next(struct stream *s, civil_time now, bool at_max, struct stream_message *ret)
{
    while (!s->over) {
        const struct stored_report *next = store_cursor_peek(s->cursor);
        struct error ignored;
        if (next == NULL && stream_failed(s, &ignored))
            return false;
        if (s->burst == BURST_NONE)
            begin_due_burst(s, next, at_max);
        if (s->burst != BURST_NONE) {
            write_burst(s, ret);
            return true;
        }
        if (next == NULL || next->reported_at.s > due_by(s, now).s)
            return false;
        if (is_ours(s, next)) {
            write_report(s, next, ret);
            return true;
        }
        pass_report(s, next);
    }
    return false;
}

void stream_sent(struct stream *s, const struct stream_message *m)
{
    if (m->kind == MESSAGE_CRIME) {
        pass_report(s, store_cursor_peek(s->cursor));
        s->produced++;
        return;
    }
    if (s->burst_officer++ == last_voice(s))
        end_burst(s);
    else
        skip_said(s);
}

void stream_say_clock(struct stream *s, civil_time now, bool paused)
{
    civil_time next_at = stream_next_at(s);
    if (s->plan.rows_only || s->burst != BURST_NONE || s->over || s->cutting || s->filling ||
        next_at.s == CIVIL_FOREVER.s)
        return;
    civil_time honest = civil_earlier(now, civil_add(next_at, -1));
    begin_burst(s, BURST_CLOCK, civil_later(honest, s->said), paused);
}

void stream_cut(struct stream *s, civil_time now)
{
    s->cutting = true;
    s->cut_at = civil_later(civil_later(s->said, s->sent_at), now);
}
