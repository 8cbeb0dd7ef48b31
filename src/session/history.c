#include "blotter/session/history.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/crime/message.h"
#include "blotter/kafka/consumer.h"

struct history_reader {
    uv_loop_t loop;
    struct history *history;
    struct text run;
    civil_time *until; /* by officer - 1, as its `start` says */
    struct decoder *decoder;
    int32_t partitions_left;
    bool *at_end; /* by partition */
    struct error failed;
};

static void note_message(struct history_reader *r, const struct message *m)
{
    struct history *h = r->history;
    bool says_officers = m->kind != MESSAGE_CRIME;
    if (m->officer > h->officers || (says_officers && m->officers != h->officers)) {
        error_set(&r->failed, "run %.*s on the topic has %u officers, not %u", (int)r->run.len,
                  r->run.ptr, says_officers ? m->officers : m->officer, h->officers);
        uv_stop(&r->loop);
        return;
    }
    size_t i = m->officer - 1;
    if (m->seq > h->sent[i])
        h->sent[i] = m->seq;
    if (m->kind == MESSAGE_START) {
        h->started[i] = true;
        r->until[i] = m->until;
    } else if (m->kind == MESSAGE_END) {
        h->ended[i] = h->started[i] && m->at.s >= r->until[i].s;
    } else {
        h->ended[i] = false;
    }
}

static void on_message(void *user, const struct incoming *in)
{
    struct history_reader *r = user;
    struct message m;
    const char *why;
    if (decoder_read(r->decoder, in->value, in->read_at, &m, &why) == DECODED_MESSAGE &&
        text_equal(m.run, r->run))
        note_message(r, &m);
}

static void on_turn(void *user)
{
    (void)user;
}

static void on_end(void *user, int32_t partition)
{
    struct history_reader *r = user;
    if (!r->at_end[partition])
        r->partitions_left--;
    r->at_end[partition] = true;
    if (r->partitions_left == 0)
        uv_stop(&r->loop);
}

static void on_lost(void *user, const char *text)
{
    struct history_reader *r = user;
    error_set(&r->failed, "%s", text);
    uv_stop(&r->loop);
}

/* The producer hears the same of the same brokers, and says so. */
static void on_log(void *user, const char *text)
{
    (void)user;
    (void)text;
}

static bool read_all(struct history_reader *r, const struct kafka_config *config,
                     const struct topic_facts *topic, struct error *err)
{
    const struct consumer_options options = {
        .from = CONSUMER_FROM_BEGINNING, .partitions = topic->partitions, .mock = topic->mock};
    const struct consumer_callbacks callbacks = {
        .on_message = on_message,
        .on_turn = on_turn,
        .on_end = on_end,
        .on_lost = on_lost,
        .on_log = on_log,
        .user = r,
    };
    uv_loop_init(&r->loop);
    struct consumer *consumer = consumer_create(&r->loop, config, &options, &callbacks, err);
    if (consumer != NULL) {
        uv_run(&r->loop, UV_RUN_DEFAULT);
        consumer_destroy(consumer);
    }
    uv_run(&r->loop, UV_RUN_DEFAULT);
    uv_loop_close(&r->loop);
    if (consumer != NULL && r->failed.status != EXIT_STATUS_OK)
        *err = r->failed;
    return consumer != NULL && r->failed.status == EXIT_STATUS_OK;
}

bool history_read(const struct kafka_config *config, const struct topic_facts *topic,
                  const char *run, uint32_t officers, struct history *ret, struct error *err)
{
    *ret = (struct history){
        .officers = officers,
        .sent = mem_new(officers, sizeof *ret->sent),
        .started = mem_new(officers, sizeof *ret->started),
        .ended = mem_new(officers, sizeof *ret->ended),
    };
    struct history_reader r = {
        .history = ret,
        .run = text_of(run),
        .until = mem_new(officers, sizeof *r.until),
        .decoder = decoder_create(NULL),
        .partitions_left = topic->partitions,
        .at_end = mem_new((size_t)topic->partitions, sizeof *r.at_end),
    };
    bool ok = read_all(&r, config, topic, err);
    decoder_destroy(r.decoder);
    free(r.until);
    free(r.at_end);
    if (!ok)
        history_finish(ret);
    return ok;
}

void history_finish(struct history *h)
{
    free(h->sent);
    free(h->started);
    free(h->ended);
    *h = (struct history){0};
}

bool history_has_begun(const struct history *h)
{
    for (size_t i = 0; i < h->officers; i++)
        if (h->started[i] || h->sent[i] > 0)
            return true;
    return false;
}

bool history_is_complete(const struct history *h, uint32_t officer)
{
    if (officer != 0)
        return h->ended != NULL && h->ended[officer - 1];
    for (uint32_t i = 0; i < h->officers; i++)
        if (!h->ended[i])
            return false;
    return h->officers > 0;
}
