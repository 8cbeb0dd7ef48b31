/* librdkafka alone as a producer: what `simulate` is measured against. Sends the lines of a file,
 * all read beforehand, with the properties, key and header that blotter sends with, and prints the
 * seconds from the first message to the last acknowledgement.
 *
 *     bench-produce BROKERS TOPIC FILE [K=V]...
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blotter/base/clock.h"
#include "blotter/base/text.h"

enum { FULL_WAIT_MS = 10, FLUSH_MS = 120 * 1000 };

/* Of a report in 2023; which one does not matter. */
static const int64_t timestamp_ms = INT64_C(1672531200000);

static const char *const properties[][2] = {
    {"enable.idempotence", "true"},   {"acks", "all"},
    {"compression.type", "lz4"},      {"linger.ms", "5"},
    {"message.timeout.ms", "0"},      {"batch.size", "1000000"},
    {"socket.nagle.disable", "true"},
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "bench_produce: %s\n", what);
    exit(1);
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char why[256];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) != RD_KAFKA_CONF_OK)
        die(why);
}

static rd_kafka_t *make_producer(const char *brokers, char **words, int count)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", brokers);
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        set(conf, properties[i][0], properties[i][1]);
    for (int i = 0; i < count; i++) {
        char *equals = strchr(words[i], '=');
        if (equals == NULL)
            die("a property is K=V");
        *equals = '\0';
        set(conf, words[i], equals + 1);
        *equals = '=';
    }
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (rk == NULL)
        die(why);
    return rk;
}

static struct buffer read_file(const char *path)
{
    struct buffer all = {0};
    char piece[1 << 16];
    size_t got;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die(path);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        buffer_add(&all, (struct text){piece, got});
    fclose(file);
    return all;
}

static void send_line(rd_kafka_t *rk, const char *topic, struct text line)
{
    static char key[] = "1";
    rd_kafka_resp_err_t code;
    do {
        code = rd_kafka_producev(
            rk, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_TIMESTAMP(timestamp_ms),
            RD_KAFKA_V_KEY(key, 1), RD_KAFKA_V_HEADER("run", "0005bench0000000", 16),
            RD_KAFKA_V_VALUE((void *)(uintptr_t)line.ptr, line.len), RD_KAFKA_V_END);
        if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL)
            rd_kafka_poll(rk, FULL_WAIT_MS);
    } while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        die(rd_kafka_err2str(code));
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    struct buffer all = read_file(argv[3]);
    struct text rest = buffer_text(&all);
    rd_kafka_t *rk = make_producer(argv[1], argv + 4, argc - 4);
    mono_time begun = mono_now();
    while (rest.len > 0) {
        send_line(rk, argv[2], text_cut(&rest, '\n'));
        rd_kafka_poll(rk, 0);
    }
    if (rd_kafka_flush(rk, FLUSH_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        die("not all was acknowledged");
    printf("%.3f\n", (double)(mono_now().ns - begun.ns) / 1e9);
    rd_kafka_destroy(rk);
    buffer_free(&all);
    return 0;
}
