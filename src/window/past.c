#include "blotter/window/past.h"

#include <math.h>
#include <stdlib.h>

#include "analysis_state.h"
#include "blotter/base/memory.h"
#include "run_state.h"

/* --- taking it ------------------------------------------------------------------------------ */

static void take_reports(struct past *p, const struct event_log *log)
{
    uint64_t first = log->first >> REPORT_CHUNK_BITS;
    p->begin = log->first;
    p->end = log->end;
    if (log->first == log->end)
        return;
    p->chunk_count = (size_t)(((log->end - 1) >> REPORT_CHUNK_BITS) - first + 1);
    p->chunks = mem_new(p->chunk_count, sizeof(struct report_chunk *));
    for (size_t i = 0; i < p->chunk_count; i++) {
        p->chunks[i] = log->chunks[(first + i) & log->mask];
        p->chunks[i]->holders++;
    }
}

static void take_facts(struct past *p, const struct facts_pool *pool)
{
    if (pool->count == 0)
        return;
    p->facts_count = pool->count;
    p->facts = mem_new(pool->count, sizeof(struct facts_chunk *));
    for (size_t i = 0; i < pool->count; i++) {
        p->facts[i] = pool->chunks[i];
        if (p->facts[i] != NULL)
            p->facts[i]->holders++;
    }
}

static void take_names(struct past *p, const struct analysis *a)
{
    p->crimes = a->crimes;
    p->crime_count = intern_count(a->crimes);
    for (size_t k = 0; k < PLACE_COUNT; k++) {
        p->places[k] = a->places[k];
        p->place_counts[k] = intern_count(a->places[k]);
    }
    p->spots = &a->spots;
}

static void take_officers(struct past *p, const struct run *run)
{
    size_t count = run == NULL ? 0 : run->expected > 0 ? run->expected : run->known;
    p->officers = count > 0 ? mem_new(count, sizeof *p->officers) : NULL;
    p->officer_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct officer *o = &run->officers[i];
        p->officers[i] = (struct past_officer){(uint32_t)i + 1, o->clock,
                                               o->next_seq > 0 ? o->next_seq - 1 : 0, o->ended};
    }
}

static void take_incidents(struct past *p, const struct analysis *a)
{
    p->incidents = mem_new((size_t)INCIDENT_KINDS * INCIDENTS_KEPT, sizeof *p->incidents);
    for (int k = 0; k < INCIDENT_KINDS; k++)
        for (size_t back = INCIDENTS_KEPT; back > 0; back--) {
            const struct incident *i = analysis_incident(a, (enum incident_kind)k, back - 1);
            if (i != NULL)
                p->incidents[p->incident_count++] =
                    (struct past_incident){(enum incident_kind)k, *i};
        }
}

static void take_changes(struct past *p, const struct analysis *a)
{
    if (a->observer != NULL)
        p->changes = a->config.observer->changes(a->observer, a, &p->change_count);
}

static void take_whole(struct past *p, const struct analysis *a)
{
    civil_time read_from = a->whole_from;
    if (a->run != NULL)
        read_from = civil_later(read_from, run_whole_from(a->run));
    else
        read_from = civil_later(read_from, partitions_whole_from(&a->partitions));
    p->has_let_go = a->windows.gone_until.s > read_from.s;
    p->whole_since = civil_later(read_from, a->windows.gone_until);
}

struct past *past_take(struct analysis *a)
{
    struct past *p = mem_new(1, sizeof *p);
    p->of = a;
    a->pasts++;
    struct text run = analysis_run(a);
    p->at = a->windows.position;
    p->first = a->first_reached;
    p->has_first = a->first_reached.s > CIVIL_NEVER.s;
    p->is_over = analysis_is_over(a) && a->windows.position.s >= a->last_fed.s;
    p->last_report = a->last_fed;
    p->run = mem_copy_text(run.ptr != NULL ? run.ptr : "", run.len);
    p->accounting = analysis_accounting(a);
    take_whole(p, a);
    take_reports(p, &a->windows.log);
    take_facts(p, &a->windows.facts);
    take_names(p, a);
    take_officers(p, a->run);
    take_incidents(p, a);
    take_changes(p, a);
    return p;
}

void past_release(struct past *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->chunk_count; i++)
        report_chunk_release(p->chunks[i]);
    for (size_t i = 0; i < p->facts_count; i++)
        facts_chunk_release(p->facts[i]);
    free(p->chunks);
    free(p->facts);
    free(p->officers);
    free(p->incidents);
    free(p->changes);
    free(p->run);
    if (--p->of->pasts == 0 && p->of->is_orphaned)
        analysis_destroy(p->of);
    free(p);
}

/* --- reading it ----------------------------------------------------------------------------- */

bool past_coordinates(const struct past *p, const struct report *r, double *ret_lat,
                      double *ret_lon)
{
    struct degrees d = spots_decode(p->spots, (struct spot){r->lat, r->lon});
    *ret_lat = d.lat;
    *ret_lon = d.lon;
    return !isnan(d.lat);
}

uint64_t past_after(const struct past *p, civil_time t)
{
    uint64_t low = p->begin;
    uint64_t high = p->end;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (past_report(p, middle)->reported_at.s > t.s)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint64_t past_from(const struct past *p, civil_time t)
{
    return past_after(p, civil_add(t, -1));
}
