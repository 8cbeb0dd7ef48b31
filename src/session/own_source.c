/* The source that is ours: a simulator, as a child, with its runs. Orders and credit go to it, and
 * what it says of itself becomes the status. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/session/end_counts.h"
#include "child.h"
#include "own_runs.h"
#include "source.h"

enum {
    /* Told to the simulator when this much more has been read: often enough that 4 MiB of credit
     * never run out, rarely enough to cost nothing. */
    ACK_STEP_BYTES = 256 * 1024,
    /* A paused topic gets a clock a second; once nothing else has come for so long, fetching stops
     * until the next order: an idle fetch costs a percent of a core (kafka/consumer.h). */
    REST_AFTER_MS = 1500,
};

struct credit {
    uint64_t read;  /* of this simulator's messages, as DESIGN §4 "Credit" counts */
    uint64_t acked; /* what it has been told */
};

struct own_source {
    struct source both;
    struct own_runs runs;

    struct child *simulator; /* NULL: it is gone, or not there yet */
    bool ends;               /* it has been told to */
    char run[PLAY_RUN_SIZE];
    bool run_began;       /* the simulator has said `run` */
    civil_time paused_at; /* where the simulator has paused, if status.paused */
    char error[512];      /* what it said last was wrong */
    char truth_lost[512];

    struct topic_facts topic;
    struct consumer *consumer; /* NULL: the topic is not read */
    struct credit *credit;     /* by partition */
    bool rests;                /* the consumer is paused */
    uv_timer_t rest_timer;

    char continues[PLAY_RUN_SIZE]; /* the next run goes on from this one; "": from none */
    civil_time continues_at;
    uint64_t reports_before; /* those of the run before that were counted or are missing */
    uint64_t reached_before; /* and of them those that the position in the data counts */
};

static struct own_source *of(const struct source *both)
{
    return (struct own_source *)(uintptr_t)both;
}

static void changed(const struct own_source *o)
{
    o->both.on.on_change(o->both.on.user);
}

static bool is_still(const struct own_source *o)
{
    return o->both.status.state == SESSION_PAUSED || o->both.status.state == SESSION_ENDED;
}

/* --- resting -------------------------------------------------------------------------------- */

static void on_rest(uv_timer_t *timer)
{
    struct own_source *o = timer->data;
    struct accounting a = analysis_accounting(o->runs.shown);
    if (!is_still(o) || o->consumer == NULL || o->rests)
        return;
    if (o->runs.next != NULL || a.consumed + a.missing < o->both.status.sent) {
        uv_timer_start(timer, on_rest, REST_AFTER_MS, 0);
        return;
    }
    consumer_pause(o->consumer);
    o->rests = true;
}

static void rest_later(struct own_source *o)
{
    uv_timer_stop(&o->rest_timer);
    if (!is_still(o))
        return;
    uv_update_time(o->both.loop);
    uv_timer_start(&o->rest_timer, on_rest, REST_AFTER_MS, 0);
}

static void wake(struct own_source *o)
{
    if (o->rests && o->consumer != NULL)
        consumer_resume(o->consumer);
    o->rests = false;
}

/* --- how it stands -------------------------------------------------------------------------- */

static struct analysis *figures(const struct source *both)
{
    return of(both)->runs.shown;
}

static civil_time final(const struct source *both)
{
    return analysis_final(figures(both));
}

static const struct analysis *place_of(struct source *both, struct checkpoint *ret)
{
    const struct analysis *a = figures(both);
    *ret = (struct checkpoint){.at = analysis_position(a), .place = {.run = analysis_run(a)}};
    return a;
}

/* All that the officers sent has come, up to the run's last report, and the simulator has said that
 * this was all. Officers who ended before it were cut off: their simulator's exit will tell. */
static bool is_ended(const struct own_source *o)
{
    const struct analysis *a = o->runs.shown;
    return o->both.status.counts.known && o->runs.next == NULL && analysis_is_over(a) &&
           analysis_clock(a).s >= analysis_until(a).s;
}

/* The simulator's word is faster than its messages: it is paused when the figures have got to where
 * it paused, and do not move any more. */
static bool is_paused(const struct own_source *o)
{
    return o->both.status.paused && o->runs.next == NULL &&
           analysis_clock(o->runs.shown).s >= o->paused_at.s;
}

static void note_state(struct own_source *o)
{
    enum session_state before = o->both.status.state;
    bool plays = before == SESSION_PLAYING || before == SESSION_PAUSED;
    if (plays && is_ended(o))
        o->both.status.state = SESSION_ENDED;
    else if (before == SESSION_PLAYING && is_paused(o))
        o->both.status.state = SESSION_PAUSED;
    if (o->both.status.state != before)
        rest_later(o);
}

/* The first run begins a second before the first report; a sought one tells nothing of it. */
static void note_range(struct own_source *o)
{
    const struct analysis *a = o->runs.shown;
    if (o->both.status.has_range || !analysis_has_started(a))
        return;
    o->both.status.has_range = true;
    o->both.status.first = civil_add(analysis_begin(a), 1);
    o->both.status.last = analysis_until(a);
}

/* --- what is read --------------------------------------------------------------------------- */

static void count_credit(void *user, int32_t partition, size_t value_len)
{
    struct own_source *o = user;
    if (partition < o->topic.partitions)
        o->credit[partition].read += value_len + KAFKA_MESSAGE_OVERHEAD;
}

static void write_order(struct own_source *o, const struct order *order)
{
    struct buffer line = {0};
    order_write(&line, order);
    child_write(o->simulator, buffer_text(&line));
    buffer_free(&line);
}

static void give_credit(struct own_source *o)
{
    if (!o->topic.mock || o->simulator == NULL)
        return;
    for (int32_t p = 0; p < o->topic.partitions; p++) {
        struct credit *credit = &o->credit[p];
        if (credit->read < credit->acked + ACK_STEP_BYTES)
            continue;
        credit->acked = credit->read;
        write_order(o, &(struct order){.kind = ORDER_ACK,
                                       .partition = (uint32_t)p,
                                       .acked_bytes = credit->acked});
    }
}

static void feed(struct source *both, const struct incoming *in)
{
    own_runs_feed(&of(both)->runs, in);
}

static void settle(struct source *both)
{
    struct own_source *o = of(both);
    own_runs_settle(&o->runs, o->both.follows_clock);
    o->both.status.seeking = o->runs.seeks > 0 || o->runs.next != NULL;
    note_range(o);
    give_credit(o);
    note_state(o);
    changed(o);
}

/* --- what the simulator says ---------------------------------------------------------------- */

static void note_counts(struct own_source *o, const struct event *e)
{
    end_counts_take(&o->both.status.counts, e, o->reports_before);
    o->both.status.sent = e->produced;
    o->both.status.acked = e->acked;
    note_state(o);
    rest_later(o);
}

static void note_clock(struct own_source *o, const struct event *e)
{
    o->both.status.sent = e->sent;
    o->both.status.acked = e->acked;
    o->both.status.paused = e->paused;
    o->both.status.schedule_lag_ms = e->lag_ms;
    o->paused_at = e->at;
    if (o->both.status.state == SESSION_PAUSED && !e->paused)
        o->both.status.state = SESSION_PLAYING;
    note_state(o);
}

/* Of a FILE that can be read only once nobody knew before. */
static void note_city(struct own_source *o, struct text name)
{
    const struct cities *cities = o->both.config->attach.cities;
    const struct profile *city = cities != NULL ? cities_named(cities, name) : NULL;
    if (city != NULL)
        analysis_note_city(o->runs.shown, city);
}

static void note_run(struct own_source *o, const struct event *e)
{
    bool sought = own_runs_name(&o->runs, e->text);
    if (sought)
        o->reports_before = o->reached_before = 0;
    o->both.status.counts.injected = (struct fault_counts){0};
    o->run_began = true;
    o->both.status.reports_total = e->reports;
    o->both.status.reports_before = e->before - o->reached_before;
    o->both.status.sent = o->both.status.acked = 0;
    o->both.status.sent_before = o->reports_before;
    o->both.status.counts.known = false;
    o->both.status.state = o->both.status.paused ? SESSION_PAUSED : SESSION_PLAYING;
    if (sought)
        settle(&o->both); /* what waited for the run's name may be all of it */
}

static void on_news(void *user, const char *text)
{
    struct own_source *o = user;
    if (o->ends)
        snprintf(o->error, sizeof o->error, "%s", text);
    o->both.on.on_news(o->both.on.user, text);
}

static void note_error(struct own_source *o, struct text why)
{
    if (why.len >= 4 && memcmp(why.ptr, "seek", 4) == 0)
        own_runs_expect_none(&o->runs);
    snprintf(o->error, sizeof o->error, "%.*s", (int)why.len, why.ptr);
    o->both.on.on_news(o->both.on.user, o->error);
}

static void on_line(void *user, struct text line)
{
    struct own_source *o = user;
    struct event e;
    event_parse(line, &e);
    switch (e.kind) {
    case EVENT_READY:
        o->both.status.state = SESSION_LOADING;
        break;
    case EVENT_PROGRESS:
        o->both.status.load =
            (struct session_load){text_is(e.text, "sort"), e.done, e.total, e.rows};
        break;
    case EVENT_CITY:
        note_city(o, e.text);
        break;
    case EVENT_RUN:
        note_run(o, &e);
        break;
    case EVENT_INJECTED:
        o->both.status.counts.injected = e.injected;
        break;
    case EVENT_CLOCK:
        note_clock(o, &e);
        break;
    case EVENT_END:
        note_counts(o, &e);
        break;
    case EVENT_ERROR:
        note_error(o, e.text);
        break;
    case EVENT_OTHER:
        return;
    }
    changed(o);
}

/* When it ends is when the file is brought to its place. */
static void lose_truth(struct own_source *o, const char *why)
{
    snprintf(o->truth_lost, sizeof o->truth_lost, "%s", why);
    o->both.status.truth_lost = o->truth_lost;
    changed(o);
}

static void on_exit_of_simulator(void *user, int64_t status, int signal)
{
    struct own_source *o = user;
    char how[120];
    child_destroy(o->simulator);
    o->simulator = NULL;
    o->both.lives = false;
    bool said = o->error[0] != '\0' && status == EXIT_STATUS_FAILURE;
    child_describe_exit("the simulator died", status, signal, how, sizeof how);
    if (!o->ends)
        o->both.on.on_broken(o->both.on.user, said ? o->error : how, said, said && !o->run_began);
    else if (o->both.config->writes_truth && (status != EXIT_STATUS_OK || signal != 0))
        lose_truth(o, said ? o->error : how);
    o->both.on.on_gone(o->both.on.user);
}

/* --- beginning ------------------------------------------------------------------------------ */

/* The next simulator's run goes on from the place. */
static bool resume(struct source *both, const struct checkpoint *place, struct error *why)
{
    struct own_source *o = of(both);
    o->continues[0] = '\0';
    o->reports_before = o->reached_before = 0;
    if (place == NULL)
        return true;
    struct text run = place->place.run;
    if (run.len == 0 || run.len >= sizeof o->continues)
        return error_set(why, "is damaged: it names no run");
    if (!analysis_load(o->runs.shown, place->figures, why))
        return false;
    snprintf(o->continues, sizeof o->continues, "%.*s", (int)run.len, run.ptr);
    o->continues_at = place->at;
    /* What waited will be sent again, and the old run's clock says nothing any more. */
    analysis_continue(o->runs.shown, run, place->at);
    return true;
}

/* A run's id, when the user gave none or a run of that name has been: the real time in µs. */
static void name_run(struct own_source *o)
{
    const char *given = o->both.config->run;
    if (given != NULL && o->run[0] == '\0')
        snprintf(o->run, sizeof o->run, "%s", given);
    else
        play_run_name(wall_now(), o->run);
}

/* What the figures hold already was sent by the run before. */
static void continue_figures(struct own_source *o)
{
    own_runs_continue(&o->runs, text_of(o->run), o->continues_at);
    struct accounting before = analysis_accounting(o->runs.shown);
    o->reports_before = before.consumed + before.missing;
    o->reached_before = analysis_reached(o->runs.shown);
}

enum { CONTINUES_SIZE = sizeof "--continues=,\0" + PLAY_RUN_SIZE + CIVIL_TEXT_LEN };

/* The option that lets a run go on from a checkpoint's; "" when it begins anew. */
static void write_continues(const struct own_source *o, char out[CONTINUES_SIZE])
{
    char at[CIVIL_TEXT_LEN];
    out[0] = '\0';
    if (o->continues[0] == '\0')
        return;
    civil_write(o->continues_at, at);
    snprintf(out, CONTINUES_SIZE, "--continues=%s,%.*s", o->continues, CIVIL_TEXT_LEN, at);
}

/* An embedded cluster that was stopped and goes on answers what it was asked before, and knows no
 * repeated message by its sequence number: a producer that had lost patience would send twice. The
 * cluster's death is heard of by its exit, so this patience costs nothing. */
static const char *const embedded_patience[] = {
    "--property=socket.timeout.ms=300000",
    "--property=request.timeout.ms=300000",
};

static void start_simulator(struct own_source *o)
{
    const struct session_config *config = o->both.config;
    const struct kafka_config *kafka = o->both.kafka;
    bool is_embedded = config->kafka.brokers == NULL;
    char speed[DURATION_TEXT_SIZE];
    char continues[CONTINUES_SIZE];
    speed_write(o->both.status.speed, speed);
    write_continues(o, continues);
    const char *own[16] = {"simulate",   "--driven", "--brokers", kafka->brokers, "--topic",
                           kafka->topic, "--run",    o->run,      "--speed",      speed};
    size_t count = 10;
    if (continues[0] != '\0')
        own[count++] = continues;
    for (size_t i = 0; is_embedded && i < 2; i++)
        own[count++] = embedded_patience[i];
    const struct child_config child = {config->program, own, config->simulator_args,
                                       config->input_fd};
    const struct child_callbacks callbacks = {on_line, on_news, on_exit_of_simulator, o};
    struct error err;
    o->simulator = child_start(o->both.loop, &child, &callbacks, &err);
    o->both.lives = o->simulator != NULL;
    if (!o->both.lives)
        o->both.on.on_broken(o->both.on.user, err.text, false, false);
}

static bool begin(struct source *both, const struct topic_facts *topic, struct consumer *consumer,
                  struct error *why)
{
    struct own_source *o = of(both);
    (void)why;
    name_run(o);
    if (o->continues[0] != '\0')
        continue_figures(o);
    else
        own_runs_begin(&o->runs, text_of(o->run));
    o->topic = *topic;
    o->consumer = consumer;
    free(o->credit);
    o->credit = mem_new((size_t)topic->partitions, sizeof *o->credit);
    o->run_began = o->ends = false;
    o->error[0] = '\0';
    o->both.status = (struct session_status){.speed = o->both.status.speed};
    wake(o);
    start_simulator(o);
    return true;
}

static void lose_link(struct source *both)
{
    struct own_source *o = of(both);
    o->consumer = NULL;
    o->rests = false;
}

/* --- orders --------------------------------------------------------------------------------- */

static void order(struct source *both, const struct order *order)
{
    struct own_source *o = of(both);
    bool seeks = order->kind == ORDER_SEEK;
    if (order->kind == ORDER_SPEED)
        o->both.status.speed = order->speed;
    if (o->simulator == NULL || (seeks && !o->run_began))
        return;
    if (seeks) {
        own_runs_expect(&o->runs);
        o->both.status.seeking = true;
        o->both.status.seek_to = order->at;
    }
    write_order(o, order);
    wake(o);
    rest_later(o);
}

/* --- life ----------------------------------------------------------------------------------- */

static void quit(struct source *both)
{
    struct own_source *o = of(both);
    o->ends = true;
    uv_timer_stop(&o->rest_timer);
    if (o->simulator == NULL)
        return;
    child_kill(o->simulator, SIGCONT); /* one that was stopped would hear nothing */
    write_order(o, &(struct order){.kind = ORDER_QUIT});
    wake(o);
    child_close_input(o->simulator);
}

static void kill_simulator(struct source *both)
{
    struct own_source *o = of(both);
    o->ends = true;
    child_kill(o->simulator, SIGKILL);
}

static struct source *create(const struct source *both)
{
    const struct session_config *config = both->config;
    struct own_source *o = mem_new(1, sizeof *o);
    o->both = *both;
    o->both.link = (struct link_config){
        .makes = true,
        .partitions = config->partitions,
        .replication = config->replication,
        .options = {.from = CONSUMER_FROM_END},
    };
    own_runs_init(&o->runs, &config->analysis, count_credit, o);
    uv_timer_init(both->loop, &o->rest_timer);
    o->rest_timer.data = o;
    return &o->both;
}

static void on_closed(uv_handle_t *timer)
{
    free(timer->data);
}

static void destroy(struct source *both)
{
    struct own_source *o = of(both);
    child_destroy(o->simulator);
    own_runs_finish(&o->runs);
    free(o->credit);
    uv_close((uv_handle_t *)&o->rest_timer, on_closed);
}

const struct source_kind own_source = {
    .reads_again = false,
    .create = create,
    .destroy = destroy,
    .resume = resume,
    .begin = begin,
    .lose_link = lose_link,
    .feed = feed,
    .settle = settle,
    .order = order,
    .figures = figures,
    .final = final,
    .place = place_of,
    .quit = quit,
    .kill = kill_simulator,
};
