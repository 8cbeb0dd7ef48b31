#include "stream.h"

#include <math.h>
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

/* Has the officer said it in an earlier process, or is it silent? */
static bool is_passed_over(const struct stream *s, uint32_t officer)
{
    if (s->burst == BURST_CLOCK)
        return agenda_is_silent(s->agenda, officer, s->burst_at);
    return s->burst == BURST_START && s->plan.started_before != NULL &&
           s->plan.started_before[officer - 1];
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

static void skip_passed_over(struct stream *s)
{
    while (s->burst != BURST_NONE && is_passed_over(s, s->burst_officer))
        if (s->burst_officer++ == last_voice(s))
            end_burst(s);
}

static void begin_burst(struct stream *s, enum burst burst, civil_time at, bool paused)
{
    s->burst = burst;
    s->burst_officer = first_voice(s);
    s->burst_at = at;
    s->burst_paused = paused;
    skip_passed_over(s);
}

/* --- birth ---------------------------------------------------------------------------------- */

/* Does this process have to do the task? */
static bool is_ours(const struct stream *s, const struct errand *task)
{
    uint32_t officer = task->report.officer;
    if (s->plan.only != 0 && officer != s->plan.only)
        return false;
    return s->plan.sent_before == NULL || s->seq[officer - 1] >= s->plan.sent_before[officer - 1];
}

/* It is through, or another process's. */
static void pass_task(struct stream *s, const struct errand *task)
{
    if (is_ours(s, task)) {
        s->produced++;
        s->withheld += task->fate.fault == FAULT_MISSING;
        agenda_tally_add(&s->injected, s->plan.faults, task);
    }
    s->seq[task->report.officer - 1]++;
    s->rank++;
    s->step = 0;
    s->sent_at = task->due;
    s->hour_open = true;
    agenda_next(s->agenda);
}

/* What was sent before is not paced again. */
static void skip_sent(struct stream *s)
{
    if (s->plan.sent_before == NULL)
        return;
    const struct errand *task = agenda_peek(s->agenda);
    for (; task != NULL && !is_ours(s, task); task = agenda_peek(s->agenda))
        pass_task(s, task);
}

static void begin_faults(struct stream *s)
{
    const struct run_plan *plan = &s->plan;
    s->told = mem_new(plan->officers, sizeof *s->told);
    for (size_t i = 0; i < plan->officers; i++)
        s->told[i] = plan->windows_from;
    if (plan->continues.len > 0 && plan->faults != NULL)
        s->injected = agenda_count(s->store, plan->faults, plan->at);
    s->injected.silences_until = civil_later(s->injected.silences_until, plan->at);
    if (plan->faults != NULL)
        s->injected.counts.kinds = plan->faults->kinds;
}

void stream_init(struct stream *s, const struct store *store, const struct run_plan *plan)
{
    *s = (struct stream){.plan = *plan,
                         .store = store,
                         .filling = plan->sought && plan->windows_from.s < plan->at.s};
    if (!plan->sought)
        s->plan.at = s->plan.windows_from = civil_add(store->first, -1);
    s->sent_at = s->said = s->plan.windows_from;
    s->rank = store_count_until(store, s->plan.windows_from);
    s->ranks_due = INFINITY;
    s->seq = mem_new(plan->officers, sizeof *s->seq);
    s->agenda = agenda_create(store, plan->faults, s->plan.windows_from, s->plan.at);
    begin_faults(s);
    if (!plan->rows_only)
        begin_burst(s, BURST_START, s->plan.at, false);
    skip_sent(s);
}

void stream_finish(struct stream *s)
{
    agenda_destroy(s->agenda);
    free(s->seq);
    free(s->told);
    buffer_free(&s->value);
    *s = (struct stream){0};
}

bool stream_failed(const struct stream *s, struct error *err)
{
    return agenda_failed(s->agenda, err);
}

bool stream_is_over(const struct stream *s)
{
    return s->over;
}

civil_time stream_next_at(const struct stream *s)
{
    const struct errand *task = agenda_peek(s->agenda);
    return task != NULL ? task->due : CIVIL_FOREVER;
}

struct fault_counts stream_injected(const struct stream *s)
{
    return s->injected.counts;
}

void stream_stage(struct stream *s, enum fault kind)
{
    s->injected.counts.kinds |= 1U << kind;
    agenda_stage(s->agenda, kind, s->step > 0);
}

/* --- what comes next ------------------------------------------------------------------------ */

/* Begins what all officers have to say before the next report can go out, if anything. Where they
 * say nothing, the run is over where they would say the end. */
static void begin_due_burst(struct stream *s, const struct errand *next, bool at_max)
{
    civil_time next_at = next != NULL ? next->due : CIVIL_FOREVER;
    if (s->plan.rows_only)
        s->over = next == NULL || (s->cutting && next_at.s > s->sent_at.s);
    else if (next == NULL)
        begin_burst(s, BURST_END, civil_later(s->store->last, s->plan.at), false);
    else if (s->cutting && next_at.s > s->sent_at.s)
        begin_burst(s, BURST_END,
                    civil_later(s->said, civil_earlier(s->cut_at, civil_add(next_at, -1))), false);
    else if (s->filling && next_at.s > s->plan.at.s)
        begin_burst(s, BURST_CLOCK, s->plan.at, false);
    else if (at_max && s->hour_open && next_at.s > hour_end(s->sent_at).s)
        begin_burst(s, BURST_CLOCK, hour_end(s->sent_at), false);
}

/* A clock or what all officers say. */
static void write_word(struct stream *s, enum message_kind kind, uint32_t officer, civil_time at,
                       struct stream_message *ret)
{
    const struct message m = {
        .kind = kind,
        .run = s->plan.run,
        .officer = officer,
        .officers = s->plan.officers,
        .seq = s->seq[officer - 1],
        .began_ms = s->plan.began_ms,
        .windows_from = s->plan.windows_from,
        .continues = s->plan.continues,
        .at = at,
        .until = s->store->last,
        .paused = s->burst_paused,
        .listens = s->plan.listens,
        .obeys = s->obeys,
    };
    s->value.len = 0;
    message_write(&s->value, &m);
    *ret = (struct stream_message){.kind = kind,
                                   .officer = officer,
                                   .at = at,
                                   .due = at,
                                   .fault = FAULT_NONE,
                                   .value = buffer_text(&s->value),
                                   .seq = m.seq};
}

/* An officer who has said more between crimes does not go back. */
static void write_burst(struct stream *s, struct stream_message *ret)
{
    static const enum message_kind kinds[] = {
        [BURST_START] = MESSAGE_START, [BURST_CLOCK] = MESSAGE_CLOCK, [BURST_END] = MESSAGE_END};
    civil_time at = s->burst_at;
    if (s->burst == BURST_CLOCK)
        at = civil_later(at, s->told[s->burst_officer - 1]);
    write_word(s, kinds[s->burst], s->burst_officer, at, ret);
}

/* --- tasks ---------------------------------------------------------------------------------- */

/* What is sent for a report, one after the other. Before a late one its officer says how late it
 * is, and after a missing one that it passed: so both show at a time of the stream, whatever the
 * speed. */
enum step { STEP_CLOCK, STEP_CRIME, STEP_REPEAT, STEP_GARBAGE, STEPS_MAX };

static size_t steps_of(const struct stream *s, const struct fate *fate, enum step ret[STEPS_MAX])
{
    size_t count = 0;
    bool tells = fate->fault == FAULT_LATE || fate->fault == FAULT_MISSING;
    if (tells && !s->plan.rows_only)
        ret[count++] = STEP_CLOCK;
    if (fate->fault != FAULT_MISSING)
        ret[count++] = STEP_CRIME;
    if (fate->fault == FAULT_DUPLICATE)
        ret[count++] = STEP_REPEAT;
    if (fate->garbled)
        ret[count++] = STEP_GARBAGE;
    return count;
}

static void write_crime(struct stream *s, const struct errand *task, struct stream_message *ret)
{
    const struct stored_report *r = &task->report;
    *ret = (struct stream_message){.kind = MESSAGE_CRIME,
                                   .officer = r->officer,
                                   .at = r->reported_at,
                                   .due = task->due,
                                   .fault = FAULT_NONE,
                                   .value = r->tail,
                                   .seq = s->seq[r->officer - 1] + 1,
                                   .tail = r->tail};
    if (s->plan.rows_only)
        return;
    s->value.len = 0;
    message_write_crime_head(&s->value, s->plan.run, r->officer, ret->seq);
    buffer_add(&s->value, r->tail);
    ret->value = buffer_text(&s->value);
}

/* The seq of a missing one passes with the clock. */
static void write_own_clock(struct stream *s, const struct errand *task, struct stream_message *ret)
{
    uint64_t *seq = &s->seq[task->report.officer - 1];
    bool passes = task->fate.fault == FAULT_MISSING;
    *seq += passes;
    write_word(s, MESSAGE_CLOCK, task->report.officer, task->fate.due, ret);
    *seq -= passes;
    ret->due = task->due;
    if (!passes)
        return;
    ret->fault = FAULT_MISSING;
    ret->tail = task->report.tail;
}

/* Half of a message is none. Its time is that of the report's turn, also at the end of a silence:
 * so whoever goes on from a time within knows whether it was before. */
static void garble(struct stream_message *m, civil_time at)
{
    m->value.len /= 2;
    m->at = at;
    m->fault = FAULT_GARBLED;
}

static void write_step(struct stream *s, const struct errand *task, enum step step,
                       struct stream_message *ret)
{
    if (step == STEP_CLOCK) {
        write_own_clock(s, task, ret);
        return;
    }
    write_crime(s, task, ret);
    if (step == STEP_REPEAT)
        ret->fault = FAULT_DUPLICATE;
    else if (step == STEP_GARBAGE)
        garble(ret, task->fate.due);
    else if (task->fate.fault == FAULT_LATE)
        ret->fault = FAULT_LATE;
}

static void note_step(struct stream *s, const struct stream_message *m)
{
    const struct errand *task = agenda_peek(s->agenda);
    enum step steps[STEPS_MAX];
    if (m->kind == MESSAGE_CLOCK)
        s->told[m->officer - 1] = m->at;
    if (++s->step == steps_of(s, &task->fate, steps))
        pass_task(s, task);
}

static civil_time due_by(const struct stream *s, civil_time now)
{
    if (s->cutting)
        return s->sent_at;
    return s->filling ? civil_later(now, s->plan.at) : now;
}

/* What fills the windows of a sought run, and what is reported at the second of a cut, is not
 * counted out. */
static bool is_due(const struct stream *s, const struct errand *task, civil_time now)
{
    if (task->due.s > due_by(s, now).s)
        return false;
    return s->cutting || (s->filling && task->due.s <= s->plan.at.s) ||
           (double)(s->rank + 1) <= s->ranks_due;
}

/* The next message of a task; false: it has none. */
static bool next_step(struct stream *s, const struct errand *task, struct stream_message *ret)
{
    enum step steps[STEPS_MAX];
    if (!is_ours(s, task) || steps_of(s, &task->fate, steps) == 0)
        return false;
    write_step(s, task, steps[s->step], ret);
    return true;
}

bool stream_next(struct stream *s, civil_time now, bool at_max, struct stream_message *ret)
{
    while (!s->over) {
        bool halfway = s->step > 0;
        if (s->cutting && !halfway)
            agenda_break_silence(s->agenda, s->sent_at);
        const struct errand *next = agenda_peek(s->agenda);
        struct error ignored;
        if (next == NULL && stream_failed(s, &ignored))
            return false;
        if (s->burst == BURST_NONE && !halfway)
            begin_due_burst(s, next, at_max);
        if (s->burst != BURST_NONE) {
            write_burst(s, ret);
            return true;
        }
        if (next == NULL || !(halfway || is_due(s, next, now)))
            return false;
        if (next_step(s, next, ret))
            return true;
        pass_task(s, next);
    }
    return false;
}

void stream_sent(struct stream *s, const struct stream_message *m)
{
    if (s->burst == BURST_NONE)
        note_step(s, m);
    else if (s->burst_officer++ == last_voice(s))
        end_burst(s);
    else
        skip_passed_over(s);
}

void stream_say_clock(struct stream *s, civil_time now, bool paused)
{
    civil_time next_at = stream_next_at(s);
    if (s->plan.rows_only || s->burst != BURST_NONE || s->over || s->cutting || s->filling ||
        s->step > 0 || next_at.s == CIVIL_FOREVER.s)
        return;
    civil_time honest = civil_earlier(now, civil_add(next_at, -1));
    begin_burst(s, BURST_CLOCK, civil_later(honest, s->said), paused);
}

void stream_cut(struct stream *s, civil_time now)
{
    s->cutting = true;
    s->cut_at = civil_later(civil_later(s->said, s->sent_at), now);
}
