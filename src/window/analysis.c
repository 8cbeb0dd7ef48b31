#include "blotter/window/analysis.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "lanes.h"

/* The reports in (position - length, position]: those at [from, log.end). */
struct window {
    int64_t length_s;
    uint64_t from;
    struct tally tally;
};

struct analysis {
    struct analysis_config config;
    int64_t keep_s; /* the longest window */
    struct interner *crimes;
    struct interner *places[PLACE_COUNT];

    struct run *run; /* NULL: none is followed yet */
    bool started;
    struct message start; /* `at` is CIVIL_NEVER before; the texts in it do not stand */
    struct accounting accounting;

    struct lanes lanes;
    struct event_log log;
    civil_time position;
    bool has_first;
    civil_time first_counted;
    struct window windows[WINDOWS_MAX];
    struct tally all;
    struct tally batch;
    struct tally slots[BATCH_SLOTS]; /* what the batch is made of; slots[slot] is the open one */
    size_t slot;
    bool slotted;
};

struct analysis *analysis_create(const struct analysis_config *config)
{
    struct analysis *a = mem_new(1, sizeof *a);
    a->config = *config;
    a->crimes = intern_create();
    for (size_t k = 0; k < PLACE_COUNT; k++)
        a->places[k] = intern_create();
    lanes_init(&a->lanes);
    log_init(&a->log);
    a->position = CIVIL_NEVER;
    tally_init(&a->all, TALLY_ALL_KINDS);
    tally_init(&a->batch, TALLY_ALL_KINDS);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_init(&a->slots[i], TALLY_ALL_KINDS);
    for (size_t i = 0; i < config->window_count; i++) {
        a->windows[i].length_s = config->windows[i].length_s;
        tally_init(&a->windows[i].tally, 1U << config->place);
        if (a->keep_s < a->windows[i].length_s)
            a->keep_s = a->windows[i].length_s;
    }
    return a;
}

void analysis_destroy(struct analysis *a)
{
    if (a == NULL)
        return;
    for (size_t i = 0; i < a->config.window_count; i++)
        tally_finish(&a->windows[i].tally);
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_finish(&a->slots[i]);
    tally_finish(&a->batch);
    tally_finish(&a->all);
    log_finish(&a->log);
    lanes_finish(&a->lanes);
    run_destroy(a->run);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        intern_destroy(a->places[k]);
    intern_destroy(a->crimes);
    free(a);
}

void analysis_follow(struct analysis *a, struct text run)
{
    run_destroy(a->run);
    a->run = run_create(run);
    a->started = false;
    a->start = (struct message){.at = CIVIL_NEVER};
    a->accounting = (struct accounting){0};
    lanes_clear(&a->lanes);
    a->log.first = a->log.end = 0;
    a->position = CIVIL_NEVER;
    a->has_first = false;
    for (size_t i = 0; i < a->config.window_count; i++) {
        a->windows[i].from = 0;
        tally_clear(&a->windows[i].tally);
    }
    for (size_t i = 0; i < BATCH_SLOTS; i++)
        tally_clear(&a->slots[i]);
    tally_clear(&a->batch);
    tally_clear(&a->all);
}

/* --- messages in ---------------------------------------------------------------------------- */

static struct report report_of(struct analysis *a, const struct crime *c)
{
    struct report r = {.reported_at = c->reported_at, .crime = intern_id(a->crimes, c->crime)};
    for (size_t k = 0; k < PLACE_COUNT; k++)
        r.place[k] = intern_id(a->places[k], crime_place(c, (enum place)k));
    r.near = crime_is_near(c, &a->config.near, &r.lat, &r.lon);
    return r;
}

static void count_in_batch(struct analysis *a, const struct report *r)
{
    tally_add(&a->batch, r);
    if (a->slotted)
        tally_add(&a->slots[a->slot], r);
}

/* Counts it in `all`, unless it only fills windows; says which. */
static bool count_in_all(struct analysis *a, const struct report *r)
{
    if (r->reported_at.s <= a->start.at.s)
        return false;
    tally_add(&a->all, r);
    if (!a->has_first || r->reported_at.s < a->first_counted.s)
        a->first_counted = r->reported_at;
    a->has_first = true;
    return true;
}

/* Puts a report that the figures have already passed into its place, in every window that still
 * covers it. */
static void insert_passed(struct analysis *a, const struct report *r)
{
    count_in_all(a, r);
    if (r->reported_at.s <= a->position.s - a->keep_s)
        return;
    log_insert(&a->log, r);
    for (size_t i = 0; i < a->config.window_count; i++) {
        struct window *w = &a->windows[i];
        if (r->reported_at.s > a->position.s - w->length_s)
            tally_add(&w->tally, r);
        else
            w->from++; /* it was put in front of the window, which moved on by one */
    }
}

static void feed_crime(struct analysis *a, const struct message *m)
{
    civil_time clock = run_clock(a->run);
    enum seq_verdict verdict = run_note_crime(a->run, m->officer, m->seq, m->crime.reported_at);
    if (verdict == SEQ_DUPLICATE) {
        a->accounting.duplicate++;
        return;
    }
    a->accounting.consumed++;
    struct report r = report_of(a, &m->crime);
    if (r.reported_at.s <= clock.s)
        a->accounting.late++;
    if (r.reported_at.s <= a->position.s)
        insert_passed(a, &r);
    else
        lanes_push(&a->lanes, m->officer, &r);
}

/* A start says nothing of the reports in (windows_from, at]: they come after it. */
static void feed_start(struct analysis *a, const struct message *m)
{
    civil_time clock = civil_earlier(m->windows_from, m->at);
    run_note_clock(a->run, m->officer, m->officers, m->seq, clock);
    if (!a->started)
        a->start = *m;
    a->started = true;
}

void analysis_feed(struct analysis *a, const struct message *m)
{
    if (a->run == NULL || !text_equal(m->run, run_name(a->run))) {
        a->accounting.stale++;
        return;
    }
    if (m->officer > OFFICERS_MAX || m->officers > OFFICERS_MAX) {
        a->accounting.undecodable++;
        return;
    }
    switch (m->kind) {
    case MESSAGE_START:
        feed_start(a, m);
        break;
    case MESSAGE_CRIME:
        feed_crime(a, m);
        break;
    case MESSAGE_CLOCK:
        run_note_clock(a->run, m->officer, m->officers, m->seq, m->at);
        break;
    case MESSAGE_END:
        run_note_end(a->run, m->officer, m->officers, m->seq, m->at);
        break;
    }
}

void analysis_note_undecodable(struct analysis *a)
{
    a->accounting.undecodable++;
}

void analysis_note_foreign(struct analysis *a)
{
    a->accounting.stale++;
}

/* --- moving on ------------------------------------------------------------------------------ */

/* Takes what is at or before `limit` out of the window; all that is left is later. */
static void evict(struct analysis *a, struct window *w, civil_time limit)
{
    while (w->from < a->log.end && log_at(&a->log, w->from)->reported_at.s <= limit.s)
        tally_remove(&w->tally, log_at(&a->log, w->from++));
}

static void take_in(struct analysis *a, const struct report *r, civil_time to)
{
    log_append(&a->log, r);
    if (count_in_all(a, r))
        count_in_batch(a, r);
    for (size_t i = 0; i < a->config.window_count; i++) {
        struct window *w = &a->windows[i];
        if (r->reported_at.s > to.s - w->length_s)
            tally_add(&w->tally, r);
        else
            w->from = a->log.end;
    }
}

void analysis_move(struct analysis *a, civil_time to)
{
    if (to.s <= a->position.s || a->run == NULL)
        return;
    for (size_t i = 0; i < a->config.window_count; i++)
        evict(a, &a->windows[i], civil_add(to, -a->windows[i].length_s));
    struct report r;
    while (lanes_pop(&a->lanes, to, &r))
        take_in(a, &r, to);
    a->position = to;
    log_drop(&a->log, civil_add(to, -a->keep_s));
}

void analysis_next_batch(struct analysis *a)
{
    tally_clear(&a->batch);
    for (size_t i = 0; a->slotted && i < BATCH_SLOTS; i++)
        tally_clear(&a->slots[i]);
}

void analysis_next_slot(struct analysis *a)
{
    if (!a->slotted)
        tally_join(&a->slots[a->slot], &a->batch);
    a->slotted = true;
    a->slot = (a->slot + 1) % BATCH_SLOTS;
    tally_subtract(&a->batch, &a->slots[a->slot]);
    tally_clear(&a->slots[a->slot]);
}

void analysis_set_place(struct analysis *a, enum place place)
{
    a->config.place = place;
    for (size_t i = 0; i < a->config.window_count; i++) {
        struct window *w = &a->windows[i];
        tally_finish(&w->tally);
        tally_init(&w->tally, 1U << place);
        for (uint64_t at = w->from; at < a->log.end; at++)
            tally_add(&w->tally, log_at(&a->log, at));
    }
}

/* --- figures out ---------------------------------------------------------------------------- */

struct text analysis_run(const struct analysis *a)
{
    return a->run != NULL ? run_name(a->run) : (struct text){NULL, 0};
}

civil_time analysis_clock(const struct analysis *a)
{
    return a->run != NULL ? run_clock(a->run) : CIVIL_NEVER;
}

bool analysis_has_started(const struct analysis *a)
{
    return a->started;
}

civil_time analysis_begin(const struct analysis *a)
{
    return a->start.at;
}

civil_time analysis_until(const struct analysis *a)
{
    return a->start.until;
}

bool analysis_is_over(const struct analysis *a)
{
    return a->run != NULL && run_is_over(a->run);
}

civil_time analysis_position(const struct analysis *a)
{
    return a->position;
}

bool analysis_first_counted(const struct analysis *a, civil_time *ret)
{
    *ret = a->first_counted;
    return a->has_first;
}

const struct tally *analysis_all(const struct analysis *a)
{
    return &a->all;
}

const struct tally *analysis_batch(const struct analysis *a)
{
    return &a->batch;
}

const struct tally *analysis_window(const struct analysis *a, size_t window)
{
    return &a->windows[window].tally;
}

/* A run from its first report has `at` and `windows_from` both a second before it, and nothing can
 * be missing from its windows (DESIGN §4 "Filling"). */
bool analysis_is_filling(const struct analysis *a, size_t window)
{
    if (!a->started || a->start.windows_from.s == a->start.at.s)
        return false;
    return a->start.windows_from.s > a->position.s - a->windows[window].length_s;
}

struct accounting analysis_accounting(const struct analysis *a)
{
    struct accounting result = a->accounting;
    result.missing = a->run != NULL ? run_missing(a->run) : 0;
    return result;
}

const struct interner *analysis_crimes(const struct analysis *a)
{
    return a->crimes;
}

const struct interner *analysis_places(const struct analysis *a, enum place place)
{
    return a->places[place];
}

const struct analysis_config *analysis_settings(const struct analysis *a)
{
    return &a->config;
}

const struct report *analysis_recent(const struct analysis *a, size_t back)
{
    if (back >= a->log.end - a->log.first)
        return NULL;
    return log_at(&a->log, a->log.end - 1 - back);
}

void analysis_histogram(const struct analysis *a, int64_t bucket_s, uint32_t *ret, size_t count)
{
    civil_time from = civil_add(a->position, -bucket_s * (int64_t)count);
    memset(ret, 0, count * sizeof *ret);
    for (uint64_t at = log_after(&a->log, from); at < a->log.end; at++) {
        int64_t age_s = a->position.s - log_at(&a->log, at)->reported_at.s;
        ret[count - 1 - (size_t)(age_s / bucket_s)]++;
    }
}
