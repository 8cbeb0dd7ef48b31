#include "handle.h"

#include <stdio.h>

static const struct kafka_property shared_defaults[] = {
    {"client.id", "blotter"},
    /* Log lines wait in the main queue, so that ours is the only thread that runs our code. */
    {"log.queue", "true"},
    /* How a broker's return is heard of, and who leads a partition (statistics.h). */
    {"statistics.interval.ms", "1000"},
    /* The default of 10 s keeps the screen empty long after the broker has come back. */
    {"reconnect.backoff.max.ms", "1000"},
    /* A broker that hangs is given up after this; the default is a minute. */
    {"socket.timeout.ms", "10000"},
    /* Nagle holds a small request back until the last one's delayed acknowledgement: 40 ms. */
    {"socket.nagle.disable", "true"},
    /* By default a broker takes requests of 100 MiB, so a topic may have messages of nearly that;
     * the default of 100 MB would take the connection down for each, for ever. */
    {"receive.message.max.bytes", "134217728"},
};

/* What the room cannot work without. A user's other value is refused, not overruled in silence. */
static const struct kafka_property needed[] = {
    {"log.queue", "true"},
    {"enable.partition.eof", "true"},
    {"allow.auto.create.topics", "false"}, /* reading changes nothing */
};

/* --- librdkafka's callbacks, on the thread that serves the main queue ------------------------ */

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    client_log_line(rd_kafka_opaque(rk), mono_now(), level, facility, text);
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *user)
{
    (void)rk;
    client_log_error(user, mono_now(), (rd_kafka_resp_err_t)code, reason);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): librdkafka says how it is declared */
static int on_statistics(rd_kafka_t *rk, char *json, size_t len, void *user)
{
    (void)rk;
    client_log_statistics(user, mono_now(), (struct text){json, len});
    return 0; /* librdkafka frees it */
}

/* --- properties ------------------------------------------------------------------------------ */

bool kafka_names_brokers(const char *property)
{
    return strcmp(property, "bootstrap.servers") == 0 ||
           strcmp(property, "metadata.broker.list") == 0;
}

bool kafka_is_secret(const char *property)
{
    static const char *const parts[] = {"password", "secret", "key.pem", "oauthbearer.config"};
    for (size_t i = 0; i < ROWS(parts); i++)
        if (strstr(property, parts[i]) != NULL)
            return true;
    return false;
}

const char *kafka_brokers(const struct kafka_config *config)
{
    const char *brokers = config->brokers;
    for (size_t i = 0; brokers == NULL && i < config->property_count; i++)
        if (kafka_names_brokers(config->properties[i].name))
            brokers = config->properties[i].value;
    return brokers != NULL ? brokers : "(none)";
}

/* Behind the host: nothing, as of an IPv6 address without brackets, has a NULL pointer. */
static struct text port_of(struct text broker)
{
    const char *scheme = memmem(broker.ptr, broker.len, "://", 3);
    const char *host = scheme != NULL ? scheme + 3 : broker.ptr;
    const char *end = broker.ptr + broker.len;
    const char *colon = memrchr(host, ':', (size_t)(end - host));
    if (colon == NULL ||
        (colon > host && colon[-1] != ']' && memchr(host, ':', (size_t)(colon - host)) != NULL))
        return (struct text){0};
    return (struct text){colon + 1, (size_t)(end - colon - 1)};
}

bool kafka_check_brokers(const char *brokers, struct error *err)
{
    struct text rest = text_of(brokers);
    while (rest.len > 0) {
        uint64_t number = 0;
        struct text port = port_of(text_trim(text_cut(&rest, ',')));
        if (port.ptr != NULL && (!text_to_u64(port, UINT16_MAX, &number) || number == 0))
            return error_usage(err, "\"%.*s\" is no port: it is a number from 1 to %d",
                               (int)port.len, port.ptr, UINT16_MAX);
    }
    return true;
}

bool kafka_is_topic_name(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(name);
    return len > 0 && len <= KAFKA_TOPIC_LEN_MAX && strspn(name, allowed) == len &&
           strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool kafka_check_topic(const char *name, struct error *err)
{
    return kafka_is_topic_name(name) ||
           error_usage(err, "topic \"%.100s\": a name is 1 to %d letters, digits, '.', '_' or '-'",
                       name, KAFKA_TOPIC_LEN_MAX);
}

/* A value that stands in the wrong place may be a password. */
static bool refuse_value(const char *property, struct error *err)
{
    return error_usage(err, "Kafka property %s: it does not take the value that is given",
                       property);
}

static bool set(rd_kafka_conf_t *conf, const struct kafka_property *property, struct error *err)
{
    char why[256];
    rd_kafka_conf_res_t result =
        rd_kafka_conf_set(conf, property->name, property->value, why, sizeof why);
    if (result == RD_KAFKA_CONF_OK)
        return true;
    if (result == RD_KAFKA_CONF_INVALID)
        return refuse_value(property->name, err);
    return error_usage(err, "Kafka property %s: %s", property->name, why);
}

bool kafka_check_property(const struct kafka_property *property, struct error *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    bool ok = set(conf, property, err);
    rd_kafka_conf_destroy(conf);
    return ok;
}

/* A default that this librdkafka does not know yet is one that it can do without. */
static bool set_defaults(rd_kafka_conf_t *conf, const struct kafka_property *properties,
                         size_t count, struct error *err)
{
    char why[256];
    for (size_t i = 0; i < count; i++) {
        const struct kafka_property *p = &properties[i];
        if (rd_kafka_conf_set(conf, p->name, p->value, why, sizeof why) == RD_KAFKA_CONF_INVALID)
            return error_set(err, "Kafka property %s: %s", p->name, why);
    }
    return true;
}

/* "1" and "TRUE" are as good as "true", so librdkafka is asked what it made of it. */
static bool check_needed(const rd_kafka_conf_t *conf, const struct kafka_property *property,
                         struct error *err)
{
    for (size_t i = 0; i < ROWS(needed); i++) {
        char got[16] = "";
        size_t size = sizeof got;
        if (strcmp(property->name, needed[i].name) != 0 ||
            rd_kafka_conf_get(conf, needed[i].name, got, &size) != RD_KAFKA_CONF_OK)
            continue;
        if (strcmp(got, needed[i].value) != 0)
            return error_usage(err, "Kafka property %s: blotter needs %s here", needed[i].name,
                               needed[i].value);
    }
    return true;
}

static bool set_users(rd_kafka_conf_t *conf, const struct kafka_config *config,
                      struct client_log *log, struct error *err)
{
    for (size_t i = 0; i < config->property_count; i++) {
        const struct kafka_property *property = &config->properties[i];
        /* The embedded cluster's address must win over a production broker in the user's file. */
        if (config->brokers != NULL && kafka_names_brokers(property->name))
            continue;
        if (!set(conf, property, err) || !check_needed(conf, property, err))
            return false;
        if (strcmp(property->name, "debug") == 0)
            log->verbose = true;
    }
    const struct kafka_property brokers = {"bootstrap.servers", config->brokers};
    return config->brokers == NULL || set(conf, &brokers, err);
}

rd_kafka_conf_t *kafka_conf_create(const struct kafka_config *config,
                                   const struct kafka_property *defaults, size_t count,
                                   struct client_log *log, struct error *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, log);
    rd_kafka_conf_set_log_cb(conf, on_log);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_stats_cb(conf, on_statistics);
    if (set_defaults(conf, shared_defaults, ROWS(shared_defaults), err) &&
        set_defaults(conf, defaults, count, err) && set_users(conf, config, log, err))
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

/* The user's property whose value librdkafka repeats in `why`; NULL when it does not. */
static const char *repeated_in(const char *why, const struct kafka_config *config)
{
    enum { LEN_MIN = 4 }; /* what is shorter stands there by chance */
    for (size_t i = 0; i < config->property_count; i++)
        if (strlen(config->properties[i].value) >= LEN_MIN &&
            strstr(why, config->properties[i].value) != NULL)
            return config->properties[i].name;
    return NULL;
}

rd_kafka_t *kafka_handle_create(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                                const struct kafka_config *config, struct error *err)
{
    char why[400];
    rd_kafka_t *rk = rd_kafka_new(type, conf, why, sizeof why);
    if (rk == NULL) {
        const char *name = repeated_in(why, config);
        rd_kafka_conf_destroy(conf);
        if (name != NULL)
            refuse_value(name, err);
        else
            error_set(err, "cannot make a Kafka client: %s", why);
        return NULL;
    }
    rd_kafka_set_log_queue(rk, NULL); /* does nothing without log.queue */
    return rk;
}
