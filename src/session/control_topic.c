#include "blotter/session/control_topic.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/kafka/topic.h"

struct control_topic {
    struct compacted_topic *kafka;
    char *topic;
    struct control_topic_callbacks on;
    struct play_state state; /* n 0: none */
    uint64_t published;      /* the largest number of ours */
    struct buffer awaited;   /* the value that has it, until it is known which state counts */
    bool overruled;          /* another one */
    bool read;
    bool refused; /* a value, and none has counted since */
};

static const char suffix[] = "-control";

/* `<topic>-control`; of the caller, who frees its topic. */
static struct kafka_config control_config(const struct kafka_config *config)
{
    struct buffer name = {0};
    struct kafka_config control = *config;
    buffer_printf(&name, "%s%s", config->topic, suffix);
    control.topic = mem_copy_text(name.data, name.len);
    buffer_free(&name);
    return control;
}

static void free_config(struct kafka_config *control)
{
    free((void *)(uintptr_t)control->topic);
}

bool control_topic_check(const char *topic, struct error *err)
{
    enum { LEN_MAX = KAFKA_TOPIC_LEN_MAX - (sizeof suffix - 1) };
    return strlen(topic) <= LEN_MAX ||
           error_usage(err,
                       "topic \"%.100s...\" has no room for a topic \"...%s\" beside it: its "
                       "name has %zu letters, and %d are the most",
                       topic, suffix, strlen(topic), LEN_MAX);
}

bool control_topic_ensure(const struct kafka_config *config, int32_t replication, struct error *err)
{
    struct kafka_config control = control_config(config);
    bool ok = topic_ensure_compacted(&control, replication, err);
    free_config(&control);
    return ok;
}

/* The first of several in a row is said: whoever can write to the topic can write many. */
static void refuse(struct control_topic *b, const char *why)
{
    struct error text;
    if (b->refused)
        return;
    b->refused = true;
    error_set(&text, "%s: %s", b->topic, why);
    b->on.on_refused(b->on.user, text.text);
}

static void on_value(void *user, struct text value)
{
    struct control_topic *b = user;
    struct play_state state;
    struct error refused = {0};
    if (value.len == 0) /* a deletion */
        return;
    if (!play_state_read(value, &state)) {
        refuse(b, "a value that is no state of play is refused");
        return;
    }
    if (!play_state_follows(&state, b->state.n, &refused)) {
        if (refused.status != EXIT_STATUS_OK)
            refuse(b, refused.text);
        return;
    }
    if (b->awaited.len > 0 && state.n >= b->published) {
        b->overruled = !text_equal(value, buffer_text(&b->awaited));
        b->awaited.len = 0;
    }
    b->state = state;
    b->refused = false;
    b->on.on_state(b->on.user, &b->state);
}

static void on_read(void *user)
{
    struct control_topic *b = user;
    if (b->read)
        return;
    b->read = true;
    b->on.on_read(b->on.user);
}

static void on_log(void *user, const char *text)
{
    struct control_topic *b = user;
    b->on.on_log(b->on.user, text);
}

struct control_topic *control_topic_open(uv_loop_t *loop, const struct kafka_config *config,
                                         const struct control_topic_callbacks *callbacks,
                                         struct error *err)
{
    if (!control_topic_check(config->topic, err))
        return NULL;
    struct control_topic *b = mem_new(1, sizeof *b);
    struct kafka_config control = control_config(config);
    b->on = *callbacks;
    b->kafka = compacted_topic_open(
        loop, &control, &(struct compacted_topic_callbacks){on_value, on_read, on_log, b}, err);
    b->topic = mem_copy_text(control.topic, strlen(control.topic));
    free_config(&control);
    if (b->kafka != NULL)
        return b;
    control_topic_close(b);
    return NULL;
}

bool control_topic_prepare(struct control_topic *b, struct error *err)
{
    return compacted_topic_prepare(b->kafka, err);
}

bool control_topic_is_read(const struct control_topic *b)
{
    return b->read;
}

const struct play_state *control_topic_state(const struct control_topic *b)
{
    return b->state.n > 0 ? &b->state : NULL;
}

bool control_topic_publish(struct control_topic *b, struct play_state *state, struct error *err)
{
    state->n = (b->published > b->state.n ? b->published : b->state.n) + 1;
    b->awaited.len = 0;
    play_state_write(&b->awaited, state);
    bool ok = compacted_topic_put(b->kafka, buffer_text(&b->awaited), err);
    if (ok)
        b->published = state->n;
    else
        b->awaited.len = 0;
    return ok;
}

bool control_topic_was_overruled(struct control_topic *b)
{
    bool was = b->overruled;
    b->overruled = false;
    return was;
}

void control_topic_close(struct control_topic *b)
{
    if (b == NULL)
        return;
    compacted_topic_close(b->kafka);
    buffer_free(&b->awaited);
    free(b->topic);
    free(b);
}
