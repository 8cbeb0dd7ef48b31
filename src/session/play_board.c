#include "blotter/session/play_board.h"

#include <stdlib.h>

#include "blotter/base/memory.h"
#include "blotter/kafka/topic.h"

struct play_board {
    struct board *board;
    char *topic;
    struct play_board_callbacks on;
    struct play_state state; /* n 0: none */
    uint64_t published;      /* the largest number of ours */
    bool read;
    bool refused; /* a value, and none has counted since */
};

static const char suffix[] = "-control";

/* `<topic>-control`; of the caller, who frees its topic. */
static struct kafka_config board_config(const struct kafka_config *config)
{
    struct buffer name = {0};
    struct kafka_config board = *config;
    buffer_printf(&name, "%s%s", config->topic, suffix);
    board.topic = mem_copy_text(name.data, name.len);
    buffer_free(&name);
    return board;
}

static void free_config(struct kafka_config *board)
{
    free((void *)(uintptr_t)board->topic);
}

bool play_board_check(const char *topic, struct error *err)
{
    enum { LEN_MAX = KAFKA_TOPIC_LEN_MAX - (sizeof suffix - 1) };
    return strlen(topic) <= LEN_MAX ||
           error_usage(err,
                       "topic \"%.100s...\" has no room for a topic \"...%s\" beside it: its "
                       "name has %zu letters, and %d are the most",
                       topic, suffix, strlen(topic), LEN_MAX);
}

bool play_board_ensure(const struct kafka_config *config, int32_t replication, struct error *err)
{
    struct kafka_config board = board_config(config);
    bool ok = topic_ensure_board(&board, replication, err);
    free_config(&board);
    return ok;
}

/* The first of several in a row is said: whoever can write to the topic can write many. */
static void refuse(struct play_board *b, const char *why)
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
    struct play_board *b = user;
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
    b->state = state;
    b->refused = false;
    b->on.on_state(b->on.user, &b->state);
}

static void on_read(void *user)
{
    struct play_board *b = user;
    if (b->read)
        return;
    b->read = true;
    b->on.on_read(b->on.user);
}

static void on_log(void *user, const char *text)
{
    struct play_board *b = user;
    b->on.on_log(b->on.user, text);
}

struct play_board *play_board_open(uv_loop_t *loop, const struct kafka_config *config,
                                   const struct play_board_callbacks *callbacks, struct error *err)
{
    if (!play_board_check(config->topic, err))
        return NULL;
    struct play_board *b = mem_new(1, sizeof *b);
    struct kafka_config board = board_config(config);
    b->on = *callbacks;
    b->board =
        board_open(loop, &board, &(struct board_callbacks){on_value, on_read, on_log, b}, err);
    b->topic = mem_copy_text(board.topic, strlen(board.topic));
    free_config(&board);
    if (b->board != NULL)
        return b;
    play_board_close(b);
    return NULL;
}

bool play_board_prepare(struct play_board *b, struct error *err)
{
    return board_prepare(b->board, err);
}

bool play_board_is_read(const struct play_board *b)
{
    return b->read;
}

const struct play_state *play_board_state(const struct play_board *b)
{
    return b->state.n > 0 ? &b->state : NULL;
}

bool play_board_publish(struct play_board *b, struct play_state *state, struct error *err)
{
    struct buffer json = {0};
    state->n = (b->published > b->state.n ? b->published : b->state.n) + 1;
    play_state_write(&json, state);
    bool ok = board_put(b->board, buffer_text(&json), err);
    buffer_free(&json);
    if (ok)
        b->published = state->n;
    return ok;
}

void play_board_close(struct play_board *b)
{
    if (b == NULL)
        return;
    board_close(b->board);
    free(b->topic);
    free(b);
}
