#include "windows.h"

void windows_init(struct windows *w, const struct analysis_config *config)
{
    *w = (struct windows){
        .position = CIVIL_NEVER, .keep_s = config->keep_s, .count = config->window_count};
    log_init(&w->log);
    for (size_t i = 0; i < w->count; i++) {
        w->of[i].length_s = config->windows[i].length_s;
        tally_init(&w->of[i].tally, 1U << config->place);
        if (w->keep_s < w->of[i].length_s)
            w->keep_s = w->of[i].length_s;
    }
}

void windows_finish(struct windows *w)
{
    for (size_t i = 0; i < w->count; i++)
        tally_finish(&w->of[i].tally);
    log_finish(&w->log);
}

void windows_clear(struct windows *w)
{
    log_clear(&w->log);
    w->position = CIVIL_NEVER;
    for (size_t i = 0; i < w->count; i++) {
        w->of[i].from = 0;
        tally_clear(&w->of[i].tally);
    }
}

static void evict(const struct event_log *log, struct window *w, int64_t limit)
{
    for (; w->from < log->end; w->from++) {
        const struct report *r = log_at(log, w->from);
        if (r->reported_at.s > limit)
            break;
        tally_remove(&w->tally, r);
    }
}

void windows_leave(struct windows *w, civil_time to)
{
    for (size_t i = 0; i < w->count; i++)
        evict(&w->log, &w->of[i], to.s - w->of[i].length_s);
    log_drop(&w->log, civil_add(to, -w->keep_s));
    w->counted = w->log.end;
}

static void count_new(const struct event_log *log, struct window *w, uint64_t from, int64_t limit)
{
    while (from < log->end && log_at(log, from)->reported_at.s <= limit)
        w->from = ++from;
    for (uint64_t at = from; at < log->end; at++)
        tally_add(&w->tally, log_at(log, at));
}

void windows_arrive(struct windows *w, civil_time to)
{
    for (size_t i = 0; i < w->count; i++)
        count_new(&w->log, &w->of[i], w->counted, to.s - w->of[i].length_s);
    w->position = to;
}

void windows_insert(struct windows *w, const struct report *r)
{
    if (r->reported_at.s <= w->position.s - w->keep_s)
        return;
    log_insert(&w->log, r);
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        if (r->reported_at.s > w->position.s - one->length_s)
            tally_add(&one->tally, r);
        else
            one->from++; /* it was put in front of the window, which moved on by one */
    }
}

void windows_recount(struct windows *w, enum place place)
{
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        tally_finish(&one->tally);
        tally_init(&one->tally, 1U << place);
        for (uint64_t at = one->from; at < w->log.end; at++)
            tally_add(&one->tally, log_at(&w->log, at));
    }
}
