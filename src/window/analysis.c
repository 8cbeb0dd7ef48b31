#include "blotter/window/analysis.h"

#include <inttypes.h>
#include <stdlib.h>

#include "analysis_state.h"
#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "blotter/base/trace.h"
#include "blotter/crime/profile.h"

struct analysis *analysis_create(const struct analysis_config *config)
{
    struct analysis *a = mem_new(1, sizeof *a);
    a->config = *config;
    a->crimes = intern_create();
    for (size_t k = 0; k < PLACE_COUNT; k++)
        a->places[k] = intern_create();
    spots_init(&a->spots);
    partitions_init(&a->partitions);
    details_init(&a->details, config->details);
    lanes_init(&a->lanes);
    windows_init(&a->windows, config);
    tally_init(&a->all, TALLY_ALL_KINDS);
    patterns_init(&a->patterns);
    batch_init(&a->batch);
    a->begin = a->until = a->whole_from = CIVIL_NEVER;
    a->last_counted = a->last_fed = a->first_reached = CIVIL_NEVER;
    filter_set(&a->windows.filter, config->filter);
    if (config->observer != NULL)
        a->observer = config->observer->create(config);
    return a;
}

void analysis_destroy(struct analysis *a)
{
    if (a == NULL)
        return;
    a->is_orphaned = a->pasts > 0;
    if (a->is_orphaned)
        return;
    for (size_t k = 0; k < INCIDENT_KINDS; k++)
        incidents_finish(&a->incidents[k]);
    batch_finish(&a->batch);
    patterns_finish(&a->patterns);
    tally_finish(&a->all);
    windows_finish(&a->windows);
    lanes_finish(&a->lanes);
    free(a->late);
    free(a->late_sorted);
    heap_finish(&a->ahead);
    facts_pool_clear(&a->windows.facts);
    details_finish(&a->details);
    partitions_finish(&a->partitions);
    run_destroy(a->run);
    spots_finish(&a->spots);
    place_memory_finish(&a->place_memory);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        intern_destroy(a->places[k]);
    intern_destroy(a->crimes);
    if (a->observer != NULL)
        a->config.observer->destroy(a->observer);
    free(a);
}

/* --- what is followed ----------------------------------------------------------------------- */

static void forget(struct analysis *a)
{
    run_destroy(a->run);
    a->run = NULL;
    a->foreign = a->started = a->continued = a->has_since = a->has_first = false;
    a->begin = a->until = a->whole_from = CIVIL_NEVER;
    a->last_counted = a->last_fed = a->first_reached = CIVIL_NEVER;
    a->accounting = (struct accounting){.undecodable = a->accounting.undecodable};
    for (size_t k = 0; k < INCIDENT_KINDS; k++)
        if (k != INCIDENT_UNDECODABLE)
            incidents_finish(&a->incidents[k]);
    a->reached = a->passed = 0;
    heap_finish(&a->ahead);
    lanes_clear(&a->lanes);
    facts_pool_clear(&a->windows.facts);
    windows_clear(&a->windows);
    tally_clear(&a->all);
    patterns_finish(&a->patterns);
    batch_clear(&a->batch, CIVIL_NEVER);
    if (a->observer != NULL)
        a->config.observer->on_forgotten(a->observer);
}

void analysis_follow(struct analysis *a, struct text run)
{
    struct run *next = run_create(run); /* the name may be that of the run that goes */
    forget(a);
    partitions_restart(&a->partitions, 0);
    a->run = next;
}

void analysis_follow_foreign(struct analysis *a, int64_t lateness_s)
{
    forget(a);
    partitions_restart(&a->partitions, lateness_s);
    a->foreign = true;
}

/* --- what was counted ahead of the figures --------------------------------------------------- */

/* Repeats and what cannot be read count when they come, and not again when a run goes on from
 * before them. What bears a time behind the run's last report was none of its messages. */
static void note_ahead(struct analysis *a, enum incident_kind kind, civil_time at)
{
    if (a->started && at.s > a->windows.position.s && at.s <= a->until.s)
        heap_push(&a->ahead, (struct heap_item){.key = at.s, .of = kind});
}

static void pass_ahead(struct analysis *a)
{
    const struct heap_item *first;
    while ((first = heap_top(&a->ahead)) != NULL && first->key <= a->windows.position.s)
        heap_pop(&a->ahead);
}

static void take_ahead_back(struct analysis *a)
{
    for (size_t i = 0; i < a->ahead.count; i++)
        if (a->ahead.items[i].of == INCIDENT_DUPLICATE)
            a->accounting.duplicate--;
        else
            a->accounting.undecodable--;
    heap_finish(&a->ahead);
}

static void drop_facts_of(void *user, uint32_t lane, struct report *r)
{
    struct analysis *a = user;
    (void)lane;
    facts_pool_drop(&a->windows.facts, r->facts);
}

void analysis_continue(struct analysis *a, struct text run, civil_time from)
{
    struct run *next = run_create(run);
    if (a->run != NULL) {
        a->accounting.missing += run_missing_until(a->run, from);
        a->whole_from = civil_later(a->whole_from, run_whole_from(a->run));
    }
    analysis_move(a, a->windows.position);
    a->accounting.consumed -= a->lanes.waiting;
    a->accounting.late -= a->lanes.late;
    take_ahead_back(a);
    a->last_fed = a->last_counted;
    lanes_visit(&a->lanes, drop_facts_of, a);
    lanes_clear(&a->lanes);
    run_destroy(a->run);
    a->run = next;
    a->foreign = false;
    a->continued = true;
    partitions_restart(&a->partitions, 0);
    analysis_move(a, from);
}

/* --- messages in ---------------------------------------------------------------------------- */

static void note_incident(struct analysis *a, enum incident_kind kind, struct incident incident)
{
    incident.at = analysis_clock(a);
    incidents_add(&a->incidents[kind], &incident);
}

static uint32_t near_others(const struct analysis_config *config, double lat, double lon)
{
    uint32_t others = 0;
    for (size_t k = 0; k < config->other_count; k++)
        others |= (uint32_t)near_holds(&config->others[k], lat, lon) << k;
    return others;
}

void analysis_find_near(const struct analysis *a, struct report *r, double lat, double lon)
{
    r->near = near_holds(&a->config.near, lat, lon);
    r->others = near_others(&a->config, lat, lon) & UINT8_MAX;
}

static struct report report_of(struct analysis *a, const struct crime *c)
{
    struct report r = {.reported_at = c->reported_at};
    uint32_t crime = intern_id(a->crimes, c->crime);
    uint32_t places[PLACE_COUNT];
    place_memory_number(&a->place_memory, c, a->places, places);
    r.crime = (crime < CRIMES_MAX ? crime : CRIMES_MAX) & CRIMES_MAX;
    memcpy(r.place, places, sizeof places);
    filter_learn(&a->windows.filter, a->crimes, a->places);
    struct degrees d;
    struct spot spot = spots_of(&a->spots, c, &d);
    r.lat = spot.lat;
    r.lon = spot.lon;
    analysis_find_near(a, &r, d.lat, d.lon);
    return r;
}

/* As they were before a report came. */
struct clocks {
    civil_time of_all;
    civil_time officers_own; /* CIVIL_NEVER: it has none */
};

/* Late is what its officer's clock, the clock or the figures had passed when it came. It is due at
 * its officer's clock, or else at once. */
static void take_report(struct analysis *a, const struct message *m, struct origin from,
                        struct clocks before, uint32_t lane)
{
    struct report r = report_of(a, &m->crime);
    if (a->details.cap > 0)
        details_add(&a->details, &r, m, from);
    a->accounting.consumed++;
    a->last_fed = civil_later(a->last_fed, r.reported_at);
    bool breaks_word = r.reported_at.s <= before.officers_own.s;
    bool late = breaks_word || r.reported_at.s <= before.of_all.s ||
                r.reported_at.s <= a->windows.position.s;
    if (late) {
        TRACE(TRACE_RUN,
              "officer %" PRIu32 " seq %" PRIu64 " of %s is late: its officer's clock was %s, the "
              "run's %s, the figures at %s; partition %" PRId32 " offset %" PRId64,
              m->officer, m->seq, trace_time(r.reported_at).text,
              trace_time(before.officers_own).text, trace_time(before.of_all).text,
              trace_time(a->windows.position).text, from.partition, from.offset);
        a->accounting.late++;
        note_incident(a, INCIDENT_LATE,
                      (struct incident){.from = from,
                                        .officer = m->officer,
                                        .seq = m->seq,
                                        .to_seq = m->seq,
                                        .reported_at = r.reported_at,
                                        .why = "it came after the clock had passed its time"});
    }
    r.facts = a->config.keeps_facts ? facts_pool_add(&a->windows.facts, m, from, late) : NO_FACTS;
    if (late)
        lanes_push_late(&a->lanes, &r, breaks_word ? before.officers_own : r.reported_at);
    else
        lanes_push(&a->lanes, lane, &r);
}

static void feed_crime(struct analysis *a, const struct message *m, struct origin from)
{
    const struct clocks before = {run_clock(a->run), run_clock_of(a->run, m->officer)};
    enum seq_verdict verdict = run_note_crime(a->run, m->officer, m->seq, m->crime.reported_at);
    if (verdict != SEQ_DUPLICATE) {
        take_report(a, m, from, before, m->officer);
        return;
    }
    a->accounting.duplicate++;
    note_ahead(a, INCIDENT_DUPLICATE, m->crime.reported_at);
    note_incident(a, INCIDENT_DUPLICATE,
                  (struct incident){.from = from,
                                    .officer = m->officer,
                                    .seq = m->seq,
                                    .to_seq = m->seq,
                                    .reported_at = m->crime.reported_at,
                                    .why = "already received"});
}

/* A start says nothing of the reports in (windows_from, at]: they come after it. A run from its
 * first report has both a second before it, and nothing can be missing from its windows; so has one
 * that continues a run, and then what was before it is known or not (DESIGN §4 "Filling"). */
static void feed_start(struct analysis *a, const struct message *m)
{
    bool all_of_it = m->windows_from.s == m->at.s && (m->continues.len == 0 || a->continued);
    run_note_start(a->run, m->officer, m->officers, m->seq, civil_earlier(m->windows_from, m->at),
                   all_of_it ? CIVIL_NEVER : m->windows_from);
    if (!a->started) {
        a->begin = m->at;
        a->until = m->until;
    }
    a->started = true;
}

static void feed_officer(struct analysis *a, const struct message *m, struct origin from)
{
    const struct partition_progress *home = partitions_of_officer(&a->partitions, m->officer);
    run_note_heard(a->run, m->officer, home != NULL ? home->at_end_ms : 0);
    switch (m->kind) {
    case MESSAGE_START:
        feed_start(a, m);
        break;
    case MESSAGE_CRIME:
        feed_crime(a, m, from);
        break;
    case MESSAGE_CLOCK:
        run_note_clock(a->run, m->officer, m->officers, m->seq, m->at);
        break;
    case MESSAGE_END:
        run_note_end(a->run, m->officer, m->officers, m->seq, m->at);
        break;
    }
    uint64_t seq;
    uint64_t to_seq;
    if (!run_gap_shown(a->run, &seq, &to_seq))
        return;
    bool is_crime = m->kind == MESSAGE_CRIME;
    note_incident(a, INCIDENT_MISSING,
                  (struct incident){.from = from,
                                    .officer = m->officer,
                                    .seq = seq,
                                    .to_seq = to_seq,
                                    .reported_at = CIVIL_NEVER,
                                    .why = is_crime ? "a later crime has come"
                                                    : "the officer says that it sent more"});
}

static void feed_foreign(struct analysis *a, const struct message *m, struct origin from)
{
    const struct clocks before = {a->partitions.watermark, CIVIL_NEVER};
    bool known = from.partition >= 0 && from.partition < a->partitions.count;
    partitions_note_foreign(&a->partitions, from, m->crime.reported_at);
    take_report(a, m, from, before, known ? (uint32_t)from.partition + 1 : 0);
}

void analysis_feed(struct analysis *a, const struct message *m, struct origin from)
{
    if (a->foreign && m->run.len == 0) {
        feed_foreign(a, m, from);
        return;
    }
    partitions_note_message(&a->partitions, from.partition);
    if (a->run == NULL || !text_equal(m->run, run_name(a->run)))
        a->accounting.stale++;
    else if (m->officer == 0 || m->officer > OFFICERS_MAX || m->officers > OFFICERS_MAX)
        analysis_note_undecodable(a, from, "its officer's number is out of range");
    else
        feed_officer(a, m, from);
}

void analysis_note_undecodable(struct analysis *a, struct origin from, const char *why)
{
    analysis_note_undecodable_at(a, from, CIVIL_NEVER, why);
}

void analysis_note_undecodable_at(struct analysis *a, struct origin from, civil_time at,
                                  const char *why)
{
    note_ahead(a, INCIDENT_UNDECODABLE, at);
    partitions_note_message(&a->partitions, from.partition);
    a->accounting.undecodable++;
    note_incident(a, INCIDENT_UNDECODABLE,
                  (struct incident){.from = from, .reported_at = CIVIL_NEVER, .why = why});
}

void analysis_note_stale(struct analysis *a)
{
    a->accounting.stale++;
}

void analysis_set_partitions(struct analysis *a, int32_t partitions)
{
    partitions_set_count(&a->partitions, partitions);
}

void analysis_note_partition(struct analysis *a, int32_t partition, enum partition_state state)
{
    partitions_note_state(&a->partitions, partition, state);
}

void analysis_note_time(struct analysis *a, int64_t running_ms)
{
    partitions_note_time(&a->partitions, running_ms);
}

void analysis_go_on_without(struct analysis *a, uint32_t officer)
{
    if (a->run != NULL)
        run_go_on_without(a->run, officer);
}

/* --- moving on ------------------------------------------------------------------------------ */

/* Without those that stand before `from` or at it: they are in time order. */
static const struct report *skip_until(const struct report *r, const struct report *end,
                                       civil_time from)
{
    while (r < end && r->reported_at.s <= from.s)
        r++;
    return r;
}

/* Counts reports in `all` and, by `add`, in the batch, as far as they pass the filter. */
static void count_alike(struct analysis *a, const struct report *r, const struct report *end,
                        batch_add_fn *add)
{
    if (!filter_passes(&a->windows.filter, r))
        return;
    a->passed += (uint64_t)(end - r);
    if (a->has_since)
        r = skip_until(r, end, a->since);
    if (r == end)
        return;
    if (!a->has_first || r->reported_at.s < a->first_counted.s)
        a->first_counted = r->reported_at;
    a->has_first = true;
    tally_add(&a->all, r, (size_t)(end - r));
    patterns_add(&a->patterns, r, (size_t)(end - r));
    add(&a->batch, r, (size_t)(end - r));
}

static void count_all(struct analysis *a, const struct report *r, const struct report *end,
                      batch_add_fn *add)
{
    for (size_t n; r < end; r += n) {
        n = filter_alike(&a->windows.filter, r, (size_t)(end - r));
        count_alike(a, r, r + n, add);
    }
}

/* The figures have come to these, in time order; what is before the run's begin only fills windows.
 */
static void count_reached(struct analysis *a, const struct report *r, size_t count)
{
    const struct report *end = r + count;
    a->last_counted = civil_later(a->last_counted, end[-1].reported_at);
    r = skip_until(r, end, a->begin);
    a->reached += (uint64_t)(end - r);
    if (r < end && (a->first_reached.s == CIVIL_NEVER.s || r->reported_at.s < a->first_reached.s))
        a->first_reached = r->reported_at;
    count_all(a, r, end, batch_add);
}

static void set_aside(struct analysis *a, const struct report *r)
{
    a->late = mem_grow(a->late, &a->late_cap, a->late_count + 1, sizeof *a->late);
    a->late[a->late_count++] = (struct late){lanes_due(&a->lanes), *r};
}

static void count_unkept(struct analysis *a, const struct report *r)
{
    count_reached(a, r, 1);
    facts_pool_drop(&a->windows.facts, r->facts);
}

/* Out of the lanes into the log, as far as it needs them; what is late is set aside. */
static void merge_lanes(struct analysis *a, civil_time to)
{
    civil_time limit = civil_add(to, -a->windows.keep_s);
    civil_time due;
    for (; (due = lanes_due(&a->lanes)).s <= to.s; lanes_pop(&a->lanes)) {
        const struct report *r = lanes_first(&a->lanes);
        if (a->observer != NULL)
            a->config.observer->on_reached(a->observer, r, civil_later(due, a->windows.position));
        if (lanes_first_is_late(&a->lanes))
            set_aside(a, r);
        else if (r->reported_at.s <= limit.s && a->windows.keep_bytes == 0)
            count_unkept(a, r);
        else
            log_append(&a->windows.log, r);
    }
}

/* By time, then as they were due, then by officer and seq: so what comes out does not depend on the
 * order in which they came, nor on how far the figures are moved at once. Without facts equal ones
 * are the same. */
static int by_time(const void *one, const void *other, void *user)
{
    const struct late *a = one;
    const struct late *b = other;
    const struct facts *f = facts_pool_at(user, a->report.facts);
    const struct facts *g = facts_pool_at(user, b->report.facts);
    const int64_t order[][2] = {
        {a->report.reported_at.s, b->report.reported_at.s},
        {a->due.s, b->due.s},
        {f != NULL ? (int64_t)f->officer : 0, g != NULL ? (int64_t)g->officer : 0},
        {f != NULL ? (int64_t)f->seq : 0, g != NULL ? (int64_t)g->seq : 0},
    };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (order[i][0] != order[i][1])
            return order[i][0] < order[i][1] ? -1 : 1;
    return memcmp(&a->report, &b->report, sizeof(struct report));
}

static void count_late(struct analysis *a)
{
    size_t count = a->late_count;
    if (count == 0)
        return;
    qsort_r(a->late, count, sizeof *a->late, by_time, &a->windows.facts);
    struct report *sorted = mem_grow(a->late_sorted, &a->late_sorted_cap, count, sizeof *sorted);
    a->late_sorted = sorted;
    for (size_t i = 0; i < count; i++)
        sorted[i] = a->late[i].report;
    count_reached(a, sorted, count);
    windows_insert(&a->windows, sorted, count);
    a->late_count = 0;
}

void analysis_move(struct analysis *a, civil_time to)
{
    if (a->run == NULL && !a->foreign)
        return;
    if (to.s > a->windows.position.s) {
        windows_leave(&a->windows, to);
        merge_lanes(a, to);
        const struct event_log *log = &a->windows.log;
        uint64_t at = windows_new(&a->windows);
        for (size_t n; at < log->end; at += n) {
            n = log_together(at, log->end);
            count_reached(a, log_at(log, at), n);
        }
        windows_arrive(&a->windows, to);
    } else {
        merge_lanes(a, a->windows.position);
    }
    count_late(a);
    pass_ahead(a);
    if (a->observer != NULL)
        a->config.observer->on_moved(a->observer, a);
}

void analysis_next_batch(struct analysis *a)
{
    batch_clear(&a->batch, a->windows.position);
}

void analysis_next_slot(struct analysis *a)
{
    batch_next_slot(&a->batch, a->windows.position);
}

void analysis_set_place(struct analysis *a, enum place place)
{
    a->config.place = place;
    windows_recount(&a->windows, place);
}

/* From the log, which may have let go what came first. */
static void count_anew(struct analysis *a)
{
    const struct event_log *log = &a->windows.log;
    windows_recount(&a->windows, a->config.place);
    tally_clear(&a->all);
    patterns_finish(&a->patterns);
    batch_empty(&a->batch);
    a->passed = 0;
    a->has_first = false;
    a->since = windows_whole_since(&a->windows);
    a->has_since = a->since.s > a->begin.s && a->reached > 0;
    uint64_t at = log_after(log, a->begin);
    for (size_t n; at < log->end; at += n) {
        n = log_together(at, log->end);
        count_all(a, log_at(log, at), log_at(log, at) + n, batch_refill);
    }
}

static void set_near_of(void *user, uint32_t lane, struct report *r)
{
    (void)lane;
    const struct analysis *a = user;
    struct degrees d = spots_decode(&a->spots, (struct spot){r->lat, r->lon});
    analysis_find_near(a, r, d.lat, d.lon);
}

const struct near *analysis_point(const struct analysis *a, size_t k)
{
    if (k == 0)
        return &a->config.near;
    return k <= a->config.other_count ? &a->config.others[k - 1] : NULL;
}

uint64_t tally_near(const struct tally *t, size_t k)
{
    return k == 0 ? t->near : t->others[k - 1];
}

bool report_is_near(const struct report *r, size_t k)
{
    return (k == 0 ? r->near : r->others >> (k - 1) & 1) != 0;
}

void analysis_note_city(struct analysis *a, const struct profile *city)
{
    if (a->config.city != NULL || city == NULL)
        return;
    const char *point = city->defaults[PROFILE_NEAR];
    struct near near;
    a->config.city = city;
    if (!a->config.near_is_citys || point == NULL || !near_parse(text_of(point), &near))
        return;
    if (a->last_fed.s == CIVIL_NEVER.s)
        analysis_set_near(a, 0, &near);
    else if (near_is_same(&near, &a->config.near))
        a->config.near = near; /* a checkpoint has no name of it */
}

/* By the circles that there are now. */
static void find_near_anew(struct analysis *a)
{
    struct event_log *log = &a->windows.log;
    for (uint64_t at = log->first; at < log->end; at++)
        set_near_of(a, 0, log_write(log, at));
    lanes_visit(&a->lanes, set_near_of, a);
    count_anew(a);
    if (a->observer != NULL)
        a->config.observer->on_near_changed(a->observer, a);
}

void analysis_set_near(struct analysis *a, size_t k, const struct near *near)
{
    BUG_IF(analysis_point(a, k) == NULL);
    *(k == 0 ? &a->config.near : &a->config.others[k - 1]) = *near;
    find_near_anew(a);
}

bool analysis_check_filter(const char *text, struct error *err)
{
    return filter_check(text, err);
}

void analysis_set_filter(struct analysis *a, const char *text)
{
    filter_set(&a->windows.filter, text);
    filter_learn(&a->windows.filter, a->crimes, a->places);
    memcpy(a->config.filter, a->windows.filter.text, FILTER_SIZE);
    count_anew(a);
}

void analysis_take_edits(struct analysis *a, const struct analysis_config *config)
{
    if (config->place != a->config.place)
        analysis_set_place(a, config->place);
    bool same = config->other_count == a->config.other_count &&
                near_is_same(&config->near, &a->config.near);
    for (size_t k = 0; same && k < config->other_count; k++)
        same = near_is_same(&config->others[k], &a->config.others[k]);
    a->config.near = config->near; /* also their names */
    memcpy(a->config.others, config->others, sizeof a->config.others);
    a->config.other_count = config->other_count;
    if (!same)
        find_near_anew(a);
    if (strcmp(config->filter, a->config.filter) != 0)
        analysis_set_filter(a, config->filter);
}
