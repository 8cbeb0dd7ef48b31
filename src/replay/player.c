#include "player.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/bug.h"
#include "blotter/base/memory.h"
#include "quit_deadline.h"
#include "report_pace.h"
#include "send_credit.h"
#include "stream.h"
#include "ticker.h"

enum phase {
    PHASE_LOADING,
    PHASE_WAITING, /* listening, and not told yet what to play */
    PHASE_PLAYING,
    PHASE_DRAINING, /* all is sent, not all has arrived */
    PHASE_ENDED,    /* an order may begin another run */
};

struct player {
    const struct play_config *config;
    const struct store *store;
    uint32_t partitions;
    struct send_credit *credit; /* NULL: the sink wants none */
    enum phase phase;
    unsigned news;

    struct stream stream;
    bool has_stream;
    char run[PLAY_RUN_SIZE];
    char first_run[PLAY_RUN_SIZE]; /* listening: whose state of play is followed */
    struct play_state state;       /* the last one obeyed; n 0: none */
    uint64_t sent_before;          /* crimes, in earlier runs */
    int64_t began_ms;              /* the run that is played */
    struct pace pace;
    civil_time until; /* it pauses there; CIVIL_FOREVER: nowhere */
    uint64_t lag_ms;

    struct ticker ticker;

    struct sink_message message; /* the one that was given last */
    struct stream_message given;
    bool is_given; /* and has not been sent */

    bool lacks_credit; /* for what is next */
    size_t outstanding;
    struct quit_deadline quitting;
};

static bool is_at_max(const struct player *p)
{
    return speed_is_max(p->pace.speed) && !p->pace.paused;
}

/* The simulated time the play has got to: at max as far as has been sent. Before it has begun it is
 * nowhere, and its beginning anchors it anew. */
static civil_time here(struct player *p, mono_time now)
{
    const struct stream *stream = &p->stream;
    if (!p->has_stream)
        return (civil_time){0};
    if (is_at_max(p) || stream_is_over(stream))
        return civil_later(stream->said, stream->sent_at);
    civil_time end = civil_later(p->store->last, stream->plan.at);
    if (pace_counts(&p->pace))
        return civil_earlier(civil_later(stream->said, report_pace_position(&p->pace, stream, now)),
                             end);
    return civil_earlier(civil_of(pace_position(&p->pace, now)), end);
}

/* --- clocks --------------------------------------------------------------------------------- */

static void pay_clock(struct player *p, mono_time now)
{
    civil_time position = here(p, now);
    bool moved = position.s > p->stream.said.s;
    if (!is_at_max(p) && ticker_says(&p->ticker, moved, now))
        stream_say_clock(&p->stream, position, p->pace.paused);
    if (ticker_pay(&p->ticker, now))
        p->news |= PLAYER_CLOCK;
}

/* The speed or the pause has changed: ticks anew, and the officers say where they are. */
static void change(struct player *p, mono_time now)
{
    if (!p->has_stream)
        return;
    if (p->phase != PHASE_PLAYING)
        p->news |= PLAYER_CLOCK;
    else
        ticker_change(&p->ticker, p->pace.paused, now);
}

/* --- runs ----------------------------------------------------------------------------------- */

/* A run's id that nobody gave: the real time in µs, later than that of the run before. */
static void name_run(struct player *p, wall_time now)
{
    char before[PLAY_RUN_SIZE];
    memcpy(before, p->run, sizeof before);
    do
        play_run_name((wall_time){now.us++}, p->run);
    while (strcmp(p->run, before) == 0);
}

/* What all runs of this process have in common, under the name that is set. Readers show the run
 * that began last: so each begins later than the one before, also when they come within one
 * millisecond, or when the real time was set back. */
static struct run_plan plan_run(struct player *p, int64_t began_ms)
{
    p->began_ms = began_ms > p->began_ms ? began_ms : p->began_ms + 1;
    return (struct run_plan){
        .run = text_of(p->run),
        .officers = p->config->officers,
        .only = p->config->only_officer,
        .rows_only = p->config->rows,
        .began_ms = p->began_ms,
        .listens = p->config->listens,
        .faults = p->config->faults,
    };
}

/* What an earlier process has sent is known of the run that this one was started for. */
static void resume(const struct player *p, struct run_plan *plan)
{
    plan->sent_before = p->config->sent_before;
    plan->started_before = p->config->started_before;
}

static void begin_run(struct player *p, const struct run_plan *plan, mono_time now)
{
    bool paused = p->pace.paused;
    if (p->has_stream) {
        p->sent_before += p->stream.produced - p->stream.withheld;
        stream_finish(&p->stream);
    }
    stream_init(&p->stream, p->store, plan);
    p->has_stream = true;
    p->is_given = false;
    p->phase = PHASE_PLAYING;
    p->until = CIVIL_FOREVER;
    civil_time from = civil_later(p->stream.plan.at, p->stream.sent_at);
    pace_start(&p->pace, from, p->pace.speed, now);
    if (paused)
        pace_pause(&p->pace, sim_of(from), now);
    report_pace_begin(&p->pace, &p->stream, from);
    ticker_begin(&p->ticker, paused, now);
    p->news |= PLAYER_BEGAN;
}

/* --- orders --------------------------------------------------------------------------------- */

static void pause_here(struct player *p, mono_time now)
{
    if (!p->pace.paused)
        pace_pause(&p->pace, sim_of(here(p, now)), now);
}

static void resume_here(struct player *p, mono_time now)
{
    if (!p->pace.paused)
        return;
    pace_resume(&p->pace, now);
    if (p->has_stream)
        report_pace_begin(&p->pace, &p->stream, civil_of(p->pace.position));
}

static void set_speed(struct player *p, struct speed speed, mono_time now)
{
    civil_time at = here(p, now);
    pace_set_speed(&p->pace, speed, sim_of(at), now);
    if (p->has_stream)
        report_pace_begin(&p->pace, &p->stream, at);
}

static bool obey_ack(struct player *p, const struct order *order, struct error *err)
{
    if (order->partition >= p->partitions)
        return error_set(err, "ack: there is no such partition");
    if (p->credit != NULL)
        send_credit_return(p->credit, order->partition, order->acked_bytes);
    return true;
}

static bool obey_seek(struct player *p, civil_time at, struct real_time now, struct error *err)
{
    if (p->config->rows)
        return error_set(err, "seek: not with --value row, whose readers would not hear of it");
    if (!p->config->can_seek)
        return error_set(err, "seek: not with --officer K/N, whose officers would not follow");
    if (!p->has_stream || p->quitting.quits)
        return error_set(err, "seek: the files are still being read");
    name_run(p, now.wall);
    struct run_plan plan = plan_run(p, wall_ms(now.wall));
    plan.sought = true;
    plan.at = at;
    plan.windows_from = civil_add(at, -p->config->fill_s);
    begin_run(p, &plan, now.mono);
    return true;
}

static bool obey_step(struct player *p, int64_t simulated_ms, mono_time now, struct error *err)
{
    if (!p->has_stream)
        return error_set(err, "step: the files are still being read");
    pause_here(p, now);
    pace_step(&p->pace, simulated_ms, now);
    return true;
}

static bool obey_until(struct player *p, civil_time at, struct error *err)
{
    if (!p->has_stream)
        return error_set(err, "until: the files are still being read");
    p->until = at;
    return true;
}

static bool obey_fault(struct player *p, enum fault kind, struct error *err)
{
    if (p->config->only_officer != 0)
        return error_set(err, "fault: not with --officer K/N, the next report may be another's");
    if (p->phase != PHASE_PLAYING || p->quitting.quits)
        return error_set(err, "fault: nothing is playing");
    stream_stage(&p->stream, kind);
    return true;
}

/* All who follow say the same of a run's beginning, though some may begin it later, or leave it
 * before they have said anything, for one that came at once. Whoever published the state may have
 * another clock; but of a beginning a day ahead no reader would believe anything. */
static int64_t told_beginning(const struct play_state *state, wall_time now)
{
    enum { AHEAD_MS = 3600 * MS_PER_S };
    return state->real_ms <= wall_ms(now) + AHEAD_MS ? state->real_ms : wall_ms(now);
}

static void begin_told_run(struct player *p, struct real_time now)
{
    const struct play_state *state = &p->state;
    const char *started_for = p->config->run;
    memcpy(p->run, state->run, sizeof p->run);
    struct run_plan plan = plan_run(p, told_beginning(state, now.wall));
    plan.sought = state->began_at.s != CIVIL_NEVER.s;
    plan.at = state->began_at;
    plan.windows_from = state->windows_from;
    if (!p->has_stream && started_for != NULL && strcmp(p->run, started_for) == 0)
        resume(p, &plan);
    begin_run(p, &plan, now.mono);
}

static void obey_state(struct player *p, struct real_time now)
{
    if (p->phase == PHASE_WAITING || strcmp(p->run, p->state.run) != 0)
        begin_told_run(p, now);
    sim_time at = {play_state_position_ms(&p->state, wall_ms(now.wall))};
    p->stream.obeys = p->state.n;
    pace_follow(&p->pace, at, p->state.speed, p->state.paused, now.mono);
    if (pace_counts(&p->pace))
        report_pace_follow(&p->pace, &p->stream, &p->state, wall_ms(now.wall));
    change(p, now.mono);
}

static void follow(struct player *p, const struct play_state *state, struct real_time now)
{
    if (state->n <= p->state.n || p->quitting.quits)
        return;
    if (!play_state_is_of(state, text_of(p->first_run))) {
        if (p->phase == PHASE_WAITING) /* what was proposed may have come too late */
            p->news |= PLAYER_WAITS;
        return;
    }
    p->state = *state;
    if (p->phase != PHASE_LOADING)
        obey_state(p, now);
}

static void quit(struct player *p, mono_time now)
{
    if (p->quitting.quits)
        return;
    quit_deadline_begin(&p->quitting, now);
    if (p->phase == PHASE_PLAYING) {
        stream_cut(&p->stream, is_at_max(p) ? CIVIL_NEVER : here(p, now));
        p->pace.paused = false;
    } else if (p->phase != PHASE_DRAINING) {
        p->news |= p->phase == PHASE_ENDED ? PLAYER_THROUGH : PLAYER_ENDED | PLAYER_THROUGH;
        p->phase = PHASE_ENDED;
    }
}

bool player_order(struct player *p, const struct order *order, struct real_time now,
                  struct error *err)
{
    bool ok = true;
    switch (order->kind) {
    case ORDER_QUIT:
        quit(p, now.mono);
        return true;
    case ORDER_ACK:
        return obey_ack(p, order, err);
    case ORDER_UNTIL:
        return obey_until(p, order->at, err);
    case ORDER_FAULT:
        return obey_fault(p, order->fault, err);
    case ORDER_FOLLOW:
        follow(p, order->state, now);
        return true;
    case ORDER_SPEED:
        set_speed(p, order->speed, now.mono);
        break;
    case ORDER_PAUSE:
        pause_here(p, now.mono);
        break;
    case ORDER_RESUME:
        resume_here(p, now.mono);
        break;
    case ORDER_STEP:
        ok = obey_step(p, order->step_ms, now.mono, err);
        break;
    case ORDER_SEEK:
        ok = obey_seek(p, order->at, now, err);
        break;
    }
    if (ok)
        change(p, now.mono);
    return ok;
}

/* --- steps ---------------------------------------------------------------------------------- */

static const struct sink_message *next_message(struct player *p, mono_time now)
{
    civil_time due_by = civil_earlier(civil_of(pace_position(&p->pace, now)), p->until);
    p->stream.ranks_due = report_pace_due(&p->pace, now);
    p->lacks_credit = p->is_given = false;
    if (!stream_next(&p->stream, due_by, is_at_max(p), &p->given))
        return NULL;
    p->message = (struct sink_message){
        .kind = p->given.kind,
        .fault = p->given.fault,
        .officer = p->given.officer,
        .partition = (p->given.officer - 1) % p->partitions,
        .timestamp_ms = p->given.at.s * MS_PER_S,
        .run = p->stream.plan.run,
        .value = p->given.value,
        .seq = p->given.seq,
        .due = p->given.due,
        .tail = p->given.tail,
    };
    /* One that quits gets no credit any more; the little that is left to say fits without. */
    p->lacks_credit = p->credit != NULL && !p->quitting.quits &&
                      !send_credit_is_left(p->credit, p->message.partition, p->given.value.len);
    p->is_given = !p->lacks_credit;
    return p->is_given ? &p->message : NULL;
}

/* A report that is due at that time is next, or was sent just now. */
static void note_lag(struct player *p, civil_time due, mono_time now)
{
    if (p->pace.paused || speed_is_max(p->pace.speed) || due.s <= p->stream.plan.at.s ||
        due.s == CIVIL_FOREVER.s)
        return;
    mono_time due_at = pace_counts(&p->pace) ? pace_due_report(&p->pace, p->stream.rank + 1)
                                             : pace_due(&p->pace, due);
    uint64_t lag_ms = mono_ms_between(due_at, now);
    if (lag_ms > p->lag_ms)
        p->lag_ms = lag_ms;
}

void player_sent(struct player *p, mono_time now)
{
    BUG_IF(!p->is_given);
    p->is_given = false;
    if (p->outstanding == 0)
        quit_deadline_note_first(&p->quitting, now);
    if (p->credit != NULL)
        send_credit_spend(p->credit, p->message.partition, p->given.value.len);
    ticker_note_sent(&p->ticker);
    if (p->given.kind == MESSAGE_CRIME)
        note_lag(p, p->given.due, now);
    stream_sent(&p->stream, &p->given);
}

void player_arrived(struct player *p, mono_time now)
{
    quit_deadline_note_arrival(&p->quitting, now);
}

static void end(struct player *p, unsigned news)
{
    p->news |= news | PLAYER_ENDED;
    if (p->quitting.quits || !(p->config->driven || p->config->listens))
        p->news |= PLAYER_THROUGH;
    p->phase = PHASE_ENDED;
}

static mono_time gives_up_at(const struct player *p)
{
    return p->phase != PHASE_ENDED ? quit_deadline_at(&p->quitting) : MONO_NEVER;
}

static mono_time wake_at(const struct player *p)
{
    mono_time at = gives_up_at(p);
    if (p->phase != PHASE_PLAYING)
        return at;
    at = mono_earlier(at, p->ticker.next);
    civil_time next_at = stream_next_at(&p->stream);
    if (p->is_given || p->lacks_credit || p->pace.paused || speed_is_max(p->pace.speed) ||
        next_at.s == CIVIL_FOREVER.s)
        return at;
    return mono_earlier(at, pace_counts(&p->pace) ? pace_due_report(&p->pace, p->stream.rank + 1)
                                                  : pace_due(&p->pace, next_at));
}

/* There, however late that is noticed; and never before what has been said. */
static void pause_at_last(struct player *p, mono_time now)
{
    const struct stream *stream = &p->stream;
    if (p->until.s == CIVIL_FOREVER.s || p->pace.paused || p->quitting.quits || stream->filling)
        return;
    bool is_there =
        is_at_max(p) ? stream_next_at(stream).s > p->until.s : here(p, now).s >= p->until.s;
    if (!is_there)
        return;
    civil_time at = civil_later(p->until, civil_later(stream->said, stream->sent_at));
    pace_pause(&p->pace, sim_of(at), now);
    p->until = CIVIL_FOREVER;
    change(p, now);
}

/* What there is to send. A message that is given once more has found the sink full: clocks do not
 * wait for what is before it. */
static const struct sink_message *play(struct player *p, mono_time now)
{
    pause_at_last(p, now);
    ticker_pass(&p->ticker, p->config->driven, p->pace.paused, now);
    if (ticker_is_owed(&p->ticker, p->is_given))
        pay_clock(p, now);
    const struct sink_message *m = next_message(p, now);
    if (m == NULL && ticker_is_owed(&p->ticker, true)) {
        pay_clock(p, now);
        m = next_message(p, now);
    }
    if (stream_is_over(&p->stream))
        p->phase = PHASE_DRAINING;
    return m;
}

struct player_step player_step(struct player *p, mono_time now, size_t outstanding)
{
    struct player_step step = {0};
    p->outstanding = outstanding;
    if (p->phase == PHASE_PLAYING)
        step.message = play(p, now);
    if (p->phase == PHASE_DRAINING && outstanding == 0) {
        end(p, PLAYER_CLOCK);
    } else if (now.ns >= gives_up_at(p).ns) {
        step.message = NULL;
        end(p, PLAYER_GAVE_UP);
    }
    step.wake_at = wake_at(p);
    step.news = p->news;
    p->news = 0;
    return step;
}

bool player_failed(const struct player *p, struct error *err)
{
    return p->has_stream && stream_failed(&p->stream, err);
}

/* --- what it says of itself ----------------------------------------------------------------- */

struct text player_run(const struct player *p)
{
    return text_of(p->run);
}

civil_time player_run_at(const struct player *p)
{
    return p->stream.plan.at;
}

struct player_progress player_progress(struct player *p, mono_time now)
{
    if (p->is_given || p->lacks_credit) /* and waits */
        note_lag(p, stream_next_at(&p->stream), now);
    const struct player_progress progress = {
        .at = here(p, now),
        .speed = p->pace.speed,
        .paused = p->pace.paused,
        .sent = p->stream.produced,
        .sent_before = p->sent_before,
        .withheld = p->stream.withheld,
        .injected = p->has_stream ? stream_injected(&p->stream) : (struct fault_counts){0},
        .lag_ms = p->lag_ms,
    };
    p->lag_ms = 0;
    return progress;
}

struct play_state player_proposal(const struct player *p, wall_time now)
{
    return play_state_first(p->first_run, p->store->first, p->pace.speed, now);
}

/* --- life ----------------------------------------------------------------------------------- */

static void name_first_run(struct player *p, wall_time now)
{
    const struct play_config *config = p->config;
    const char *first = config->first_run != NULL ? config->first_run : config->run;
    if (first == NULL)
        name_run(p, now);
    snprintf(p->first_run, sizeof p->first_run, "%s", first != NULL ? first : p->run);
}

struct player *player_create(const struct play_config *config, const struct store *store,
                             uint32_t partitions, bool wants_credit, struct real_time now)
{
    struct player *p = mem_new(1, sizeof *p);
    p->config = config;
    p->store = store;
    p->partitions = partitions;
    p->pace.speed = config->speed;
    if (wants_credit)
        p->credit = send_credit_create(partitions);
    if (config->listens)
        name_first_run(p, now.wall);
    if (config->listens && config->state != NULL)
        follow(p, config->state, now);
    return p;
}

static void begin_first_run(struct player *p, struct real_time now)
{
    const struct play_config *config = p->config;
    if (config->run != NULL)
        snprintf(p->run, sizeof p->run, "%s", config->run);
    else
        name_run(p, now.wall);
    struct run_plan plan = plan_run(p, wall_ms(now.wall));
    plan.sought = config->continues.len > 0;
    plan.at = plan.windows_from = config->continues_at;
    plan.continues = config->continues;
    resume(p, &plan);
    begin_run(p, &plan, now.mono);
}

void player_begin(struct player *p, struct real_time now)
{
    if (p->phase != PHASE_LOADING) /* it has been told to quit */
        return;
    if (!p->config->listens) {
        begin_first_run(p, now);
        return;
    }
    p->phase = PHASE_WAITING;
    if (p->state.n > 0)
        obey_state(p, now);
    else
        p->news |= PLAYER_WAITS;
}

void player_destroy(struct player *p)
{
    if (p == NULL)
        return;
    if (p->has_stream)
        stream_finish(&p->stream);
    send_credit_destroy(p->credit);
    free(p);
}
