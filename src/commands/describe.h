/* `cluster --describe`: what a Kafka cluster is like, and one topic on it, as text or as lines of
 * JSON (kafka/status.h); with --follow again every second. */
#ifndef BLOTTER_COMMANDS_DESCRIBE_H
#define BLOTTER_COMMANDS_DESCRIBE_H

#include "settings.h"

bool describe_set(void *target, struct text value, struct error *err);

/* Notes an option that was typed and goes only with --describe. */
void describe_note_option(struct settings *s, const struct option_row *row);

/* Do the options of `cluster` go together? */
bool describe_check(const struct settings *s, struct error *err);

/* Returns the status to exit with. With --follow until a signal, until nobody reads, or until
 * standard input closes when that is a pipe or a socket. */
int describe_cluster(const struct settings *s);

#endif
