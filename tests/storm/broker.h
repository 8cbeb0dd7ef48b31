/* Kafka: topics whose partitions keep the order of what they take, and nothing else does.
 *
 * What a producer sends is appended, then committed, then acknowledged, each some time later; only
 * what is committed is read. A partition can be away: it takes nothing and gives nothing. When its
 * leader changes, what was not committed is kept or lost; its producer sends again what was not
 * acknowledged, which may put it there twice. */
#ifndef BLOTTER_TESTS_STORM_BROKER_H
#define BLOTTER_TESTS_STORM_BROKER_H

#include "sim.h"

enum { BROKER_PARTITIONS_MAX = 4 };

struct record {
    char *value, *run;
    size_t value_len, run_len;
    int64_t timestamp_ms;
    bool repeated; /* it has been there before */
};

struct broker_partition {
    struct record *log;
    size_t count, cap, committed;
    uint64_t away_until; /* 0: it is there */
};

struct broker_topic {
    char name[64];
    int32_t partitions;
    struct broker_partition of[BROKER_PARTITIONS_MAX];
    struct broker_topic *next;
};

struct broker {
    struct broker_topic *topics;
    bool is_mock;     /* an embedded cluster: it says so, and credit is asked for */
    uint64_t latency; /* ns, about */
};

extern struct broker broker;

void broker_begin(void);
struct broker_topic *broker_find(const char *name);
struct broker_topic *broker_make(const char *name, int32_t partitions);
bool broker_is_away(const struct broker_topic *t); /* any of its partitions */
uint64_t broker_delay(void);                       /* how long something takes, drawn */

/* For so long a partition is away, then another leads it. */
struct leader_change {
    int32_t partition;
    uint64_t for_ns;
    bool loses;   /* what was not committed; else that is kept */
    bool repeats; /* what was kept and not acknowledged is sent again */
};
void broker_change_leader(struct broker_topic *t, const struct leader_change *c);

/* A producer, as brokers see it. */
struct client;
struct client *client_create(struct broker_topic *t, struct process *of);
void client_send(struct client *c, int32_t partition, const struct record *r, bool counted);
size_t client_outstanding(const struct client *c);
uint64_t client_acked(const struct client *c);
bool client_has_news(const struct client *c); /* something was acknowledged */
void client_clear_news(struct client *c);
void client_close(struct client *c);

/* A process is no more: its clients are closed. */
void broker_lose(const struct process *of);

/* Whoever reads hears that more is committed. */
void broker_listen(struct process *p);

#endif
