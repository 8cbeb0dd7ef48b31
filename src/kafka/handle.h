/* Making librdkafka handles: our defaults, the user's properties over them, and nothing on standard
 * error. */
#ifndef BLOTTER_SRC_KAFKA_HANDLE_H
#define BLOTTER_SRC_KAFKA_HANDLE_H

#include <librdkafka/rdkafka.h>

#include "blotter/kafka/config.h"
#include "client_log.h"

#define ROWS(array) (sizeof(array) / sizeof *(array))

/* The defaults that every handle shares, then `defaults`, then config->properties. The brokers are
 * config->brokers; without them, those of the properties.
 *
 * The handle's opaque is `log`, which outlives the handle; logs and errors go there, on the thread
 * that serves the handle's main queue. NULL with *err, which names the property. */
rd_kafka_conf_t *kafka_conf_create(const struct kafka_config *config,
                                   const struct kafka_property *defaults, size_t count,
                                   struct client_log *log, struct error *err);

/* Takes `conf` over, which was made from `config`, also when it fails. NULL with *err. */
rd_kafka_t *kafka_handle_create(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                                const struct kafka_config *config, struct error *err);

/* What `config` calls its brokers, for a sentence. */
const char *kafka_brokers(const struct kafka_config *config);

#endif
