/* Has somebody deleted the topic under us?
 *
 * Brokers that have just started, with a ZooKeeper above all, may know no topic for some seconds,
 * and librdkafka takes the first such word for the truth. So the topic is looked for again and
 * again, and is gone when nobody has known it for a while. */
#ifndef BLOTTER_SRC_KAFKA_DELETION_H
#define BLOTTER_SRC_KAFKA_DELETION_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>

#include "blotter/base/clock.h"
#include "blotter/kafka/background.h"

enum {
    DELETION_AFTER_MS = 15 * 1000,
    DELETION_LOOK_MS = 500, /* between looks */
};

enum deletion { DELETION_NONE, DELETION_SUSPECTED, DELETION_CERTAIN };

/* {0} with the callbacks filled in is: not suspected. */
struct deletion_watch {
    /* On the loop's thread, after a look. DELETION_NONE ends the deletion. */
    void (*on_looked)(void *user, enum deletion gone);
    void (*on_dropped)(
        void *user); /* on any thread, after deletion_watch_drop: no look uses the handle */
    void *user;

    bool is;
    mono_time since;
    struct background *look; /* NULL: none is under way */
    rd_kafka_t *rk;
    const char *topic;
    int partitions;
    bool answered, listed; /* what the look has found */
};

/* Is it one of the errors that librdkafka has for this? */
bool deletion_is_error(rd_kafka_resp_err_t code);

/* Looks once, beside the loop, whether brokers know the topic with so many partitions; not while
 * another look is under way. `topic` is borrowed until then. */
void deletion_watch_look(struct deletion_watch *s, uv_loop_t *loop, rd_kafka_t *rk,
                         const char *topic, int partitions);

/* No on_looked comes any more. True when a look still uses the handle: on_dropped will come. */
bool deletion_watch_drop(struct deletion_watch *s);

#endif
