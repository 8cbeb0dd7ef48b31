#include <math.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "save.h"

/* In the order that save.c writes them. What is read is looked at before it is used, so that any
 * bytes are harmless; whether they are those that were written is for a checksum around them. */

static void load_names(struct wire *w, struct interner *names)
{
    size_t count = wire_count(w, NAME_BYTES);
    wire_must(w, count <= INT32_MAX);
    for (uint32_t id = 0; id < count && !w->bad; id++) {
        struct text name = wire_text(w);
        if (!w->bad)
            wire_must(w, intern_id(names, name) == id);
    }
}

static void load_spots(struct wire *w, struct spots *spots)
{
    size_t count = wire_count(w, SPOT_BYTES);
    for (size_t i = 0; i < count && !w->bad; i++) {
        double lat = wire_double(w);
        double lon = wire_double(w);
        struct spot spot = spots_encode(spots, lat, lon);
        wire_must(w, spot.lat == SPOT_IN_TABLE && (size_t)spot.lon == i);
    }
}

static void load_partitions(struct wire *w, struct partitions *p)
{
    civil_time watermark = wire_time(w);
    uint64_t lateness_s = wire_u64(w);
    size_t count = wire_count(w, PARTITION_BYTES);
    wire_must(w, lateness_s <= (uint64_t)CIVIL_FOREVER.s && count <= INT32_MAX);
    if (w->bad)
        return;
    partitions_set_count(p, (int32_t)count);
    for (size_t i = 0; i < count; i++) {
        p->of[i].newest = wire_time(w);
        p->of[i].first = wire_time(w);
    }
    partitions_resume(p, (int64_t)lateness_s, watermark);
}

static void load_progress(struct wire *w, struct analysis *a)
{
    a->started = wire_flag(w);
    a->begin = wire_time(w);
    a->until = wire_time(w);
    a->continued = wire_flag(w);
    a->whole_from = wire_time(w);
    a->has_since = wire_flag(w);
    a->since = wire_time(w);
    a->has_first = wire_flag(w);
    a->first_counted = wire_time(w);
    a->first_reached = wire_time(w);
    a->last_counted = wire_time(w);
    a->last_fed = wire_time(w);
    a->reached = wire_u64(w);
    a->passed = wire_u64(w);
}

static void load_accounting(struct wire *w, struct accounting *a)
{
    a->consumed = wire_u64(w);
    a->missing = wire_u64(w);
    a->duplicate = wire_u64(w);
    a->late = wire_u64(w);
    a->undecodable = wire_u64(w);
    a->stale = wire_u64(w);
}

/* They add up to `total`. */
static void load_counts(struct wire *w, struct counts *counts, const struct interner *names,
                        uint64_t total)
{
    uint64_t sum = 0;
    uint64_t next = 0;
    for (size_t there = wire_count(w, COUNT_BYTES); there > 0 && !w->bad; there--) {
        uint32_t id = wire_u32(w);
        uint32_t count = wire_u32(w);
        wire_must(w, id >= next && id < intern_count(names) && count > 0);
        if (w->bad)
            return;
        next = (uint64_t)id + 1;
        sum += count;
        counts_set(counts, id, count);
    }
    wire_must(w, sum == total);
}

static void load_tally(struct wire *w, const struct analysis *a, struct tally *t)
{
    t->total = wire_u64(w);
    t->near = wire_u64(w);
    wire_must(w, t->near <= t->total);
    for (size_t k = 0; k < NEAR_OTHERS_MAX; k++) {
        t->others[k] = wire_u64(w);
        wire_must(w, t->others[k] <= t->total);
    }
    load_counts(w, &t->crimes, a->crimes, t->total);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        load_counts(w, &t->places[k], a->places[k], t->total);
}

/* A report whose numbers all mean something, later than `from` and up to `to`. */
static struct report load_report(struct wire *w, struct analysis *a, civil_time from, civil_time to)
{
    struct report r;
    stored_get(w, &r, a->config.keeps_facts ? &a->windows.facts : NULL);
    wire_must(w, r.reported_at.s > from.s && r.reported_at.s <= to.s);
    wire_must(w, r.crime < intern_count(a->crimes));
    for (size_t k = 0; k < PLACE_COUNT; k++)
        wire_must(w, r.place[k] < intern_count(a->places[k]));
    if (r.lat == SPOT_IN_TABLE)
        wire_must(w,
                  r.lon == NO_SPOT || (r.lon >= 0 && (size_t)r.lon < intern_count(a->spots.odd)));
    if (!w->bad) {
        struct degrees d = spots_decode(&a->spots, (struct spot){r.lat, r.lon});
        analysis_find_near(a, &r, d.lat, d.lon);
    }
    return r;
}

static void load_log(struct wire *w, struct analysis *a)
{
    struct windows *windows = &a->windows;
    civil_time last = civil_add(CIVIL_NEVER, 1);
    windows->position = wire_time(w);
    windows->gone_until = wire_time(w);
    uint64_t kept_s = wire_u64(w);
    wire_must(w, kept_s <= (uint64_t)CIVIL_FOREVER.s && windows->position.s < CIVIL_FOREVER.s);
    for (size_t count = wire_count(w, REPORT_BYTES); count > 0 && !w->bad; count--) {
        struct report r = load_report(w, a, civil_add(last, -1), windows->position);
        last = r.reported_at;
        if (!w->bad)
            log_append(&windows->log, &r);
    }
    if (w->bad)
        return;
    civil_time held_from = civil_add(windows->position, -(int64_t)kept_s);
    if ((int64_t)kept_s < windows->keep_s && held_from.s > a->begin.s)
        a->whole_from = civil_later(a->whole_from, held_from);
    windows_resume(windows);
}

static void load_waiting(struct wire *w, struct analysis *a)
{
    uint32_t lanes = a->foreign ? (uint32_t)a->partitions.count + 1 : OFFICERS_MAX;
    for (size_t count = wire_count(w, WAITING_BYTES); count > 0 && !w->bad; count--) {
        uint32_t lane = wire_u32(w);
        wire_must(w, lane > 0 && lane <= lanes);
        struct report r = load_report(w, a, a->windows.position, civil_add(CIVIL_FOREVER, -1));
        if (!w->bad)
            lanes_push(&a->lanes, lane, &r);
    }
}

static void load_strays(struct wire *w, struct analysis *a)
{
    for (size_t count = wire_count(w, STRAY_BYTES); count > 0 && !w->bad; count--) {
        civil_time due = wire_time(w);
        bool late = wire_flag(w);
        civil_time from = late ? civil_add(CIVIL_NEVER, 1) : a->windows.position;
        struct report r = load_report(w, a, from, due);
        wire_must(w, due.s < CIVIL_FOREVER.s && (late || due.s == r.reported_at.s));
        if (w->bad)
            return;
        if (late)
            lanes_push_late(&a->lanes, &r, due);
        else
            lanes_push(&a->lanes, 0, &r);
    }
}

static void load_ahead(struct wire *w, struct analysis *a)
{
    uint64_t duplicate = 0;
    uint64_t undecodable = 0;
    for (size_t count = wire_count(w, AHEAD_BYTES); count > 0 && !w->bad; count--) {
        struct heap_item item = {.key = wire_time(w).s, .of = wire_u32(w)};
        wire_must(w, item.of == INCIDENT_DUPLICATE || item.of == INCIDENT_UNDECODABLE);
        duplicate += item.of == INCIDENT_DUPLICATE;
        undecodable += item.of == INCIDENT_UNDECODABLE;
        if (!w->bad)
            heap_push(&a->ahead, item);
    }
    wire_must(w, duplicate <= a->accounting.duplicate && undecodable <= a->accounting.undecodable);
}

static struct near load_near(struct wire *w)
{
    struct near near = {.lat = wire_double(w)};
    near.lon = wire_double(w);
    near.deg = wire_double(w);
    return near;
}

/* The circles and the filter that it was counted with. */
static void load_edits(struct wire *w, struct analysis *a)
{
    uint64_t others = wire_u64(w);
    wire_must(w, others <= NEAR_OTHERS_MAX);
    a->config.other_count = w->bad ? 0 : (size_t)others;
    a->config.near = load_near(w);
    for (size_t k = 0; k < a->config.other_count; k++)
        a->config.others[k] = load_near(w);
    struct text filter = wire_text(w);
    wire_must(w, filter.len < FILTER_SIZE);
    if (w->bad)
        return;
    memset(a->config.filter, 0, FILTER_SIZE);
    if (filter.len > 0)
        memcpy(a->config.filter, filter.ptr, filter.len);
    struct error ignored;
    wire_must(w,
              strlen(a->config.filter) == filter.len && filter_check(a->config.filter, &ignored));
    filter_set(&a->windows.filter, a->config.filter);
}

static void load_all(struct wire *w, struct analysis *a)
{
    load_edits(w, a);
    load_names(w, a->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        load_names(w, a->places[k]);
    filter_learn(&a->windows.filter, a->crimes, a->places);
    load_spots(w, &a->spots);
    if (wire_flag(w))
        a->run = run_load(w);
    a->foreign = wire_flag(w);
    wire_must(w, !a->foreign || a->run == NULL);
    load_partitions(w, &a->partitions);
    load_progress(w, a);
    load_accounting(w, &a->accounting);
    load_tally(w, a, &a->all);
    patterns_load(&a->patterns, w, a->all.total, intern_count(a->crimes));
    load_tally(w, a, &a->batch.all);
    batch_resume(&a->batch, wire_time(w));
    load_log(w, a);
    load_waiting(w, a);
    load_strays(w, a);
    load_ahead(w, a);
    struct text observer = wire_text(w);
    wire_must(w, w->left.len == 0);
    if (!w->bad && a->observer != NULL)
        wire_must(w, a->config.observer->load(a->observer, a, observer));
}

bool analysis_load(struct analysis *a, struct text bytes, struct error *err)
{
    struct analysis *loaded = analysis_create(&a->config);
    struct wire w = {.left = bytes};
    struct analysis_config own = a->config;
    load_all(&w, loaded);
    if (w.bad) {
        analysis_destroy(loaded);
        return error_set(err, "the figures in it do not fit together");
    }
    partitions_take_states(&loaded->partitions, &a->partitions);
    struct analysis before = *a;
    *a = *loaded;
    *loaded = before;
    analysis_destroy(loaded);
    if (own.near_is_citys)
        own.near = a->config.near;
    analysis_take_edits(a, &own);
    return true;
}
