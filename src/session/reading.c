#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

enum {
    /* Told to the simulator when this much more has been read: often enough that 4 MiB of credit
     * never run out, rarely enough to cost nothing. */
    ACK_STEP_BYTES = 256 * 1024,
    /* A paused topic gets a clock a second; once nothing else has come for so long, fetching stops
     * until the next order: an idle fetch costs a percent of a core (kafka/consumer.h). */
    REST_AFTER_MS = 1500,
};

/* --- messages ------------------------------------------------------------------------------- */

void reading_count_credit(void *user, int32_t partition, size_t value_len)
{
    struct session *s = user;
    if (partition < s->topic.partitions)
        s->credit[partition].read += value_len + KAFKA_MESSAGE_OVERHEAD;
}

static void on_message(void *user, const struct incoming *in)
{
    struct session *s = user;
    if (s->attached != NULL)
        attached_feed(s->attached, in);
    else
        runs_feed(&s->runs, in);
}

static void give_credit(struct session *s)
{
    if (!s->topic.mock || s->simulator == NULL)
        return;
    for (int32_t p = 0; p < s->topic.partitions; p++) {
        struct credit *credit = &s->credit[p];
        if (credit->read < credit->acked + ACK_STEP_BYTES)
            continue;
        credit->acked = credit->read;
        struct buffer line = {0};
        const struct order ack = {
            .kind = ORDER_ACK, .partition = (uint32_t)p, .acked_bytes = credit->acked};
        order_write(&line, &ack);
        child_write(s->simulator, buffer_text(&line));
        buffer_free(&line);
    }
}

/* All that the officers sent has come, up to the run's last report, and the simulator has said that
 * this was all. Officers who ended before it were cut off: their simulator's exit will tell. */
void reading_check_end(struct session *s)
{
    const struct analysis *a = s->runs.shown;
    bool playing = s->status.state == SESSION_PLAYING || s->status.state == SESSION_PAUSED;
    if (playing && s->status.counts.known && s->runs.next == NULL && analysis_is_over(a) &&
        analysis_clock(a).s >= analysis_until(a).s)
        s->status.state = SESSION_ENDED;
}

static void on_rest(uv_timer_t *timer);

void reading_rest_later(struct session *s)
{
    uv_timer_stop(&s->rest_timer);
    if (s->status.state == SESSION_PAUSED || s->status.state == SESSION_ENDED) {
        uv_update_time(s->loop);
        uv_timer_start(&s->rest_timer, on_rest, REST_AFTER_MS, 0);
    }
}

/* The simulator's word is faster than its messages: the screen says paused when the figures have
 * got to where it paused, and do not move any more. */
void reading_check_pause(struct session *s)
{
    if (s->status.state != SESSION_PLAYING || !s->status.paused || s->runs.next != NULL ||
        analysis_clock(s->runs.shown).s < s->paused_at.s)
        return;
    s->status.state = SESSION_PAUSED;
    reading_rest_later(s);
}

static void on_rest(uv_timer_t *timer)
{
    struct session *s = timer->data;
    struct accounting a = analysis_accounting(s->runs.shown);
    bool still = s->status.state == SESSION_PAUSED || s->status.state == SESSION_ENDED;
    if (!still || s->consumer == NULL || s->rests)
        return;
    if (s->runs.next != NULL || a.consumed + a.missing < s->status.sent) {
        uv_timer_start(timer, on_rest, REST_AFTER_MS, 0);
        return;
    }
    consumer_pause(s->consumer);
    s->rests = true;
}

void reading_wake(struct session *s)
{
    if (s->rests && s->consumer != NULL)
        consumer_resume(s->consumer);
    s->rests = false;
}

/* The first run begins a second before the first report; a sought one tells nothing of it. */
static void note_range(struct session *s)
{
    const struct analysis *a = s->runs.shown;
    if (s->status.has_range || !analysis_has_started(a))
        return;
    s->status.has_range = true;
    s->status.first = civil_add(analysis_begin(a), 1);
    s->status.last = analysis_until(a);
}

void reading_settle(struct session *s)
{
    runs_settle(&s->runs, s->follows_clock);
    s->status.seeking = s->runs.seeks > 0 || s->runs.next != NULL;
    note_range(s);
    give_credit(s);
    enum session_state before = s->status.state;
    reading_check_end(s);
    reading_check_pause(s);
    if (s->status.state != before)
        reading_rest_later(s);
    session_changed(s);
}

static void on_turn(void *user)
{
    struct session *s = user;
    if (s->attached != NULL)
        watching_settle(s);
    else
        reading_settle(s);
}

static void on_partition_end(void *user, int32_t partition)
{
    struct session *s = user;
    if (s->attached != NULL)
        watching_note_end(s, partition);
}

static void on_lost(void *user, const char *text)
{
    session_broken(user, "", text);
}

/* Of the embedded brokers the only news is that they died, which the cluster's exit tells better.
 */
static void on_kafka_log(void *user, const char *text)
{
    struct session *s = user;
    cluster_poller_note_news(s->poller, text);
    if (s->config->kafka.brokers != NULL)
        session_news(s, text);
}

/* --- the link --------------------------------------------------------------------------------- */

static void set_topic(struct session *s, const struct topic_facts *topic)
{
    s->topic = *topic;
    s->status.brokers = topic->brokers;
    free(s->credit);
    s->credit = mem_new((size_t)topic->partitions, sizeof *s->credit);
    free(s->offsets);
    s->offsets = mem_new((size_t)topic->partitions, sizeof *s->offsets);
    if (!s->config->attach.on) {
        topic_remark(&s->kafka, topic, s->config->partitions, s->config->replication, on_kafka_log,
                     s);
        return;
    }
    attached_destroy(s->attached);
    s->attached =
        attached_create(&s->config->analysis, topic->partitions, s->config->attach.lateness_s);
}

static bool start_consumer(struct session *s, struct error *err)
{
    const struct consumer_callbacks callbacks = {
        .on_message = on_message,
        .on_turn = on_turn,
        .on_end = on_partition_end,
        .on_lost = on_lost,
        .on_log = on_kafka_log,
        .user = s,
    };
    if (!resume_reading(s, err) || !consumer_start(s->consumer, s->loop, &callbacks, err))
        return false;
    resume_forget(s);
    s->rests = false;
    return true;
}

static void on_link_fail(void *user, const char *why)
{
    struct session *s = user;
    s->status.hopeless = !s->status.opened;
    session_broken(s, "", why);
}

static void on_open(void *user, const struct topic_facts *topic, struct consumer *consumer)
{
    struct session *s = user;
    struct error err;
    s->consumer = consumer;
    set_topic(s, topic);
    if (!start_consumer(s, &err)) {
        reading_close(s);
        on_link_fail(s, err.text);
        return;
    }
    s->status.opened = true;
    session_note_cluster(s);
    if (s->attached != NULL)
        watching_start(s);
    else
        children_start_simulator(s);
    session_changed(s);
}

static void on_wait(void *user, const char *why)
{
    struct session *s = user;
    s->status.state = SESSION_WAITING;
    session_news(s, why);
    session_changed(s);
}

void reading_init(struct session *s)
{
    s->link = link_create(s->loop, &(struct link_callbacks){on_open, on_wait, on_link_fail, s});
}

/* A topic that others feed is read from where the user said, what our own simulator sends from the
 * end on. */
void reading_open(struct session *s)
{
    const struct attach_config *attach = &s->config->attach;
    struct link_config config = {
        .kafka = &s->kafka,
        .makes = !attach->on,
        .partitions = s->config->partitions,
        .replication = s->config->replication,
        .waits = attach->waits,
        .options = {.from = attach->on ? attach->from : CONSUMER_FROM_END,
                    .time = attach->from_time},
    };
    const struct checkpoint *place = attach->on ? resume_place(s) : NULL;
    if (place != NULL) {
        config.options.from = CONSUMER_FROM_OFFSETS;
        config.options.offsets = place->offsets;
        config.offset_count = place->partitions;
    }
    s->status.state = SESSION_STARTING;
    session_note_cluster(s);
    link_open(s->link, &config);
}

void reading_close(struct session *s)
{
    link_close(s->link);
    consumer_destroy(s->consumer);
    s->consumer = NULL;
    session_note_cluster(s);
}
