/* The status of a cluster: its brokers, and of one topic leaders, replicas and offsets.
 *
 * Asking for it waits for brokers, and in librdkafka 2.0.2 there is no other way to hear of
 * replicas. So whoever has a loop leaves the asking to a process of its own (`blotter cluster
 * --describe`) and reads what that writes. */
#ifndef BLOTTER_KAFKA_STATUS_H
#define BLOTTER_KAFKA_STATUS_H

#include "blotter/kafka/config.h"

enum {
    STATUS_BROKERS_MAX = 1024,
    STATUS_REPLICAS_MAX = 32, /* of a partition; more are not shown */
    STATUS_NAME_SIZE = 256,
    STATUS_UNKNOWN = -1, /* instead of a number that nobody has said */
};

struct status_broker {
    int32_t id;
    char address[STATUS_NAME_SIZE]; /* HOST:PORT; "" when only its number is known */
    bool up;
};

/* Brokers' numbers, in Kafka's order: of replicas the preferred leader is the first. */
struct status_brokers {
    int32_t ids[STATUS_REPLICAS_MAX];
    int32_t count;
};

struct status_partition {
    int32_t leader; /* -1: it has none, and cannot be read or written */
    struct status_brokers replicas, isr;
    int64_t first, end; /* offsets: of its first message, and behind its last; STATUS_UNKNOWN */
    int64_t last_ms;    /* the last message's Kafka timestamp; STATUS_UNKNOWN */
};

struct cluster_status {
    char id[STATUS_NAME_SIZE];
    int32_t
        controller; /* STATUS_UNKNOWN; KRaft brokers name whichever of them passes requests on */
    struct status_broker *brokers;
    size_t broker_count;
    char topic[STATUS_NAME_SIZE];
    struct status_partition *partitions; /* none: there is no such topic */
    size_t partition_count;
};

/* {0} is an empty one. */
void cluster_status_finish(struct cluster_status *s);

size_t cluster_status_down(const struct cluster_status *s); /* brokers that are */

/* Has it fewer replicas in step than it has replicas? */
bool status_is_short(const struct status_partition *p);

/* Appends how Kafka's own tool has it: "Leader: 0 Replicas: 0,2,1 Isr: 0,2,1". */
void status_write_replicas(struct buffer *out, const struct status_partition *p);

/* --- asking ---------------------------------------------------------------------------------- */

struct probe;

/* A client that asks about config->topic. Does not wait for a broker. NULL with *err. */
struct probe *probe_create(const struct kafka_config *config, struct error *err);

/* Looks once; waits for answers up to KAFKA_CONNECT_MS. What only some brokers could not say is
 * unknown in *ret, which is to be finished; false with *err when none answers. A broker that has
 * been seen, or has a replica, and is gone is down. Makes no topic. */
bool probe_look(struct probe *p, struct cluster_status *ret, struct error *err);
void probe_destroy(struct probe *p); /* takes NULL */

/* --- as lines -------------------------------------------------------------------------------- */

/* Appends it as lines of JSON: one of the kind `cluster`, then one for each `broker` and each
 * `partition`. */
void status_write(struct buffer *out, const struct cluster_status *s);

/* Appends a line that says why there is no status. */
void status_write_error(struct buffer *out, const struct error *err);

enum status_read {
    STATUS_MORE, /* taken, and more lines belong to it */
    STATUS_DONE,
    STATUS_ERROR,   /* the line is an error: *err is what it says */
    STATUS_IGNORED, /* it is none of these */
};

/* Takes a line of them, without its newline. A line of the kind `cluster` begins anew; *s is whole
 * with STATUS_DONE. {0} is where to begin. */
enum status_read status_read_line(struct cluster_status *s, struct text line, struct error *err);

#endif
