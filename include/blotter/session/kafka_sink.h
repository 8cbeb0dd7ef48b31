/* The Kafka sink: a producer with the face that the simulator sends to. */
#ifndef BLOTTER_SESSION_KAFKA_SINK_H
#define BLOTTER_SESSION_KAFKA_SINK_H

#include "blotter/kafka/producer.h"
#include "blotter/kafka/topic.h"
#include "blotter/replay/sink.h"

struct kafka_sink;

/* A sink for config->topic, whose facts are `topic`. NULL with *err. */
struct kafka_sink *kafka_sink_create(uv_loop_t *loop, const struct kafka_config *config,
                                     const struct topic_facts *topic, bool with_credit,
                                     const struct producer_callbacks *callbacks, struct error *err);
struct sink kafka_sink_face(struct kafka_sink *k);
void kafka_sink_destroy(struct kafka_sink *k); /* takes NULL */

#endif
