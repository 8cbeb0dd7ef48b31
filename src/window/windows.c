#include "windows.h"

#include "blotter/base/bug.h"

void windows_init(struct windows *w, const struct analysis_config *config)
{
    *w = (struct windows){
        .position = CIVIL_NEVER,
        .keep_s = config->keep_s,
        .keep_bytes = config->keep_bytes,
        .gone_until = CIVIL_NEVER,
        .place = config->place,
        .count = config->window_count,
    };
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
    filter_finish(&w->filter);
    picks_finish(&w->picks);
    for (size_t i = 0; i < w->count; i++)
        tally_finish(&w->of[i].tally);
    log_finish(&w->log);
}

void windows_clear(struct windows *w)
{
    log_clear(&w->log);
    picks_clear(&w->picks);
    w->position = w->gone_until = CIVIL_NEVER;
    for (size_t i = 0; i < w->count; i++) {
        w->of[i].from = 0;
        tally_clear(&w->of[i].tally);
    }
}

void windows_count(const struct windows *w, uint64_t from, uint64_t to, struct tally *ret)
{
    for (size_t n; from < to; from += n) {
        const struct report *r = log_at(&w->log, from);
        n = filter_alike(&w->filter, r, log_together(from, to));
        if (filter_passes(&w->filter, r))
            tally_add(ret, r, n);
    }
}

static void evict(struct windows *w, struct window *one, civil_time limit)
{
    uint64_t to = log_after_near(&w->log, one->from, limit);
    for (size_t n; one->from < to; one->from += n) {
        const struct report *r = log_at(&w->log, one->from);
        n = filter_alike(&w->filter, r, log_together(one->from, to));
        if (filter_passes(&w->filter, r))
            tally_remove(&one->tally, r, n);
    }
}

/* What is in a window is what the log holds of it. */
static void check(const struct windows *w, const struct window *one)
{
    const struct event_log *log = &w->log;
    BUG_IF(one->from < log->first || one->from > log->end);
    BUG_IF(!w->filter.on && one->tally.total != log->end - one->from);
    BUG_IF(one->tally.near > one->tally.total);
    BUG_IF(one->from < log->end &&
           log_at(log, one->from)->reported_at.s <= w->position.s - one->length_s);
    BUG_IF(one->from > log->first &&
           log_at(log, one->from - 1)->reported_at.s > w->position.s - one->length_s);
}

static void check_all(const struct windows *w)
{
    BUG_IF(w->log.end > w->log.first &&
           log_at(&w->log, w->log.end - 1)->reported_at.s > w->position.s);
    for (size_t i = 0; i < w->count; i++)
        check(w, &w->of[i]);
}

/* What the log holds beyond its bytes has to go, as far as no window needs it; the log costs as
 * much as its chunks do, and those of the facts. */
static civil_time limit_of(const struct windows *w, civil_time to)
{
    const struct event_log *log = &w->log;
    civil_time limit = civil_add(to, -w->keep_s);
    size_t costs = sizeof(struct report) + (w->facts.count > 0 ? sizeof(struct facts) : 0);
    uint64_t may_stay = w->keep_bytes / costs;
    if (w->keep_bytes == 0)
        return limit;
    if (log->end - log->first <= may_stay)
        return CIVIL_NEVER;
    return civil_earlier(limit, log_at(log, log->end - may_stay - 1)->reported_at);
}

static void let_go(struct windows *w, civil_time limit)
{
    uint64_t to = log_after_near(&w->log, w->log.first, limit);
    if (to == w->log.first)
        return;
    for (uint64_t at = w->log.first; w->facts.count > 0 && at < to; at++)
        facts_pool_drop(&w->facts, log_at(&w->log, at)->facts);
    w->gone_until = limit;
    log_drop(&w->log, limit);
}

void windows_leave(struct windows *w, civil_time to)
{
    BUG_IF(to.s < w->position.s);
    for (size_t i = 0; i < w->count; i++)
        evict(w, &w->of[i], civil_add(to, -w->of[i].length_s));
    let_go(w, limit_of(w, to));
    picks_drop(&w->picks, w->log.first);
    w->counted = w->log.end;
}

static void pick(struct windows *w, uint64_t from)
{
    for (; w->filter.on && from < w->log.end; from++)
        if (filter_passes(&w->filter, log_at(&w->log, from)))
            picks_append(&w->picks, from);
}

void windows_arrive(struct windows *w, civil_time to)
{
    BUG_IF(w->counted < w->log.first || w->counted > w->log.end);
    pick(w, w->counted);
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        civil_time limit = civil_add(to, -one->length_s);
        uint64_t inside = log_after_near(&w->log, w->counted, limit);
        if (inside > w->counted)
            one->from = inside;
        windows_count(w, inside > w->counted ? inside : w->counted, w->log.end, &one->tally);
    }
    w->position = to;
    check_all(w);
}

void windows_insert(struct windows *w, const struct report *sorted, size_t count)
{
    const struct report *end = sorted + count;
    BUG_IF(count > 0 && end[-1].reported_at.s > w->position.s);
    civil_time limit = w->keep_bytes > 0 ? w->gone_until : civil_add(w->position, -w->keep_s);
    for (; sorted < end && sorted->reported_at.s <= limit.s; sorted++)
        facts_pool_drop(&w->facts, sorted->facts);
    uint64_t moved = log_insert(&w->log, sorted, (size_t)(end - sorted));
    picks_cut(&w->picks, moved);
    pick(w, moved);
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        const struct report *r = sorted;
        for (; r < end && r->reported_at.s <= w->position.s - one->length_s; r++)
            one->from++; /* it was put in front of the window, which moved on by one */
        for (; r < end; r++)
            if (filter_passes(&w->filter, r))
                tally_add(&one->tally, r, 1);
    }
    check_all(w);
}

civil_time windows_whole_since(const struct windows *w)
{
    /* Without bytes to keep, what comes to its turn before that is counted and never in the log. */
    bool drops = w->keep_bytes == 0 && w->position.s > CIVIL_NEVER.s;
    civil_time limit = drops ? civil_add(w->position, -w->keep_s) : CIVIL_NEVER;
    return civil_later(w->gone_until, limit);
}

void windows_recount(struct windows *w, enum place place)
{
    w->place = place;
    picks_clear(&w->picks);
    pick(w, w->log.first);
    for (size_t i = 0; i < w->count; i++) {
        struct window *one = &w->of[i];
        tally_finish(&one->tally);
        tally_init(&one->tally, 1U << place);
        windows_count(w, one->from, w->log.end, &one->tally);
    }
}

void windows_resume(struct windows *w)
{
    let_go(w, limit_of(w, w->position));
    w->counted = w->log.end;
    for (size_t i = 0; i < w->count; i++)
        w->of[i].from = log_after(&w->log, civil_add(w->position, -w->of[i].length_s));
    windows_recount(w, w->place);
    check_all(w);
}
