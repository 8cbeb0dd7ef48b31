#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "simulator_state.h"

enum { UNREAD_MAX = 64 * 1024, UNREAD_RETRY_MS = 20 };

static void on_retry(uv_timer_t *timer)
{
    announce_unread(timer->data);
}

void announce_unread(struct simulator *s)
{
    struct pollfd ready = {.fd = s->config->events_fd, .events = POLLOUT};
    struct text left = buffer_text(&s->unread);
    while (left.len > 0 && poll(&ready, 1, 0) > 0) {
        ssize_t put = write(ready.fd, left.ptr, left.len < PIPE_BUF ? left.len : PIPE_BUF);
        if (put < 0 && errno != EINTR && errno != EAGAIN)
            put = (ssize_t)left.len; /* a parent that is gone: its end of the orders tells */
        if (put > 0)
            left = (struct text){left.ptr + put, left.len - (size_t)put};
    }
    if (left.len > 0) {
        memmove(s->unread.data, left.ptr, left.len);
        uv_timer_start(&s->retry, on_retry, UNREAD_RETRY_MS, 0);
    }
    s->unread.len = left.len;
}

/* Events are few and short: written at once, so that they are out before what follows them is sent.
 * Who does not read them holds nothing up, and misses what is only true for a moment. */
void announce(struct simulator *s, const struct event *event)
{
    bool is_news = event->kind == EVENT_RUN || event->kind == EVENT_END;
    if (!s->callbacks.on_event(s->callbacks.user, event) || s->config->events_fd < 0)
        return;
    if (s->unread.len < UNREAD_MAX || is_news)
        event_write(&s->unread, event);
    announce_unread(s);
}

void announce_error(struct simulator *s, const char *text)
{
    announce(s, &(struct event){.kind = EVENT_ERROR, .text = text_of(text)});
}

void announce_progress(struct simulator *s)
{
    struct load_progress p = loader_progress(s->loader);
    if (p.sorting && p.total == 0)
        return;
    announce(s, &(struct event){
                    .kind = EVENT_PROGRESS,
                    .text = text_of(p.sorting ? "sort" : "load"),
                    .done = p.done,
                    .total = p.total,
                    .rows = p.rows,
                });
}

void announce_run(struct simulator *s)
{
    announce(s, &(struct event){
                    .kind = EVENT_RUN,
                    .text = text_of(s->run),
                    .reports = s->store.count,
                    .before = store_count_until(&s->store, s->stream.plan.at),
                });
}

/* The sink counts what arrived over all runs, and in order. */
static uint64_t acked_of_run(struct simulator *s)
{
    uint64_t acked = s->sink.acked(s->sink.self);
    return acked > s->produced_before ? acked - s->produced_before : 0;
}

void announce_clock(struct simulator *s)
{
    s->event_said = mono_now();
    announce(s, &(struct event){
                    .kind = EVENT_CLOCK,
                    .at = play_here(s),
                    .speed = s->pace.speed,
                    .paused = s->pace.paused,
                    .sent = s->stream.produced,
                    .acked = acked_of_run(s),
                    .lag_ms = s->lag_ms,
                });
    s->lag_ms = 0;
}

void announce_end(struct simulator *s)
{
    const struct store_counts *c = &s->store.counts;
    announce(s, &(struct event){
                    .kind = EVENT_END,
                    .rows = c->rows,
                    .kept = c->of[VERDICT_KEPT],
                    .filtered = c->of[VERDICT_FILTERED],
                    .rejected = c->rows - c->of[VERDICT_KEPT] - c->of[VERDICT_FILTERED],
                    .produced = s->stream.produced,
                    .acked = acked_of_run(s),
                    .rejected_date = c->of[VERDICT_BAD_DATE],
                    .rejected_time = c->of[VERDICT_BAD_TIME],
                    .rejected_description = c->of[VERDICT_BAD_DESCRIPTION],
                    .rejected_field = c->of[VERDICT_BAD_FIELD],
                });
}
