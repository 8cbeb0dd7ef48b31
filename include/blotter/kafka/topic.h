/* The topic: is it there, how many partitions has it, and making it when it is not. */
#ifndef BLOTTER_KAFKA_TOPIC_H
#define BLOTTER_KAFKA_TOPIC_H

#include "blotter/kafka/config.h"

struct topic_facts {
    int32_t partitions;
    int brokers;
    bool mock; /* librdkafka's mock cluster: its id begins with mockCluster */
};

/* Connects (within KAFKA_CONNECT_MS; blocks that long at most, and one second more to make the
 * topic), makes the topic with `partitions` and `replication` when it does not exist (with
 * retention.ms=-1: its messages are years old), and says what it is. One that exists keeps its
 * partitions. *err names the brokers when none answers. */
bool topic_ensure(const struct kafka_config *config, int32_t partitions, int32_t replication,
                  struct topic_facts *ret, struct error *err);

/* The same for a board (kafka/board.h): one partition, compacted. */
bool topic_ensure_board(const struct kafka_config *config, int32_t replication, struct error *err);

#endif
