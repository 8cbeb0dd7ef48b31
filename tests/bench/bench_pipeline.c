/* Messages a second through consumer, decoder and windows, beside a bare librdkafka consumer that
 * only counts, on one topic loaded beforehand, in turn. Usage: bench_pipeline FILE.csv
 *
 * The embedded cluster keeps 5 MiB a partition, compressed, so the topic has many partitions, each
 * with one officer's reports. */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "blotter/crime/message.h"
#include "blotter/crime/selection.h"
#include "blotter/kafka/cluster.h"
#include "blotter/kafka/consumer.h"
#include "blotter/window/analysis.h"

enum { PARTITIONS = 20, MESSAGES = 1000000 };

static const char topic_name[] = "la-crime";
static const char run_id[] = "0005bench0000000";

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_pipeline: %s\n", what);
    exit(1);
}

/* --- loading the topic ---------------------------------------------------------------------- */

static void send_value(rd_kafka_t *rk, int32_t partition, const struct buffer *value)
{
    rd_kafka_resp_err_t code;
    do {
        code = rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic_name), RD_KAFKA_V_PARTITION(partition),
                                 RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                 RD_KAFKA_V_VALUE(value->data, value->len), RD_KAFKA_V_END);
        rd_kafka_poll(rk, code == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 50 : 0);
    } while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        die(rd_kafka_err2str(code));
}

static void send_clocks(rd_kafka_t *rk, enum message_kind kind, const uint64_t *seq, civil_time at)
{
    for (uint32_t officer = 1; officer <= PARTITIONS; officer++) {
        struct buffer value = {0};
        message_write(&value, &(struct message){.kind = kind,
                                                .run = text_of(run_id),
                                                .officer = officer,
                                                .officers = PARTITIONS,
                                                .seq = seq[officer - 1],
                                                .windows_from = at,
                                                .at = at,
                                                .until = at});
        send_value(rk, (int32_t)officer - 1, &value);
        buffer_free(&value);
    }
}

/* The file's crimes over and over, a report a minute, the officers in turn. */
static void load_reports(rd_kafka_t *rk, const char *path, uint64_t *seq, civil_time *at)
{
    const struct selection_config config = {
        .delay_to_minutes = 1, .officers = 1, .start = CIVIL_NEVER, .end = CIVIL_FOREVER};
    struct error err;
    struct selection *selection = selection_create(&config);
    struct buffer value = {0};
    size_t sent = 0;
    while (sent < MESSAGES) {
        struct csv_reader *reader = csv_open(path, -1, &err);
        if (reader == NULL)
            die(err.text);
        struct csv_row row;
        struct crime crime;
        uint32_t ignored;
        while (sent < MESSAGES && csv_next(reader, &row, &err) == CSV_ROW) {
            if (selection_judge(selection, &row, 1, &crime, &ignored) != VERDICT_KEPT)
                continue;
            uint32_t officer = (uint32_t)(sent % PARTITIONS) + 1;
            crime.reported_at = *at = civil_add(*at, CIVIL_MINUTE_S);
            value.len = 0;
            message_write_crime_head(&value, text_of(run_id), officer, ++seq[officer - 1]);
            message_write_crime_tail(&value, &crime);
            send_value(rk, (int32_t)officer - 1, &value);
            sent++;
        }
        csv_close(reader);
    }
    buffer_free(&value);
    selection_destroy(selection);
}

static void load_topic(const char *brokers, const char *path)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, why, sizeof why);
    rd_kafka_conf_set(conf, "compression.codec", "lz4", why, sizeof why);
    rd_kafka_conf_set(conf, "linger.ms", "20", why, sizeof why);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (rk == NULL)
        die(why);
    uint64_t seq[PARTITIONS] = {0};
    civil_time at = {0};
    send_clocks(rk, MESSAGE_START, seq, at);
    load_reports(rk, path, seq, &at);
    send_clocks(rk, MESSAGE_END, seq, at);
    if (rd_kafka_flush(rk, 60000) != RD_KAFKA_RESP_ERR_NO_ERROR)
        die("the topic could not be loaded");
    for (int32_t p = 0; p < PARTITIONS; p++) {
        int64_t low;
        int64_t high;
        rd_kafka_query_watermark_offsets(rk, topic_name, p, &low, &high, 5000);
        if (low != 0)
            die("the cluster has dropped messages: too many for its 5 MiB a partition");
    }
    rd_kafka_destroy(rk);
}

/* --- the bare consumer ---------------------------------------------------------------------- */

static double run_bare(const char *brokers, bool large_queues)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, why, sizeof why);
    rd_kafka_conf_set(conf, "group.id", "bench", why, sizeof why);
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", why, sizeof why);
    if (large_queues) {
        rd_kafka_conf_set(conf, "queued.min.messages", "1000000", why, sizeof why);
        rd_kafka_conf_set(conf, "queued.max.messages.kbytes", "1048576", why, sizeof why);
    }
    mono_time start = mono_now();
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (rk == NULL)
        die(why);
    const rd_kafka_metadata_t *metadata;
    if (rd_kafka_metadata(rk, 1, NULL, &metadata, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
    rd_kafka_poll_set_consumer(rk);
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(PARTITIONS);
    for (int32_t p = 0; p < PARTITIONS; p++)
        rd_kafka_topic_partition_list_add(all, topic_name, p)->offset = 0;
    rd_kafka_assign(rk, all);
    rd_kafka_topic_partition_list_destroy(all);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(rk);
    static rd_kafka_message_t *messages[10000];
    size_t count = 0;
    size_t bytes = 0;
    for (int ends = 0; ends < PARTITIONS;) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, 100, messages, 10000);
        for (ssize_t i = 0; i < got; i++) {
            if (messages[i]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
                ends++;
            else
                count++;
            bytes += messages[i]->len;
            rd_kafka_message_destroy(messages[i]);
        }
    }
    double seconds = bench_seconds_since(start);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    if (count != MESSAGES + 2 * PARTITIONS || bytes == 0)
        die("the bare consumer lost messages");
    return seconds;
}

/* --- ours ----------------------------------------------------------------------------------- */

struct ours {
    uv_loop_t loop;
    struct decoder *decoder;
    struct analysis *analysis;
};

static void on_message(void *user, const struct incoming *in)
{
    struct ours *o = user;
    struct message m;
    const char *why;
    if (decoder_read(o->decoder, in->value, &m, &why) != DECODED_MESSAGE)
        die(why);
    analysis_feed(o->analysis, &m, (struct origin){in->partition, in->offset});
}

static void on_turn(void *user)
{
    struct ours *o = user;
    analysis_move(o->analysis, analysis_clock(o->analysis));
    if (analysis_is_over(o->analysis))
        uv_stop(&o->loop);
}

static void on_end(void *user, int32_t partition)
{
    (void)user;
    (void)partition;
}

static void on_text(void *user, const char *text)
{
    (void)user;
    fprintf(stderr, "%s\n", text);
}

static double run_ours(const struct kafka_config *kafka)
{
    const struct analysis_config config = {
        .windows = {{"1h", CIVIL_HOUR_S}, {"6h", 6 * CIVIL_HOUR_S}, {"12h", 12 * CIVIL_HOUR_S}},
        .window_count = 3,
        .near = {34.021861, -118.282942, 0.02},
    };
    const struct consumer_options options = {CONSUMER_FROM_BEGINNING, PARTITIONS, false};
    struct ours o;
    const struct consumer_callbacks callbacks = {on_message, on_turn, on_end, on_text, on_text, &o};
    struct error err;
    o.decoder = decoder_create();
    o.analysis = analysis_create(&config);
    analysis_follow(o.analysis, text_of(run_id));
    mono_time start = mono_now();
    uv_loop_init(&o.loop);
    struct consumer *consumer = consumer_create(&o.loop, kafka, &options, &callbacks, &err);
    if (consumer == NULL)
        die(err.text);
    uv_run(&o.loop, UV_RUN_DEFAULT);
    double seconds = bench_seconds_since(start);
    consumer_destroy(consumer);
    uv_run(&o.loop, UV_RUN_DEFAULT);
    uv_loop_close(&o.loop);
    struct accounting a = analysis_accounting(o.analysis);
    if (a.consumed != MESSAGES || analysis_all(o.analysis)->total != MESSAGES || a.late != 0)
        die("blotter lost messages");
    analysis_destroy(o.analysis);
    decoder_destroy(o.decoder);
    return seconds;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct error err;
    struct cluster *cluster = cluster_create(1, topic_name, PARTITIONS, 1, &err);
    if (cluster == NULL)
        die(err.text);
    const struct kafka_config kafka = {.brokers = cluster_bootstrap(cluster), .topic = topic_name};
    load_topic(kafka.brokers, argv[1]);
    double small[BENCH_RUNS];
    double large[BENCH_RUNS];
    double ours[BENCH_RUNS];
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        small[i] = run_bare(kafka.brokers, false);
        large[i] = run_bare(kafka.brokers, true);
        ours[i] = run_ours(&kafka);
    }
    double bare_small = bench_median(small, BENCH_RUNS);
    double bare_large = bench_median(large, BENCH_RUNS);
    double bare_rate = MESSAGES / (bare_small < bare_large ? bare_small : bare_large);
    double our_rate = MESSAGES / bench_median(ours, BENCH_RUNS);
    printf("pipeline: decoded and in windows %.0f messages/s, bare librdkafka %.0f (default queues "
           "%.0f, large queues %.0f), ratio %.2f (>= 0.50)\n",
           our_rate, bare_rate, MESSAGES / bare_small, MESSAGES / bare_large, our_rate / bare_rate);
    cluster_destroy(cluster);
    return 0;
}
