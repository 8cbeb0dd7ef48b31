/* The player, with both clocks ours: a play of seconds takes no time and is exact. */
#include "base/check.h"

#include "blotter/base/clock.h"
#include "replay/player.h"

static uint64_t now_ms;

static struct real_time now(void)
{
    return (struct real_time){{(1000000 + now_ms) * NS_PER_MS},
                              {UINT64_C(1700000000000000) + now_ms * US_PER_MS}};
}

static struct store store;
static struct player *player;
static struct play_config config;
static mono_time wake_at;
static bool sink_is_full, ended, done, gave_up;
static size_t outstanding, taken;
static int64_t began_ms; /* of the latest start */
static unsigned obeyed;  /* the state that the latest message named */
static struct buffer
    sent; /* what has gone out but for clocks: "MS KIND TIME", one behind another */
static struct buffer clocks;        /* their times */
static struct player_progress told; /* the latest */
static struct play_state proposed;
static struct error refused; /* the latest order that was */

/* --- what it sends and says goes here -------------------------------------------------------- */

static void take(const struct sink_message *m)
{
    char at[CIVIL_TEXT_LEN];
    civil_write((civil_time){m->timestamp_ms / MS_PER_S}, at);
    taken++;
    const char *began = memmem(m->value.ptr, m->value.len, "\"began\":", 8);
    began_ms = began != NULL ? strtoll(began + 8, NULL, 10) : began_ms;
    const char *obeys = memmem(m->value.ptr, m->value.len, "\"obeys\":", 8);
    obeyed = obeys != NULL ? (unsigned)strtoul(obeys + 8, NULL, 10) : 0;
    if (m->kind == MESSAGE_CLOCK)
        buffer_printf(&clocks, "%s%ju %.8s", clocks.len > 0 ? ", " : "", (uintmax_t)now_ms,
                      at + CIVIL_TEXT_LEN - 8);
    else
        buffer_printf(&sent, "%s%ju %c %.*s", sent.len > 0 ? ", " : "", (uintmax_t)now_ms,
                      "srce"[m->kind], m -> kind == MESSAGE_CRIME ? 5 : 8, at + CIVIL_TEXT_LEN - 8);
}

static void note_news(unsigned news)
{
    if ((news & PLAYER_WAITS) != 0)
        proposed = player_proposal(player, now().wall);
    if ((news & PLAYER_CLOCK) != 0)
        told = player_progress(player, now().mono);
    ended = ended || (news & PLAYER_ENDED) != 0;
    gave_up = gave_up || (news & PLAYER_GAVE_UP) != 0;
    done = done || (news & PLAYER_THROUGH) != 0;
}

/* --- the loop -------------------------------------------------------------------------------- */

/* Steps until there is nothing to send now. */
static void turn(void)
{
    for (;;) {
        struct player_step step = player_step(player, now().mono, outstanding);
        note_news(step.news);
        wake_at = step.wake_at;
        if (step.message == NULL || sink_is_full)
            return;
        take(step.message);
        player_sent(player, now().mono);
    }
}

static void play_until(uint64_t end_ms)
{
    for (;;) {
        uint64_t next_ms = (wake_at.ns + NS_PER_MS - 1) / NS_PER_MS - 1000000;
        if (wake_at.ns == MONO_NEVER.ns || next_ms > end_ms)
            break;
        now_ms = next_ms > now_ms ? next_ms : now_ms + 1;
        turn();
    }
    now_ms = end_ms;
}

static bool give(const struct order *order)
{
    bool ok = player_order(player, order, now(), &refused);
    turn();
    return ok;
}

static void order(const char *line)
{
    struct order parsed;
    EXPECT(order_parse(text_of(line), &parsed, &refused), "%s", line);
    EXPECT(give(&parsed), "%s: %s", line, refused.text);
}

/* Reports every ten minutes from 10:00 to 13:50 of a day. */
static void fill_store(void)
{
    civil_time at;
    bool sorted = false;
    assert_true(civil_parse(text_of("2023-01-01T10:00:00"), &at));
    store_init(&store, 1 << 20);
    for (int i = 0; i < 24; i++)
        store_add_tail(&store, civil_add(at, i * 600), 1 + (uint32_t)i % config.officers,
                       text_of("\"crime\":\"ROBBERY\"}"));
    while (!sorted)
        assert_true(store_sort(&store, 1000, &sorted, &refused));
}

/* The play of `play`, at its beginning, which is a second before the first report. */
static void begin_play(struct play_config play, bool wants_credit)
{
    now_ms = 0;
    sink_is_full = ended = done = gave_up = false;
    outstanding = taken = 0;
    sent.len = clocks.len = 0;
    config = play;
    config.officers = play.officers > 0 ? play.officers : 1;
    config.fill_s = CIVIL_HOUR_S;
    fill_store();
    player = player_create(&config, &store, 1, wants_credit, now());
    player_begin(player, now());
    turn();
}

static void given_a_play(int64_t speed_ms_per_s)
{
    const struct play_config play = {
        .can_seek = true,
        .speed = {.ms_per_s = speed_ms_per_s},
        .driven = true, /* for its clock news, ten a second */
    };
    begin_play(play, false);
}

static int finish(void **state)
{
    (void)state;
    player_destroy(player);
    player = NULL;
    store_finish(&store);
    buffer_free(&sent);
    buffer_free(&clocks);
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

/* Readers show the run that began last. */
static void of_two_runs_at_one_moment_the_later_began_later(void **state)
{
    (void)state;
    given_a_play(600000);
    int64_t first = began_ms;
    order("seek 2023-01-01T11:00:00");
    assert_int_equal(began_ms, first + 1);
    order("seek 2023-01-01T12:00:00");
    assert_int_equal(began_ms, first + 2);
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
        struct order parsed;
        EXPECT_AT(i, !order_parse(text_of(lines[i]), &parsed, &refused) || !give(&parsed));
        EXPECT_AT(i, refused.status != EXIT_STATUS_OK);
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
    player_arrived(player, now().mono);
    turn();
    assert_true(done);
}

static void late_reports_catch_up_and_their_lag_is_told(void **state)
{
    (void)state;
    given_a_play(6000000); /* ten reports a second */
    play_until(150);
    sent.len = 0;
    now_ms = 650; /* the loop was busy for half a second */
    turn();
    expect_sent("650 r 10:20, 650 r 10:30, 650 r 10:40, 650 r 10:50, 650 r 11:00");
    assert_int_equal(told.lag_ms, 449); /* 10:20 was due at 200.2 ms */
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

/* While it moves ten a second, paused one a second; and at once when that changes. */
static void clocks_are_said_while_time_passes(void **state)
{
    (void)state;
    given_a_play(60000); /* a minute a second */
    play_until(250);
    buffer_add_byte(&clocks, '\0');
    assert_string_equal(clocks.data, "100 10:00:05, 200 10:00:11");
    clocks.len = 0;
    order("pause");
    play_until(2300);
    buffer_add_byte(&clocks, '\0');
    assert_string_equal(clocks.data, "250 10:00:14, 1250 10:00:14, 2250 10:00:14");
}

static void without_credit_it_waits_for_the_reader(void **state)
{
    (void)state;
    const struct play_config play = {.driven = true, .speed = {0}};
    uint64_t total = 0;
    begin_play(play, true);
    assert_true(ended); /* all of it is less than 4 MiB */
    player_destroy(player);
    store_finish(&store);
    buffer_free(&sent);
    fill_store();
    struct buffer big = {0};
    for (int i = 0; i < 1024 * 1024; i++)
        buffer_add_byte(&big, 'x');
    store_finish(&store);
    store_init(&store, 64 << 20);
    for (int i = 0; i < 10; i++)
        store_add_tail(&store, (civil_time){1000 + i}, 1, buffer_text(&big));
    bool sorted = false;
    while (!sorted)
        assert_true(store_sort(&store, 1000, &sorted, &refused));
    ended = false;
    taken = 0;
    player = player_create(&config, &store, 1, true, now());
    player_begin(player, now());
    turn();
    assert_int_equal(taken, 1 + 3); /* the start and three of a MiB, and there is no room */
    for (int i = 0; !ended && i < 20; i++) {
        total += 1024 * 1024;
        give(&(struct order){.kind = ORDER_ACK, .acked_bytes = total});
    }
    assert_true(ended);
    buffer_free(&big);
}

/* When nothing arrives what is on its way is given up soon; what is slow is waited for. */
static void quitting_does_not_wait_for_the_dead(void **state)
{
    (void)state;
    given_a_play(600000);
    play_until(1500);
    outstanding = 5;
    order("quit");
    play_until(1500 + 119);
    assert_false(done);
    play_until(1500 + 121);
    assert_true(done && gave_up && ended);
}

static void quitting_waits_for_the_slow_but_not_for_ever(void **state)
{
    (void)state;
    given_a_play(600000);
    play_until(1095); /* the latest was sent at 1002 */
    player_arrived(player, now().mono);
    outstanding = 5;
    order("quit");
    for (uint64_t ms = 1300; ms < 2600; ms += 200) {
        play_until(ms);
        player_arrived(player, now().mono);
        turn();
        EXPECT(!done, "%ju ms", (uintmax_t)ms);
    }
    play_until(1095 + 1501);
    assert_true(done && gave_up);
}

/* To the second, whatever the speed and however late it is noticed. */
static void it_plays_until_it_is_to_pause(void **state)
{
    (void)state;
    static const char *const speeds[] = {"speed 10m", "speed 100d", "speed 7/s", "speed max"};
    civil_time at;
    assert_true(civil_parse(text_of("2023-01-01T10:15:00"), &at));
    for (size_t i = 0; i < COUNT_OF(speeds); i++) {
        given_a_play(600000);
        order("until 2023-01-01T10:15:00");
        order(speeds[i]);
        play_until(5000);
        EXPECT_AT(i, told.paused && told.at.s == at.s && taken > 0);
        EXPECT_AT(i, strstr(all_sent(), "10:10") != NULL && strstr(sent.data, "10:20") == NULL);
        sent.len = 0;
        order("speed 10m");
        order("resume");
        play_until(5600);
        expect_sent("5500 r 10:20");
        order("until 2023-01-01T09:00:00"); /* which is past */
        assert_true(told.paused);
        order("seek 2023-01-01T12:00:00");
        order("resume");
        sent.len = 0;
        play_until(7000);
        expect_sent("6600 r 12:10");
        finish(NULL);
    }
}

/* --- at a rate ------------------------------------------------------------------------------- */

static void given_a_rate(uint32_t rate)
{
    begin_play((struct play_config){.can_seek = true, .speed = {.rate = rate}, .driven = true},
               false);
}

static void a_script_of_orders_at_a_rate_is_played_to_the_millisecond(void **state)
{
    (void)state;
    given_a_rate(10);
    play_until(250);
    expect_sent("0 s 09:59:59, 100 r 10:00, 200 r 10:10");
    order("pause"); /* at 10:15:00 */
    play_until(5000);
    order("step 10m");
    expect_sent("5000 r 10:20");
    order("resume"); /* at 10:25:00: half of what is between two reports is left */
    play_until(5200);
    expect_sent("5050 r 10:30, 5150 r 10:40");
    order("speed 20/s"); /* at 10:45:00 */
    play_until(5300);
    expect_sent("5225 r 10:50, 5275 r 11:00");
    order("speed 100m");
    play_until(5500);
    expect_sent("5350 r 11:10, 5450 r 11:20");
    order("speed 1/s"); /* at 11:25:00 */
    play_until(6500);
    expect_sent("6000 r 11:30");
    order("seek 2023-01-01T12:30:00");
    expect_sent("6500 s 12:30:00, 6500 r 11:40, 6500 r 11:50, 6500 r 12:00, 6500 r 12:10, "
                "6500 r 12:20, 6500 r 12:30");
    play_until(7500);
    expect_sent("7500 r 12:40");
    order("speed max");
    expect_sent("7500 r 12:50, 7500 r 13:00, 7500 r 13:10, 7500 r 13:20, 7500 r 13:30, "
                "7500 r 13:40, 7500 r 13:50, 7500 e 13:50:00");
}

/* Ten in one second, then a year without any. */
static void at_a_rate_the_times_of_reports_do_not_count(void **state)
{
    (void)state;
    given_a_rate(100);
    player_destroy(player);
    store_finish(&store);
    store_init(&store, 1 << 20);
    for (int64_t i = 0; i < 2000; i++)
        store_add_tail(&store, (civil_time){i / 20 * 365 * CIVIL_DAY_S + (i % 20 < 10 ? 0 : i)}, 1,
                       text_of("}"));
    bool sorted = false;
    while (!sorted)
        assert_true(store_sort(&store, 1000, &sorted, &refused));
    player = player_create(&config, &store, 1, false, now());
    player_begin(player, now());
    taken = 0;
    clocks.len = sent.len = 0;
    turn();
    for (unsigned i = 1; i < 2000; i++) {
        play_until(i * 10);
        const char *last = strrchr(all_sent(), ',');
        unsigned at = last != NULL ? (unsigned)strtoul(last + 1, NULL, 10) : 0;
        EXPECT(i == 1 || at == i * 10, "%u: %s", i, sent.data);
    }
    assert_int_equal(player_progress(player, now().mono).sent, 1999);
}

/* The clock goes on between two reports, and not beyond what has been sent. */
static void at_a_rate_clocks_are_said_while_time_passes(void **state)
{
    (void)state;
    given_a_rate(2);
    play_until(1200);
    buffer_add_byte(&clocks, '\0');
    assert_string_equal(clocks.data, "500 10:00:00, 600 10:02:00, 700 10:04:00, 800 10:06:00, "
                                     "900 10:08:00, 1000 10:10:00, 1100 10:12:00, 1200 10:14:00");
}

static void officers_in_processes_of_their_own_keep_one_rate(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "0 s 09:59:59, 100 r 10:00, 300 r 10:20, 500 r 10:40, 700 r 11:00",
        "0 s 09:59:59, 200 r 10:10, 400 r 10:30, 600 r 10:50, 800 r 11:10"};
    for (uint32_t i = 0; i < 2; i++) {
        begin_play(
            (struct play_config){.officers = 2, .only_officer = i + 1, .speed = {.rate = 10}},
            false);
        play_until(850);
        expect_sent(expected[i]);
        finish(NULL);
    }
}

static void at_a_rate_what_was_sent_before_does_not_come_again(void **state)
{
    (void)state;
    static const uint64_t before[] = {3};
    static const bool started[] = {true};
    begin_play((struct play_config){.sent_before = before,
                                    .started_before = started,
                                    .speed = {.rate = 10}},
               false);
    play_until(250);
    expect_sent("100 r 10:30, 200 r 10:40");
}

static void at_a_rate_what_is_not_taken_in_time_is_late_and_catches_up(void **state)
{
    (void)state;
    given_a_rate(10);
    play_until(150);
    sent.len = 0;
    sink_is_full = true;
    play_until(450);
    sink_is_full = false;
    turn();
    expect_sent("450 r 10:10, 450 r 10:20, 450 r 10:30");
    play_until(550);
    expect_sent("500 r 10:40");
    assert_int_equal(told.lag_ms, 250);
}

static void at_a_rate_it_goes_on_after_a_stop_from_where_it_was(void **state)
{
    (void)state;
    given_a_rate(10);
    play_until(150);
    sent.len = 0;
    now_ms = 3600000; /* last seen at 100 ms */
    turn();
    expect_sent("");
    play_until(3600000 + 120);
    expect_sent("3600100 r 10:10");
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
                           .real_ms = (int64_t)(now().wall.us / US_PER_MS) - ago_ms,
                           .speed = {.ms_per_s = 6000000}};
    char at[CIVIL_TEXT_LEN + 1];
    snprintf(at, sizeof at, "2023-01-01T%s", time);
    assert_true(civil_parse(text_of(at), &s.at));
    return s;
}

static void given_a_listener(const struct play_state *first)
{
    proposed = (struct play_state){0};
    begin_play(
        (struct play_config){
            .listens = true, .run = "R", .state = first, .speed = {.ms_per_s = 6000000}},
        false);
}

static void follow(struct play_state s)
{
    give(&(struct order){.kind = ORDER_FOLLOW, .state = &s});
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
    assert_int_equal(obeyed, 1);
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
    assert_int_equal(obeyed, 7);
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

/* Who joins late, and who has sent more than who paused it had seen, count from the same report on.
 */
static void listeners_keep_one_rate(void **state)
{
    (void)state;
    struct play_state s = state_of(1, "10:15:00", 250);
    s.speed = (struct speed){.rate = 10};
    given_a_listener(&s);
    expect_sent("0 s 09:59:59, 0 r 10:00, 0 r 10:10, 0 r 10:20, 0 r 10:30");
    play_until(300);
    expect_sent("50 r 10:40, 150 r 10:50, 250 r 11:00");
    s = state_of(2, "10:45:00", 0);
    s.speed = (struct speed){.rate = 10};
    s.paused = true;
    follow(s);
    play_until(1000);
    expect_sent("");
    s.n = 3;
    s.paused = false;
    s.real_ms = (int64_t)(now().wall.us / US_PER_MS);
    follow(s);
    play_until(1450);
    expect_sent("1300 r 11:10, 1400 r 11:20");
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
    assert_string_equal(player_run(player).ptr, "R-2");
    expect_sent("0 s 11:30:00, 0 r 10:40, 0 r 10:50, 0 r 11:00, 0 r 11:10, 0 r 11:20, 0 r 11:30");
    /* And back to the end, after which it stays, for another seek. */
    s.n = 3;
    s.paused = false;
    s.at = civil_add(s.at, 3 * CIVIL_HOUR_S);
    follow(s);
    assert_true(ended);
    assert_false(done);
    sent.len = 0;
    s = state_of(4, "13:40:00", 0);
    snprintf(s.run, sizeof s.run, "R-3");
    s.began_at = s.windows_from = s.at;
    follow(s);
    play_until(200);
    expect_sent("0 s 13:40:00, 100 r 13:50, 100 e 13:50:00");
}

/* Another may begin it a moment later: who reads both sees one beginning, and the newest run. */
static void runs_that_are_told_begin_when_that_was_told(void **state)
{
    (void)state;
    struct play_state s = state_of(1, "10:15:00", 40);
    int64_t wall_ms = (int64_t)(now().wall.us / US_PER_MS);
    given_a_listener(&s);
    assert_int_equal(began_ms, wall_ms - 40);
    s.n = 2;
    s.began_at = s.windows_from = s.at;
    snprintf(s.run, sizeof s.run, "R-2");
    s.real_ms = 5; /* whatever the clock of who told it */
    follow(s);
    assert_int_equal(began_ms, wall_ms - 39);
    s.n = 3;
    snprintf(s.run, sizeof s.run, "R-3");
    s.real_ms = INT64_MAX / 4;
    follow(s);
    assert_int_equal(began_ms, wall_ms);
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
        cmocka_unit_test_teardown(of_two_runs_at_one_moment_the_later_began_later, finish),
        cmocka_unit_test_teardown(a_seek_while_paused_fills_and_stays_paused, finish),
        cmocka_unit_test_teardown(nonsense_is_answered_and_changes_nothing, finish),
        cmocka_unit_test_teardown(orders_are_answered_while_the_last_messages_are_on_their_way,
                                  finish),
        cmocka_unit_test_teardown(late_reports_catch_up_and_their_lag_is_told, finish),
        cmocka_unit_test_teardown(what_a_full_sink_held_back_goes_out_late, finish),
        cmocka_unit_test_teardown(after_a_stop_it_goes_on_from_where_it_was, finish),
        cmocka_unit_test_teardown(nothing_drifts, finish),
        cmocka_unit_test_teardown(clocks_are_said_while_time_passes, finish),
        cmocka_unit_test_teardown(without_credit_it_waits_for_the_reader, finish),
        cmocka_unit_test_teardown(quitting_does_not_wait_for_the_dead, finish),
        cmocka_unit_test_teardown(quitting_waits_for_the_slow_but_not_for_ever, finish),
        cmocka_unit_test_teardown(it_plays_until_it_is_to_pause, finish),
        cmocka_unit_test_teardown(a_script_of_orders_at_a_rate_is_played_to_the_millisecond,
                                  finish),
        cmocka_unit_test_teardown(at_a_rate_the_times_of_reports_do_not_count, finish),
        cmocka_unit_test_teardown(at_a_rate_clocks_are_said_while_time_passes, finish),
        cmocka_unit_test_teardown(officers_in_processes_of_their_own_keep_one_rate, finish),
        cmocka_unit_test_teardown(at_a_rate_what_was_sent_before_does_not_come_again, finish),
        cmocka_unit_test_teardown(at_a_rate_what_is_not_taken_in_time_is_late_and_catches_up,
                                  finish),
        cmocka_unit_test_teardown(at_a_rate_it_goes_on_after_a_stop_from_where_it_was, finish),
        cmocka_unit_test_teardown(listeners_keep_one_rate, finish),
        cmocka_unit_test_teardown(a_listener_proposes_and_waits_to_be_told, finish),
        cmocka_unit_test_teardown(one_that_joins_late_falls_in, finish),
        cmocka_unit_test_teardown(only_a_larger_number_of_its_own_runs_is_obeyed, finish),
        cmocka_unit_test_teardown(pause_speed_and_step_come_as_states, finish),
        cmocka_unit_test_teardown(a_seek_begins_the_run_that_the_state_names, finish),
        cmocka_unit_test_teardown(runs_that_are_told_begin_when_that_was_told, finish),
        cmocka_unit_test_teardown(a_listener_that_was_stopped_falls_in_again, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
