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

void windows_evict(struct windows *w, civil_time to)
{
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        int64_t limit = to.s - one->length_s;
        for (; one->from < w->log.end; one->from++) {
            const struct report *r = log_at(&w->log, one->from);
            if (r->reported_at.s > limit)
                break;
            tally_remove(&one->tally, r);
        }
    }
}

void windows_take(struct windows *w, const struct report *r, civil_time to)
{
    log_append(&w->log, r);
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        if (r->reported_at.s > to.s - one->length_s)
            tally_add(&one->tally, r);
        else
            one->from = w->log.end;
    }
}

void windows_arrive(struct windows *w, civil_time to)
{
    w->position = to;
    log_drop(&w->log, civil_add(to, -w->keep_s));
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
