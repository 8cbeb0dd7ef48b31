/* Has somebody deleted the topic under us?
 *
 * Brokers that have just started, with a ZooKeeper above all, may know no topic for some seconds,
 * and librdkafka takes the first such word for the truth. So the topic is looked for again and
 * again, and is gone when nobody has known it for a while. */
#ifndef BLOTTER_SRC_KAFKA_GONE_H
#define BLOTTER_SRC_KAFKA_GONE_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

#include "blotter/base/clock.h"

enum {
    GONE_AFTER_MS = 15 * 1000,
    GONE_LOOK_MS = 500, /* between looks */
};

/* {0} is: not suspected. */
struct suspicion {
    bool is;
    mono_time since;
};

enum gone { GONE_NOT, GONE_MAYBE, GONE_FOR_GOOD };

/* Is it one of the errors that librdkafka has for this? */
bool gone_is_error(rd_kafka_resp_err_t code);

/* Looks once; blocks for a broker's answer, a fifth of a second at most. GONE_NOT ends the
 * suspicion. */
enum gone gone_look(struct suspicion *s, rd_kafka_t *rk, const char *topic, int partitions);

#endif
