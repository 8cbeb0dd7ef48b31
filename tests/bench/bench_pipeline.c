/* One measurement of reading a topic a process, so that its memory is its own; bench_pipeline.py
 * runs them in turn, and takes their time and size.
 *
 *     bench-pipeline load BROKERS TOPIC PARTITIONS COUNT FILE.csv     reports, an officer each
 *     bench-pipeline bare BROKERS TOPIC PARTITIONS COUNT [K=V]...     librdkafka alone, counting
 *     bench-pipeline bare-to-ends (the same words)                             the same, as kcat -e
 * does it bench-pipeline read BROKERS TOPIC PARTITIONS COUNT [K=V]...     our consumer, 0.3 us a
 * message bench-pipeline windows BROKERS TOPIC PARTITIONS COUNT [K=V]...  our consumer, decoder and
 * windows
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/clock.h"
#include "blotter/crime/message.h"
#include "blotter/crime/selection.h"
#include "blotter/kafka/consumer.h"
#include "blotter/kafka/topic.h"
#include "blotter/window/analysis.h"

enum {
    WORK_NS = 300,
    PROPERTIES_MAX = 32,
    /* The better of what was tried: the call waits until it has as many, also at the very end. */
    BARE_BATCH = 10000,
    BARE_WAIT_MS = 10,
};

static const char run_id[] = "0005bench0000000";

/* The topic, and the properties of the command line. */
struct bench {
    struct kafka_config kafka;
    int32_t partitions; /* as many officers */
    int64_t reports;    /* on the topic, beside two messages a partition */
    struct kafka_property properties[PROPERTIES_MAX];
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_pipeline: %s\n", what);
    exit(1);
}

/* --- loading the topic ---------------------------------------------------------------------- */

struct loading {
    rd_kafka_t *rk;
    const struct bench *bench;
    uint64_t *seq; /* of each officer */
    civil_time at;
};

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char why[256];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK)
        die(why);
}

static void send_value(struct loading *l, uint32_t officer, const struct buffer *value)
{
    rd_kafka_resp_err_t code;
    do {
        code = rd_kafka_producev(l->rk, RD_KAFKA_V_TOPIC(l->bench->kafka.topic),
                                 RD_KAFKA_V_PARTITION((int32_t)officer - 1),
                                 RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                 RD_KAFKA_V_TIMESTAMP(l->at.s * MS_PER_S + 1),
                                 RD_KAFKA_V_VALUE(value->data, value->len), RD_KAFKA_V_END);
        rd_kafka_poll(l->rk, code == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 50 : 0);
    } while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        die(rd_kafka_err2str(code));
}

static void send_clocks(struct loading *l, enum message_kind kind)
{
    uint32_t officers = (uint32_t)l->bench->partitions;
    for (uint32_t officer = 1; officer <= officers; officer++) {
        struct buffer value = {0};
        message_write(&value, &(struct message){.kind = kind,
                                                .run = text_of(run_id),
                                                .officer = officer,
                                                .officers = officers,
                                                .seq = l->seq[officer - 1],
                                                .windows_from = l->at,
                                                .at = l->at,
                                                .until = {l->bench->reports * CIVIL_MINUTE_S}});
        send_value(l, officer, &value);
        buffer_free(&value);
    }
}

/* The file's crimes over and over, a report a minute, the officers in turn. */
static void load_reports(struct loading *l, const char *path)
{
    const struct selection_config config = {
        .delay_to_minutes = 1, .officers = 1, .start = CIVIL_NEVER, .end = CIVIL_FOREVER};
    struct error err;
    struct selection *selection = selection_create(&config);
    struct buffer value = {0};
    int64_t sent = 0;
    while (sent < l->bench->reports) {
        struct csv_reader *reader = csv_open(path, -1, NULL, &err);
        if (reader == NULL)
            die(err.text);
        struct csv_row row;
        struct crime crime;
        uint32_t ignored;
        while (sent < l->bench->reports && csv_next(reader, &row, &err) == CSV_ROW) {
            if (selection_judge(selection, &row, 1, &crime, &ignored) != VERDICT_KEPT)
                continue;
            uint32_t officer = (uint32_t)(sent % l->bench->partitions) + 1;
            crime.reported_at = l->at = civil_add(l->at, CIVIL_MINUTE_S);
            value.len = 0;
            message_write_crime_head(&value, text_of(run_id), officer, ++l->seq[officer - 1]);
            message_write_crime_tail(&value, &crime);
            send_value(l, officer, &value);
            sent++;
        }
        csv_close(reader);
    }
    buffer_free(&value);
    selection_destroy(selection);
}

static int64_t count_all(const struct bench *b)
{
    return b->reports + 2 * b->partitions;
}

/* What is there, from a run before. A partition that was made a moment ago may not answer yet. */
static int64_t count_loaded(const struct bench *b, rd_kafka_t *rk)
{
    mono_time deadline = mono_add_ms(mono_now(), KAFKA_CONNECT_MS);
    int64_t count = 0;
    for (int32_t p = 0; p < b->partitions; p++) {
        int64_t low;
        int64_t high;
        rd_kafka_resp_err_t code;
        do
            code = rd_kafka_query_watermark_offsets(rk, b->kafka.topic, p, &low, &high,
                                                    KAFKA_CONNECT_MS);
        while (code != RD_KAFKA_RESP_ERR_NO_ERROR && mono_now().ns < deadline.ns);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
            die(rd_kafka_err2str(code));
        if (low != 0)
            die("messages have been dropped: too many for an embedded cluster's 5 MiB a partition");
        count += high;
    }
    return count;
}

static struct topic_facts ensure_topic(const struct bench *b)
{
    struct topic_facts facts;
    struct error err;
    if (!topic_ensure(&b->kafka, b->partitions, 1, &facts, &err))
        die(err.text);
    return facts;
}

static void load_topic(const struct bench *b, const char *path)
{
    char why[256];
    ensure_topic(b);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", b->kafka.brokers);
    set(conf, "compression.codec", "lz4");
    set(conf, "linger.ms", "20");
    set(conf, "enable.idempotence", "true"); /* else a first batch that is retried comes second */
    rd_kafka_conf_set_log_cb(conf, NULL);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (rk == NULL)
        die(why);
    if (count_loaded(b, rk) == count_all(b)) {
        rd_kafka_destroy(rk);
        return;
    }
    struct loading l = {.rk = rk, .bench = b, .at = {CIVIL_MINUTE_S - 1}};
    l.seq = calloc((size_t)b->partitions, sizeof *l.seq);
    send_clocks(&l, MESSAGE_START);
    l.at = (civil_time){0};
    load_reports(&l, path);
    send_clocks(&l, MESSAGE_END);
    if (rd_kafka_flush(rk, 60000) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        count_loaded(b, rk) != count_all(b))
        die("the topic could not be loaded");
    free(l.seq);
    rd_kafka_destroy(rk);
}

/* --- the bare consumer ---------------------------------------------------------------------- */

static rd_kafka_t *make_bare(const struct bench *b)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", b->kafka.brokers);
    set(conf, "group.id", "bench");
    set(conf, "enable.partition.eof", "true");
    for (size_t i = 0; i < b->kafka.property_count; i++)
        set(conf, b->properties[i].name, b->properties[i].value);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (rk == NULL)
        die(why);
    const rd_kafka_metadata_t *metadata;
    if (rd_kafka_metadata(rk, 1, NULL, &metadata, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR)
        rd_kafka_metadata_destroy(metadata);
    rd_kafka_poll_set_consumer(rk);
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(b->partitions);
    for (int32_t p = 0; p < b->partitions; p++)
        rd_kafka_topic_partition_list_add(all, b->kafka.topic, p)->offset = 0;
    rd_kafka_assign(rk, all);
    rd_kafka_topic_partition_list_destroy(all);
    return rk;
}

/* By the count it stops at the last message; by the ends at librdkafka's word that there is no
 * more, which takes it half a second of waiting. */
static void run_bare(const struct bench *b, bool by_ends)
{
    static rd_kafka_message_t *messages[BARE_BATCH];
    rd_kafka_t *rk = make_bare(b);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(rk);
    int64_t count = 0;
    int32_t ends = 0;
    size_t bytes = 0;
    while (by_ends ? ends < b->partitions : count < count_all(b)) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, BARE_WAIT_MS, messages, BARE_BATCH);
        for (ssize_t i = 0; i < got; i++) {
            if (messages[i]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
                ends++;
            else
                count++;
            bytes += messages[i]->len;
            rd_kafka_message_destroy(messages[i]);
        }
    }
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy_flags(rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    if (count != count_all(b) || bytes == 0)
        die("the bare consumer lost messages");
}

/* --- ours ----------------------------------------------------------------------------------- */

struct ours {
    uv_loop_t loop;
    struct decoder *decoder;
    struct analysis *analysis;
    int64_t read;
};

static void work_on_message(void *user, const struct incoming *in)
{
    struct ours *o = user;
    mono_time start = mono_now();
    o->read++;
    while (mono_now().ns - start.ns < WORK_NS && in->value.len > 0)
        ;
}

static void count_message(void *user, const struct incoming *in)
{
    struct ours *o = user;
    struct message m;
    const char *why;
    o->read++;
    if (decoder_read(o->decoder, in->value, in->read_at, &m, &why) != DECODED_MESSAGE)
        die(why);
    analysis_feed(o->analysis, &m, (struct origin){in->partition, in->offset});
}

static void on_turn(void *user)
{
    struct ours *o = user;
    analysis_move(o->analysis, analysis_clock(o->analysis));
}

static void on_end(void *user, int32_t partition)
{
    (void)user;
    (void)partition;
}

static void on_caught_up(void *user)
{
    struct ours *o = user;
    uv_stop(&o->loop);
}

static void on_text(void *user, const char *text)
{
    (void)user;
    fprintf(stderr, "%s\n", text);
}

static void run_ours(const struct bench *b, bool windows)
{
    const struct analysis_config config = {
        .windows = {{"1h", CIVIL_HOUR_S}, {"6h", 6 * CIVIL_HOUR_S}, {"12h", 12 * CIVIL_HOUR_S}},
        .window_count = 3,
        .near = {.lat = 34.021861, .lon = -118.282942, .deg = 0.02},
    };
    struct ours o = {.decoder = decoder_create(NULL), .analysis = analysis_create(&config)};
    const struct consumer_options options = {
        .from = CONSUMER_FROM_BEGINNING, .partitions = b->partitions, .mock = ensure_topic(b).mock};
    const struct consumer_callbacks callbacks = {
        .on_message = windows ? count_message : work_on_message,
        .on_turn = on_turn,
        .on_end = on_end,
        .on_lost = on_text,
        .on_log = on_text,
        .user = &o,
        .on_caught_up = on_caught_up,
    };
    struct error err;
    analysis_follow(o.analysis, text_of(run_id));
    uv_loop_init(&o.loop);
    struct consumer *consumer = consumer_create(&o.loop, &b->kafka, &options, &callbacks, &err);
    if (consumer == NULL)
        die(err.text);
    uv_run(&o.loop, UV_RUN_DEFAULT);
    consumer_destroy(consumer);
    uv_run(&o.loop, UV_RUN_DEFAULT);
    uv_loop_close(&o.loop);
    struct accounting a = analysis_accounting(o.analysis);
    if (o.read != count_all(b))
        die("blotter lost messages");
    if (windows && (analysis_all(o.analysis)->total != (uint64_t)b->reports || a.late != 0))
        die("blotter lost reports");
    analysis_destroy(o.analysis);
    decoder_destroy(o.decoder);
}

/* --- the command line ----------------------------------------------------------------------- */

static void take_properties(struct bench *b, char **words, size_t count)
{
    if (count > PROPERTIES_MAX)
        die("too many properties");
    for (size_t i = 0; i < count; i++) {
        char *equals = strchr(words[i], '=');
        if (equals == NULL)
            die("a property is K=V");
        *equals = '\0';
        b->properties[i] = (struct kafka_property){words[i], equals + 1};
    }
    b->kafka.properties = b->properties;
    b->kafka.property_count = count;
}

int main(int argc, char **argv)
{
    uint64_t partitions;
    uint64_t reports;
    if (argc < 6 || !text_to_u64(text_of(argv[4]), PARTITIONS_MAX, &partitions) || partitions < 1 ||
        !text_to_u64(text_of(argv[5]), INT32_MAX, &reports))
        return 2;
    struct text what = text_of(argv[1]);
    struct bench b = {.kafka = {.brokers = argv[2], .topic = argv[3]},
                      .partitions = (int32_t)partitions,
                      .reports = (int64_t)reports};
    if (text_is(what, "load") && argc == 7) {
        load_topic(&b, argv[6]);
        return 0;
    }
    take_properties(&b, argv + 6, (size_t)argc - 6);
    if (text_is(what, "bare") || text_is(what, "bare-to-ends"))
        run_bare(&b, text_is(what, "bare-to-ends"));
    else
        run_ours(&b, text_is(what, "windows"));
    return 0;
}
