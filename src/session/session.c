#include "blotter/session/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "blotter/base/memory.h"
#include "session_state.h"

enum { KILL_AFTER_MS = 2000, KILL_WRITER_AFTER_MS = 60000 };

/* --- how it stands -------------------------------------------------------------------------- */

static enum session_state state_of(const struct session *s, enum session_state source)
{
    if (s->quitting)
        return SESSION_QUITTING;
    if (s->status.problem[0] != '\0')
        return SESSION_BROKEN;
    if (s->plays)
        return source;
    return s->waits ? SESSION_WAITING : SESSION_STARTING;
}

/* The source's status, and what of it is the session's. */
static void take_status(struct session *s)
{
    struct session_status status = s->source->status;
    const struct session_status *own = &s->status;
    memcpy(status.problem, own->problem, sizeof status.problem);
    status.hopeless = own->hopeless;
    status.opened = own->opened;
    status.brokers = own->brokers;
    status.broker_away = own->broker_away;
    status.resumed = own->resumed;
    status.resumed_at = own->resumed_at;
    status.place_lost = own->place_lost;
    status.state = state_of(s, status.state);
    if (status.beginnings != own->beginnings)
        alert_topic_forget_held(s->alert_topic);
    s->status = status;
    s->restarted = s->restarted && status.state < SESSION_PLAYING;
    /* Before the end has been seen, a newer run may take the place of what was sent. */
    alert_topic_hold(s->alert_topic, status.attached && !status.caught_up);
}

void session_changed(struct session *s)
{
    take_status(s);
    s->callbacks.on_change(s->callbacks.user);
}

void session_allow_checkpoints(struct session *s)
{
    checkpointer_pause(s->checkpointer, s->held || !alert_topic_is_out(s->alert_topic));
}

bool session_alerts_are_out(const struct session *s)
{
    return alert_topic_is_out(s->alert_topic) || s->status.problem[0] != '\0';
}

static void on_change(void *user)
{
    session_changed(user);
}

static void on_news(void *user, const char *text)
{
    struct session *s = user;
    s->callbacks.on_log(s->callbacks.user, text);
}

/* What comes of a problem that has been told is none of its own. */
static void on_source_news(void *user, const char *text)
{
    struct session *s = user;
    if (s->status.problem[0] == '\0')
        on_news(s, text);
}

static void on_broken(void *user, const char *why, bool said, bool hopeless)
{
    struct session *s = user;
    if (s->quitting || s->status.problem[0] != '\0')
        return;
    snprintf(s->status.problem, sizeof s->status.problem, "%s", why);
    s->status.hopeless = hopeless;
    if (!said)
        on_news(s, s->status.problem);
    session_changed(s);
}

static void break_with(struct session *s, const char *why)
{
    on_broken(s, why, false, false);
}

/* --- the link ------------------------------------------------------------------------------- */

static void note_cluster(struct session *s)
{
    cluster_poller_follow(s->poller, s->kafka.brokers, link_consumer(s->link),
                          link_topic(s->link)->partitions);
}

static void open_link(struct session *s)
{
    struct link_config config = s->source->link;
    config.kafka = &s->kafka;
    s->waits = s->is_lost = false;
    note_cluster(s);
    link_open(s->link, &config);
    session_changed(s);
}

static void close_link(struct session *s)
{
    s->plays = s->begins_later = false;
    s->source->kind->lose_link(s->source);
    link_close(s->link);
    note_cluster(s);
}

static void on_link_fail(void *user, const char *why)
{
    struct session *s = user;
    on_broken(s, why, false, !s->status.opened);
}

static void on_link_wait(void *user, const char *why)
{
    struct session *s = user;
    s->waits = true;
    on_news(s, why);
    session_changed(s);
}

static void on_poller_log(void *user, const char *text)
{
    cluster_poller_note_news(((struct session *)user)->poller, text);
}

/* Of the embedded brokers the only news is that they died, which the cluster's exit tells better.
 */
static void on_kafka_log(void *user, const char *text)
{
    struct session *s = user;
    on_poller_log(s, text);
    if (s->config->kafka.brokers != NULL)
        on_news(s, text);
}

static bool begin_source(struct session *s, struct error *err)
{
    struct error why;
    s->plays = true;
    return s->source->kind->begin(s->source, link_topic(s->link), link_consumer(s->link), &why) ||
           checkpointer_refuse(s->checkpointer, why.text, err);
}

static void kill_source(struct session *s)
{
    if (s->source->lives)
        s->source->kind->kill(s->source);
}

static void on_link_open(void *user)
{
    struct session *s = user;
    struct error err;
    s->status.brokers = link_topic(s->link)->brokers;
    s->begins_later =
        s->windows != NULL && !s->config->attach.on && !windows_topic_has_begun(s->windows);
    if (s->begins_later)
        return;
    if (!begin_source(s, &err)) {
        close_link(s);
        on_link_fail(s, err.text);
        return;
    }
    checkpointer_forget(s->checkpointer);
    alert_topic_open(s->alert_topic, &s->kafka, link_topic(s->link)->replication);
    s->status.opened = true;
    note_cluster(s);
    session_changed(s);
}

/* --- what is read --------------------------------------------------------------------------- */

static void on_message(void *user, const struct incoming *in)
{
    struct session *s = user;
    s->source->kind->feed(s->source, in);
}

static void on_turn(void *user)
{
    struct session *s = user;
    s->source->kind->settle(s->source);
}

static void on_partition_end(void *user, int32_t partition)
{
    struct session *s = user;
    if (s->source->kind->note_end != NULL)
        s->source->kind->note_end(s->source, partition);
}

static void on_lost(void *user, const char *text)
{
    struct session *s = user;
    s->is_lost = true;
    break_with(s, text);
}

/* --- the embedded cluster ------------------------------------------------------------------- */

static void on_brokers(void *user, const char *brokers)
{
    struct session *s = user;
    s->kafka.brokers = brokers;
    if (!s->quitting)
        open_link(s);
}

static void quit_on(struct session *s);

static void on_cluster_gone(void *user, const char *how)
{
    struct session *s = user;
    s->kafka.brokers = NULL;
    s->status.broker_away = false;
    close_link(s);
    alert_topic_close(s->alert_topic);
    cluster_child_destroy(s->cluster);
    s->cluster = NULL;
    if (s->quitting) {
        quit_on(s);
        return;
    }
    if (s->restarted && !s->restarting) {
        /* Both had died, and the order to start over came between the two pieces of news. */
        session_restart(s);
        s->restarted = false;
        return;
    }
    break_with(s, how);
    kill_source(s); /* it would wait for its brokers for ever */
}

static void start_cluster(struct session *s)
{
    const struct cluster_child_callbacks callbacks = {on_brokers, on_news, on_cluster_gone, s};
    struct error err;
    s->cluster = cluster_child_start(s->loop, s->config, &callbacks, &err);
    if (s->cluster == NULL)
        break_with(s, err.text);
    else
        session_changed(s);
}

/* --- beginning ------------------------------------------------------------------------------ */

/* One thing after the other: the cluster, the link, the source. What is under way goes on. */
static void start_missing(struct session *s)
{
    struct error err; /* of a place to go on from: that is for the first time only */
    if (s->config->kafka.brokers == NULL && s->cluster == NULL)
        start_cluster(s);
    else if (link_is_open(s->link))
        begin_source(s, &err);
    else if (s->kafka.brokers != NULL && !link_is_opening(s->link))
        open_link(s);
}

static void on_source_gone(void *user)
{
    struct session *s = user;
    if (s->quitting) {
        quit_on(s);
    } else if (s->restarting) {
        s->restarting = false;
        start_missing(s);
    }
}

/* All are sent anew. */
static void restart_alerts(struct session *s)
{
    alert_topic_close(s->alert_topic);
    if (link_is_open(s->link))
        alert_topic_open(s->alert_topic, &s->kafka, link_topic(s->link)->replication);
}

void session_restart(struct session *s)
{
    struct error err;
    if (s->quitting || s->restarting)
        return;
    s->restarted = true;
    s->status.problem[0] = '\0';
    s->status.resumed = s->plays = false;
    s->source->kind->resume(s->source, NULL, &err);
    checkpointer_forget(s->checkpointer);
    if (s->source->kind->reads_again || s->is_lost)
        close_link(s);
    restart_alerts(s);
    s->restarting = s->source->lives;
    if (s->restarting)
        s->source->kind->kill(s->source);
    else
        start_missing(s);
    session_changed(s);
}

/* --- quitting ------------------------------------------------------------------------------- */

/* Saves the last place first. False: it is being written still. */
static bool is_place_saved(struct session *s)
{
    bool saved = checkpointer_finish(s->checkpointer);
    s->status.place_lost = checkpointer_problem(s->checkpointer);
    return saved;
}

/* The source first, so that its last messages find their brokers; then the cluster. */
static void quit_on(struct session *s)
{
    if (s->source->lives || (!s->hurries && !session_alerts_are_out(s)) || !is_place_saved(s))
        return;
    close_link(s);
    windows_topic_close(s->windows);
    alert_topic_close(s->alert_topic);
    if (s->cluster != NULL) {
        cluster_child_end(s->cluster);
        return;
    }
    if (cluster_poller_has_child(s->poller))
        return;
    uv_timer_stop(&s->kill_timer);
    uv_timer_stop(&s->next_turn);
    s->callbacks.on_quit(s->callbacks.user);
}

static void on_rest(void *user)
{
    struct session *s = user;
    if (s->quitting)
        quit_on(s);
}

static void on_kill(uv_timer_t *timer)
{
    struct session *s = timer->data;
    s->hurries = true;
    kill_source(s);
    if (s->cluster != NULL)
        cluster_child_kill(s->cluster);
    quit_on(s);
}

static void on_next_turn(uv_timer_t *timer)
{
    struct session *s = timer->data;
    if (s->quitting)
        quit_on(s);
    else
        start_missing(s);
}

void session_quit(struct session *s)
{
    if (s->quitting)
        return;
    s->quitting = true;
    s->status.state = SESSION_QUITTING;
    cluster_poller_want(s->poller, false);
    uv_update_time(s->loop);
    uv_timer_start(&s->kill_timer, on_kill,
                   s->config->writes_truth ? KILL_WRITER_AFTER_MS : KILL_AFTER_MS, 0);
    uv_timer_start(&s->next_turn, on_next_turn, 0, 0);
    if (s->cluster != NULL)
        cluster_child_wake(s->cluster);
    s->source->kind->quit(s->source);
}

/* --- birth and death ------------------------------------------------------------------------ */

static const struct analysis *on_look(void *user, struct checkpoint *ret)
{
    struct session *s = user;
    return s->source->kind->place(s->source, ret);
}

static void on_delivered(void *user)
{
    struct session *s = user;
    session_allow_checkpoints(s);
    if (s->quitting)
        quit_on(s);
    else
        session_changed(s);
}

static void on_alert_fail(void *user, const char *why)
{
    break_with(user, why);
}

/* Opens the folder, and goes on from what was saved there. */
static bool open_checkpoints(struct session *s, struct error *err)
{
    const struct checkpointer_config config = {
        .folder = s->config->state_folder,
        .every_ms = (uint64_t)s->config->checkpoint_ms,
        .source = s->config->source,
    };
    const struct checkpointer_callbacks callbacks = {on_look, on_news, on_rest, s};
    struct error why;
    if (config.folder == NULL)
        return true;
    s->checkpointer = checkpointer_create(s->loop, &config, &callbacks, err);
    if (s->checkpointer == NULL)
        return false;
    const struct checkpoint *found = checkpointer_found(s->checkpointer);
    if (found == NULL)
        return true;
    s->status.resumed = true;
    s->status.resumed_at = found->at;
    return s->source->kind->resume(s->source, found, &why) ||
           checkpointer_refuse(s->checkpointer, why.text, err);
}

static const struct source_kind *kind_of(const struct session_config *config)
{
    if (config->figures_only)
        return &figures_source;
    return config->attach.on ? &topic_source : &own_source;
}

static void create_parts(struct session *s)
{
    const struct session_config *config = s->config;
    const struct link_callbacks link = {on_link_open, on_link_wait, on_link_fail, s};
    const struct consumer_callbacks reading = {
        .on_message = on_message,
        .on_turn = on_turn,
        .on_end = on_partition_end,
        .on_lost = on_lost,
        .on_log = on_kafka_log,
        .user = s,
    };
    const struct source source = {
        .kind = kind_of(config),
        .loop = s->loop,
        .config = config,
        .kafka = &s->kafka,
        .on = {on_change, on_source_news, on_poller_log, on_broken, on_source_gone, s},
        .status = {.speed = config->speed},
        .follows_clock = true,
    };
    const struct cluster_poller_config poller = {config->program, s->kafka.topic,
                                                 config->kafka_args};
    const struct alert_topic_callbacks alerts = {on_delivered, on_alert_fail, on_news, s};
    if (config->alert_topic != NULL)
        s->alert_topic = alert_topic_create(s->loop, config->alert_topic, &alerts);
    s->link = link_create(s->loop, &link, &reading);
    s->poller = cluster_poller_create(s->loop, &poller,
                                      &(struct cluster_poller_callbacks){on_change, on_rest, s});
    s->source = source.kind->create(&source);
}

static void on_windows(void *user)
{
    struct session *s = user;
    if (s->begins_later && windows_topic_has_begun(s->windows) && !s->quitting)
        on_link_open(s);
    session_changed(s);
}

static void open_windows(struct session *s)
{
    const struct windows_topic_callbacks callbacks = {on_windows, on_news, on_poller_log, s};
    struct windows_topic_config config = {
        .kafka = s->config->kafka,
        .analysis = &s->config->analysis,
        .from_now = !s->config->attach.on,
    };
    config.kafka.topic = s->config->windows_topic;
    if (config.kafka.topic != NULL)
        s->windows = windows_topic_open(s->loop, &config, &callbacks);
}

struct session *session_create(uv_loop_t *loop, const struct session_config *config,
                               const struct session_callbacks *callbacks, struct error *err)
{
    struct session *s = mem_new(1, sizeof *s);
    s->loop = loop;
    s->config = config;
    s->callbacks = *callbacks;
    s->kafka = config->kafka;
    uv_timer_init(loop, &s->kill_timer);
    uv_timer_init(loop, &s->next_turn);
    s->kill_timer.data = s->next_turn.data = s;
    s->open_handles = 2;
    create_parts(s);
    if (!topic_check(&s->kafka, err) || !open_checkpoints(s, err)) {
        session_destroy(s);
        return NULL;
    }
    open_windows(s);
    take_status(s);
    uv_timer_start(&s->next_turn, on_next_turn, 0, 0);
    return s;
}

static void on_closed(uv_handle_t *handle)
{
    struct session *s = handle->data;
    if (--s->open_handles == 0)
        free(s);
}

void session_destroy(struct session *s)
{
    if (s == NULL)
        return;
    close_link(s);
    link_destroy(s->link);
    s->source->kind->destroy(s->source);
    cluster_child_destroy(s->cluster);
    cluster_poller_destroy(s->poller);
    alert_topic_destroy(s->alert_topic);
    checkpointer_destroy(s->checkpointer);
    windows_topic_destroy(s->windows);
    uv_close((uv_handle_t *)&s->kill_timer, on_closed);
    uv_close((uv_handle_t *)&s->next_turn, on_closed);
}
