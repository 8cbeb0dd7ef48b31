#include "blotter/replay/simulator.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "simulator_state.h"

enum { ROWS_A_TURN = 2048 }; /* about 2 ms: orders are obeyed while files are read */

/* --- loading -------------------------------------------------------------------------------- */

static void warn(void *user, const char *text)
{
    struct simulator *s = user;
    s->callbacks.on_warning(s->callbacks.user, text);
}

static void loaded(struct simulator *s)
{
    const struct store_counts *c = &s->store.counts;
    loader_destroy(s->loader);
    s->loader = NULL;
    if (s->store.count > 0 && s->config->listens) {
        follow_begin(s);
        return;
    }
    if (s->store.count > 0) {
        play_begin(s);
        return;
    }
    struct error err;
    uint64_t rejected = c->rows - c->of[VERDICT_FILTERED];
    error_set(&err,
              "no report to send: of %" PRIu64 " rows %" PRIu64
              " do not match --crimes, --start and --end, %" PRIu64 " are unreadable",
              c->rows, c->of[VERDICT_FILTERED], rejected);
    announce_end(s);
    simulator_stop(s, &err);
}

static void on_load_failed(uv_idle_t *idle)
{
    struct simulator *s = idle->data;
    simulator_stop(s, &s->load_failure);
}

/* For the input, or for what the loop has to hear: a signal or an order. Watching the input with
 * the loop would make it non-blocking for all who share it. */
static void wait_for_input(struct simulator *s)
{
    struct pollfd ready[] = {
        {.fd = loader_waits_for(s->loader), .events = POLLIN},
        {.fd = uv_backend_fd(s->loop), .events = POLLIN},
    };
    poll(ready, 2, TICK_MS);
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
        announce_progress(s);
        return;
    case LOAD_DONE:
        announce_progress(s);
        uv_idle_stop(&s->work);
        loaded(s);
        return;
    case LOAD_FAILED:
        /* A signal may have interrupted the read: the loop has a turn to hear of it. */
        s->load_failure = err;
        uv_idle_stop(idle);
        uv_idle_start(idle, on_load_failed);
        return;
    }
}

static void on_loading_tick(uv_timer_t *timer)
{
    announce_progress(timer->data);
}

/* --- from birth to death -------------------------------------------------------------------- */

void simulator_sink_moved(struct simulator *s)
{
    play_note_arrivals(s);
    if (s->phase == PHASE_PLAYING)
        play_wake(s);
    else
        play_finish_when_arrived(s);
}

void simulator_quit(struct simulator *s)
{
    if (!s->quitting)
        s->quit_at = mono_now();
    s->quitting = true;
    switch (s->phase) {
    case PHASE_LOADING:
    case PHASE_WAITING:
        announce_end(s);
        simulator_stop(s, NULL);
        break;
    case PHASE_ENDED:
        simulator_stop(s, NULL);
        break;
    case PHASE_DRAINING:
        play_set_tick(s);
        break;
    case PHASE_PLAYING:
        stream_cut(&s->stream, play_is_at_max(s) ? CIVIL_NEVER : play_here(s));
        s->pace.paused = false;
        play_set_tick(s);
        play_wake(s);
        break;
    case PHASE_DONE:
        break;
    }
}

void simulator_stop(struct simulator *s, const struct error *failed)
{
    if (s->phase == PHASE_DONE)
        return;
    s->phase = PHASE_DONE;
    uv_idle_stop(&s->work);
    uv_timer_stop(&s->due);
    uv_timer_stop(&s->tick);
    if (failed != NULL && s->config->driven)
        announce_error(s, failed->text);
    s->callbacks.on_done(s->callbacks.user, failed);
}

static void init_handles(struct simulator *s)
{
    uv_idle_init(s->loop, &s->work);
    uv_timer_init(s->loop, &s->due);
    uv_timer_init(s->loop, &s->tick);
    uv_timer_init(s->loop, &s->retry);
    s->work.data = s->due.data = s->tick.data = s->retry.data = s;
    s->open_handles = 4;
    if (s->config->orders_fd < 0)
        return;
    const struct orders_callbacks callbacks = {obey_line, obey_end, s};
    s->orders = orders_open(s->loop, s->config->orders_fd, &callbacks);
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
    s->pace.speed = config->speed;
    s->credit = mem_new(sink->partitions, sizeof *s->credit);
    store_init(&s->store, config->memory);
    if (config->listens)
        follow_init(s);
    s->loader = loader_create(config->files, config->input_fd, config->rows, &config->selection,
                              &s->store, warn, s);
    init_handles(s);
    announce(s, &(struct event){.kind = EVENT_READY});
    uv_idle_start(&s->work, on_load);
    uv_timer_start(&s->tick, on_loading_tick, TICK_MS, TICK_MS);
    return s;
}

static void on_closed(uv_handle_t *handle)
{
    struct simulator *s = handle->data;
    if (--s->open_handles > 0)
        return;
    loader_destroy(s->loader);
    if (s->has_stream)
        stream_finish(&s->stream);
    store_finish(&s->store);
    buffer_free(&s->unread);
    free(s->credit);
    free(s);
}

void simulator_destroy(struct simulator *s)
{
    if (s == NULL)
        return;
    orders_close(s->orders);
    uv_close((uv_handle_t *)&s->work, on_closed);
    uv_close((uv_handle_t *)&s->due, on_closed);
    uv_close((uv_handle_t *)&s->tick, on_closed);
    uv_close((uv_handle_t *)&s->retry, on_closed);
}
