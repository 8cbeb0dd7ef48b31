#include "blotter/replay/simulator.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "event_pipe.h"
#include "loader.h"
#include "order_input.h"
#include "player.h"

enum {
    ROWS_A_TURN = 2048,    /* about 2 ms: orders are obeyed while files are read */
    MESSAGES_A_TURN = 512, /* about 1 ms */
    PROGRESS_MS = 100,
};

struct simulator {
    const struct simulator_config *config;
    struct sink sink;
    struct simulator_callbacks callbacks;
    bool done;

    uv_loop_t *loop;
    uv_idle_t work;   /* runs while there is something to read or to send right now */
    uv_timer_t timer; /* while files are read: tells how far; then: the player's next step */
    struct order_input *orders;
    struct event_pipe *events;
    int open_handles;

    struct store store;
    struct loader *loader; /* NULL: all has been read */
    struct player *player;
};

static struct real_time real_now(void)
{
    return (struct real_time){mono_now(), wall_now()};
}

/* --- events --------------------------------------------------------------------------------- */

static void tell(struct simulator *s, const struct event *event)
{
    if (s->callbacks.on_event(s->callbacks.user, event))
        event_pipe_put(s->events, event);
}

static void tell_error(struct simulator *s, const char *text)
{
    tell(s, &(struct event){.kind = EVENT_ERROR, .text = text_of(text)});
}

static void tell_loading(struct simulator *s)
{
    struct load_progress p = loader_progress(s->loader);
    if (p.sorting && p.total == 0)
        return;
    tell(s, &(struct event){
                .kind = EVENT_PROGRESS,
                .text = text_of(p.sorting ? "sort" : "load"),
                .done = p.done,
                .total = p.total,
                .rows = p.rows,
            });
}

static void tell_city(struct simulator *s)
{
    struct text city = loader_city(s->loader);
    if (city.len > 0)
        tell(s, &(struct event){.kind = EVENT_CITY, .text = city});
}

static void tell_run(struct simulator *s)
{
    tell(s, &(struct event){
                .kind = EVENT_RUN,
                .text = player_run(s->player),
                .reports = s->store.count,
                .before = store_count_until(&s->store, player_run_at(s->player)),
            });
}

/* The sink counts what arrived over all runs, and in order. What is missing on purpose counts as if
 * it had; of a report that is halfway through the first message may be there already. */
static uint64_t acked_of_run(struct simulator *s, const struct player_progress *p)
{
    uint64_t acked = s->sink.acked(s->sink.self) + p->withheld;
    acked = acked > p->sent_before ? acked - p->sent_before : 0;
    return acked < p->sent ? acked : p->sent;
}

static void tell_injected(struct simulator *s, const struct player_progress *p)
{
    if (p->injected.kinds != 0)
        tell(s, &(struct event){.kind = EVENT_INJECTED, .injected = p->injected});
}

static void tell_clock(struct simulator *s, const struct player_progress *p)
{
    tell_injected(s, p);
    tell(s, &(struct event){
                .kind = EVENT_CLOCK,
                .at = p->at,
                .speed = p->speed,
                .paused = p->paused,
                .sent = p->sent,
                .acked = acked_of_run(s, p),
                .lag_ms = p->lag_ms,
            });
}

static void tell_end(struct simulator *s, const struct player_progress *p)
{
    const struct store_counts *c = &s->store.counts;
    tell_injected(s, p);
    tell(s, &(struct event){
                .kind = EVENT_END,
                .rows = c->rows,
                .kept = c->of[VERDICT_KEPT],
                .filtered = c->of[VERDICT_FILTERED],
                .rejected = c->rows - c->of[VERDICT_KEPT] - c->of[VERDICT_FILTERED],
                .produced = p->sent,
                .acked = acked_of_run(s, p),
                .rejected_date = c->of[VERDICT_BAD_DATE],
                .rejected_time = c->of[VERDICT_BAD_TIME],
                .rejected_description = c->of[VERDICT_BAD_DESCRIPTION],
                .rejected_field = c->of[VERDICT_BAD_FIELD],
            });
}

/* --- playing -------------------------------------------------------------------------------- */

/* Ends, for good; *failed says why if it is a failure. */
static void stop(struct simulator *s, const struct error *failed)
{
    if (s->done)
        return;
    s->done = true;
    uv_idle_stop(&s->work);
    uv_timer_stop(&s->timer);
    if (failed != NULL && s->config->play.driven)
        tell_error(s, failed->text);
    s->callbacks.on_done(s->callbacks.user, failed);
}

/* A session counts a run that failed as not ended; a person wants its counts too. */
static void fail_playing(struct simulator *s, const struct error *err)
{
    struct player_progress progress = player_progress(s->player, mono_now());
    if (!s->config->play.driven)
        tell_end(s, &progress);
    stop(s, err);
}

/* What has become true. False: it is through. */
static bool tell_news(struct simulator *s, unsigned news)
{
    struct error err;
    struct player_progress progress = {0};
    if (news == 0)
        return true;
    if ((news & (PLAYER_CLOCK | PLAYER_ENDED)) != 0)
        progress = player_progress(s->player, mono_now());
    bool failed = (news & PLAYER_ENDED) != 0 && !s->sink.is_sound(s->sink.self, &err);
    if ((news & PLAYER_WAITS) != 0) {
        struct play_state proposal = player_proposal(s->player, wall_now());
        s->callbacks.on_propose(s->callbacks.user, &proposal);
    }
    if ((news & PLAYER_BEGAN) != 0)
        tell_run(s);
    if ((news & PLAYER_CLOCK) != 0 && !failed)
        tell_clock(s, &progress);
    if ((news & PLAYER_ENDED) != 0 && (!failed || !s->config->play.driven))
        tell_end(s, &progress);
    if ((news & PLAYER_GAVE_UP) != 0 && !failed)
        failed = !error_set(&err, "quit with %zu messages not delivered",
                            s->sink.outstanding(s->sink.self));
    if (failed || (news & PLAYER_THROUGH) != 0)
        stop(s, failed ? &err : NULL);
    return !s->done;
}

static void on_timer(uv_timer_t *timer);
static void on_work(uv_idle_t *idle);

/* Until the player wants to be asked again, or something moves. */
static void rest(struct simulator *s, mono_time until)
{
    uv_idle_stop(&s->work);
    if (until.ns == MONO_NEVER.ns) {
        uv_timer_stop(&s->timer);
        return;
    }
    mono_time now = mono_now();
    uint64_t wait_ms = until.ns > now.ns ? (until.ns - now.ns + NS_PER_MS - 1) / NS_PER_MS : 1;
    uv_update_time(s->loop);
    uv_timer_start(&s->timer, on_timer, wait_ms, 0);
}

/* Sends what is due, up to a turn's worth. */
static void play(struct simulator *s)
{
    struct error err = {0};
    mono_time now = mono_now();
    for (int sent = 0; sent < MESSAGES_A_TURN; sent++) {
        struct player_step step = player_step(s->player, now, s->sink.outstanding(s->sink.self));
        if (!tell_news(s, step.news))
            return;
        enum sink_result result = SINK_FULL;
        if (step.message != NULL)
            result = s->sink.send(s->sink.self, step.message, &err);
        bool failed = result == SINK_FAILED || player_failed(s->player, &err);
        if (failed)
            fail_playing(s, &err);
        else if (result == SINK_CLOSED)
            stop(s, NULL);
        if (failed || result == SINK_CLOSED)
            return;
        if (result == SINK_FULL) {
            rest(s, step.wake_at);
            return;
        }
        player_sent(s->player, now);
    }
    uv_idle_start(&s->work, on_work);
}

static void on_timer(uv_timer_t *timer)
{
    play(timer->data);
}

static void on_work(uv_idle_t *idle)
{
    play(idle->data);
}

/* Goes on in the next turn. */
static void wake(struct simulator *s)
{
    if (s->loader == NULL && !s->done)
        uv_idle_start(&s->work, on_work);
}

void simulator_sink_moved(struct simulator *s)
{
    player_arrived(s->player, mono_now());
    wake(s);
}

/* --- orders --------------------------------------------------------------------------------- */

/* While files are read nothing is on its way: there is nothing to play to an end. */
static void quit_loading(struct simulator *s)
{
    tell_end(s, &(struct player_progress){0});
    stop(s, NULL);
}

void simulator_order(struct simulator *s, const struct order *order)
{
    struct error err;
    if (s->done)
        return;
    if (s->loader != NULL && order->kind == ORDER_QUIT) {
        quit_loading(s);
        return;
    }
    if (!player_order(s->player, order, real_now(), &err))
        tell_error(s, err.text);
    wake(s);
}

void simulator_quit(struct simulator *s)
{
    simulator_order(s, &(struct order){.kind = ORDER_QUIT});
}

static void on_order_line(void *user, struct text line)
{
    struct simulator *s = user;
    struct error err;
    struct order order;
    line = text_trim(line);
    if (line.len == 0 || s->done)
        return;
    if (order_parse(line, &order, &err))
        simulator_order(s, &order);
    else
        tell_error(s, err.text);
}

static void on_orders_end(void *user)
{
    struct simulator *s = user;
    if (s->config->play.driven)
        simulator_quit(s);
}

/* --- loading -------------------------------------------------------------------------------- */

static void warn(void *user, const char *text)
{
    struct simulator *s = user;
    s->callbacks.on_warning(s->callbacks.user, text);
}

static void end_loading(struct simulator *s)
{
    const struct store_counts *c = &s->store.counts;
    loader_destroy(s->loader);
    s->loader = NULL;
    uv_idle_stop(&s->work);
    uv_timer_stop(&s->timer);
    if (s->store.count > 0) {
        player_begin(s->player, real_now());
        s->callbacks.on_begin(s->callbacks.user);
        play(s);
        return;
    }
    struct error err;
    uint64_t rejected = c->rows - c->of[VERDICT_FILTERED];
    error_set(&err,
              "no report to send: of %" PRIu64 " rows %" PRIu64
              " do not match --crimes, --start and --end, %" PRIu64 " are unreadable",
              c->rows, c->of[VERDICT_FILTERED], rejected);
    tell_end(s, &(struct player_progress){0});
    stop(s, &err);
}

/* For the input, or for what the loop has to hear: a signal or an order. Watching the input with
 * the loop would make it non-blocking for all who share it. */
static void wait_for_input(struct simulator *s)
{
    struct pollfd ready[] = {
        {.fd = loader_waits_for(s->loader), .events = POLLIN},
        {.fd = uv_backend_fd(s->loop), .events = POLLIN},
    };
    poll(ready, 2, PROGRESS_MS);
}

static void on_load(uv_idle_t *idle)
{
    struct simulator *s = idle->data;
    struct error err = {0};
    switch (loader_step(s->loader, ROWS_A_TURN, &err)) {
    case LOAD_MORE:
        return;
    case LOAD_WAITS:
        wait_for_input(s);
        return;
    case LOAD_READ:
        tell_city(s);
        tell_loading(s);
        return;
    case LOAD_DONE:
        tell_loading(s);
        end_loading(s);
        return;
    case LOAD_FAILED:
        stop(s, &err);
        return;
    }
}

static void on_loading_tick(uv_timer_t *timer)
{
    tell_loading(timer->data);
}

/* --- life ----------------------------------------------------------------------------------- */

static void init_handles(struct simulator *s)
{
    const struct order_input_callbacks callbacks = {on_order_line, on_orders_end, s};
    uv_idle_init(s->loop, &s->work);
    uv_timer_init(s->loop, &s->timer);
    s->work.data = s->timer.data = s;
    s->open_handles = 2;
    s->events = event_pipe_create(s->loop, s->config->events_fd);
    if (s->config->orders_fd >= 0)
        s->orders = order_input_open(s->loop, s->config->orders_fd, &callbacks);
}

struct simulator *simulator_create(uv_loop_t *loop, const struct simulator_config *config,
                                   const struct sink *sink,
                                   const struct simulator_callbacks *callbacks)
{
    struct simulator *s = mem_new(1, sizeof *s);
    s->loop = loop;
    s->config = config;
    s->sink = *sink;
    s->callbacks = *callbacks;
    store_init(&s->store, config->memory);
    s->player =
        player_create(&config->play, &s->store, sink->partitions, sink->wants_credit, real_now());
    s->loader = loader_create(config->files, config->input_fd, config->play.rows,
                              &config->selection, &s->store, warn, s);
    init_handles(s);
    uv_update_time(loop);
    tell(s, &(struct event){.kind = EVENT_READY});
    uv_idle_start(&s->work, on_load);
    uv_timer_start(&s->timer, on_loading_tick, PROGRESS_MS, PROGRESS_MS);
    return s;
}

static void on_closed(uv_handle_t *handle)
{
    struct simulator *s = handle->data;
    if (--s->open_handles > 0)
        return;
    loader_destroy(s->loader);
    player_destroy(s->player);
    store_finish(&s->store);
    free(s);
}

void simulator_destroy(struct simulator *s)
{
    if (s == NULL)
        return;
    order_input_close(s->orders);
    event_pipe_destroy(s->events);
    uv_close((uv_handle_t *)&s->work, on_closed);
    uv_close((uv_handle_t *)&s->timer, on_closed);
}
