#include "save.h"

#include "blotter/base/bug.h"

/* In the order that load.c reads them. */

static void save_names(const struct interner *names, struct buffer *out)
{
    wire_put_u64(out, intern_count(names));
    for (uint32_t id = 0; id < intern_count(names); id++)
        wire_put_text(out, intern_text(names, id));
}

static void save_spots(const struct spots *spots, struct buffer *out)
{
    int32_t count = (int32_t)intern_count(spots->odd);
    wire_put_u64(out, (uint64_t)count);
    for (int32_t i = 0; i < count; i++) {
        struct degrees d = spots_decode(spots, (struct spot){SPOT_IN_TABLE, i});
        wire_put_double(out, d.lat);
        wire_put_double(out, d.lon);
    }
}

static void save_partitions(const struct partitions *p, struct buffer *out)
{
    wire_put_time(out, p->watermark);
    wire_put_u64(out, (uint64_t)p->lateness_s);
    wire_put_u64(out, (uint64_t)p->count);
    for (int32_t i = 0; i < p->count; i++) {
        wire_put_time(out, p->of[i].newest);
        wire_put_time(out, p->of[i].first);
    }
}

static void save_accounting(const struct accounting *a, struct buffer *out)
{
    wire_put_u64(out, a->consumed);
    wire_put_u64(out, a->missing);
    wire_put_u64(out, a->duplicate);
    wire_put_u64(out, a->late);
    wire_put_u64(out, a->undecodable);
    wire_put_u64(out, a->stale);
}

static void save_counts(const struct counts *counts, struct buffer *out)
{
    uint64_t there = 0;
    for (size_t id = 0; id < counts->cap; id++)
        there += counts->of[id] > 0;
    wire_put_u64(out, there);
    for (size_t id = 0; id < counts->cap; id++)
        if (counts->of[id] > 0) {
            wire_put_u32(out, (uint32_t)id);
            wire_put_u32(out, counts->of[id]);
        }
}

static void save_tally(const struct tally *t, struct buffer *out)
{
    wire_put_u64(out, t->total);
    wire_put_u64(out, t->near);
    for (size_t k = 0; k < NEAR_OTHERS_MAX; k++)
        wire_put_u64(out, t->others[k]);
    save_counts(&t->crimes, out);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        save_counts(&t->places[k], out);
}

/* All of it, or what the windows may need. */
static void save_log(const struct analysis *a, struct buffer *out)
{
    const struct windows *w = &a->windows;
    const struct event_log *log = &w->log;
    civil_time needed = civil_add(w->position, -w->keep_s);
    uint64_t first = a->config.saves_all ? log->first : log_after(log, needed);
    wire_put_time(out, w->position);
    wire_put_time(out, first > log->first ? needed : w->gone_until);
    wire_put_u64(out, (uint64_t)w->keep_s);
    wire_put_u64(out, log->end - first);
    buffer_reserve(out, (size_t)(log->end - first) * REPORT_BYTES);
    for (uint64_t at = first; at < log->end; at++)
        stored_put(out, log_at(log, at), &w->facts);
}

struct waiting_out {
    struct buffer *out;
    const struct facts_pool *facts;
};

static void save_waiting(void *user, uint32_t lane, struct report *r)
{
    const struct waiting_out *waiting = user;
    if (lane == 0)
        return; /* a stray */
    wire_put_u32(waiting->out, lane);
    stored_put(waiting->out, r, waiting->facts);
}

static void save_strays(const struct lanes *lanes, const struct facts_pool *facts,
                        struct buffer *out)
{
    wire_put_u64(out, lanes->queue.count);
    for (size_t i = 0; i < lanes->queue.count; i++) {
        const struct heap_item *item = &lanes->queue.items[i];
        const struct stray *stray = &lanes->strays[item->of];
        wire_put_time(out, (civil_time){item->key});
        wire_put_u32(out, stray->late);
        stored_put(out, &stray->report, facts);
    }
}

static void save_ahead(const struct heap *ahead, struct buffer *out)
{
    wire_put_u64(out, ahead->count);
    for (size_t i = 0; i < ahead->count; i++) {
        wire_put_time(out, (civil_time){ahead->items[i].key});
        wire_put_u32(out, (uint32_t)ahead->items[i].of);
    }
}

static void save_progress(const struct analysis *a, struct buffer *out)
{
    wire_put_u32(out, a->started);
    wire_put_time(out, a->begin);
    wire_put_time(out, a->until);
    wire_put_u32(out, a->continued);
    wire_put_time(out, a->whole_from);
    wire_put_u32(out, a->has_since);
    wire_put_time(out, a->since);
    wire_put_u32(out, a->has_first);
    wire_put_time(out, a->first_counted);
    wire_put_time(out, a->first_reached);
    wire_put_time(out, a->last_counted);
    wire_put_time(out, a->last_fed);
    wire_put_u64(out, a->reached);
    wire_put_u64(out, a->passed);
}

static void save_near(const struct near *near, struct buffer *out)
{
    wire_put_double(out, near->lat);
    wire_put_double(out, near->lon);
    wire_put_double(out, near->deg);
}

void analysis_save(const struct analysis *a, struct buffer *out)
{
    wire_put_u64(out, a->config.other_count);
    for (size_t k = 0; k <= a->config.other_count; k++)
        save_near(analysis_point(a, k), out);
    wire_put_text(out, text_of(a->config.filter));
    save_names(a->crimes, out);
    for (size_t k = 0; k < PLACE_COUNT; k++)
        save_names(a->places[k], out);
    save_spots(&a->spots, out);
    wire_put_u32(out, a->run != NULL);
    if (a->run != NULL)
        run_save(a->run, out);
    wire_put_u32(out, a->foreign);
    save_partitions(&a->partitions, out);
    save_progress(a, out);
    save_accounting(&a->accounting, out);
    save_tally(&a->all, out);
    patterns_save(&a->patterns, out);
    save_tally(&a->batch.all, out);
    wire_put_time(out, batch_begin(&a->batch));
    save_log(a, out);
    BUG_IF(a->lanes.queue.count > a->lanes.waiting);
    BUG_IF(a->run != NULL && a->foreign);
    BUG_IF(a->late_count > 0);
    wire_put_u64(out, a->lanes.waiting - a->lanes.queue.count);
    struct waiting_out waiting = {out, &a->windows.facts};
    lanes_visit(&a->lanes, save_waiting, &waiting);
    save_strays(&a->lanes, &a->windows.facts, out);
    save_ahead(&a->ahead, out);
    struct buffer observer = {0};
    if (a->observer != NULL)
        a->config.observer->save(a->observer, &observer);
    wire_put_text(out, buffer_text(&observer));
    buffer_free(&observer);
}
