#include <math.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "run_save.h"
#include "save.h"

/* In the order that save.c writes them. What is read is looked at before it is used, so that any
 * bytes are harmless; whether they are those that were written is for a checksum around them. */

static void load_names(struct bytes *b, struct interner *names)
{
    size_t count = get_count(b, NAME_BYTES);
    bytes_must(b, count <= INT32_MAX);
    for (uint32_t id = 0; id < count && !b->bad; id++) {
        struct text name = get_text(b);
        if (!b->bad)
            bytes_must(b, intern_id(names, name) == id);
    }
}

static void load_spots(struct bytes *b, struct spots *spots)
{
    size_t count = get_count(b, SPOT_BYTES);
    for (size_t i = 0; i < count && !b->bad; i++) {
        double lat = get_double(b);
        double lon = get_double(b);
        struct spot spot = spots_encode(spots, lat, lon);
        bytes_must(b, spot.lat == SPOT_IN_TABLE && (size_t)spot.lon == i);
    }
}

static void load_partitions(struct bytes *b, struct partitions *p)
{
    civil_time tide = get_time(b);
    uint64_t lateness_s = get_u64(b);
    size_t count = get_count(b, PARTITION_BYTES);
    bytes_must(b, lateness_s <= (uint64_t)CIVIL_FOREVER.s && count <= INT32_MAX);
    if (b->bad)
        return;
    partitions_set_count(p, (int32_t)count);
    for (size_t i = 0; i < count; i++) {
        p->of[i].newest = get_time(b);
        p->of[i].first = get_time(b);
    }
    partitions_resume(p, (int64_t)lateness_s, tide);
}

static void load_progress(struct bytes *b, struct analysis *a)
{
    a->started = get_flag(b);
    a->begin = get_time(b);
    a->until = get_time(b);
    a->continued = get_flag(b);
    a->whole_from = get_time(b);
    a->has_since = get_flag(b);
    a->since = get_time(b);
    a->has_first = get_flag(b);
    a->first_counted = get_time(b);
    a->last_counted = get_time(b);
    a->last_fed = get_time(b);
}

static void load_accounting(struct bytes *b, struct accounting *a)
{
    a->consumed = get_u64(b);
    a->missing = get_u64(b);
    a->duplicate = get_u64(b);
    a->late = get_u64(b);
    a->undecodable = get_u64(b);
    a->stale = get_u64(b);
}

/* They add up to `total`. */
static void load_counts(struct bytes *b, struct counts *counts, const struct interner *names,
                        uint64_t total)
{
    uint64_t sum = 0;
    uint64_t next = 0;
    for (size_t there = get_count(b, COUNT_BYTES); there > 0 && !b->bad; there--) {
        uint32_t id = get_u32(b);
        uint32_t count = get_u32(b);
        bytes_must(b, id >= next && id < intern_count(names) && count > 0);
        if (b->bad)
            return;
        next = (uint64_t)id + 1;
        sum += count;
        counts_add(counts, id);
        counts->of[id] = count;
    }
    bytes_must(b, sum == total);
}

static void load_tally(struct bytes *b, const struct analysis *a, struct tally *t)
{
    t->total = get_u64(b);
    t->near = get_u64(b);
    bytes_must(b, t->near <= t->total);
    load_counts(b, &t->crimes, a->crimes, t->total);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        load_counts(b, &t->places[k], a->places[k], t->total);
}

/* A report whose numbers all mean something, later than `from` and up to `to`. */
static struct report load_report(struct bytes *b, const struct analysis *a, civil_time from,
                                 civil_time to)
{
    struct report r;
    get_report(b, &r);
    bytes_must(b, r.reported_at.s > from.s && r.reported_at.s <= to.s);
    bytes_must(b, r.crime < intern_count(a->crimes));
    for (size_t k = 0; k < PLACE_COUNT; k++)
        bytes_must(b, r.place[k] < intern_count(a->places[k]));
    if (r.lat == SPOT_IN_TABLE)
        bytes_must(b, r.lon == NO_SPOT || (r.lon >= 0 && (size_t)r.lon < a->spots.count));
    if (!b->bad) {
        struct degrees d = spots_decode(&a->spots, (struct spot){r.lat, r.lon});
        r.near = near_holds(&a->config.near, d.lat, d.lon);
    }
    return r;
}

static void load_log(struct bytes *b, struct analysis *a)
{
    struct windows *w = &a->windows;
    civil_time last = civil_add(CIVIL_NEVER, 1);
    w->position = get_time(b);
    uint64_t kept_s = get_u64(b);
    bytes_must(b, kept_s <= (uint64_t)CIVIL_FOREVER.s && w->position.s < CIVIL_FOREVER.s);
    for (size_t count = get_count(b, REPORT_BYTES); count > 0 && !b->bad; count--) {
        struct report r = load_report(b, a, civil_add(last, -1), w->position);
        last = r.reported_at;
        if (!b->bad)
            log_append(&w->log, &r);
    }
    if (b->bad)
        return;
    civil_time held_from = civil_add(w->position, -(int64_t)kept_s);
    if ((int64_t)kept_s < w->keep_s && held_from.s > a->begin.s)
        a->whole_from = civil_later(a->whole_from, held_from);
    windows_resume(w);
}

static void load_waiting(struct bytes *b, struct analysis *a)
{
    uint32_t lanes = a->foreign ? (uint32_t)a->partitions.count + 1 : OFFICERS_MAX;
    for (size_t count = get_count(b, WAITING_BYTES); count > 0 && !b->bad; count--) {
        uint32_t lane = get_u32(b);
        bytes_must(b, lane <= lanes);
        struct report r = load_report(b, a, a->windows.position, civil_add(CIVIL_FOREVER, -1));
        if (!b->bad)
            lanes_push(&a->lanes, lane, &r);
    }
}

static void load_all(struct bytes *b, struct analysis *a, struct near *ret_near)
{
    *ret_near = (struct near){.lat = get_double(b)};
    ret_near->lon = get_double(b);
    ret_near->deg = get_double(b);
    load_names(b, a->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        load_names(b, a->places[k]);
    load_spots(b, &a->spots);
    if (get_flag(b))
        a->run = run_load(b);
    a->foreign = get_flag(b);
    bytes_must(b, !a->foreign || a->run == NULL);
    load_partitions(b, &a->partitions);
    load_progress(b, a);
    load_accounting(b, &a->accounting);
    load_tally(b, a, &a->all);
    load_tally(b, a, &a->batch.all);
    batch_resume(&a->batch);
    load_log(b, a);
    load_waiting(b, a);
    bytes_must(b, b->left.len == 0);
}

bool analysis_load(struct analysis *a, struct text bytes, struct error *err)
{
    struct analysis *loaded = analysis_create(&a->config);
    struct bytes b = {.left = bytes};
    struct near near;
    load_all(&b, loaded, &near);
    if (b.bad) {
        analysis_destroy(loaded);
        return error_set(err, "the figures in it do not fit together");
    }
    partitions_take_states(&loaded->partitions, &a->partitions);
    struct analysis before = *a;
    *a = *loaded;
    *loaded = before;
    analysis_destroy(loaded);
    if (near.lat != a->config.near.lat || near.lon != a->config.near.lon ||
        near.deg != a->config.near.deg)
        analysis_set_near(a, &a->config.near);
    return true;
}
