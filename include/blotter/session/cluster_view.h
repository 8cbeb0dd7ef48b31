/* The cluster as the monitor shows it: its status, how far reading is behind it, and how much goes
 * in and out. Pure: it is fed, and told the time. */
#ifndef BLOTTER_SESSION_CLUSTER_VIEW_H
#define BLOTTER_SESSION_CLUSTER_VIEW_H

#include "blotter/base/clock.h"
#include "blotter/kafka/status.h"

enum { VIEW_ERRORS = 16, VIEW_ERROR_SIZE = 200, VIEW_ERROR_MS = 60 * 1000 };

/* How far reading of a partition is behind its end; STATUS_UNKNOWN. */
struct cluster_lag {
    int64_t messages;
    int64_t ms; /* of the stream's time */
};

/* Something that went wrong in the last minute. */
struct cluster_error {
    char text[VIEW_ERROR_SIZE];
    mono_time at; /* the last time */
    unsigned times;
};

/* A second, from one look to the next. */
struct cluster_rates {
    bool known;
    double messages_in, bytes_in;   /* into the topic; bytes as those that are read have */
    double messages_out, bytes_out; /* read by us; bytes of values */
};

/* What has been read when. */
struct cluster_totals {
    mono_time at;
    int64_t ends; /* the sum of the partitions' end offsets; STATUS_UNKNOWN */
    uint64_t messages, bytes;
};

struct cluster_view {
    bool known; /* else there is nothing of it but `problem` and errors */
    struct cluster_status status;
    mono_time looked_at;      /* when that was */
    char problem[512];        /* why the last look found nothing; "" when it did */
    struct cluster_lag *lags; /* by partition of the status */
    struct cluster_rates rates;
    struct cluster_error errors[VIEW_ERRORS]; /* the newest first */
    size_t error_count;
    struct cluster_totals last; /* at the last look */
};

/* What our consumer has read. */
struct cluster_reading {
    size_t partitions;
    const int64_t *next;      /* by partition: the offset of the next message */
    const int64_t *at_ms;     /* by partition: the last message's Kafka timestamp; STATUS_UNKNOWN */
    uint64_t messages, bytes; /* altogether; bytes of values */
};

/* {0} is an empty one. */
void cluster_view_finish(struct cluster_view *v);

/* Takes a look's result over, which is an empty one then. `reading` may be NULL: nothing is read.
 */
void cluster_view_take(struct cluster_view *v, mono_time now, struct cluster_status *status,
                       const struct cluster_reading *reading);

/* A look found nothing. */
void cluster_view_fail(struct cluster_view *v, mono_time now, const char *problem);

void cluster_view_note_error(struct cluster_view *v, mono_time now, const char *text);

/* How often something went wrong in the last minute. Returns how many of the errors that are. */
size_t cluster_view_errors(const struct cluster_view *v, mono_time now, unsigned *ret_times);

/* The largest over the partitions; the sum of the messages. */
struct cluster_lag cluster_view_lag(const struct cluster_view *v);

#endif
