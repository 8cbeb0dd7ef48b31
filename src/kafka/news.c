#include "news.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "broker_name.h"
#include "gone.h"
#include "statistics.h"

#include "blotter/base/memory.h"
#include "blotter/base/trace.h"

void news_finish(struct news *news)
{
    for (size_t i = 0; i < news->count; i++)
        free(news->brokers[i].name);
    free(news->brokers);
    news->brokers = NULL;
    news->count = news->cap = 0;
}

/* --- saying ---------------------------------------------------------------------------------- */

static void strip_control_bytes(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
}

static bool said_lately(const struct news *news, mono_time now, const char *text)
{
    for (size_t i = 0; i < NEWS_REMEMBERED; i++) {
        const struct said *said = &news->said[i];
        if (strcmp(said->text, text) == 0 && mono_ms_between(said->at, now) < NEWS_SILENCE_MS)
            return true;
    }
    return false;
}

/* What a broker did says more than what librdkafka thinks of a property. */
static void note_cause(struct news *news, const char *text)
{
    bool of_broker = strncmp(text, "broker ", 7) == 0;
    if (news->cause[0] == '\0' || (of_broker && !news->cause_of_broker))
        snprintf(news->cause, sizeof news->cause, "%s", text);
    news->cause_of_broker = news->cause_of_broker || of_broker;
}

static void say(struct news *news, char *text)
{
    strip_control_bytes(text);
    TRACE(TRACE_KAFKA, "%s", text);
    note_cause(news, text);
    if (news->on_log != NULL)
        news->on_log(news->user, text);
}

static void say_once(struct news *news, mono_time now, char *text)
{
    if (said_lately(news, now, text))
        return;
    struct said *said = &news->said[news->next++ % NEWS_REMEMBERED];
    snprintf(said->text, sizeof said->text, "%s", text);
    said->at = now;
    say(news, text);
}

void news_say(struct news *news, mono_time now, const char *format, ...)
{
    char text[NEWS_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say_once(news, now, text);
}

/* --- brokers --------------------------------------------------------------------------------- */

static struct broker_news *find(const struct news *news, struct text name)
{
    for (size_t i = 0; i < news->count; i++)
        if (text_is(name, news->brokers[i].name))
            return &news->brokers[i];
    return NULL;
}

bool news_is_away(const struct news *news, const char *broker)
{
    const struct broker_news *b = find(news, text_of(broker));
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
static struct text without_advice(const struct news *news, struct text why)
{
    static const struct text lost = {"Disconnected", 12};
    if (news->connected)
        why = without_places(why);
    bool is_lost = why.len > lost.len && memcmp(why.ptr, lost.ptr, lost.len) == 0;
    return news->connected && is_lost ? lost : why;
}

static struct broker_news *add(struct news *news, struct text name)
{
    news->brokers = mem_grow(news->brokers, &news->cap, news->count + 1, sizeof *news->brokers);
    struct broker_news *b = &news->brokers[news->count++];
    *b = (struct broker_news){.name = mem_copy_text(name.ptr, name.len)};
    return b;
}

static void broker_is_away(struct news *news, mono_time now, struct text name, struct text why)
{
    struct broker_news *b = find(news, name);
    if (b == NULL)
        b = add(news, name);
    if (b->away)
        return;
    bool again = b->times > 0 && mono_ms_between(b->change, now) < NEWS_SILENCE_MS;
    b->away = true;
    b->change = now;
    b->times = again ? b->times + 1 : 1;
    if (b->told)
        return;
    b->told = true;
    char text[NEWS_TEXT_SIZE];
    why = without_advice(news, reason_of(why));
    snprintf(text, sizeof text, "broker %.*s is away: %.*s", (int)name.len, name.ptr, (int)why.len,
             why.ptr);
    say(news, text);
}

bool kafka_is_good_news(const char *text)
{
    static const char back[] = " is back";
    size_t len = strlen(text);
    return len >= sizeof back - 1 && strcmp(text + len - (sizeof back - 1), back) == 0;
}

/* One that comes and goes has to stay for a while first. */
static void tell_return(struct news *news, mono_time now, struct broker_news *b)
{
    char text[NEWS_TEXT_SIZE];
    if (!b->told || b->away || (b->times > 1 && mono_ms_between(b->change, now) < NEWS_STAYS_MS))
        return;
    if (b->times > 1)
        snprintf(text, sizeof text, "broker %s went away %u times and is back", b->name, b->times);
    else
        snprintf(text, sizeof text, "broker %s is back", b->name);
    b->told = false;
    say(news, text);
}

struct hearing {
    struct news *news;
    mono_time now;
};

static void on_broker(void *user, struct text name, int32_t id, bool up)
{
    const struct hearing *h = user;
    struct broker_news *b = find(h->news, name);
    if (h->news->routes != NULL)
        routes_note_broker(h->news->routes, id, up);
    if (up) {
        h->news->all_down = false;
        h->news->connected = true;
    }
    if (b == NULL)
        return;
    if (up && b->away) {
        b->away = false;
        b->change = h->now;
    }
    tell_return(h->news, h->now, b);
}

static void on_leader(void *user, struct text topic, int32_t partition, int32_t leader)
{
    const struct hearing *h = user;
    routes_note_leader(h->news->routes, topic, partition, leader);
}

void news_statistics(struct news *news, mono_time now, struct text json)
{
    struct hearing h = {news, now};
    statistics_read(json, &(struct statistics_callbacks){
                              .on_broker = on_broker,
                              .on_leader = news->routes != NULL ? on_leader : NULL,
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

const char *news_cause(const struct news *news, const char *brokers, rd_kafka_resp_err_t code,
                       char out[NEWS_TEXT_SIZE])
{
    static const char broker[] = "broker ";
    static const char away[] = " is away: ";
    const char *cause = news->cause[0] != '\0' ? news->cause : rd_kafka_err2str(code);
    const char *behind = news->cause_of_broker ? strstr(cause, away) : NULL;
    struct text why = plain(text_of(behind != NULL ? behind + strlen(away) : cause));
    snprintf(out, NEWS_TEXT_SIZE, "%.*s", (int)why.len, why.ptr);
    if (behind == NULL)
        return out;
    struct text name = {cause + strlen(broker), (size_t)(behind - cause) - strlen(broker)};
    if (!is_listed(brokers, name))
        snprintf(out, NEWS_TEXT_SIZE,
                 "broker %.*s: %.*s; that address is what the brokers at %.100s say is theirs",
                 (int)name.len, name.ptr, (int)why.len, why.ptr, brokers);
    else
        snprintf(out, NEWS_TEXT_SIZE, "broker %.*s is away: %.*s", (int)name.len, name.ptr,
                 (int)why.len, why.ptr);
    return out;
}

void news_forget_cause(struct news *news)
{
    news->cause[0] = '\0';
    news->cause_of_broker = false;
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
        "FAIL",      /* news_error has it too */
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
static bool is_for_owner(struct news *news, rd_kafka_resp_err_t code)
{
    news->fatal = news->fatal || code == RD_KAFKA_RESP_ERR__FATAL;
    news->gone = news->gone || gone_is_error(code);
    return code == RD_KAFKA_RESP_ERR__FATAL || gone_is_error(code) ||
           code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
}

/* Lines come as "[thrd:main]: text". */
static const char *without_thread(const char *text)
{
    const char *end = strncmp(text, "[thrd:", 6) == 0 ? strstr(text, "]: ") : NULL;
    return end != NULL ? end + 3 : text;
}

void news_log(struct news *news, mono_time now, int level, const char *facility, const char *text)
{
    text = without_thread(text);
    if (news->verbose || !is_noise(level, facility, text))
        news_say(news, now, "Kafka: %s", text);
}

void news_error(struct news *news, mono_time now, rd_kafka_resp_err_t code, const char *reason)
{
    /* A second connection to a broker that has its own news. */
    static const char coordinator[] = "GroupCoordinator: ";
    struct text rest = text_of(reason);
    struct text name;
    if (is_for_owner(news, code))
        return;
    news->denied = news->denied || code == RD_KAFKA_RESP_ERR__AUTHENTICATION;
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        char text[] = "no broker can be reached";
        if (!news->all_down)
            say(news, text);
        news->all_down = true;
    } else if (broker_name_cut(&rest, &name)) {
        broker_is_away(news, now, name, rest);
    } else if (strncmp(reason, coordinator, sizeof coordinator - 1) != 0) {
        news_say(news, now, "Kafka: %s", reason);
    }
}
