#include "windows_topic.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "link.h"

struct windows_topic {
    uv_loop_t *loop;
    struct windows_topic_config config;
    struct windows_topic_callbacks on;
    struct windows_taker taker;
    struct link *link;
    uv_timer_t next_turn; /* opens it again, outside of all callbacks */
    bool begun;           /* from when on it is read is known */
    bool read;
};

static void open_link(struct windows_topic *w, enum consumer_from from)
{
    link_open(w->link, &(struct link_config){
                           .kafka = &w->config.kafka, .waits = true, .options = {.from = from}});
}

static void on_next_turn(uv_timer_t *timer)
{
    struct windows_topic *w = timer->data;
    open_link(w, CONSUMER_FROM_BEGINNING);
}

static void open_again(struct windows_topic *w)
{
    uv_update_time(w->loop);
    uv_timer_start(&w->next_turn, on_next_turn, 0, 0);
}

static void on_news(void *user, const char *text)
{
    const struct windows_topic *w = user;
    w->on.on_news(w->on.user, text);
}

static void note_read(void *user)
{
    struct windows_topic *w = user;
    w->read = true;
    w->on.on_change(w->on.user);
}

/* --- the link --------------------------------------------------------------------------------- */

static void note_begun(struct windows_topic *w)
{
    w->begun = true;
    w->on.on_change(w->on.user);
}

static void on_open(void *user)
{
    note_begun(user);
}

/* All of a topic that is not there yet comes from now on. */
static void on_wait(void *user, const char *why)
{
    struct windows_topic *w = user;
    struct error text;
    error_set(&text, "no engine yet: %s", why);
    if (w->config.from_now)
        open_again(w); /* which says it again */
    else
        on_news(w, text.text);
    w->config.from_now = false;
    w->read = true;
    note_begun(w);
}

static void on_fail(void *user, const char *why)
{
    struct windows_topic *w = user;
    on_news(w, why);
    w->read = true;
    note_begun(w);
}

/* --- reading ---------------------------------------------------------------------------------- */

bool windows_taker_take(struct windows_taker *t, struct text value, struct error *news)
{
    const char *why;
    if (value.len == 0) /* a deletion */
        return true;
    bool taken = engines_take(t->engines, value, mono_now(), &why);
    bool is_news = !taken && !t->refusing;
    t->refused += !taken;
    t->refusing = !taken;
    return !is_news || error_set(news, "topic %s: a value is passed over: %s", t->topic, why);
}

static void on_message(void *user, const struct incoming *in)
{
    struct windows_topic *w = user;
    struct error news;
    if (!windows_taker_take(&w->taker, in->value, &news))
        on_news(w, news.text);
}

static void on_turn(void *user)
{
    const struct windows_topic *w = user;
    w->on.on_change(w->on.user);
}

static void on_end(void *user, int32_t partition)
{
    (void)user, (void)partition;
}

/* Who has made it anew begins from its beginning. */
static void on_lost(void *user, const char *text)
{
    on_news(user, text);
    open_again(user);
}

static void on_log(void *user, const char *text)
{
    const struct windows_topic *w = user;
    w->on.on_kafka_log(w->on.user, text);
}

/* --- life ------------------------------------------------------------------------------------- */

struct windows_topic *windows_topic_open(uv_loop_t *loop, const struct windows_topic_config *config,
                                         const struct windows_topic_callbacks *callbacks)
{
    struct windows_topic *w = mem_new(1, sizeof *w);
    const struct link_callbacks link = {on_open, on_wait, on_fail, w};
    const struct consumer_callbacks reading = {
        .on_message = on_message,
        .on_turn = on_turn,
        .on_end = on_end,
        .on_lost = on_lost,
        .on_log = on_log,
        .user = w,
        .on_caught_up = note_read,
    };
    w->loop = loop;
    w->config = *config;
    w->on = *callbacks;
    w->taker.topic = config->kafka.topic;
    w->taker.engines =
        engines_create(config->analysis->windows, config->analysis->window_count, ENGINES_BYTES);
    w->link = link_create(loop, &link, &reading);
    uv_timer_init(loop, &w->next_turn);
    w->next_turn.data = w;
    open_link(w, config->from_now ? CONSUMER_FROM_END : CONSUMER_FROM_BEGINNING);
    return w;
}

struct engines *windows_topic_engines(const struct windows_topic *w)
{
    return w->taker.engines;
}

bool windows_topic_has_begun(const struct windows_topic *w)
{
    return w->begun;
}

bool windows_topic_is_read(const struct windows_topic *w)
{
    return w->read;
}

uint64_t windows_topic_refused(const struct windows_topic *w)
{
    return w->taker.refused;
}

void windows_topic_close(struct windows_topic *w)
{
    if (w == NULL)
        return;
    uv_timer_stop(&w->next_turn);
    link_close(w->link);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void windows_topic_destroy(struct windows_topic *w)
{
    if (w == NULL)
        return;
    link_destroy(w->link);
    engines_destroy(w->taker.engines);
    uv_close((uv_handle_t *)&w->next_turn, on_closed);
}
