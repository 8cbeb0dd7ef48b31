#include <inttypes.h>
#include <stdio.h>

#include "simulator_state.h"

enum {
    MESSAGES_A_TURN = 512,          /* about 1 ms, so that orders are obeyed at once */
    CREDIT_BYTES = 4 * 1024 * 1024, /* DESIGN §4 "Credit" */
    CREDIT_OVERHEAD = 64,
};

bool play_is_at_max(const struct simulator *s)
{
    return speed_is_max(s->pace.speed) && !s->pace.paused;
}

civil_time play_here(struct simulator *s)
{
    const struct stream *stream = &s->stream;
    if (play_is_at_max(s) || stream_is_over(stream))
        return civil_later(stream->said, stream->sent_at);
    civil_time end = civil_later(s->store.last, stream->plan.at);
    return civil_earlier(civil_of(pace_position(&s->pace, mono_now())), end);
}

/* --- sending -------------------------------------------------------------------------------- */

static enum sink_result put_message(struct simulator *s, const struct stream_message *m,
                                    struct error *err)
{
    const struct sink_message out = {
        .kind = m->kind,
        .officer = m->officer,
        .partition = (m->officer - 1) % s->sink.partitions,
        .timestamp_ms = m->at.s * MS_PER_S,
        .run = s->stream.plan.run,
        .value = m->value,
    };
    struct credit *credit = &s->credit[out.partition];
    uint64_t cost = m->value.len + CREDIT_OVERHEAD;
    /* One that quits gets no credit any more; the little that is left to say fits without. */
    bool held = s->sink.wants_credit && !s->quitting;
    if (held && credit->sent + cost > credit->acked + CREDIT_BYTES)
        return SINK_FULL;
    enum sink_result result = s->sink.send(s->sink.self, &out, err);
    if (result == SINK_TAKEN)
        credit->sent += cost;
    return result;
}

static void note_lag(struct simulator *s, const struct stream_message *m, mono_time now)
{
    if (m->kind != MESSAGE_CRIME || s->pace.paused || speed_is_max(s->pace.speed) ||
        m->at.s <= s->stream.plan.at.s)
        return;
    uint64_t lag_ms = mono_ms_between(pace_due(&s->pace, m->at), now);
    if (lag_ms > s->lag_ms)
        s->lag_ms = lag_ms;
}

/* Sends until nothing is due, the sink is full or a turn is over. False: it was stopped. */
static bool send_due(struct simulator *s, int *ret_sent)
{
    struct error err = {0};
    struct stream_message m;
    mono_time now = mono_now();
    civil_time due_by = civil_of(pace_position(&s->pace, now));
    enum sink_result result = SINK_TAKEN;
    *ret_sent = 0;
    bool none_on_its_way = s->sink.outstanding(s->sink.self) == 0;
    while (*ret_sent < MESSAGES_A_TURN && stream_next(&s->stream, due_by, play_is_at_max(s), &m)) {
        result = put_message(s, &m, &err);
        if (result != SINK_TAKEN)
            break;
        note_lag(s, &m, now);
        stream_sent(&s->stream, &m);
        (*ret_sent)++;
    }
    if (none_on_its_way && *ret_sent > 0)
        s->moved_at = now;
    s->blocked = result == SINK_FULL;
    bool failed = result == SINK_FAILED || stream_failed(&s->stream, &err);
    if (failed || result == SINK_CLOSED)
        simulator_stop(s, failed ? &err : NULL);
    return !failed && result != SINK_CLOSED;
}

static void on_due(uv_timer_t *timer)
{
    play_pump(timer->data);
}

static void arm_due_timer(struct simulator *s)
{
    civil_time next_at = stream_next_at(&s->stream);
    if (s->blocked || s->pace.paused || speed_is_max(s->pace.speed) ||
        next_at.s == CIVIL_FOREVER.s) {
        uv_timer_stop(&s->due);
        return;
    }
    mono_time now = mono_now();
    mono_time due = pace_due(&s->pace, next_at);
    uint64_t wait_ms = due.ns > now.ns ? (due.ns - now.ns + NS_PER_MS - 1) / NS_PER_MS : 1;
    uv_update_time(s->loop);
    uv_timer_start(&s->due, on_due, wait_ms, 0);
}

void play_finish_when_arrived(struct simulator *s)
{
    struct error err;
    if (s->phase != PHASE_DRAINING || s->sink.outstanding(s->sink.self) > 0)
        return;
    if (!s->sink.is_sound(s->sink.self, &err)) {
        simulator_stop(s, &err);
        return;
    }
    announce_clock(s);
    announce_end(s);
    s->phase = PHASE_ENDED;
    uv_timer_stop(&s->tick);
    if (s->quitting || !(s->config->driven || s->config->listens))
        simulator_stop(s, NULL);
}

/* Work goes on in the next turn while there is more; with a full sink or an empty schedule it rests
 * until something moves. */
void play_pump(struct simulator *s)
{
    int sent;
    if (s->phase != PHASE_PLAYING || !send_due(s, &sent))
        return;
    if (sent == MESSAGES_A_TURN)
        play_wake(s);
    else
        uv_idle_stop(&s->work);
    if (!stream_is_over(&s->stream)) {
        arm_due_timer(s);
        return;
    }
    uv_timer_stop(&s->due);
    uv_idle_stop(&s->work);
    s->phase = PHASE_DRAINING;
    play_finish_when_arrived(s);
}

static void on_work(uv_idle_t *idle)
{
    play_pump(idle->data);
}

void play_wake(struct simulator *s)
{
    uv_idle_start(&s->work, on_work);
}

/* --- time passes ---------------------------------------------------------------------------- */

static void say_clocks(struct simulator *s, bool at_once)
{
    if (play_is_at_max(s))
        return;
    mono_time now = mono_now();
    civil_time position = play_here(s);
    bool moved = position.s > s->stream.said.s;
    if (!at_once && !moved && mono_ms_between(s->clock_said, now) + TIMER_SLACK_MS < STILL_TICK_MS)
        return;
    s->clock_said = now;
    stream_say_clock(&s->stream, position, s->pace.paused);
    play_pump(s);
}

void play_note_arrivals(struct simulator *s)
{
    mono_time now = mono_now();
    s->arrival_ms = mono_ms_between(s->moved_at, now);
    s->moved_at = now;
}

/* Brokers or a reader may be gone or stopped, and whoever told it to quit waits. Who has been slow
 * is waited for. */
static bool give_up_quitting(struct simulator *s)
{
    struct error err;
    size_t outstanding = s->sink.outstanding(s->sink.self);
    uint64_t patience_ms = 3 * s->arrival_ms;
    mono_time now = mono_now();
    mono_time since = s->moved_at.ns > s->quit_at.ns ? s->moved_at : s->quit_at;
    if (patience_ms < QUIT_PATIENCE_MS)
        patience_ms = QUIT_PATIENCE_MS;
    if (!s->quitting || (mono_ms_between(since, now) < patience_ms &&
                         mono_ms_between(s->quit_at, now) < QUIT_WITHIN_MS))
        return false;
    announce_end(s);
    error_set(&err, "quit with %zu messages not delivered", outstanding);
    simulator_stop(s, &err);
    return true;
}

void play_tick(struct simulator *s)
{
    if (give_up_quitting(s))
        return;
    play_pump(s);
    if (s->phase == PHASE_PLAYING)
        say_clocks(s, false);
    uint64_t wait_ms = s->config->driven && !s->pace.paused ? TICK_MS : STILL_TICK_MS;
    if (s->phase == PHASE_PLAYING &&
        mono_ms_between(s->event_said, mono_now()) + TIMER_SLACK_MS >= wait_ms)
        announce_clock(s);
}

static void on_tick(uv_timer_t *timer)
{
    play_tick(timer->data);
}

/* A paused clock does not move: a tick a second is enough, and costs a tenth. */
void play_set_tick(struct simulator *s)
{
    uint64_t every_ms = s->quitting ? QUIT_TICK_MS : s->pace.paused ? STILL_TICK_MS : TICK_MS;
    uv_update_time(s->loop);
    uv_timer_start(&s->tick, on_tick, every_ms, every_ms);
}

void play_changed(struct simulator *s)
{
    if (!s->has_stream)
        return;
    if (s->phase == PHASE_PLAYING) {
        play_set_tick(s);
        play_pump(s);
    }
    if (s->phase == PHASE_PLAYING)
        say_clocks(s, s->pace.paused);
    if (s->phase == PHASE_PLAYING)
        play_wake(s);
    if (s->phase != PHASE_DONE)
        announce_clock(s);
}

/* --- runs ----------------------------------------------------------------------------------- */

/* A run's id that nobody gave: the real time in µs, later than that of the run before. */
void play_name_run(struct simulator *s, wall_time wall)
{
    char before[RUN_ID_SIZE];
    memcpy(before, s->run, sizeof before);
    do
        snprintf(s->run, sizeof s->run, "%016" PRIx64, wall.us++);
    while (strcmp(s->run, before) == 0);
}

void play_begin_run(struct simulator *s, const struct run_plan *plan)
{
    bool paused = s->pace.paused;
    if (s->has_stream) {
        s->produced_before += s->stream.produced;
        stream_finish(&s->stream);
    }
    stream_init(&s->stream, &s->store, plan);
    s->has_stream = true;
    s->phase = PHASE_PLAYING;
    s->clock_said = mono_now();
    civil_time from = civil_later(s->stream.plan.at, s->stream.sent_at);
    pace_start(&s->pace, from, s->pace.speed, s->clock_said);
    if (paused)
        pace_pause(&s->pace, sim_of(from), s->clock_said);
    announce_run(s);
    play_set_tick(s);
}

void play_begin(struct simulator *s)
{
    const struct simulator_config *config = s->config;
    wall_time wall = wall_now();
    if (config->run != NULL)
        snprintf(s->run, sizeof s->run, "%s", config->run);
    else
        play_name_run(s, wall);
    play_begin_run(s, &(struct run_plan){
                          .run = text_of(s->run),
                          .officers = config->selection.officers,
                          .only = config->only_officer,
                          .rows_only = config->rows,
                          .began_ms = (int64_t)(wall.us / US_PER_MS),
                          .sought = config->continues.len > 0,
                          .at = config->continues_at,
                          .windows_from = config->continues_at,
                          .continues = config->continues,
                          .sent_before = config->sent_before,
                          .started_before = config->started_before,
                      });
    s->callbacks.on_begin(s->callbacks.user);
    play_pump(s);
}

void play_seek(struct simulator *s, civil_time at)
{
    wall_time wall = wall_now();
    play_name_run(s, wall);
    play_begin_run(s, &(struct run_plan){
                          .run = text_of(s->run),
                          .officers = s->config->selection.officers,
                          .began_ms = (int64_t)(wall.us / US_PER_MS),
                          .sought = true,
                          .at = at,
                          .windows_from = civil_add(at, -s->config->fill_s),
                      });
}
