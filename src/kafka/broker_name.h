/* How librdkafka names a broker in its lines: "ssl://host:9092/1: ", the end being its number or
 * "bootstrap". */
#ifndef BLOTTER_SRC_KAFKA_BROKER_NAME_H
#define BLOTTER_SRC_KAFKA_BROKER_NAME_H

#include "blotter/base/text.h"

/* Cuts off the name a line begins with, host:9092 of the above, and leaves what follows in *rest;
 * false when it begins with none. Of "GroupCoordinator: …", which is one of the same brokers once
 * more, there is no name. */
bool broker_name_cut(struct text *rest, struct text *ret_name);

#endif
