#include "news.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "broker_name.h"
#include "gone.h"

#include "blotter/base/memory.h"

void news_finish(struct news *news)
{
    for (size_t i = 0; i < news->away_count; i++)
        free(news->away[i]);
    free(news->away);
    news->away = NULL;
    news->away_count = news->away_cap = 0;
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

static void say(struct news *news, char *text)
{
    strip_control_bytes(text);
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

static size_t find_away(const struct news *news, struct text name)
{
    size_t i = 0;
    while (i < news->away_count && !text_is(name, news->away[i]))
        i++;
    return i;
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

static void broker_is_away(struct news *news, struct text name, struct text why)
{
    if (find_away(news, name) < news->away_count)
        return;
    news->away = mem_grow(news->away, &news->away_cap, news->away_count + 1, sizeof *news->away);
    news->away[news->away_count++] = mem_copy_text(name.ptr, name.len);
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

static void broker_is_back(struct news *news, struct text name)
{
    news->all_down = false;
    news->connected = true;
    size_t i = find_away(news, name);
    if (i == news->away_count)
        return;
    free(news->away[i]);
    news->away[i] = news->away[--news->away_count];
    char text[NEWS_TEXT_SIZE];
    snprintf(text, sizeof text, "broker %.*s is back", (int)name.len, name.ptr);
    say(news, text);
}

/* "host:9092/1: Broker changed state APIVERSION_QUERY -> UP" */
static void note_state(struct news *news, struct text text)
{
    static const char up[] = "-> UP";
    struct text name;
    if (broker_name_cut(&text, &name) && text.len >= sizeof up - 1 &&
        memcmp(text.ptr + text.len - (sizeof up - 1), up, sizeof up - 1) == 0)
        broker_is_back(news, name);
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
    if (strcmp(facility, "STATE") == 0)
        note_state(news, text_of(text));
    if (news->routes != NULL)
        routes_log(news->routes, facility, text_of(text));
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
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        char text[] = "no broker can be reached";
        if (!news->all_down)
            say(news, text);
        news->all_down = true;
    } else if (broker_name_cut(&rest, &name)) {
        broker_is_away(news, name, rest);
    } else if (strncmp(reason, coordinator, sizeof coordinator - 1) != 0) {
        news_say(news, now, "Kafka: %s", reason);
    }
}
