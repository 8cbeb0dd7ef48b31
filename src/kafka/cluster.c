#include "blotter/kafka/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handle.h"

#include <librdkafka/rdkafka_mock.h>

#include "blotter/base/memory.h"

struct cluster {
    rd_kafka_t *rk; /* owns the mock brokers */
    rd_kafka_mock_cluster_t *mock;
    char *topic;
    int32_t partitions;
    int brokers;
};

/* Without a callback librdkafka writes to standard error. */
static void drop_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk;
    (void)level;
    (void)facility;
    (void)text;
}

/* By this property and not by rd_kafka_mock_cluster_new, because then rd_kafka_destroy ends the
 * brokers too, in 2 ms; rd_kafka_mock_cluster_destroy mostly takes a second. */
static bool start(struct cluster *c, int brokers, struct error *err)
{
    char why[256];
    char count[16];
    snprintf(count, sizeof count, "%d", brokers);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, drop_log);
    if (rd_kafka_conf_set(conf, "test.mock.num.brokers", count, why, sizeof why) !=
        RD_KAFKA_CONF_OK) {
        rd_kafka_conf_destroy(conf);
        return error_set(err, "an embedded cluster of %d brokers: %s", brokers, why);
    }
    c->rk = kafka_handle_create(RD_KAFKA_PRODUCER, conf, &(struct kafka_config){0}, err);
    if (c->rk == NULL)
        return false;
    c->mock = rd_kafka_handle_mock_cluster(c->rk);
    return c->mock != NULL || error_set(err, "cannot start an embedded cluster");
}

static bool make_topic(struct cluster *c, const char *topic, int32_t partitions,
                       int32_t replication, struct error *err)
{
    rd_kafka_resp_err_t code =
        rd_kafka_mock_topic_create(c->mock, topic, (int)partitions, (int)replication);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
        return true;
    return error_set(err, "cannot make topic \"%s\" in the embedded cluster: %s", topic,
                     rd_kafka_err2str(code));
}

struct cluster *cluster_create(int brokers, const char *topic, int32_t partitions,
                               int32_t replication, struct error *err)
{
    if (!kafka_check_topic(topic, err))
        return NULL;
    struct cluster *c = mem_new(1, sizeof *c);
    c->topic = mem_copy_text(topic, strlen(topic));
    c->partitions = partitions;
    c->brokers = brokers;
    if (start(c, brokers, err) && make_topic(c, topic, partitions, replication, err))
        return c;
    cluster_destroy(c);
    return NULL;
}

const char *cluster_bootstrap(const struct cluster *c)
{
    return rd_kafka_mock_cluster_bootstraps(c->mock);
}

void cluster_set_broker(struct cluster *c, int broker, bool up)
{
    if (up)
        rd_kafka_mock_broker_set_up(c->mock, broker);
    else
        rd_kafka_mock_broker_set_down(c->mock, broker);
}

void cluster_fail_broker(struct cluster *c, int broker, bool fails)
{
    for (int32_t p = 0; fails && p < c->partitions; p++)
        rd_kafka_mock_partition_set_leader(c->mock, c->topic, p, broker % c->brokers + 1);
    cluster_set_broker(c, broker, !fails);
}

void cluster_lose_count(struct cluster *c)
{
    enum { PRODUCE = 0 };
    rd_kafka_mock_push_request_errors(c->mock, PRODUCE, 1,
                                      RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
}

void cluster_destroy(struct cluster *c)
{
    if (c == NULL)
        return;
    if (c->rk != NULL)
        rd_kafka_destroy(c->rk);
    free(c->topic);
    free(c);
}
