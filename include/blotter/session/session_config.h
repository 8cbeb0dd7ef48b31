/* What a session is made from. */
#ifndef BLOTTER_SESSION_SESSION_CONFIG_H
#define BLOTTER_SESSION_SESSION_CONFIG_H

#include "blotter/base/duration.h"
#include "blotter/kafka/config.h"
#include "blotter/kafka/consumer_options.h"
#include "blotter/window/terms.h"

/* --attach: no simulator of our own, the topic is fed by others. */
struct attach_config {
    bool on;
    enum consumer_from from;
    civil_time from_time;        /* of CONSUMER_FROM_TIME */
    int64_t lateness_s;          /* of a topic without clocks */
    const struct cities *cities; /* whose messages others' may be; NULL: the shipped ones */
    bool waits;                  /* for a topic that is not there; else that is a failure */
    bool steers;                 /* orders go to the simulators that listen */
};

/* The place is kept only when the session quits. */
enum { CHECKPOINT_AT_END = 0 };

struct session_config {
    const char *program;       /* this binary, for the children */
    struct kafka_config kafka; /* brokers NULL: an embedded cluster */
    int32_t partitions, replication;
    const char *const *simulator_args; /* options and FILEs for `simulate`, NULL at the end */
    const char *const *kafka_args;     /* options that say the Kafka properties, for a child that is
                                          no simulator; NULL at the end; NULL: none */
    bool writes_truth; /* the simulator, which ends with that: it is waited for longer */
    const char *run;   /* the first run's id; NULL: made from the real time */
    int input_fd;      /* for a FILE of `-`: the simulator reads it; -1 for none */
    struct speed speed;
    struct analysis_config analysis;
    struct attach_config attach;
    const char *alert_topic;   /* which alerts are sent to; NULL: none */
    const char *state_folder;  /* NULL: no checkpoints */
    int64_t checkpoint_ms;     /* from one to the next, or CHECKPOINT_AT_END */
    const char *windows_topic; /* what engines write there is read beside it; NULL: nothing is */
    bool figures_only;         /* the topic is one of windows, and no reports are read */
    const char *source;        /* what is replayed or read: a checkpoint of another is refused */
};

#endif
