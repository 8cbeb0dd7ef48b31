#include "offsets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <uv.h>

#include "handle.h"

#include "blotter/base/memory.h"

enum {
    RETRY_MS = 50,
    /* Then the leaders are looked up again: one that has just died would be waited for. */
    ANSWER_MS = 2000,
    /* What the protocol has instead of a time in ms. */
    TIME_OF_END = -1,
    TIME_OF_BEGINNING = -2,
};

static int ms_left(const struct asked *a)
{
    return (int)mono_ms_between(mono_now(), a->deadline);
}

static int ms_for_answer(const struct asked *a)
{
    int left = ms_left(a);
    return left < ANSWER_MS ? left : ANSWER_MS;
}

/* A partition is changing its leader, or was made a moment ago: then one broker of several may not
 * have heard of it yet. */
static bool will_pass(rd_kafka_resp_err_t code)
{
    static const rd_kafka_resp_err_t codes[] = {
        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR__TRANSPORT,
        RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
        RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
        RD_KAFKA_RESP_ERR__TIMED_OUT,
        RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
    };
    for (size_t i = 0; i < ROWS(codes); i++)
        if (code == codes[i])
            return true;
    return false;
}

/* For all partitions at once, one request a broker. */
static rd_kafka_resp_err_t ask_once(const struct asked *a, int64_t time_ms, int64_t *ret)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(a->partitions);
    for (int32_t i = 0; i < a->partitions; i++)
        rd_kafka_topic_partition_list_add(list, a->config->topic, i)->offset = time_ms;
    rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(a->rk, list, ms_for_answer(a));
    for (int32_t i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < a->partitions; i++) {
        ret[i] = list->elems[i].offset;
        code = list->elems[i].err;
    }
    rd_kafka_topic_partition_list_destroy(list);
    return code;
}

/* Else librdkafka goes by those that it knows for a quarter of an hour, dead ones too. */
static void look_up_leaders(const struct asked *a)
{
    const struct rd_kafka_metadata *metadata;
    if (rd_kafka_metadata(a->rk, 1, NULL, &metadata, ms_for_answer(a)) ==
        RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
}

/* ret[i]: the offset of partition i's first message at or after a time, -1 when there is none or
 * the broker cannot tell; or of its beginning or end. */
static rd_kafka_resp_err_t ask(const struct asked *a, int64_t time_ms, int64_t *ret)
{
    rd_kafka_resp_err_t code = ask_once(a, time_ms, ret);
    while (will_pass(code) && ms_left(a) > 0) {
        uv_sleep(RETRY_MS);
        look_up_leaders(a);
        code = ask_once(a, time_ms, ret);
    }
    return code;
}

/* "WHAT NAME: why". */
static bool refuse(const struct asked *a, const char *what, rd_kafka_resp_err_t code,
                   struct error *err)
{
    char why[CLIENT_LOG_TEXT_SIZE];
    rd_kafka_poll(a->rk, 0); /* what librdkafka says about it */
    bool of_way = code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                  code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE ||
                  code == RD_KAFKA_RESP_ERR__RESOLVE || code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
                  code == RD_KAFKA_RESP_ERR__SSL || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    return error_set(err, "%s %s: %s", what, a->config->topic,
                     of_way ? client_log_cause(a->log, kafka_brokers(a->config), code, why)
                            : rd_kafka_err2str(code));
}

static bool find_ends(const struct asked *a, int64_t *lows, int64_t *highs, bool *ret_passing,
                      struct error *err)
{
    rd_kafka_resp_err_t code = ask(a, TIME_OF_BEGINNING, lows);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        code = ask(a, TIME_OF_END, highs);
    *ret_passing = will_pass(code);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return refuse(a, "cannot read the ends of topic", code, err);
    for (int32_t i = 0; i < a->partitions; i++)
        if (lows[i] < 0 || highs[i] < lows[i])
            return error_set(err, "cannot read the ends of topic %s, partition %d",
                             a->config->topic, (int)i);
    return true;
}

/* An embedded cluster answers -1 to every time, a real broker when all it has is earlier. Then its
 * end as noted is right, also for what has come since: the consumer leaves out what is too early.
 */
static bool find_time(const struct asked *a, const struct consumer_options *options,
                      struct extent *ret, bool *ret_passing, struct error *err)
{
    int64_t *found = mem_new((size_t)a->partitions, sizeof *found);
    rd_kafka_resp_err_t code = ask(a, offsets_time_ms(options->time), found);
    bool cannot = options->mock || code == RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT ||
                  code == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION ||
                  code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE;
    for (int32_t i = 0; !cannot && code == RD_KAFKA_RESP_ERR_NO_ERROR && i < a->partitions; i++)
        ret[i].begin = found[i] >= 0 ? found[i] : ret[i].end;
    free(found);
    *ret_passing = will_pass(code);
    return cannot || code == RD_KAFKA_RESP_ERR_NO_ERROR ||
           refuse(a, "cannot find a time in topic", code, err);
}

static bool take_offsets(const struct asked *a, const int64_t *offsets, struct extent *ret,
                         struct error *err)
{
    for (int32_t i = 0; i < a->partitions; i++) {
        int64_t wanted = offsets[i] == OFFSET_OF_BEGINNING ? ret[i].begin : offsets[i];
        if (wanted < ret[i].begin)
            return error_set(err,
                             "topic %s, partition %d: what was to be read next is no longer there: "
                             "offsets %" PRId64 " to %" PRId64 " have been deleted",
                             a->config->topic, (int)i, wanted, ret[i].begin - 1);
        if (wanted > ret[i].end)
            return error_set(err,
                             "topic %s, partition %d: reading was to go on at offset %" PRId64
                             ", but it ends at %" PRId64 ": it is another topic, or has lost what "
                             "it had",
                             a->config->topic, (int)i, wanted, ret[i].end);
        ret[i].begin = wanted;
    }
    return true;
}

bool offsets_find(const struct asked *a, const struct consumer_options *options, struct extent *ret,
                  bool *ret_passing, struct error *err)
{
    int64_t *lows = mem_new((size_t)a->partitions, sizeof *lows);
    int64_t *highs = mem_new((size_t)a->partitions, sizeof *highs);
    bool ok = find_ends(a, lows, highs, ret_passing, err);
    for (int32_t i = 0; ok && i < a->partitions; i++)
        ret[i] = (struct extent){options->from == CONSUMER_FROM_END ? highs[i] : lows[i], highs[i]};
    free(lows);
    free(highs);
    /* Times before 1970 the protocol has other uses for. */
    if (ok && options->from == CONSUMER_FROM_TIME && options->time.s > 0)
        ok = find_time(a, options, ret, ret_passing, err);
    if (ok && options->from == CONSUMER_FROM_OFFSETS)
        ok = take_offsets(a, options->offsets, ret, err);
    return ok;
}

bool offsets_wait_for_leaders(const struct asked *a, struct error *err)
{
    int64_t *ends = mem_new((size_t)a->partitions, sizeof *ends);
    rd_kafka_resp_err_t code = ask(a, TIME_OF_END, ends);
    free(ends);
    return code == RD_KAFKA_RESP_ERR_NO_ERROR || refuse(a, "topic", code, err);
}
