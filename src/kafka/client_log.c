#include "client_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "broker_name.h"
#include "deletion.h"
#include "statistics.h"

#include "blotter/base/memory.h"
#include "blotter/base/trace.h"

void client_log_finish(struct client_log *log)
{
    for (size_t i = 0; i < log->count; i++)
        free(log->brokers[i].name);
    free(log->brokers);
    log->brokers = NULL;
    log->count = log->cap = 0;
}

/* --- saying ---------------------------------------------------------------------------------- */

static void strip_control_bytes(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
}

static bool said_lately(const struct client_log *log, mono_time now, const char *text)
{
    for (size_t i = 0; i < CLIENT_LOG_REMEMBERED; i++) {
        const struct said *said = &log->said[i];
        if (strcmp(said->text, text) == 0 && mono_ms_between(said->at, now) < CLIENT_LOG_SILENCE_MS)
            return true;
    }
    return false;
}

/* What a broker did says more than what librdkafka thinks of a property. */
static void note_cause(struct client_log *log, const char *text)
{
    bool of_broker = strncmp(text, "broker ", 7) == 0;
    if (log->cause[0] == '\0' || (of_broker && !log->cause_of_broker))
        snprintf(log->cause, sizeof log->cause, "%s", text);
    log->cause_of_broker = log->cause_of_broker || of_broker;
}

static void say(struct client_log *log, char *text)
{
    strip_control_bytes(text);
    TRACE(TRACE_KAFKA, "%s", text);
    note_cause(log, text);
    if (log->on_log != NULL)
        log->on_log(log->user, text);
}

static void say_once(struct client_log *log, mono_time now, char *text)
{
    if (said_lately(log, now, text))
        return;
    struct said *said = &log->said[log->next++ % CLIENT_LOG_REMEMBERED];
    snprintf(said->text, sizeof said->text, "%s", text);
    said->at = now;
    say(log, text);
}

void client_log_say(struct client_log *log, mono_time now, const char *format, ...)
{
    char text[CLIENT_LOG_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say_once(log, now, text);
}

/* --- brokers --------------------------------------------------------------------------------- */

static struct broker_absence *find(const struct client_log *log, struct text name)
{
    for (size_t i = 0; i < log->count; i++)
        if (text_is(name, log->brokers[i].name))
            return &log->brokers[i];
    return NULL;
}

bool client_log_is_away(const struct client_log *log, const char *broker)
{
    const struct broker_absence *b = find(log, text_of(broker));
    return b != NULL && b->away;
}

/* "Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)" repeats
 * the name in front and has the state behind. */
static struct text reason_of(struct text text)
{
    static const char failed[] = " failed: ";
    const char *after = memmem(text.ptr, text.len, " (after ", 8);
    if (after != NULL)
        text.len = (size_t)(after - text.ptr);
    const char *cut = memmem(text.ptr, text.len, failed, sizeof failed - 1);
    if (cut != NULL && text.len > 11 && memcmp(text.ptr, "Connect to ", 11) == 0) {
        cut += sizeof failed - 1;
        text = (struct text){cut, text.len - (size_t)(cut - text.ptr)};
    }
    return text;
}

/* "Receive failed: ../ssl/record/rec_layer_s3.c:318:ssl3_read_n error:…": OpenSSL's own places. */
static struct text without_places(struct text why)
{
    const char *place = memmem(why.ptr, why.len, ": ../", 5);
    return place != NULL ? (struct text){why.ptr, (size_t)(place - why.ptr)} : why;
}

/* Before the first connection this may be about security.protocol, as librdkafka says at length. */
static struct text without_advice(const struct client_log *log, struct text why)
{
    static const struct text lost = {"Disconnected", 12};
    if (log->connected)
        why = without_places(why);
    bool is_lost = why.len > lost.len && memcmp(why.ptr, lost.ptr, lost.len) == 0;
    return log->connected && is_lost ? lost : why;
}

static struct broker_absence *add(struct client_log *log, struct text name)
{
    log->brokers = mem_grow(log->brokers, &log->cap, log->count + 1, sizeof *log->brokers);
    struct broker_absence *b = &log->brokers[log->count++];
    *b = (struct broker_absence){.name = mem_copy_text(name.ptr, name.len)};
    return b;
}

static void broker_is_away(struct client_log *log, mono_time now, struct text name, struct text why)
{
    struct broker_absence *b = find(log, name);
    if (b == NULL)
        b = add(log, name);
    if (b->away)
        return;
    bool again = b->times > 0 && mono_ms_between(b->change, now) < CLIENT_LOG_SILENCE_MS;
    b->away = true;
    b->change = now;
    b->times = again ? b->times + 1 : 1;
    if (b->told)
        return;
    b->told = true;
    char text[CLIENT_LOG_TEXT_SIZE];
    why = without_advice(log, reason_of(why));
    snprintf(text, sizeof text, "broker %.*s is away: %.*s", (int)name.len, name.ptr, (int)why.len,
             why.ptr);
    say(log, text);
}

bool kafka_is_good_news(const char *text)
{
    static const char back[] = " is back";
    size_t len = strlen(text);
    return len >= sizeof back - 1 && strcmp(text + len - (sizeof back - 1), back) == 0;
}

/* One that comes and goes has to stay for a while first. */
static void tell_return(struct client_log *log, mono_time now, struct broker_absence *b)
{
    char text[CLIENT_LOG_TEXT_SIZE];
    if (!b->told || b->away ||
        (b->times > 1 && mono_ms_between(b->change, now) < CLIENT_LOG_STAYS_MS))
        return;
    if (b->times > 1)
        snprintf(text, sizeof text, "broker %s went away %u times and is back", b->name, b->times);
    else
        snprintf(text, sizeof text, "broker %s is back", b->name);
    b->told = false;
    say(log, text);
}

struct hearing {
    struct client_log *log;
    mono_time now;
};

static void on_broker(void *user, struct text name, int32_t id, bool up)
{
    const struct hearing *h = user;
    struct broker_absence *b = find(h->log, name);
    if (h->log->leaders != NULL)
        leaders_note_broker(h->log->leaders, id, up);
    if (up) {
        h->log->all_down = false;
        h->log->connected = true;
    }
    if (b == NULL)
        return;
    if (up && b->away) {
        b->away = false;
        b->change = h->now;
    }
    tell_return(h->log, h->now, b);
}

static void on_leader(void *user, struct text topic, int32_t partition, int32_t leader)
{
    const struct hearing *h = user;
    leaders_note_leader(h->log->leaders, topic, partition, leader);
}

void client_log_statistics(struct client_log *log, mono_time now, struct text json)
{
    struct hearing h = {log, now};
    statistics_read(json, &(struct statistics_callbacks){
                              .on_broker = on_broker,
                              .on_leader = log->leaders != NULL ? on_leader : NULL,
                              .user = &h,
                          });
}

/* --- causes ---------------------------------------------------------------------------------- */

/* In plain words, where librdkafka's are long, what a user can mend; else as they are. */
static struct text plain(struct text cause)
{
    static const char credentials[] = "the user name or the password is wrong";
    static const struct {
        const char *part;
        const char *plain;
    } causes[] = {
        {"invalid credentials", credentials},
        {"Invalid username or password", credentials},
        {"certificate verify failed", "its certificate is not trusted (ssl.ca.location)"},
        {"Failed to resolve", "there is no such host"},
    };
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (memmem(cause.ptr, cause.len, causes[i].part, strlen(causes[i].part)) != NULL)
            return text_of(causes[i].plain);
    return cause;
}

/* Does the user's list name it, alone or with a protocol in front? */
static bool is_written(const char *brokers, struct text name)
{
    size_t len = name.len;
    for (const char *at = brokers; (at = memmem(at, strlen(at), name.ptr, len)) != NULL; at++)
        if ((at == brokers || strchr(",/ ", at[-1]) != NULL) &&
            (at[len] == '\0' || at[len] == ',' || at[len] == ' '))
            return true;
    return false;
}

/* Kafka's own port may be left out. */
static bool is_listed(const char *brokers, struct text name)
{
    static const char port[] = ":9092";
    size_t len = sizeof port - 1;
    struct text host = {name.ptr, name.len > len ? name.len - len : 0};
    return is_written(brokers, name) ||
           (host.len > 0 && memcmp(name.ptr + host.len, port, len) == 0 &&
            is_written(brokers, host));
}

const char *client_log_cause(const struct client_log *log, const char *brokers,
                             rd_kafka_resp_err_t code, char out[CLIENT_LOG_TEXT_SIZE])
{
    static const char broker[] = "broker ";
    static const char away[] = " is away: ";
    const char *cause = log->cause[0] != '\0' ? log->cause : rd_kafka_err2str(code);
    const char *behind = log->cause_of_broker ? strstr(cause, away) : NULL;
    struct text why = plain(text_of(behind != NULL ? behind + strlen(away) : cause));
    snprintf(out, CLIENT_LOG_TEXT_SIZE, "%.*s", (int)why.len, why.ptr);
    if (behind == NULL)
        return out;
    struct text name = {cause + strlen(broker), (size_t)(behind - cause) - strlen(broker)};
    if (!is_listed(brokers, name))
        snprintf(out, CLIENT_LOG_TEXT_SIZE,
                 "broker %.*s: %.*s; that address is what the brokers at %.100s say is theirs",
                 (int)name.len, name.ptr, (int)why.len, why.ptr, brokers);
    else
        snprintf(out, CLIENT_LOG_TEXT_SIZE, "broker %.*s is away: %.*s", (int)name.len, name.ptr,
                 (int)why.len, why.ptr);
    return out;
}

void client_log_forget_cause(struct client_log *log)
{
    log->cause[0] = '\0';
    log->cause_of_broker = false;
}

/* --- what comes in --------------------------------------------------------------------------- */

/* One properties file serves producers and consumers, so each gets the other's properties too. */
static bool is_about_other_kind(const char *facility, const char *text)
{
    return strcmp(facility, "CONFWARN") == 0 && (strstr(text, "will be ignored by") != NULL ||
                                                 strstr(text, "bootstrap.servers") != NULL);
}

/* A coordinator that is still loading is asked again in half a second. */
static bool is_retried(const char *facility, const char *text)
{
    return strcmp(facility, "GETPID") == 0 && strstr(text, "retrying") != NULL;
}

static bool is_noise(int level, const char *facility, const char *text)
{
    static const char *const told_otherwise[] = {
        "FAIL",      /* client_log_error has it too */
        "TERMINATE", /* we know what we left undone */
        "PARTCNT",   /* a topic that is gone: so it is said */
        "FATAL",     /* what the owner says */
    };
    for (size_t i = 0; i < sizeof told_otherwise / sizeof told_otherwise[0]; i++)
        if (strcmp(facility, told_otherwise[i]) == 0)
            return true;
    return level >= LOG_INFO || is_about_other_kind(facility, text) || is_retried(facility, text);
}

/* What the handle's owner says, or nobody needs to know: we have a group only because librdkafka
 * wants its name. */
static bool is_for_owner(struct client_log *log, rd_kafka_resp_err_t code)
{
    log->fatal = log->fatal || code == RD_KAFKA_RESP_ERR__FATAL;
    log->gone = log->gone || deletion_is_error(code);
    return code == RD_KAFKA_RESP_ERR__FATAL || deletion_is_error(code) ||
           code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
}

/* Lines come as "[thrd:main]: text". */
static const char *without_thread(const char *text)
{
    const char *end = strncmp(text, "[thrd:", 6) == 0 ? strstr(text, "]: ") : NULL;
    return end != NULL ? end + 3 : text;
}

void client_log_line(struct client_log *log, mono_time now, int level, const char *facility,
                     const char *text)
{
    text = without_thread(text);
    if (log->verbose || !is_noise(level, facility, text))
        client_log_say(log, now, "Kafka: %s", text);
}

void client_log_error(struct client_log *log, mono_time now, rd_kafka_resp_err_t code,
                      const char *reason)
{
    /* A second connection to a broker that has lines of its own. */
    static const char coordinator[] = "GroupCoordinator: ";
    struct text rest = text_of(reason);
    struct text name;
    if (is_for_owner(log, code))
        return;
    log->denied = log->denied || code == RD_KAFKA_RESP_ERR__AUTHENTICATION;
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        char text[] = "no broker can be reached";
        if (!log->all_down)
            say(log, text);
        log->all_down = true;
    } else if (broker_name_cut(&rest, &name)) {
        broker_is_away(log, now, name, rest);
    } else if (strncmp(reason, coordinator, sizeof coordinator - 1) != 0) {
        client_log_say(log, now, "Kafka: %s", reason);
    }
}
