/* `cluster --describe`: what a Kafka cluster is like, and one topic on it, as text or as lines of
 * JSON (kafka/status.h); with --follow again every second. */
#ifndef BLOTTER_COMMANDS_DESCRIBE_H
#define BLOTTER_COMMANDS_DESCRIBE_H

#include "settings.h"

/* Returns the status to exit with. With --follow until a signal, until nobody reads, or until
 * standard input closes when that is a pipe or a socket. */
int describe_cluster(const struct settings *s);

#endif
