/* The room `kafka`, as the other rooms see it, over the simulated brokers. */
#include "blotter/kafka/background.h"
#include "blotter/kafka/compacted_topic.h"
#include "blotter/kafka/consumer.h"
#include "blotter/kafka/producer.h"
#include "blotter/kafka/topic.h"

#include "broker.h"
#include "loop.h"

/* --- topics ----------------------------------------------------------------------------------- */

static enum topic_found found(const struct broker_topic *t, struct topic_facts *ret,
                              struct error *err)
{
    *ret = (struct topic_facts){.brokers = 3, .mock = broker.is_mock};
    if (t == NULL) {
        error_set(err, "no such topic");
        return TOPIC_MISSING;
    }
    ret->partitions = t->partitions;
    ret->replication = 3;
    if (!broker_is_away(t))
        return TOPIC_READY;
    error_set(err, "topic %s has no leader", t->name);
    return TOPIC_NOT_READY;
}

enum topic_found topic_look(const struct kafka_config *config, struct topic_facts *ret,
                            struct error *err)
{
    return found(broker_find(config->topic), ret, err);
}

static struct broker_topic *find_or_make(const char *name, int32_t partitions)
{
    struct broker_topic *t = broker_find(name);
    return t != NULL ? t : broker_make(name, partitions);
}

enum topic_found topic_make(const struct kafka_config *config, int32_t partitions,
                            int32_t replication, struct topic_facts *ret, struct error *err)
{
    (void)replication;
    return found(find_or_make(config->topic, partitions), ret, err);
}

bool topic_check(const struct kafka_config *config, struct error *err)
{
    (void)config, (void)err;
    return true;
}

bool topic_ensure(const struct kafka_config *config, int32_t partitions, int32_t replication,
                  struct topic_facts *ret, struct error *err)
{
    enum { TRIES = 50 };
    (void)replication;
    struct broker_topic *t = find_or_make(config->topic, partitions);
    for (int i = 0; i < TRIES; i++) {
        process_wait(sim.now + broker_delay() + (i > 0 ? SIM_S / 2 : 0));
        if (found(t, ret, err) == TOPIC_READY)
            return true;
    }
    return false;
}

bool topic_ensure_compacted(const struct kafka_config *config, int32_t replication,
                            struct error *err)
{
    (void)replication, (void)err;
    find_or_make(config->topic, 1);
    return true;
}

void topic_remark(const struct kafka_config *config, const struct topic_facts *facts,
                  int32_t partitions, int32_t replication, kafka_log_fn on_remark, void *user)
{
    (void)config, (void)facts, (void)partitions, (void)replication, (void)on_remark, (void)user;
}

/* --- the consumer ----------------------------------------------------------------------------- */

struct reading {
    int64_t next, begin, end;
    int64_t visible;   /* what has been fetched */
    uint64_t fetch_at; /* when more will have been; SIM_NEVER: nothing is asked for */
    bool behind, end_told;
    uint64_t bytes;
    int64_t at_ms;
};

struct consumer {
    struct broker_topic *topic;
    struct consumer_callbacks on;
    struct loop_source *source;
    struct reading of[BROKER_PARTITIONS_MAX];
    int32_t behind;
    bool caught_up, paused;
    uint64_t messages;
    wall_time turn_at;
};

struct text incoming_run(const struct incoming *m)
{
    return m->run;
}

static const struct broker_partition *partition_of(const struct consumer *c, int32_t p)
{
    return &c->topic->of[p];
}

static bool is_away(const struct consumer *c, int32_t p)
{
    return partition_of(c, p)->away_until > sim.now;
}

/* Asks for more, or takes what was asked for. */
static void fetch(struct consumer *c, int32_t p)
{
    struct reading *r = &c->of[p];
    int64_t committed = (int64_t)partition_of(c, p)->committed;
    if (c->paused || is_away(c, p)) {
        r->fetch_at = SIM_NEVER;
    } else if (r->fetch_at != SIM_NEVER && r->fetch_at <= sim.now) {
        r->visible = committed;
        r->fetch_at = SIM_NEVER;
    } else if (r->fetch_at == SIM_NEVER && r->visible < committed) {
        r->fetch_at = sim.now + broker_delay();
    }
}

static bool tells_end(const struct consumer *c, int32_t p)
{
    const struct reading *r = &c->of[p];
    return !r->end_told && !c->paused && !is_away(c, p) && r->next == r->visible &&
           r->visible == (int64_t)partition_of(c, p)->committed;
}

static uint64_t consumer_ready_at(void *self)
{
    struct consumer *c = self;
    uint64_t at = SIM_NEVER;
    for (int32_t p = 0; p < c->topic->partitions; p++) {
        fetch(c, p);
        if ((c->of[p].next < c->of[p].visible && !c->paused) || tells_end(c, p))
            return sim.now;
        at = c->of[p].fetch_at < at ? c->of[p].fetch_at : at;
    }
    return c->caught_up || c->behind > 0 ? at : sim.now;
}

static void has_reached_end(struct consumer *c, struct reading *r)
{
    c->behind -= r->behind;
    r->behind = false;
}

static void give(struct consumer *c, int32_t p)
{
    struct reading *r = &c->of[p];
    const struct record *record = &partition_of(c, p)->log[r->next];
    const struct incoming in = {
        .partition = p,
        .offset = r->next,
        .timestamp_ms = record->timestamp_ms,
        .read_at = c->turn_at,
        .value = {record->value, record->value_len},
        .run = {record->run, record->run_len},
    };
    c->messages++;
    r->next++;
    r->bytes += record->value_len + KAFKA_MESSAGE_OVERHEAD;
    r->at_ms = record->timestamp_ms;
    r->end_told = false;
    c->on.on_message(c->on.user, &in);
    if (r->next >= r->end)
        has_reached_end(c, r);
}

/* Some of a partition, and then of another. */
static bool give_some(struct consumer *c)
{
    bool some = false;
    for (size_t n = (size_t)sim_between(1, 8); n > 0; n--) {
        int32_t p = (int32_t)sim_between(0, (uint64_t)c->topic->partitions - 1);
        for (size_t k = (size_t)sim_between(1, 20);
             k > 0 && c->of[p].next < c->of[p].visible && !c->paused; k--) {
            give(c, p);
            some = true;
        }
        if (tells_end(c, p)) {
            c->of[p].end_told = true;
            has_reached_end(c, &c->of[p]);
            c->on.on_end(c->on.user, p);
            some = true;
        }
    }
    return some;
}

static void consumer_serve(void *self)
{
    struct consumer *c = self;
    c->turn_at = wall_now();
    bool some = give_some(c);
    if (!c->caught_up && c->behind == 0) {
        c->caught_up = some = true;
        if (c->on.on_caught_up != NULL)
            c->on.on_caught_up(c->on.user);
    }
    if (some)
        c->on.on_turn(c->on.user);
}

static int64_t first_offset(const struct consumer_options *options, const struct broker_topic *t,
                            int32_t p)
{
    switch (options->from) {
    case CONSUMER_FROM_END:
        return (int64_t)t->of[p].committed;
    case CONSUMER_FROM_OFFSETS:
        return options->offsets[p] == OFFSET_OF_BEGINNING ? 0 : options->offsets[p];
    default:
        return 0;
    }
}

struct consumer *consumer_open(const struct kafka_config *config,
                               const struct consumer_options *options, bool *ret_passing,
                               struct error *err)
{
    struct broker_topic *t = broker_find(config->topic);
    *ret_passing = true;
    if (t == NULL || broker_is_away(t)) {
        error_set(err, "no answer about topic %s", config->topic);
        return NULL;
    }
    struct consumer *c = calloc(1, sizeof *c);
    c->topic = t;
    for (int32_t p = 0; p < t->partitions; p++) {
        struct reading *r = &c->of[p];
        r->next = r->begin = r->visible = first_offset(options, t, p);
        r->end = (int64_t)t->of[p].committed;
        r->behind = r->next < r->end;
        r->fetch_at = SIM_NEVER;
        r->at_ms = -1;
        c->behind += r->behind;
        if (r->next <= r->end)
            continue;
        *ret_passing = false;
        sim_fail("%s reads partition %d from %jd, behind its end %jd", sim.current->name, (int)p,
                 (intmax_t)r->next, (intmax_t)r->end);
    }
    return c;
}

bool consumer_start(struct consumer *c, uv_loop_t *loop, const struct consumer_callbacks *callbacks,
                    struct error *err)
{
    static const struct source_ops ops = {consumer_ready_at, consumer_serve};
    (void)err;
    c->on = *callbacks;
    c->source = loop_add_source(loop, &ops, c);
    broker_listen(sim.current);
    return true;
}

struct consumer *consumer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct consumer_options *options,
                                 const struct consumer_callbacks *callbacks, struct error *err)
{
    bool passing;
    struct consumer *c = consumer_open(config, options, &passing, err);
    for (int i = 0; c == NULL && passing && i < 50; i++) {
        process_wait(sim.now + SIM_S / 10);
        c = consumer_open(config, options, &passing, err);
    }
    if (c != NULL)
        consumer_start(c, loop, callbacks, err);
    return c;
}

void consumer_pause(struct consumer *c)
{
    c->paused = true;
    for (int32_t p = 0; p < c->topic->partitions; p++)
        c->of[p].visible = c->of[p].next;
}

void consumer_resume(struct consumer *c)
{
    c->paused = false;
}

uint64_t consumer_bytes(const struct consumer *c, int32_t partition)
{
    return c->of[partition].bytes;
}

uint64_t consumer_messages(const struct consumer *c)
{
    return c->messages;
}

int64_t consumer_next_offset(const struct consumer *c, int32_t partition)
{
    return c->of[partition].next;
}

int64_t consumer_last_ms(const struct consumer *c, int32_t partition)
{
    return c->of[partition].at_ms;
}

bool consumer_is_caught_up(const struct consumer *c)
{
    return c->behind == 0;
}

void consumer_progress(const struct consumer *c, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = *ret_total = 0;
    for (int32_t p = 0; p < c->topic->partitions; p++) {
        const struct reading *r = &c->of[p];
        *ret_total += (uint64_t)(r->end - r->begin);
        *ret_done += (uint64_t)((r->behind ? r->next : r->end) - r->begin);
    }
}

void consumer_seek(struct consumer *c, const int64_t *offsets)
{
    c->behind = 0;
    for (int32_t p = 0; p < c->topic->partitions; p++) {
        struct reading *r = &c->of[p];
        int64_t to = offsets[p] == OFFSET_WHERE_IT_IS ? r->next : offsets[p];
        r->end = r->end < r->next ? r->next : r->end;
        r->next = r->begin = r->visible = to < 0 ? 0 : to;
        r->behind = r->next < r->end;
        r->end_told = false;
        c->behind += r->behind;
    }
}

bool consumer_is_reachable(const struct consumer *c, int32_t partition)
{
    return !is_away(c, partition);
}

void consumer_destroy(struct consumer *c)
{
    if (c == NULL)
        return;
    if (c->source != NULL)
        loop_remove_source(c->source);
    free(c);
}

/* --- the producer ----------------------------------------------------------------------------- */

struct producer {
    struct client *client;
    struct producer_callbacks on;
    struct loop_source *source;
    size_t queue; /* messages that it has room for */
};

static uint64_t producer_ready_at(void *self)
{
    return client_has_news(((struct producer *)self)->client) ? sim.now : SIM_NEVER;
}

static void producer_serve(void *self)
{
    struct producer *p = self;
    client_clear_news(p->client);
    p->on.on_room(p->on.user);
}

struct producer *producer_create(uv_loop_t *loop, const struct kafka_config *config,
                                 const struct producer_callbacks *callbacks, struct error *err)
{
    static const struct source_ops ops = {producer_ready_at, producer_serve};
    (void)err;
    struct producer *p = calloc(1, sizeof *p);
    p->client = client_create(find_or_make(config->topic, 1), sim.current);
    p->on = *callbacks;
    p->queue = (size_t)sim_between(4, 2000);
    p->source = loop_add_source(loop, &ops, p);
    return p;
}

enum send_result producer_send(struct producer *p, const struct outgoing *m, struct error *err)
{
    (void)err;
    if (client_outstanding(p->client) >= p->queue)
        return SEND_FULL;
    const struct record r = {
        .value = (char *)(uintptr_t)m->value.ptr,
        .value_len = m->value.len,
        .run = (char *)(uintptr_t)m->run.ptr,
        .run_len = m->run.len,
        .timestamp_ms = m->timestamp_ms > 0 ? m->timestamp_ms : 1,
    };
    client_send(p->client, m->partition, &r, m->counted);
    return SEND_DONE;
}

uint64_t producer_acked(const struct producer *p)
{
    return client_acked(p->client);
}

bool producer_is_sound(const struct producer *p, struct error *err)
{
    (void)p, (void)err;
    return true;
}

size_t producer_outstanding(const struct producer *p)
{
    return client_outstanding(p->client);
}

void producer_destroy(struct producer *p)
{
    if (p == NULL)
        return;
    client_close(p->client);
    loop_remove_source(p->source);
    free(p);
}

/* --- compacted topics ------------------------------------------------------------------------- */

struct compacted_topic {
    struct consumer *consumer;
    struct producer *producer;
    struct compacted_topic_callbacks on;
    struct kafka_config config;
    uv_loop_t *loop;
    bool read;
};

static void on_value(void *user, const struct incoming *in)
{
    struct compacted_topic *b = user;
    b->on.on_value(b->on.user, in->value);
}

static void on_turn(void *user)
{
    (void)user;
}

static void on_values_end(void *user, int32_t partition)
{
    struct compacted_topic *b = user;
    (void)partition;
    b->on.on_read(b->on.user);
}

static void on_no_news(void *user, const char *text)
{
    (void)user, (void)text;
}

struct compacted_topic *compacted_topic_open(uv_loop_t *loop, const struct kafka_config *config,
                                             const struct compacted_topic_callbacks *callbacks,
                                             struct error *err)
{
    struct compacted_topic *b = calloc(1, sizeof *b);
    const struct consumer_options options = {.from = CONSUMER_FROM_BEGINNING, .partitions = 1};
    const struct consumer_callbacks reading = {.on_message = on_value,
                                               .on_turn = on_turn,
                                               .on_end = on_values_end,
                                               .on_log = on_no_news,
                                               .user = b};
    b->on = *callbacks;
    b->loop = loop;
    b->config = *config;
    find_or_make(config->topic, 1);
    b->consumer = consumer_create(loop, config, &options, &reading, err);
    return b;
}

bool compacted_topic_prepare(struct compacted_topic *b, struct error *err)
{
    const struct producer_callbacks callbacks = {on_turn, on_no_news, b};
    if (b->producer == NULL)
        b->producer = producer_create(b->loop, &b->config, &callbacks, err);
    return true;
}

bool compacted_topic_put(struct compacted_topic *b, struct text value, struct error *err)
{
    const struct outgoing m = {.timestamp_ms = 1, .value = value};
    compacted_topic_prepare(b, err);
    return producer_send(b->producer, &m, err) == SEND_DONE || error_set(err, "the queue is full");
}

void compacted_topic_close(struct compacted_topic *b)
{
    if (b == NULL)
        return;
    consumer_destroy(b->consumer);
    producer_destroy(b->producer);
    free(b);
}

/* --- work beside the loop --------------------------------------------------------------------- */

struct background {
    struct background_work work;
    struct process *of;
    bool dropped;
    uint64_t *done_at;
};

static void do_work(void *user)
{
    struct background *b = user;
    b->work.work(b->work.user);
}

static void on_thread(void *user)
{
    struct background *b = user;
    if (b->of->state != PROCESS_RUNS)
        return;
    if (!b->dropped)
        process_act(b->of, do_work, b);
    *b->done_at = sim.now;
    process_poke(b->of, sim.now);
}

static void on_worked(void *user)
{
    struct background *b = user;
    (b->dropped ? b->work.dropped : b->work.done)(b->work.user);
}

struct background *background_start(uv_loop_t *loop, const struct background_work *work)
{
    struct background *b = sim_new(sizeof *b);
    uint64_t at = sim.now + broker_delay() + sim_between(0, 5 * SIM_MS);
    *b = (struct background){*work, sim.current, false, loop_later(loop, SIM_NEVER, on_worked, b)};
    sim_at(at, on_thread, b);
    return b;
}

void background_drop(struct background *b)
{
    b->dropped = true;
}

bool background_is_left(void)
{
    return false;
}
