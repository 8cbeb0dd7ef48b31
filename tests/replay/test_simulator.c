#include "base/check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "blotter/base/clock.h"
#include "replay/simulator_state.h"

/* The wall clock is ours, for the program's own is not linked in when these two are here; and so is
 * the loop, once the file has been read. So a play of seconds takes no time and is exact. */
static uint64_t now_ms;

mono_time mono_now(void)
{
    return (mono_time){(1000000 + now_ms) * NS_PER_MS};
}

wall_time wall_now(void)
{
    return (wall_time){UINT64_C(1700000000000000) + now_ms * US_PER_MS};
}

static uv_loop_t loop;
static struct simulator *simulator;
static struct simulator_config config;
static uint64_t due_at, tick_at; /* when the loop would wake it, in ms; 0: not */
static bool sink_is_full, done;
static size_t outstanding;
static struct buffer
    sent;                 /* what has gone out but for clocks: "MS KIND TIME", one behind another */
static struct event told; /* the latest clock event */
static struct play_state proposed;
static struct buffer error; /* the text of the latest error event */

/* --- what it sends and says goes here -------------------------------------------------------- */

static enum sink_result take(void *self, const struct sink_message *m, struct error *err)
{
    (void)self;
    (void)err;
    if (sink_is_full)
        return SINK_FULL;
    if (m->kind == MESSAGE_CLOCK)
        return SINK_TAKEN;
    char at[CIVIL_TEXT_LEN];
    civil_write((civil_time){m->timestamp_ms / MS_PER_S}, at);
    buffer_printf(&sent, "%s%ju %c %.*s", sent.len > 0 ? ", " : "", (uintmax_t)now_ms,
                  "srce"[m->kind], m -> kind == MESSAGE_CRIME ? 5 : 8, at + CIVIL_TEXT_LEN - 8);
    return SINK_TAKEN;
}

static uint64_t none_acked(void *self)
{
    (void)self;
    return 0;
}

static size_t messages_outstanding(void *self)
{
    (void)self;
    return outstanding;
}

static bool always_sound(void *self, struct error *err)
{
    (void)self;
    (void)err;
    return true;
}

static bool on_event(void *user, const struct event *event)
{
    (void)user;
    if (event->kind == EVENT_CLOCK)
        told = *event;
    if (event->kind == EVENT_ERROR) {
        error.len = 0;
        buffer_add(&error, event->text);
    }
    return true;
}

static void on_begin(void *user)
{
    (void)user;
}

static void on_done(void *user, const struct error *failed)
{
    (void)user;
    done = failed == NULL;
}

static void on_propose(void *user, const struct play_state *state)
{
    (void)user;
    proposed = *state;
}

/* --- the loop -------------------------------------------------------------------------------- */

/* Turns without waiting; then waits for what it is armed for now. */
static void turn(void)
{
    play_pump(simulator);
    while (uv_is_active((uv_handle_t *)&simulator->work))
        play_pump(simulator);
    bool armed = uv_is_active((uv_handle_t *)&simulator->due) != 0;
    due_at = armed ? now_ms + uv_timer_get_due_in(&simulator->due) : 0;
}

static void set_tick(void)
{
    bool armed = uv_is_active((uv_handle_t *)&simulator->tick) != 0;
    tick_at = armed ? now_ms + uv_timer_get_repeat(&simulator->tick) : 0;
}

static void play_until(uint64_t end_ms)
{
    for (;;) {
        uint64_t next = due_at != 0 && (tick_at == 0 || due_at < tick_at) ? due_at : tick_at;
        if (next == 0 || next > end_ms)
            break;
        now_ms = next;
        if (next == tick_at) {
            play_tick(simulator);
            set_tick();
        }
        turn();
    }
    now_ms = end_ms;
}

static void order(const char *line)
{
    obey_line(simulator, text_of(line));
    set_tick();
    turn();
}

/* The configuration is `config`. Reports every ten minutes from 10:00 to 13:50 of a day, read and
 * at their beginning, which is a second before the first. */
static void begin_play(struct simulator_config play)
{
    static const char *const files[] = {"-", NULL};
    const struct sink sink = {NULL, 1, false, take, none_acked, messages_outstanding, always_sound};
    const struct simulator_callbacks callbacks = {NULL,    on_event, on_begin,
                                                  on_done, NULL,     on_propose};
    struct buffer csv = {0};
    buffer_add(&csv, text_of("DATE OCC,TIME OCC,Crm Cd Desc\n"));
    for (int i = 0; i < 24; i++)
        buffer_printf(&csv, "2023-01-01,%d%d0,ROBBERY\n", 10 + i / 6, i % 6);
    int fd = memfd_create("crimes", MFD_CLOEXEC);
    assert_int_equal(write(fd, csv.data, csv.len), csv.len);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    buffer_free(&csv);
    now_ms = 0;
    sink_is_full = done = false;
    outstanding = 0;
    sent.len = error.len = 0;
    config = play;
    config.files = files;
    config.input_fd = fd;
    config.selection =
        (struct selection_config){.officers = 1, .start = CIVIL_NEVER, .end = CIVIL_FOREVER};
    config.memory = 1 << 20;
    config.fill_s = CIVIL_HOUR_S;
    config.orders_fd = config.events_fd = -1;
    uv_loop_init(&loop);
    simulator = simulator_create(&loop, &config, &sink, &callbacks);
    while (simulator->phase == PHASE_LOADING)
        uv_run(&loop, UV_RUN_NOWAIT);
    set_tick();
    turn();
}

static void given_a_play(int64_t speed_ms_per_s)
{
    begin_play((struct simulator_config){
        .can_seek = true,
        .speed = {speed_ms_per_s},
        .driven = true, /* for its clock events, ten a second */
    });
}

static int finish(void **state)
{
    (void)state;
    simulator_destroy(simulator);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    buffer_free(&sent);
    buffer_free(&error);
    now_ms = 0;
    return 0;
}

static const char *all_sent(void)
{
    buffer_add_byte(&sent, '\0');
    sent.len--;
    return sent.data;
}

static void expect_sent(const char *expected)
{
    assert_string_equal(all_sent(), expected);
    sent.len = 0;
}

/* --- tests ----------------------------------------------------------------------------------- */

static void a_script_of_orders_is_played_to_the_millisecond(void **state)
{
    (void)state;
    given_a_play(600000);
    play_until(1500);
    expect_sent("0 s 09:59:59, 2 r 10:00, 1002 r 10:10");
    order("pause"); /* at 10:14:59 */
    play_until(5000);
    order("step 10m");
    expect_sent("5000 r 10:20");
    play_until(6000);
    order("speed 1h");
    play_until(7000);
    order("resume"); /* at 10:24:59 */
    play_until(7500);
    expect_sent("7084 r 10:30, 7251 r 10:40, 7417 r 10:50");
    order("speed 2h"); /* at 10:54:59 */
    play_until(7600);
    expect_sent("7542 r 11:00");
    order("seek 2023-01-01T12:30:00");
    expect_sent("7600 s 12:30:00, 7600 r 11:40, 7600 r 11:50, 7600 r 12:00, 7600 r 12:10, "
                "7600 r 12:20, 7600 r 12:30");
    play_until(7800);
    expect_sent("7684 r 12:40, 7767 r 12:50");
    order("seek 2023-01-01T10:05:00"); /* back */
    expect_sent("7800 s 10:05:00, 7800 r 10:00");
    play_until(7900);
    expect_sent("7842 r 10:10");
    order("seek 2023-01-01T13:35:00");
    sent.len = 0;
    order("speed max");
    expect_sent("7900 r 13:40, 7900 r 13:50, 7900 e 13:50:00");
    assert_false(done); /* driven, it stays for a seek */
    order("quit");
    assert_true(done);
}

static void a_seek_beyond_either_end_is_a_run_all_the_same(void **state)
{
    (void)state;
    given_a_play(600000);
    sent.len = 0;
    order("seek 2022-06-01T00:00:00");
    play_until(5000);
    expect_sent("0 s 00:00:00");
    order("seek 2024-01-01T00:00:00");
    expect_sent("5000 s 00:00:00, 5000 e 00:00:00");
    order("seek 2023-01-01T13:50:00");
    expect_sent("5000 s 13:50:00, 5000 r 13:00, 5000 r 13:10, 5000 r 13:20, 5000 r 13:30, "
                "5000 r 13:40, 5000 r 13:50, 5000 e 13:50:00");
}

static void a_seek_while_paused_fills_and_stays_paused(void **state)
{
    (void)state;
    given_a_play(600000);
    order("pause");
    sent.len = 0;
    order("seek 2023-01-01T11:00:00");
    play_until(9000);
    expect_sent("0 s 11:00:00, 0 r 10:10, 0 r 10:20, 0 r 10:30, 0 r 10:40, 0 r 10:50, 0 r 11:00");
    assert_true(told.paused);
    order("resume");
    play_until(10500);
    expect_sent("10000 r 11:10");
}

static void nonsense_is_answered_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const lines[] = {"nonsense", "speed 0",  "speed 3x", "pause now", "step",
                                        "seek",     "seek 12h", "ack 1 5",  "quit now"};
    given_a_play(600000);
    play_until(500);
    sent.len = 0;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        error.len = 0;
        order(lines[i]);
        EXPECT_AT(i, error.len > 0);
    }
    play_until(2500);
    expect_sent("1002 r 10:10, 2002 r 10:20");
}

static void orders_are_answered_while_the_last_messages_are_on_their_way(void **state)
{
    (void)state;
    given_a_play(600000);
    outstanding = 1;
    order("speed max");
    assert_true(speed_is_max(told.speed));
    order("pause");
    assert_true(told.paused);
    sent.len = 0;
    order("seek 2023-01-01T13:35:00");
    order("resume");
    expect_sent("0 s 13:35:00, 0 r 12:40, 0 r 12:50, 0 r 13:00, 0 r 13:10, 0 r 13:20, 0 r 13:30, "
                "0 r 13:40, 0 r 13:50, 0 e 13:50:00");
    order("quit");
    assert_false(done);
    outstanding = 0;
    simulator_sink_moved(simulator);
    assert_true(done);
}

static void late_reports_catch_up_and_their_lag_is_told(void **state)
{
    (void)state;
    given_a_play(6000000); /* ten reports a second */
    play_until(150);
    sent.len = 0;
    now_ms = 650; /* the loop was busy for half a second */
    play_tick(simulator);
    turn();
    expect_sent("650 r 10:20, 650 r 10:30, 650 r 10:40, 650 r 10:50, 650 r 11:00");
    assert_int_equal(told.lag_ms, 449); /* 10:20 was due at 200.2 ms */
    set_tick();
    play_until(850);
    expect_sent("701 r 11:10, 801 r 11:20");
    assert_int_equal(told.lag_ms, 0);
}

static void what_a_full_sink_held_back_goes_out_late(void **state)
{
    (void)state;
    given_a_play(6000000);
    play_until(150);
    sent.len = 0;
    sink_is_full = true;
    play_until(450);
    expect_sent("");
    sink_is_full = false;
    simulator_sink_moved(simulator);
    turn();
    expect_sent("450 r 10:20, 450 r 10:30, 450 r 10:40");
    play_until(550);
    expect_sent("501 r 10:50");
    assert_int_equal(told.lag_ms, 249);
}

static void after_a_stop_it_goes_on_from_where_it_was(void **state)
{
    (void)state;
    given_a_play(6000000);
    play_until(150);
    sent.len = 0;
    now_ms = 3600000; /* Ctrl-Z, and an hour later fg: last seen at 101 ms, and due at 201 ms */
    turn();
    set_tick();
    expect_sent("");
    play_until(3600000 + 120);
    expect_sent("3600100 r 10:20");
    assert_int_equal(told.lag_ms, 0);
}

static void nothing_drifts(void **state)
{
    (void)state;
    given_a_play(1000000); /* a report each 600 ms, 1 ms after the beginning */
    play_until(14000);
    const char *last = strrchr(all_sent(), ',');
    assert_non_null(last);
    assert_string_equal(last, ", 13801 e 13:50:00");
    assert_non_null(strstr(sent.data, "1 r 10:00, 601 r 10:10, 1201 r 10:20"));
}

/* --- following a state of play --------------------------------------------------------------- */

/* The play is at that time of the day `ago_ms` before now, and goes on at 100 minutes a second. */
static struct play_state state_of(uint64_t n, const char *time, int64_t ago_ms)
{
    struct play_state s = {.n = n,
                           .first_run = "R",
                           .run = "R",
                           .began_at = CIVIL_NEVER,
                           .windows_from = CIVIL_NEVER,
                           .real_ms = (int64_t)(wall_now().us / US_PER_MS) - ago_ms,
                           .speed = {6000000}};
    char at[CIVIL_TEXT_LEN + 1];
    snprintf(at, sizeof at, "2023-01-01T%s", time);
    assert_true(civil_parse(text_of(at), &s.at));
    return s;
}

static void given_a_listener(const struct play_state *first)
{
    proposed = (struct play_state){0};
    begin_play(
        (struct simulator_config){.listens = true, .run = "R", .state = first, .speed = {6000000}});
}

static void follow(struct play_state s)
{
    simulator_follow(simulator, &s);
    set_tick();
    turn();
}

static void a_listener_proposes_and_waits_to_be_told(void **state)
{
    (void)state;
    given_a_listener(NULL);
    play_until(5000);
    expect_sent("");
    assert_string_equal(proposed.run, "R");
    assert_string_equal(proposed.first_run, "R");
    assert_int_equal(proposed.speed.ms_per_s, 6000000);
    struct play_state first = state_of(1, "09:59:59", 5000);
    assert_int_equal(proposed.at.s, first.at.s);
    assert_int_equal(proposed.real_ms, first.real_ms);
    proposed.n = 1;
    follow(proposed);
    assert_int_equal(simulator->stream.obeys, 1);
    /* As if it had been told at once: 5 s are 500 minutes. */
    expect_sent("5000 s 09:59:59, 5000 r 10:00, 5000 r 10:10, 5000 r 10:20, 5000 r 10:30, "
                "5000 r 10:40, 5000 r 10:50, 5000 r 11:00, 5000 r 11:10, 5000 r 11:20, "
                "5000 r 11:30, 5000 r 11:40, 5000 r 11:50, 5000 r 12:00, 5000 r 12:10, "
                "5000 r 12:20, 5000 r 12:30, 5000 r 12:40, 5000 r 12:50, 5000 r 13:00, "
                "5000 r 13:10, 5000 r 13:20, 5000 r 13:30, 5000 r 13:40, 5000 r 13:50, "
                "5000 e 13:50:00");
}

static void one_that_joins_late_falls_in(void **state)
{
    (void)state;
    struct play_state s = state_of(7, "10:15:00", 100);
    given_a_listener(&s);
    expect_sent("0 s 09:59:59, 0 r 10:00, 0 r 10:10, 0 r 10:20");
    play_until(210);
    expect_sent("50 r 10:30, 150 r 10:40");
    assert_int_equal(proposed.n, 0);
}

static void only_a_larger_number_of_its_own_runs_is_obeyed(void **state)
{
    (void)state;
    struct play_state s = state_of(7, "10:15:00", 0);
    given_a_listener(&s);
    sent.len = 0;
    s = state_of(7, "13:00:00", 0);
    follow(s);
    s.n = 6;
    follow(s);
    s.n = 8;
    snprintf(s.first_run, sizeof s.first_run, "another");
    follow(s);
    expect_sent("");
    assert_int_equal(simulator->stream.obeys, 7);
    play_until(60);
    expect_sent("50 r 10:20");
}

static void pause_speed_and_step_come_as_states(void **state)
{
    (void)state;
    struct play_state s = state_of(1, "10:15:00", 0);
    given_a_listener(&s);
    sent.len = 0;
    play_until(100);
    expect_sent("50 r 10:20");
    s = state_of(2, "10:25:00", 0);
    s.paused = true;
    follow(s);
    play_until(3000);
    expect_sent("");
    s.n = 3; /* ten minutes on */
    s.at = civil_add(s.at, 600);
    follow(s);
    expect_sent("3000 r 10:30");
    s = state_of(4, "10:35:00", 0);
    s.speed.ms_per_s *= 2;
    follow(s);
    play_until(3080);
    expect_sent("3025 r 10:40, 3075 r 10:50");
}

static void a_seek_begins_the_run_that_the_state_names(void **state)
{
    (void)state;
    struct play_state s = state_of(1, "12:35:00", 0);
    given_a_listener(&s);
    sent.len = 0;
    s = state_of(2, "11:30:00", 0);
    snprintf(s.run, sizeof s.run, "R-2");
    s.began_at = s.at;
    s.windows_from = civil_add(s.at, -CIVIL_HOUR_S);
    s.paused = true;
    follow(s);
    assert_string_equal(simulator->run, "R-2");
    expect_sent("0 s 11:30:00, 0 r 10:40, 0 r 10:50, 0 r 11:00, 0 r 11:10, 0 r 11:20, 0 r 11:30");
    /* And back to the end, after which it stays, for another seek. */
    s.n = 3;
    s.paused = false;
    s.at = civil_add(s.at, 3 * CIVIL_HOUR_S);
    follow(s);
    assert_int_equal(simulator->phase, PHASE_ENDED);
    assert_false(done);
    sent.len = 0;
    s = state_of(4, "13:40:00", 0);
    snprintf(s.run, sizeof s.run, "R-3");
    s.began_at = s.windows_from = s.at;
    follow(s);
    play_until(200);
    expect_sent("0 s 13:40:00, 100 r 13:50, 100 e 13:50:00");
}

static void a_listener_that_was_stopped_falls_in_again(void **state)
{
    (void)state;
    struct play_state s = state_of(1, "10:15:00", 0);
    given_a_listener(&s);
    sent.len = 0;
    now_ms = 1460; /* at 12:41:00 */
    turn();
    assert_non_null(strstr(all_sent(), "1460 r 12:40"));
    assert_null(strstr(all_sent(), "12:50"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_script_of_orders_is_played_to_the_millisecond, finish),
        cmocka_unit_test_teardown(a_seek_beyond_either_end_is_a_run_all_the_same, finish),
        cmocka_unit_test_teardown(a_seek_while_paused_fills_and_stays_paused, finish),
        cmocka_unit_test_teardown(nonsense_is_answered_and_changes_nothing, finish),
        cmocka_unit_test_teardown(orders_are_answered_while_the_last_messages_are_on_their_way,
                                  finish),
        cmocka_unit_test_teardown(late_reports_catch_up_and_their_lag_is_told, finish),
        cmocka_unit_test_teardown(what_a_full_sink_held_back_goes_out_late, finish),
        cmocka_unit_test_teardown(after_a_stop_it_goes_on_from_where_it_was, finish),
        cmocka_unit_test_teardown(nothing_drifts, finish),
        cmocka_unit_test_teardown(a_listener_proposes_and_waits_to_be_told, finish),
        cmocka_unit_test_teardown(one_that_joins_late_falls_in, finish),
        cmocka_unit_test_teardown(only_a_larger_number_of_its_own_runs_is_obeyed, finish),
        cmocka_unit_test_teardown(pause_speed_and_step_come_as_states, finish),
        cmocka_unit_test_teardown(a_seek_begins_the_run_that_the_state_names, finish),
        cmocka_unit_test_teardown(a_listener_that_was_stopped_falls_in_again, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
