#include "blotter/window/run.h"

#include <stdlib.h>

#include "blotter/base/memory.h"

/* Missing seqs, both ends included. */
struct gap {
    uint64_t from, to;
};

struct officer {
    civil_time clock; /* CIVIL_NEVER: not heard of yet */
    bool ended;
    uint64_t next_seq; /* 0: none seen yet */
    struct gap *gaps;  /* in order */
    size_t gap_count, gap_cap;
};

struct run {
    char *name;
    size_t name_len;
    struct officer *officers;
    size_t known; /* entries of `officers`; those behind `expected` are none of the run's */
    size_t known_cap;
    uint32_t expected; /* officers the run has, 0: not told yet */
    civil_time clock;
    uint64_t missing;
};

struct run *run_create(struct text name)
{
    struct run *run = mem_new(1, sizeof *run);
    run->name = mem_copy_text(name.ptr, name.len);
    run->name_len = name.len;
    run->clock = CIVIL_NEVER;
    return run;
}

void run_destroy(struct run *run)
{
    if (run == NULL)
        return;
    for (size_t i = 0; i < run->known; i++)
        free(run->officers[i].gaps);
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

uint64_t run_missing(const struct run *run)
{
    return run->missing;
}

bool run_is_over(const struct run *run)
{
    if (run->expected == 0 || run->known < run->expected)
        return false;
    for (size_t i = 0; i < run->expected; i++)
        if (!run->officers[i].ended)
            return false;
    return true;
}

static struct officer *officer_at(struct run *run, uint32_t officer)
{
    while (run->known < officer) {
        run->officers =
            mem_grow(run->officers, &run->known_cap, run->known + 1, sizeof *run->officers);
        run->officers[run->known++] = (struct officer){.clock = CIVIL_NEVER};
    }
    return &run->officers[officer - 1];
}

/* --- the clock ------------------------------------------------------------------------------ */

static void find_clock(struct run *run)
{
    if (run->expected == 0 || run->known < run->expected)
        return;
    civil_time smallest = CIVIL_FOREVER;
    civil_time largest = CIVIL_NEVER;
    for (size_t i = 0; i < run->expected; i++) {
        const struct officer *o = &run->officers[i];
        if (!o->ended)
            smallest = civil_earlier(smallest, o->clock);
        largest = civil_later(largest, o->clock);
    }
    run->clock = civil_later(run->clock, smallest.s == CIVIL_FOREVER.s ? largest : smallest);
}

/* The clock is asked for after every message, so it is only looked for anew when it can move: when
 * this officer was one of those that held it. */
static void move_officer(struct run *run, struct officer *o, civil_time at, bool ended)
{
    bool held = o->clock.s <= run->clock.s || ended || o->ended;
    o->clock = civil_later(o->clock, at);
    o->ended = ended;
    if (held)
        find_clock(run);
}

/* --- seq ------------------------------------------------------------------------------------ */

static void add_gap(struct run *run, struct officer *o, uint64_t from, uint64_t to)
{
    o->gaps = mem_grow(o->gaps, &o->gap_cap, o->gap_count + 1, sizeof *o->gaps);
    o->gaps[o->gap_count++] = (struct gap){from, to};
    run->missing += to - from + 1;
}

/* Takes `seq` out of the gap it lies in, which may split it. False: it lies in none. */
static bool fill_gap(struct run *run, struct officer *o, uint64_t seq)
{
    size_t i = 0;
    while (i < o->gap_count && o->gaps[i].to < seq)
        i++;
    if (i == o->gap_count || o->gaps[i].from > seq)
        return false;
    struct gap gap = o->gaps[i];
    run->missing--;
    if (gap.from < seq && seq < gap.to) {
        o->gaps = mem_grow(o->gaps, &o->gap_cap, o->gap_count + 1, sizeof *o->gaps);
        memmove(&o->gaps[i + 1], &o->gaps[i], (o->gap_count - i) * sizeof *o->gaps);
        o->gap_count++;
        o->gaps[i].to = seq - 1;
        o->gaps[i + 1].from = seq + 1;
    } else if (gap.from == gap.to) {
        memmove(&o->gaps[i], &o->gaps[i + 1], (o->gap_count - i - 1) * sizeof *o->gaps);
        o->gap_count--;
    } else if (gap.from == seq) {
        o->gaps[i].from++;
    } else {
        o->gaps[i].to--;
    }
    return true;
}

/* The officer says it has sent `seq` crimes: those we have not seen are missing. Of an officer that
 * we joined in the middle, this is the base. */
static void note_sent(struct run *run, struct officer *o, uint64_t seq)
{
    if (o->next_seq == 0) {
        o->next_seq = seq + 1;
        return;
    }
    if (seq >= o->next_seq) {
        add_gap(run, o, o->next_seq, seq);
        o->next_seq = seq + 1;
    }
}

/* Crimes may have come before the first message that says how many officers there are. */
static void note_officers(struct run *run, uint32_t officers)
{
    if (run->expected > 0)
        return;
    run->expected = officers;
    find_clock(run);
}

void run_note_clock(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq,
                    civil_time at)
{
    struct officer *o = officer_at(run, officer);
    note_sent(run, o, seq);
    move_officer(run, o, at, false);
    note_officers(run, officers);
}

void run_note_end(struct run *run, uint32_t officer, uint32_t officers, uint64_t seq, civil_time at)
{
    struct officer *o = officer_at(run, officer);
    note_sent(run, o, seq);
    move_officer(run, o, at, true);
    note_officers(run, officers);
}

enum seq_verdict run_note_crime(struct run *run, uint32_t officer, uint64_t seq,
                                civil_time reported_at)
{
    struct officer *o = officer_at(run, officer);
    enum seq_verdict verdict = SEQ_NEXT;
    if (o->next_seq == 0)
        o->next_seq = seq;
    if (seq > o->next_seq) {
        add_gap(run, o, o->next_seq, seq - 1);
        o->next_seq = seq + 1;
        verdict = SEQ_GAP;
    } else if (seq == o->next_seq) {
        o->next_seq++;
    } else {
        return fill_gap(run, o, seq) ? SEQ_FILLS_GAP : SEQ_DUPLICATE;
    }
    move_officer(run, o, civil_add(reported_at, -1), false);
    return verdict;
}
