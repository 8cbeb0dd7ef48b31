/* The topic: is it there, how many partitions has it, and making it when it is not. */
#ifndef BLOTTER_KAFKA_TOPIC_H
#define BLOTTER_KAFKA_TOPIC_H

#include "blotter/kafka/config.h"

/* How long a topic keeps what it is sent. */
struct topic_retention {
    bool known;  /* not of a mock, and not without the right to ask */
    bool by_age; /* what is older than `ms` is deleted */
    bool by_key; /* of the messages of a key, an officer's, only the last is kept */
    int64_t ms;  /* -1: for ever */
};

struct topic_facts {
    int32_t partitions;
    int32_t replication; /* of the partition that has the fewest replicas */
    int brokers;
    bool mock; /* librdkafka's mock cluster: its id begins with mockCluster */
    struct topic_retention retention;
};

enum topic_found {
    TOPIC_READY,
    TOPIC_MISSING,   /* the broker that has answered knows no such topic */
    TOPIC_NOT_READY, /* it cannot be read yet, as while a partition has no leader */
    TOPIC_UNREACHED, /* no broker answers */
    TOPIC_REFUSED,   /* waiting will not help */
};

/* Looks at config->topic once and makes nothing; waits for an answer up to KAFKA_CONNECT_MS. *ret
 * says whether it is a mock; the rest of it, but for what the topic keeps, only when it is ready,
 * and else *err says why not. Each look is a connection of its own, and may reach another broker.
 * On any thread. */
enum topic_found topic_look(const struct kafka_config *config, struct topic_facts *ret,
                            struct error *err);

/* The same, but a topic that is missing is made, as topic_ensure does, and waited for a second. */
enum topic_found topic_make(const struct kafka_config *config, int32_t partitions,
                            int32_t replication, struct topic_facts *ret, struct error *err);

/* False with *err when a property or the topic's name is wrong, before anything is asked. */
bool topic_check(const struct kafka_config *config, struct error *err);

/* Connects (within KAFKA_CONNECT_MS; blocks that long at most, five seconds more to make the topic,
 * and until brokers have elected a leader of each partition, 20 s at most), makes the topic with
 * `partitions` and `replication` when it does not exist (with retention.ms=-1: its messages are
 * years old), and says what it is. One that exists keeps its partitions. *err names the brokers
 * when none answers. */
bool topic_ensure(const struct kafka_config *config, int32_t partitions, int32_t replication,
                  struct topic_facts *ret, struct error *err);

/* The same for a compacted topic (kafka/compacted_topic.h): one partition, compacted. */
bool topic_ensure_compacted(const struct kafka_config *config, int32_t replication,
                            struct error *err);

/* What somebody who sends to the topic should know, a line each to `on_remark`: that it has other
 * counts than these, and that it would delete reports because they are years old. Nothing of a
 * mock. */
void topic_remark(const struct kafka_config *config, const struct topic_facts *facts,
                  int32_t partitions, int32_t replication, kafka_log_fn on_remark, void *user);

#endif
