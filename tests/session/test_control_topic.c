/* The control topic, on an embedded cluster: who publishes, and what counts. */
#include "kafka/rig.h"

#include "blotter/session/control_topic.h"

struct player {
    struct rig *rig;
    struct control_topic *topic;
    size_t states, refused;
    bool read;
};

static void on_state(void *user, const struct play_state *state)
{
    struct player *p = user;
    p->states++;
    assert_true(state == control_topic_state(p->topic));
}

static void on_read(void *user)
{
    ((struct player *)user)->read = true;
}

static void on_refused(void *user, const char *why)
{
    (void)why;
    ((struct player *)user)->refused++;
}

static void on_log(void *user, const char *text)
{
    rig_on_log(((struct player *)user)->rig, text);
}

static void open_control(struct player *p, struct rig *rig)
{
    struct error err = {0};
    const struct control_topic_callbacks callbacks = {on_state, on_read, on_refused, on_log, p};
    *p = (struct player){.rig = rig};
    EXPECT(control_topic_ensure(&rig->config, 1, &err), "%s", err.text);
    p->topic = control_topic_open(&rig->loop, &rig->config, &callbacks, &err);
    EXPECT(p->topic != NULL && control_topic_prepare(p->topic, &err), "%s", err.text);
    rig_until(rig, p->read);
}

static uint64_t publish(struct player *p, const char *run)
{
    struct error err = {0};
    struct play_state s = {.data_from = CIVIL_NEVER,
                           .began_at = CIVIL_NEVER,
                           .windows_from = CIVIL_NEVER,
                           .real_ms = 1};
    snprintf(s.first_run, sizeof s.first_run, "R");
    snprintf(s.run, sizeof s.run, "%s", run);
    EXPECT(control_topic_publish(p->topic, &s, &err), "%s", err.text);
    return s.n;
}

static const char *run_of(const struct player *p)
{
    const struct play_state *s = control_topic_state(p->topic);
    return s != NULL ? s->run : "";
}

static void numbers_go_on_from_what_is_there(void **state)
{
    (void)state;
    struct rig *rig = rig_create(1, 1);
    struct player one;
    struct player two;
    open_control(&one, rig);
    assert_null(control_topic_state(one.topic));
    assert_int_equal(publish(&one, "a"), 1);
    assert_int_equal(publish(&one, "b"), 2); /* before the first has come back */
    rig_until(rig, one.states == 2);
    assert_int_equal(one.refused, 0);
    open_control(&two, rig);
    assert_string_equal(run_of(&two), "b");
    assert_int_equal(publish(&two, "c"), 3);
    rig_until(rig, strcmp(run_of(&one), "c") == 0);
    control_topic_close(one.topic);
    control_topic_close(two.topic);
    rig_destroy(rig);
}

/* Both press at once: all agree, and the next number is beyond both. */
static void of_two_at_once_the_first_counts_for_all(void **state)
{
    (void)state;
    struct rig *rig = rig_create(3, 1);
    struct player players[3];
    for (size_t i = 0; i < 3; i++)
        open_control(&players[i], rig);
    assert_int_equal(publish(&players[0], "a"), publish(&players[1], "b"));
    rig_until(rig, players[0].states == 1 && players[1].states == 1 && players[2].states == 1);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(run_of(&players[i]), run_of(&players[0]));
    /* One of them knows that its own does not count; both know it once. */
    assert_int_equal(control_topic_was_overruled(players[0].topic), *run_of(&players[0]) == 'b');
    assert_int_equal(control_topic_was_overruled(players[1].topic), *run_of(&players[0]) == 'a');
    assert_false(control_topic_was_overruled(players[2].topic));
    assert_false(control_topic_was_overruled(players[0].topic));
    assert_false(control_topic_was_overruled(players[1].topic));
    for (size_t i = 0; i < 3; i++) {
        size_t states = players[2].states;
        assert_int_equal(publish(&players[i], "c"), 2 + i);
        rig_until(rig, players[2].states > states && players[0].states == players[2].states &&
                           players[1].states == players[2].states);
    }
    for (size_t i = 0; i < 3; i++)
        control_topic_close(players[i].topic);
    rig_destroy(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_go_on_from_what_is_there),
        cmocka_unit_test(of_two_at_once_the_first_counts_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
