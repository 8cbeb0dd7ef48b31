#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "simulator_state.h"

/* Events are few and short: written at once, so that they are out before what follows them is sent.
 * A parent that is gone is no reason to fail here: its end of the orders tells. */
void announce(struct simulator *s, const struct event *event)
{
    if (!s->callbacks.on_event(s->callbacks.user, event) || s->config->events_fd < 0)
        return;
    struct buffer line = {0};
    event_write(&line, event);
    for (size_t at = 0; at < line.len;) {
        ssize_t put = write(s->config->events_fd, line.data + at, line.len - at);
        if (put > 0) {
            at += (size_t)put;
        } else if (put < 0 && errno == EAGAIN) {
            struct pollfd ready = {.fd = s->config->events_fd, .events = POLLOUT};
            poll(&ready, 1, -1);
        } else if (put < 0 && errno != EINTR) {
            break;
        }
    }
    buffer_free(&line);
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
