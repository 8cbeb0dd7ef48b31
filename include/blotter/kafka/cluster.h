/* The embedded cluster: librdkafka's mock brokers, real sockets and real protocol, in memory.
 *
 * It can abort on what a client asks for, so it lives in a process of its own. */
#ifndef BLOTTER_KAFKA_CLUSTER_H
#define BLOTTER_KAFKA_CLUSTER_H

#include "blotter/kafka/config.h"

struct cluster;

/* Starts `brokers` brokers on the loopback, on ports that the kernel chooses, with the topic made
 * before anyone can ask for it (the mock would make it with four partitions). NULL with *err. */
struct cluster *cluster_create(int brokers, const char *topic, int32_t partitions,
                               int32_t replication, struct error *err);

/* HOST:PORT,… ; lives as long as the cluster. */
const char *cluster_bootstrap(const struct cluster *c);

/* A fault, for tests: takes broker 1 to `brokers`, or all with -1, down or up again. */
void cluster_set_broker(struct cluster *c, int broker, bool up);

/* Takes broker 1 to `brokers` away as one that has failed: what it led another one leads; or brings
 * it back. */
void cluster_fail_broker(struct cluster *c, int broker, bool fails);

/* A fault, for tests: refuses the next request to take messages, as if a sequence number before
 * them had not come. */
void cluster_lose_count(struct cluster *c);

void cluster_destroy(struct cluster *c); /* takes NULL */

#endif
