#include "run.h"

#include <inttypes.h>
#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "blotter/base/trace.h"
#include "run_state.h"

struct run *run_create(struct text name)
{
    struct run *run = mem_new(1, sizeof *run);
    run->name = mem_copy_text(name.ptr, name.len);
    run->name_len = name.len;
    run->clock = run->held_at = CIVIL_NEVER;
    return run;
}

void run_destroy(struct run *run)
{
    if (run == NULL)
        return;
    for (size_t i = 0; i < run->known; i++)
        gaps_finish(&run->officers[i].gaps);
    free(run->officers);
    free(run->name);
    free(run);
}

struct text run_name(const struct run *run)
{
    return (struct text){run->name, run->name_len};
}

uint32_t run_officers(const struct run *run)
{
    return run->expected;
}

civil_time run_clock(const struct run *run)
{
    return run->clock;
}

civil_time run_clock_of(const struct run *run, uint32_t officer)
{
    return officer <= run->known ? run->officers[officer - 1].clock : CIVIL_NEVER;
}

bool run_is_over(const struct run *run)
{
    size_t ended = 0;
    for (size_t i = 0; i < run->expected; i++) {
        ended += run->officers[i].ended;
        if (!run->officers[i].ended && !run->officers[i].left_out)
            return false;
    }
    return ended > 0;
}

civil_time run_whole_from(const struct run *run)
{
    size_t count = run->expected > 0 ? run->expected : run->known;
    civil_time latest = CIVIL_NEVER;
    for (size_t i = 0; i < count; i++)
        if (run->officers[i].heard)
            latest = civil_later(latest, run->officers[i].whole_from);
    return latest;
}

struct officer *run_officer(struct run *run, uint32_t officer)
{
    BUG_IF(officer == 0 || officer > OFFICERS_MAX);
    while (run->known < officer) {
        run->officers =
            mem_grow(run->officers, &run->known_cap, run->known + 1, sizeof *run->officers);
        run->officers[run->known++] = (struct officer){
            .clock = CIVIL_NEVER, .whole_from = CIVIL_NEVER, .end_at = CIVIL_NEVER};
    }
    return &run->officers[officer - 1];
}

/* --- the clock ------------------------------------------------------------------------------ */

/* It never goes back. */
static void set_clock(struct run *run, civil_time at)
{
    run->clock = civil_later(run->clock, at);
    TRACE(TRACE_CLOCK, "the run's clock is %s, held by %zu of %" PRIu32 " officers",
          trace_time(run->clock).text, run->holders, run->expected);
}

void run_find_clock(struct run *run)
{
    BUG_IF(run->expected > run->known);
    if (run->expected == 0)
        return;
    civil_time smallest = CIVIL_FOREVER;
    civil_time next = CIVIL_FOREVER;
    civil_time largest = CIVIL_NEVER;
    run->holders = 0;
    for (size_t i = 0; i < run->expected; i++) {
        const struct officer *o = &run->officers[i];
        largest = civil_later(largest, o->ended ? o->end_at : o->clock);
        if (o->ended || o->left_out)
            continue;
        if (o->clock.s > smallest.s) {
            next = civil_earlier(next, o->clock);
            continue;
        }
        if (o->clock.s < smallest.s) {
            run->holders = 0;
            next = smallest;
        }
        run->holders++;
        smallest = o->clock;
    }
    run->held_at = smallest;
    run->next_at = next;
    set_clock(run, run->holders > 0 ? smallest : largest);
}

/* One of those that held it has moved. The clock is asked for after every message, so it is only
 * looked for anew when this was the last of them, and it has overtaken the next one. */
static void move_holder(struct run *run, civil_time at)
{
    if (--run->holders > 0) {
        run->next_at = civil_earlier(run->next_at, at);
    } else if (at.s >= run->next_at.s) {
        run_find_clock(run);
    } else {
        run->holders = 1;
        run->held_at = at;
        set_clock(run, at);
    }
}

static void move_officer(struct run *run, struct officer *o, civil_time at, bool ended)
{
    bool holds = o < run->officers + run->expected && !o->left_out && o->clock.s <= run->held_at.s;
    bool changes = ended || o->ended;
    BUG_IF(run->holders > run->known);
    BUG_IF(holds && !o->ended && run->expected > 0 && run->holders == 0);
    if (at.s > o->clock.s) {
        o->clock = at;
        o->moved_at = run->notes;
    }
    o->ended = ended;
    if (ended)
        o->end_at = at;
    if (changes)
        run_find_clock(run);
    else if (holds && o->clock.s > run->held_at.s)
        move_holder(run, o->clock);
}

/* Crimes may have come before the first message that says how many officers there are. */
static void note_officers(struct run *run, uint32_t officers)
{
    if (run->expected > 0)
        return;
    run_officer(run, officers);
    run->expected = officers;
    run_find_clock(run);
}

void run_note_heard(struct run *run, uint32_t officer, int64_t at_end_ms)
{
    struct officer *o = run_officer(run, officer);
    o->heard_at = ++run->notes;
    o->heard_ms = at_end_ms;
    if (o->left_out) {
        o->left_out = false;
        run_find_clock(run);
    }
}

void run_go_on_without(struct run *run, uint32_t officer)
{
    if (officer == 0 || officer > run->expected)
        return;
    TRACE(TRACE_RUN, "officer %" PRIu32 " is not waited for", officer);
    run_officer(run, officer)->left_out = true;
    run_find_clock(run);
}

/* --- seq ------------------------------------------------------------------------------------ */

static void add_gap(struct run *run, struct officer *o, uint64_t from, uint64_t to,
                    civil_time until)
{
    run->shown = (struct gap){from, to, until};
    gaps_add(&o->gaps, &run->shown);
    run->missing += to - from + 1;
    TRACE(TRACE_RUN, "officer %td: seq %" PRIu64 " to %" PRIu64 " are missing",
          o - run->officers + 1, from, to);
}

/* The officer says it has sent `seq` crimes: those we have not seen are missing. Of an officer that
 * we joined in the middle, this is the base. */
static void note_sent(struct run *run, struct officer *o, uint64_t seq, civil_time at)
{
    run->shown.from = 0;
    if (o->next_seq == 0) {
        o->next_seq = seq + 1;
        return;
    }
    if (seq >= o->next_seq) {
        add_gap(run, o, o->next_seq, seq, at);
        o->next_seq = seq + 1;
    }
}

static void note_first(struct officer *o, civil_time whole_from)
{
    if (!o->heard)
        o->whole_from = whole_from;
    o->heard = true;
}

static void note_word(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                      civil_time at, bool ended)
{
    struct officer *o = run_officer(run, officer);
    TRACE(TRACE_CLOCK, "officer %" PRIu32 " of %" PRIu32 ": clock %s, seq %" PRIu64 "%s", officer,
          officers, trace_time(at).text, seq, ended ? ", its end" : "");
    note_sent(run, o, seq, at);
    move_officer(run, o, at, ended);
    note_officers(run, officers);
}

void run_note_start(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                    civil_time at, civil_time whole_from)
{
    struct officer *o = run_officer(run, officer);
    TRACE(TRACE_RUN, "officer %" PRIu32 " of %" PRIu32 " starts at %s, whole from %s", officer,
          officers, trace_time(at).text, trace_time(whole_from).text);
    note_first(o, whole_from);
    o->whole_from = civil_earlier(o->whole_from, whole_from);
    note_word(run, officer, officers, seq, at, false);
}

void run_note_clock(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                    civil_time at)
{
    note_first(run_officer(run, officer), at);
    note_word(run, officer, officers, seq, at, false);
}

void run_note_end(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq, civil_time at)
{
    note_first(run_officer(run, officer), at);
    note_word(run, officer, officers, seq, at, true);
}

enum seq_verdict run_note_crime(struct run *run, uint32_t officer, uint64_t seq,
                                civil_time reported_at)
{
    struct officer *o = run_officer(run, officer);
    note_first(o, reported_at);
    run->shown.from = 0;
    enum seq_verdict verdict = SEQ_NEXT;
    if (o->next_seq == 0)
        o->next_seq = seq;
    if (seq > o->next_seq) {
        add_gap(run, o, o->next_seq, seq - 1, reported_at);
        verdict = SEQ_GAP;
    } else if (seq < o->next_seq) {
        bool fills = gaps_take(&o->gaps, seq);
        BUG_IF(fills && run->missing == 0);
        run->missing -= fills;
        return fills ? SEQ_FILLS_GAP : SEQ_DUPLICATE;
    }
    o->next_seq = seq + 1;
    move_officer(run, o, civil_add(reported_at, -1), false);
    return verdict;
}

/* --- missing -------------------------------------------------------------------------------- */

uint64_t run_missing(const struct run *run)
{
    return run->missing;
}

uint64_t run_missing_until(const struct run *run, civil_time t)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < run->known; i++) {
        const struct gaps *gaps = &run->officers[i].gaps;
        for (const struct gap *gap = gaps_from(gaps, 0); gap != NULL;
             gap = gaps_from(gaps, gap->to + 1))
            if (gap->until.s <= t.s)
                missing += gap->to - gap->from + 1;
    }
    return missing;
}

bool run_gap_shown(const struct run *run, uint64_t *ret_from, uint64_t *ret_to)
{
    if (run->shown.from == 0)
        return false;
    *ret_from = run->shown.from;
    *ret_to = run->shown.to;
    return true;
}
