/* The source that is not ours: a topic that others feed. No children, no credit; but another run
 * may take over at any time, officers may fall silent, and who listens can be steered. */
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "topic_runs.h"
#include "source.h"
#include "steering.h"

enum {
    SILENCE_LOOK_MS = 1000,
    /* A look that comes later than this was held up: by a stopped process, a suspended machine. The
     * time it was away is no running time of ours. */
    LOOK_LATE_MS = 1500,
};

struct topic_source {
    struct source both;
    struct topic_runs *runs;   /* of no partition before the topic is open */
    struct consumer *consumer; /* NULL: it is not */
    int32_t partitions;
    const struct checkpoint *place; /* to go on from; NULL: none */
    int64_t *offsets;               /* of the next checkpoint, by partition */
    struct steering *steering;      /* NULL: nobody wants to */
    bool settles;                   /* which a callback does not begin anew */
    bool quits;
    uv_timer_t look; /* for silent officers */
    mono_time looked_at;
    int64_t running_ms; /* of this process, without the time it was stopped */
};

static struct topic_source *of(const struct source *both)
{
    return (struct topic_source *)(uintptr_t)both;
}

static void changed(const struct topic_source *t)
{
    t->both.on.on_change(t->both.on.user);
}

/* --- how it stands -------------------------------------------------------------------------- */

static struct analysis *figures(const struct source *both)
{
    return topic_runs_figures(of(both)->runs);
}

static civil_time final(const struct source *both)
{
    return topic_runs_final(of(both)->runs);
}

/* How far reading is with what was there at the beginning. How many bytes that is altogether is
 * guessed from those that were read. */
static struct session_load catching_up(const struct consumer *c, int32_t partitions)
{
    uint64_t done;
    uint64_t total;
    uint64_t bytes = 0;
    consumer_progress(c, &done, &total);
    for (int32_t p = 0; p < partitions; p++)
        bytes += consumer_bytes(c, p);
    double all = done > 0 ? (double)bytes * (double)total / (double)done : 0;
    return (struct session_load){.done = bytes, .total = (uint64_t)all, .rows = done};
}

static enum session_state state_of(const struct topic_source *t)
{
    if (!t->both.status.caught_up)
        return SESSION_LOADING;
    if (!topic_runs_has_run(t->runs))
        return SESSION_WAITING;
    if (analysis_is_over(topic_runs_figures(t->runs)))
        return SESSION_ENDED;
    return topic_runs_is_paused(t->runs) ? SESSION_PAUSED : SESSION_PLAYING;
}

static void note_play(struct topic_source *t, const struct play_state *play)
{
    struct session_status *status = &t->both.status;
    status->speed = play->speed;
    /* An officer's clock that says paused may be on its way still. */
    if (status->state == SESSION_PAUSED && !play->paused)
        status->state = SESSION_PLAYING;
    status->seeking = !text_is(analysis_run(figures(&t->both)), play->run);
    status->seek_to = play->began_at;
    if (status->has_range && play->data_from.s > CIVIL_NEVER.s)
        status->first = civil_add(play->data_from, 1);
}

static void steer(struct topic_source *t)
{
    struct session_status *status = &t->both.status;
    const struct steering_view seen = {
        .figures = figures(&t->both),
        .speed = status->speed,
        .paused = status->paused,
        .ended = status->state == SESSION_ENDED,
        .heard = topic_runs_listening(t->runs),
    };
    struct play_state play;
    if (t->steering == NULL)
        return;
    status->seeking = false;
    bool is_told = steering_settle(t->steering, &seen, &play);
    status->steers = steering_is_heard(t->steering);
    if (is_told)
        note_play(t, &play);
}

static void note_status(struct topic_source *t)
{
    struct session_status *status = &t->both.status;
    const struct analysis *a = figures(&t->both);
    if (status->beginnings != topic_runs_beginnings(t->runs)) {
        status->beginnings = topic_runs_beginnings(t->runs);
        status->has_range = false;
    }
    status->foreign = topic_runs_is_foreign(t->runs);
    status->goes_on = topic_runs_has_run(t->runs) && !topic_runs_is_settled(t->runs);
    status->paused = topic_runs_is_paused(t->runs);
    status->load = catching_up(t->consumer, t->partitions);
    if (!status->has_range && analysis_has_started(a)) {
        status->has_range = true;
        status->first = civil_add(analysis_begin(a), 1);
        status->last = analysis_until(a);
    }
    status->state = state_of(t);
    steer(t);
}

/* --- what is read --------------------------------------------------------------------------- */

static void feed(struct source *both, const struct incoming *in)
{
    topic_runs_feed(of(both)->runs, in);
}

static void note_end(struct source *both, int32_t partition)
{
    analysis_note_partition(figures(both), partition, PARTITION_AT_END);
}

static void move_figures(struct topic_source *t)
{
    if (t->both.follows_clock)
        analysis_move(figures(&t->both), topic_runs_clock(t->runs));
    note_status(t);
    changed(t);
}

/* False: reading goes on elsewhere, or the figures have to be moved before. */
static bool stays(struct topic_source *t)
{
    const int64_t *offsets;
    enum topic_runs_step step = TOPIC_RUNS_GOES_ON;
    while (step == TOPIC_RUNS_GOES_ON && !t->quits) {
        move_figures(t);
        if (t->both.figures_lag)
            return false;
        step = topic_runs_settle(t->runs, &offsets);
    }
    if (step == TOPIC_RUNS_LEAPS)
        consumer_seek(t->consumer, offsets);
    return step != TOPIC_RUNS_LEAPS;
}

static void settle(struct source *both)
{
    struct topic_source *t = of(both);
    if (t->quits || t->consumer == NULL || t->settles)
        return;
    t->settles = true;
    topic_runs_note_caught_up(t->runs, consumer_is_caught_up(t->consumer));
    if (stays(t)) {
        t->both.status.caught_up = t->both.status.caught_up || consumer_is_caught_up(t->consumer);
        move_figures(t);
    }
    t->settles = false;
}

static void on_look(uv_timer_t *look)
{
    struct topic_source *t = look->data;
    uint64_t since_ms = mono_ms_between(t->looked_at, mono_now());
    t->looked_at = mono_now();
    t->running_ms += (int64_t)(since_ms < LOOK_LATE_MS ? since_ms : SILENCE_LOOK_MS);
    analysis_note_time(figures(&t->both), t->running_ms);
    for (int32_t p = 0; p < t->partitions; p++)
        if (!consumer_is_reachable(t->consumer, p))
            analysis_note_partition(figures(&t->both), p, PARTITION_UNREACHABLE);
    settle(&t->both);
}

/* --- beginning ------------------------------------------------------------------------------ */

static bool resume(struct source *both, const struct checkpoint *place, struct error *why)
{
    struct topic_source *t = of(both);
    const struct attach_config *attach = &both->config->attach;
    (void)why;
    t->place = place;
    both->link = (struct link_config){
        .waits = attach->waits,
        .options = {.from = attach->from, .time = attach->from_time},
    };
    if (place == NULL)
        return true;
    both->link.options.from = CONSUMER_FROM_OFFSETS;
    both->link.options.offsets = place->offsets;
    both->link.offset_count = place->partitions;
    return true;
}

static void open_runs(struct topic_source *t, int32_t partitions)
{
    const struct session_config *config = t->both.config;
    free(t->offsets);
    topic_runs_destroy(t->runs);
    t->partitions = partitions;
    t->offsets = mem_new((size_t)partitions, sizeof *t->offsets);
    t->runs = topic_runs_create(&config->analysis, partitions, config->attach.lateness_s,
                                config->attach.cities);
}

static bool restore(struct topic_source *t, const struct checkpoint *place, struct error *why)
{
    if (place->partitions != t->partitions)
        return error_set(why, "is of a topic with another number of partitions");
    if (!analysis_load(topic_runs_figures(t->runs), place->figures, why))
        return false;
    topic_runs_restore(t->runs, &place->place);
    return true;
}

static bool begin(struct source *both, const struct topic_facts *topic, struct consumer *consumer,
                  struct error *why)
{
    struct topic_source *t = of(both);
    const struct checkpoint *place = t->place;
    t->place = NULL;
    open_runs(t, topic->partitions);
    if (place != NULL && !restore(t, place, why))
        return false;
    t->consumer = consumer;
    t->both.status.state = SESSION_LOADING;
    t->looked_at = mono_now();
    uv_update_time(t->both.loop);
    uv_timer_start(&t->look, on_look, SILENCE_LOOK_MS, SILENCE_LOOK_MS);
    return true;
}

static void lose_link(struct source *both)
{
    struct topic_source *t = of(both);
    uv_timer_stop(&t->look);
    t->consumer = NULL;
}

/* Before the topic's end has been seen there is no place: until then ticks are held back, and a
 * tick has to be out before a checkpoint holds it. */
static const struct analysis *place_of(struct source *both, struct checkpoint *ret)
{
    struct topic_source *t = of(both);
    const struct analysis *a = figures(&t->both);
    if (t->consumer == NULL || !t->both.status.caught_up || !topic_runs_is_settled(t->runs))
        return NULL;
    for (int32_t p = 0; p < t->partitions; p++)
        t->offsets[p] = consumer_next_offset(t->consumer, p);
    *ret = (struct checkpoint){
        .place = topic_runs_place(t->runs),
        .at = analysis_position(a),
        .offsets = t->offsets,
        .partitions = t->partitions,
    };
    return a;
}

/* --- steering ------------------------------------------------------------------------------- */

static void on_board_read(void *user)
{
    struct topic_source *t = user;
    steer(t);
    changed(t);
}

static void on_board_state(void *user, const struct play_state *state)
{
    (void)state;
    on_board_read(user);
}

static void on_board_refused(void *user, const char *why)
{
    struct topic_source *t = user;
    t->both.on.on_news(t->both.on.user, why);
}

static void on_board_log(void *user, const char *text)
{
    struct topic_source *t = user;
    t->both.on.on_kafka_log(t->both.on.user, text);
}

static void order(struct source *both, const struct order *order)
{
    struct topic_source *t = of(both);
    if (order->kind == ORDER_SPEED)
        t->both.status.speed = order->speed;
    if (!t->both.status.steers)
        return;
    steering_order(t->steering, order);
    steer(t);
}

/* --- life ----------------------------------------------------------------------------------- */

static void quit(struct source *both)
{
    struct topic_source *t = of(both);
    t->quits = true;
    uv_timer_stop(&t->look);
    if (t->steering != NULL)
        steering_quit(t->steering);
}

static struct source *create(const struct source *both)
{
    struct topic_source *t = mem_new(1, sizeof *t);
    const struct control_topic_callbacks board = {on_board_state, on_board_read, on_board_refused,
                                                  on_board_log, t};
    t->both = *both;
    t->both.status.attached = true;
    open_runs(t, 0);
    if (both->config->attach.steers)
        t->steering = steering_create(both->loop, both->kafka, &board);
    uv_timer_init(both->loop, &t->look);
    t->look.data = t;
    resume(&t->both, NULL, NULL);
    return &t->both;
}

static void on_closed(uv_handle_t *look)
{
    free(look->data);
}

static void destroy(struct source *both)
{
    struct topic_source *t = of(both);
    steering_destroy(t->steering);
    topic_runs_destroy(t->runs);
    free(t->offsets);
    uv_close((uv_handle_t *)&t->look, on_closed);
}

const struct source_kind topic_source = {
    .reads_again = true,
    .create = create,
    .destroy = destroy,
    .resume = resume,
    .begin = begin,
    .lose_link = lose_link,
    .feed = feed,
    .settle = settle,
    .note_end = note_end,
    .order = order,
    .figures = figures,
    .final = final,
    .place = place_of,
    .quit = quit,
};
