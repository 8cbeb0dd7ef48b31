/* How to reach a Kafka: what every handle of ours is made from. */
#ifndef BLOTTER_KAFKA_CONFIG_H
#define BLOTTER_KAFKA_CONFIG_H

#include <stdbool.h>

#include "blotter/base/error.h"
#include "blotter/base/text.h"

/* A librdkafka property that the user gave (-X, --property). */
struct kafka_property {
    const char *name;
    const char *value;
};

struct kafka_config {
    const char *brokers; /* HOST:PORT,…; wins over that property; NULL: as the property says */
    const char *topic;
    const struct kafka_property *properties;
    size_t property_count;
};

/* Does librdkafka take it? False with *err, which does not repeat the value: what stands in the
 * wrong place may be a password. */
bool kafka_check_property(const struct kafka_property *property, struct error *err);

/* Does it hold what nobody else may know? */
bool kafka_is_secret(const char *property);

/* Is it one of librdkafka's names for the brokers? */
bool kafka_names_brokers(const char *property);

/* Kafka's rules for a topic's name, which its mock does not know. */
bool kafka_is_topic_name(const char *name);

/* The same, false with *err. */
bool kafka_check_topic(const char *name, struct error *err);

/* Is what stands behind a host in HOST:PORT,… a port? False with *err. */
bool kafka_check_brokers(const char *brokers, struct error *err);

enum {
    KAFKA_TOPIC_LEN_MAX = 249, /* with the partition behind it, a folder's name */
    /* At start, no broker within this time is a failure (DESIGN §2 --brokers). */
    KAFKA_CONNECT_MS = 5000,
    /* Credit counts this much a message beside its value (DESIGN §4 "Credit"). */
    KAFKA_MESSAGE_OVERHEAD = 64,
    PARTITIONS_MAX = 1024,
};

/* Is a line that a kafka_log_fn got no complaint, but the word that something is well again? */
bool kafka_is_good_news(const char *text);

/* Something a handle has to say: a broker gone or back, a delivery that failed. `text` is one line
 * and does not stand after the call. Called on the loop's thread. */
typedef void (*kafka_log_fn)(void *user, const char *text);

#endif
