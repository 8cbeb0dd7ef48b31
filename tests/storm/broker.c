#include "broker.h"

#include "memory_of.h"

struct broker broker;

enum { LISTENERS_MAX = 256 };

/* A message that has not been acknowledged. */
struct flight {
    struct flight *next;
    struct record record;
    bool counted, appended, repeats;
    size_t offset;
};

struct lane {
    struct client *client;
    int32_t partition;
    struct flight *first, **end;
    bool pumping;
};

struct client {
    struct broker_topic *topic;
    struct process *of;
    struct lane lanes[BROKER_PARTITIONS_MAX];
    size_t outstanding;
    uint64_t acked;
    bool news; /* something was acknowledged */
    bool closed;
    struct client *next;
};

static struct client *clients;
static struct process *listeners[LISTENERS_MAX];
static size_t listener_count;

void broker_begin(void)
{
    broker = (struct broker){.latency = SIM_MS};
    clients = NULL;
    listener_count = 0;
}

struct broker_topic *broker_find(const char *name)
{
    for (struct broker_topic *t = broker.topics; t != NULL; t = t->next)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

struct broker_topic *broker_make(const char *name, int32_t partitions)
{
    struct broker_topic *t = sim_new(sizeof *t);
    snprintf(t->name, sizeof t->name, "%s", name);
    t->partitions = partitions;
    t->next = broker.topics;
    broker.topics = t;
    return t;
}

bool broker_is_away(const struct broker_topic *t)
{
    for (int32_t p = 0; p < t->partitions; p++)
        if (t->of[p].away_until > sim.now)
            return true;
    return false;
}

/* Mostly short, now and then long. */
uint64_t broker_delay(void)
{
    uint64_t most = sim_chance(30) ? broker.latency * 30 : broker.latency;
    return sim_between(SIM_MS / 100, most);
}

void broker_listen(struct process *p)
{
    for (size_t i = 0; i < listener_count; i++)
        if (listeners[i] == p)
            return;
    if (listener_count < LISTENERS_MAX)
        listeners[listener_count++] = p;
}

static void wake_readers(void)
{
    for (size_t i = 0; i < listener_count; i++)
        process_poke(listeners[i], sim.now + broker_delay());
}

/* --- acknowledging ---------------------------------------------------------------------------- */

static void drop_first(struct lane *lane)
{
    struct flight *f = lane->first;
    lane->first = f->next;
    if (lane->first == NULL)
        lane->end = &lane->first;
    lane->client->outstanding--;
}

static void on_acks(void *user)
{
    struct lane *lane = user;
    struct client *c = lane->client;
    const struct broker_partition *p = &c->topic->of[lane->partition];
    bool some = false;
    if (c->closed || p->away_until > sim.now)
        return;
    while (lane->first != NULL && lane->first->appended && lane->first->offset < p->committed) {
        c->acked += lane->first->counted;
        drop_first(lane);
        some = true;
    }
    if (some && c->of->state == PROCESS_RUNS) {
        c->news = true;
        process_poke(c->of, sim.now);
    }
}

static void acknowledge(const struct broker_topic *t, int32_t partition)
{
    for (struct client *c = clients; c != NULL; c = c->next)
        if (c->topic == t && !c->closed)
            sim_at(sim.now + broker_delay(), on_acks, &c->lanes[partition]);
}

/* --- taking ----------------------------------------------------------------------------------- */

struct commit {
    struct broker_topic *topic;
    int32_t partition;
    size_t count;
};

static void on_commit(void *user)
{
    struct commit *c = user;
    struct broker_partition *p = &c->topic->of[c->partition];
    if (p->away_until > sim.now) {
        sim_at(p->away_until, on_commit, c);
        return;
    }
    size_t count = c->count < p->count ? c->count : p->count;
    if (count > p->committed) {
        p->committed = count;
        wake_readers();
    }
    acknowledge(c->topic, c->partition);
}

static void append(struct broker_partition *p, struct flight *f)
{
    if (p->count == p->cap) {
        struct process *of = memory_own(NULL);
        p->cap = p->cap * 2 + 64;
        p->log = realloc(p->log, p->cap * sizeof *p->log);
        memory_own(of);
    }
    f->appended = true;
    f->offset = p->count;
    p->log[p->count] = f->record;
    p->log[p->count++].repeated = f->repeats;
    f->repeats = false;
}

/* Takes up to `most` of what has not been taken yet. */
static bool take(struct lane *lane, size_t most)
{
    struct broker_topic *t = lane->client->topic;
    struct broker_partition *p = &t->of[lane->partition];
    bool some = false;
    for (struct flight *f = lane->first; f != NULL && most > 0; f = f->next)
        if (!f->appended) {
            append(p, f);
            most--;
            some = true;
        }
    if (!some)
        return false;
    struct commit *c = sim_new(sizeof *c);
    *c = (struct commit){t, lane->partition, p->count};
    sim_at(sim.now + broker_delay(), on_commit, c);
    return true;
}

static void pump(struct lane *lane);

static void on_pump(void *user)
{
    struct lane *lane = user;
    const struct broker_partition *p = &lane->client->topic->of[lane->partition];
    lane->pumping = false;
    if (p->away_until > sim.now) {
        lane->pumping = true;
        sim_at(p->away_until + broker_delay(), on_pump, lane);
    } else if (!lane->client->closed && take(lane, (size_t)sim_between(1, 60))) {
        pump(lane);
    }
}

static void pump(struct lane *lane)
{
    if (lane->pumping)
        return;
    lane->pumping = true;
    sim_at(sim.now + broker_delay(), on_pump, lane);
}

/* --- leaders ---------------------------------------------------------------------------------- */

/* What is not acknowledged is to be sent again, from `from` on, in its order. */
static void send_again(const struct broker_topic *t, int32_t partition, size_t from, bool repeats)
{
    for (struct client *c = clients; c != NULL; c = c->next) {
        if (c->topic != t || c->closed)
            continue;
        bool again = false;
        for (struct flight *f = c->lanes[partition].first; f != NULL; f = f->next) {
            again = again || (f->appended && f->offset >= from);
            if (!again || !f->appended)
                continue;
            f->appended = false;
            f->repeats = repeats;
        }
        pump(&c->lanes[partition]);
    }
}

static void on_back(void *user)
{
    struct commit *c = user;
    wake_readers();
    acknowledge(c->topic, c->partition);
}

void broker_change_leader(struct broker_topic *t, const struct leader_change *c)
{
    struct broker_partition *p = &t->of[c->partition];
    sim_tell("broker: partition %d of %s is away for %.3f s, %zu of %zu not committed are %s%s",
             (int)c->partition, t->name, (double)c->for_ns / (double)SIM_S, p->count - p->committed,
             p->count, c->loses ? "lost" : "kept",
             c->repeats && !c->loses ? ", and sent again" : "");
    p->away_until = sim.now + c->for_ns;
    if (c->loses) {
        p->count = p->committed;
        send_again(t, c->partition, p->committed, false);
    } else {
        p->committed = p->count;
        if (c->repeats)
            send_again(t, c->partition, 0, true);
    }
    struct commit *back = sim_new(sizeof *back);
    *back = (struct commit){t, c->partition, 0};
    sim_at(p->away_until + 1, on_back, back);
}

/* --- clients ---------------------------------------------------------------------------------- */

struct client *client_create(struct broker_topic *t, struct process *of)
{
    struct client *c = sim_new(sizeof *c);
    *c = (struct client){.topic = t, .of = of, .next = clients};
    for (int32_t p = 0; p < BROKER_PARTITIONS_MAX; p++) {
        c->lanes[p] = (struct lane){.client = c, .partition = p};
        c->lanes[p].end = &c->lanes[p].first;
    }
    clients = c;
    return c;
}

static char *copy(const char *bytes, size_t len)
{
    char *to = sim_new(len + 1);
    if (len > 0)
        memcpy(to, bytes, len);
    return to;
}

void client_send(struct client *c, int32_t partition, const struct record *r, bool counted)
{
    struct lane *lane = &c->lanes[partition];
    struct flight *f = sim_new(sizeof *f);
    f->record = *r;
    f->record.value = copy(r->value, r->value_len);
    f->record.run = copy(r->run, r->run_len);
    f->counted = counted;
    *lane->end = f;
    lane->end = &f->next;
    c->outstanding++;
    pump(lane);
}

size_t client_outstanding(const struct client *c)
{
    return c->outstanding;
}

uint64_t client_acked(const struct client *c)
{
    return c->acked;
}

bool client_has_news(const struct client *c)
{
    return c->news;
}

void client_clear_news(struct client *c)
{
    c->news = false;
}

/* What is on the wire arrives, some of it; the rest was in the process. */
void client_close(struct client *c)
{
    for (int32_t p = 0; !c->closed && p < c->topic->partitions; p++)
        if (c->topic->of[p].away_until <= sim.now)
            take(&c->lanes[p], (size_t)sim_between(0, 20));
    c->closed = true;
}

void broker_lose(const struct process *of)
{
    for (struct client *c = clients; c != NULL; c = c->next)
        if (c->of == of)
            client_close(c);
}
