/* What librdkafka's statistics (statistics.interval.ms, its STATISTICS.md) say of brokers and of
 * the leaders of partitions: the documented way to hear of either without asking, in all versions.
 */
#ifndef BLOTTER_SRC_KAFKA_STATISTICS_H
#define BLOTTER_SRC_KAFKA_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

#include "blotter/base/text.h"

/* Texts stand during the call. */
struct statistics_callbacks {
    /* A broker by its "host:port"; `id` is -1 for one that only the user has named so far. `up`:
     * there is a connection to it, and it has been let in. */
    void (*on_broker)(void *user, struct text name, int32_t id, bool up);
    /* `leader` is a broker's id, -1 for none; NULL for who does not mind. */
    void (*on_leader)(void *user, struct text topic, int32_t partition, int32_t leader);
    void *user;
};

/* Reads one report. Any bytes are harmless: what is not as documented is passed over. */
void statistics_read(struct text json, const struct statistics_callbacks *on);

#endif
