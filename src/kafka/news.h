/* News: what librdkafka logs and reports, boiled down to the few lines a user wants to read.
 *
 * A broker is said to be away once, and back once; any other line is not said again within a
 * minute. Knows no loop and no handle; time comes in as an argument. */
#ifndef BLOTTER_SRC_KAFKA_NEWS_H
#define BLOTTER_SRC_KAFKA_NEWS_H

#include <librdkafka/rdkafka.h>

#include "blotter/base/clock.h"
#include "blotter/kafka/config.h"
#include "routes.h"

enum {
    NEWS_TEXT_SIZE = 512,
    NEWS_REMEMBERED = 8, /* lines that are not to be repeated */
    NEWS_SILENCE_MS = 60 * 1000,
};

/* A line that has been said. */
struct said {
    char text[NEWS_TEXT_SIZE];
    mono_time at;
};

struct news {
    kafka_log_fn on_log; /* may be NULL */
    void *user;
    void *owner;           /* whose handle it is: not used here */
    struct routes *routes; /* hear every line too; NULL: nobody wants to know */
    bool verbose;          /* the user has asked for librdkafka's debug lines */
    bool fatal;            /* librdkafka has said that the handle is broken for good */
    bool gone;             /* it has said that the topic, or a partition of it, is not there */

    char **away; /* brokers that are */
    size_t away_count, away_cap;
    bool all_down;
    bool connected; /* a broker has been up */
    struct said said[NEWS_REMEMBERED];
    size_t next;
};

/* {0} with on_log, user and owner filled in is ready for use. */
void news_finish(struct news *news);

/* A line of librdkafka's log; `level` as in syslog. */
void news_log(struct news *news, mono_time now, int level, const char *facility, const char *text);

/* What librdkafka gave to the error callback. */
void news_error(struct news *news, mono_time now, rd_kafka_resp_err_t code, const char *reason);

/* A line of our own, once a minute. */
void news_say(struct news *news, mono_time now, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
