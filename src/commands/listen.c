#include "listen.h"

struct wait {
    bool over;
};

static void on_state(void *user, const struct play_state *state)
{
    struct listener *l = user;
    if (l->simulator != NULL)
        simulator_order(l->simulator, &(struct order){.kind = ORDER_FOLLOW, .state = state});
}

static void on_read(void *user)
{
    (void)user;
}

static void on_log(void *user, const char *text)
{
    struct listener *l = user;
    l->on_log(l->user, text);
}

static void on_deadline(uv_timer_t *timer)
{
    ((struct wait *)timer->data)->over = true;
}

static bool wait_until_read(struct listener *l, uv_loop_t *loop)
{
    struct wait wait = {0};
    uv_timer_t deadline;
    uv_timer_init(loop, &deadline);
    deadline.data = &wait;
    uv_update_time(loop);
    uv_timer_start(&deadline, on_deadline, KAFKA_CONNECT_MS, 0);
    while (!control_topic_is_read(l->control) && !wait.over)
        uv_run(loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&deadline, NULL);
    uv_run(loop, UV_RUN_NOWAIT); /* it stands in this function */
    return control_topic_is_read(l->control);
}

bool listen_open(struct listener *l, uv_loop_t *loop, const struct kafka_config *kafka,
                 int32_t replication, struct error *err)
{
    const struct control_topic_callbacks callbacks = {on_state, on_read, on_log, on_log, l};
    if (!control_topic_ensure(kafka, replication, err))
        return false;
    l->control = control_topic_open(loop, kafka, &callbacks, err);
    if (l->control == NULL)
        return false;
    if (wait_until_read(l, loop))
        return true;
    listen_close(l);
    return error_set(err, "topic %s-control cannot be read", kafka->topic);
}

const struct play_state *listen_state(const struct listener *l, const char *first_run)
{
    const struct play_state *state = l->control != NULL ? control_topic_state(l->control) : NULL;
    bool ours = state != NULL && first_run != NULL && play_state_is_of(state, text_of(first_run));
    return ours ? state : NULL;
}

void listen_begin(struct listener *l, struct simulator *simulator)
{
    l->simulator = simulator;
}

bool listen_propose(struct listener *l, const struct play_state *state, struct error *err)
{
    struct play_state proposed = *state;
    return control_topic_publish(l->control, &proposed, err);
}

void listen_close(struct listener *l)
{
    control_topic_close(l->control);
    l->control = NULL;
}
