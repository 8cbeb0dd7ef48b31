/* News: what librdkafka logs and reports, boiled down to the few lines a user wants to read.
 *
 * A broker is said to be away once, and back once; one that goes again within a minute is said to
 * be back only when it has stayed for CLIENT_LOG_STAYS_MS, with how often it went. Any other line
 * is not said again within a minute. Knows no loop and no handle; time comes in as an argument. */
#ifndef BLOTTER_SRC_KAFKA_CLIENT_LOG_H
#define BLOTTER_SRC_KAFKA_CLIENT_LOG_H

#include <librdkafka/rdkafka.h>

#include "blotter/base/clock.h"
#include "blotter/kafka/config.h"
#include "leaders.h"

enum {
    CLIENT_LOG_TEXT_SIZE = 512,
    CLIENT_LOG_REMEMBERED = 8, /* lines that are not to be repeated */
    CLIENT_LOG_SILENCE_MS = 60 * 1000,
    CLIENT_LOG_STAYS_MS = 10 * 1000,
};

/* A line that has been said. */
struct said {
    char text[CLIENT_LOG_TEXT_SIZE];
    mono_time at;
};

/* A broker that has been away. */
struct broker_absence {
    char *name; /* host:port */
    bool away;
    bool told;        /* that it is away, and not yet that it is back */
    unsigned times;   /* it went, with less than a minute between */
    mono_time change; /* when it came or went last */
};

struct client_log {
    kafka_log_fn on_log; /* may be NULL */
    void *user;
    void *owner;             /* whose handle it is: not used here */
    struct leaders *leaders; /* are told of leaders and connections; NULL: nobody wants to know */
    bool verbose;            /* the user has asked for librdkafka's debug lines */
    bool denied;             /* a broker does not let this user in */
    bool fatal;              /* librdkafka has said that the handle is broken for good */
    bool gone;               /* it has said that the topic, or a partition of it, is not there */

    struct broker_absence *brokers;
    size_t count, cap;
    char cause[CLIENT_LOG_TEXT_SIZE]; /* the first thing that went wrong, a broker's word before
                                         others */
    bool cause_of_broker;
    bool all_down;
    bool connected; /* a broker has been up */
    struct said said[CLIENT_LOG_REMEMBERED];
    size_t next;
};

/* {0} with on_log, user and owner filled in is ready for use. */
void client_log_finish(struct client_log *log);

/* A line of librdkafka's log; `level` as in syslog. */
void client_log_line(struct client_log *log, mono_time now, int level, const char *facility,
                     const char *text);

/* What librdkafka gave to the error callback. */
void client_log_error(struct client_log *log, mono_time now, rd_kafka_resp_err_t code,
                      const char *reason);

/* Its statistics (statistics.h). */
void client_log_statistics(struct client_log *log, mono_time now, struct text json);

/* Is that broker, "host:port", known to be away? */
bool client_log_is_away(const struct client_log *log, const char *broker);

/* Why brokers cannot be reached, in plain words: who and what is in the way, as far as librdkafka
 * has said; else what `code` means. `brokers` are those that the user has named. Within `out`. */
const char *client_log_cause(const struct client_log *log, const char *brokers,
                             rd_kafka_resp_err_t code, char out[CLIENT_LOG_TEXT_SIZE]);

/* All is well, so the next cause will be another. */
void client_log_forget_cause(struct client_log *log);

/* A line of our own, once a minute. */
void client_log_say(struct client_log *log, mono_time now, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
