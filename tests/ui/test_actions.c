/* Keys: what each changes and which order it gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "ui/keys.h"
#include "orders.h"

struct table_row {
    enum session_state state;
    const char *keys; /* as typed */
    const char *orders;
    const char *note;
};

static const struct table_row rows[] = {
    {SESSION_PLAYING, " ", "pause ", ""},
    {SESSION_PAUSED, " ", "resume ", ""},
    {SESSION_PAUSED, "..", "step step ", ""},
    {SESSION_PLAYING, "+", "6h ", ""},
    {SESSION_PLAYING, "++++++", "6h 12h 1d 7d max max ", "already at max"},
    {SESSION_PLAYING, "-=", "1h 3h ", ""},
    {SESSION_PLAYING, "=", "3h ", "already at 3 h/s"},
    {SESSION_PLAYING, "r", "restart ", ""},
    {SESSION_BROKEN, "r", "restart ", ""},
    {SESSION_PLAYING, "TDM", "late duplicate missing ", "the next report does not come"},
    {SESSION_PAUSED, "G", "garbled ", "garbage comes behind the next report"},
    {SESSION_ENDED, "T", "", "all has been played; r starts over"},
    {SESSION_PLAYING, "B", "broker-away ", "broker 1 is away; B brings it back"},
    {SESSION_PLAYING, "BB", "broker-away broker-back ", "broker 1 is back"},
    {SESSION_BROKEN, " ", "", "nothing is playing; r starts over"},
    {SESSION_ENDED, ".", "", "all has been played; r starts over"},
    {SESSION_LOADING, " ", "", "it is still loading"},
    {SESSION_PLAYING, "Z", "", "no key Z; ? for help"},
    {SESSION_PLAYING, "Z1", "", ""},
    {SESSION_PLAYING, "0", "", "no tab 10; there are 9"},
    {SESSION_PLAYING, "\033", "", "nothing is selected"},
    {SESSION_PLAYING, "?\033", "", ""},
    {SESSION_PLAYING, "? ", "pause ", ""},
    {SESSION_PLAYING, "p", "", "places by district"},
    {SESSION_PLAYING, "pppp", "", "places by area"},
    {SESSION_PLAYING, "g2023-01-05 14:30\r", "2023-01-05T14:30:00 ", ""},
    {SESSION_PAUSED, "g+2h\r", "2023-01-10T14:00:00 ", ""},
    {SESSION_PLAYING, "g01-01\r", "2023-01-01T00:00:00 ", ""},
    {SESSION_PLAYING, "g\r ", "pause ", ""},
    {SESSION_PLAYING, "g01-05\033 ", "pause ", ""},
    {SESSION_PLAYING, "gq\r02-01\025", "", ""},
    {SESSION_PLAYING, "gq\r\02501-31\r ", "2023-01-31T00:00:00 pause ", ""},
    {SESSION_LOADING, "g01-05\r", "", ""},
    {SESSION_PLAYING, "n\0251,2,0.5\r", "", "near is within 0.5 degrees of 1, 2"},
    {SESSION_PLAYING, "n\r", "", "near is within 0.02 degrees of 34.021861, -118.282942"},
    {SESSION_PLAYING, "?/seek\r ", "pause ", ""},
};

static void keys_give_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        orders_set(&st, &d, &s, 40, 10);
        st.status.state = rows[i].state;
        orders_set_range(&st);
        orders_type(&d, rows[i].keys);
        if (strcmp(s.orders, rows[i].orders) != 0 || strcmp(st.scene.note, rows[i].note) != 0)
            fail_msg("row %zu: \"%s\", \"%s\"", i, s.orders, st.scene.note);
        stage_clear(&st);
    }
}

static void going_on_without_the_silent(void **state)
{
    (void)state;
    static const struct {
        size_t silent;
        const char *orders;
        const char *note;
    } cases[] = {
        {0, "", "nobody is silent"},
        {1, "without-3 ", "going on without officer 3"},
        {2, "without-3 without-4 ", "going on without 2 officers"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        orders_set(&st, &d, &s, 40, 10);
        s.silent = cases[i].silent;
        deck_press(&d, 'x');
        assert_string_equal(s.orders, cases[i].orders);
        assert_string_equal(st.scene.note, cases[i].note);
        stage_clear(&st);
    }
}

static void who_is_attached_gives_no_orders(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 40, 10);
    st.status.attached = true;
    for (const char *key = " +-=.[]"; *key != '\0'; key++) {
        deck_press(&d, *key);
        assert_string_equal(st.scene.note,
                            "Read-only: no simulator accepts keys; start one with --listen");
    }
    deck_press(&d, 'r'); /* reads again */
    assert_string_equal(s.orders, "restart ");
    stage_clear(&st);
}

static void tabs_go_round(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 40, 10);
    deck_press(&d, '4');
    assert_int_equal(st.scene.tab, 3);
    while (st.scene.tab + 1 < tabs_count(&st.scene))
        deck_press(&d, KEY_CODE_TAB);
    deck_press(&d, KEY_CODE_TAB);
    assert_int_equal(st.scene.tab, 0);
    deck_press(&d, KEY_CODE_BACK_TAB);
    assert_int_equal(st.scene.tab, tabs_count(&st.scene) - 1);
    deck_press(&d, '0');
    assert_string_equal(st.scene.note, "no tab 10; there are 9");
    assert_int_equal(st.scene.tab, tabs_count(&st.scene) - 1);
    stage_clear(&st);
}

static void help_scrolls_to_its_end_and_no_further(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 40, 10);
    deck_press(&d, KEY_CODE_DOWN);
    assert_int_equal(st.scene.help_scroll, 0);
    deck_press(&d, '?');
    for (int i = 0; i < 100; i++)
        deck_press(&d, KEY_CODE_DOWN);
    scene_draw(&st.scene, &st.canvas);
    assert_true(stage_shows(&st, "q          quit"));
    int end = st.scene.help_scroll;
    deck_press(&d, KEY_CODE_UP);
    assert_int_equal(st.scene.help_scroll, end - 1);
    deck_press(&d, '?');
    assert_false(st.scene.help);
    stage_clear(&st);
}

/* Seeks go from where the play is, or is on its way to, and not beyond the data. */
static void seeking_adds_up_and_stays_in_the_data(void **state)
{
    (void)state;
    static const struct {
        int key;
        bool seeking;
        const char *from, *to;
    } cases[] = {
        {KEY_CODE_RIGHT, true, "2023-01-10T12:00", "2023-01-10T13:00:00 "},
        {KEY_CODE_LEFT, true, "2023-01-10T12:00", "2023-01-10T11:00:00 "},
        {']', true, "2023-01-10T12:00", "2023-01-11T12:00:00 "},
        {'[', true, "2023-01-10T12:00", "2023-01-09T12:00:00 "},
        {'[', true, "2023-01-01T12:00", "2022-12-31T23:59:59 "},
        {']', true, "2023-01-31T12:00", "2023-01-31T23:00:00 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        orders_set(&st, &d, &s, 40, 10);
        st.status.state = SESSION_PAUSED;
        orders_set_range(&st);
        st.status.seeking = cases[i].seeking;
        civil_parse(text_of(cases[i].from), &st.status.seek_to);
        deck_press(&d, cases[i].key);
        assert_string_equal(s.orders, cases[i].to);
        stage_clear(&st);
    }
}

struct answer_row {
    const char *keys;
    const char *error;
};

/* An answer that will not do stays to be mended, and why it will not do stays until the next key.
 */
static void wrong_answers_say_why_until_the_next_key(void **state)
{
    (void)state;
    static const struct answer_row answers[] = {
        {"gsoon\r", "Not a time. Try 2023-01-05 14:30, 01-05, 14:30, +2h or -30m"},
        {"g2024-01-05\r", "the data is from Sun 2023-01-01 00:00 to Tue 2023-01-31 23:00"},
        {"n#\r", "it goes: LAT,LON,DEGREES, such as 34.021861,-118.282942,0.02"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        orders_set(&st, &d, &s, 40, 10);
        orders_set_range(&st);
        orders_type(&d, answers[i].keys);
        const struct asking *a = &st.scene.asking;
        assert_true(a->on);
        assert_int_not_equal(a->error.status, EXIT_STATUS_OK);
        assert_string_equal(a->error.text, answers[i].error);
        struct buffer line = asking_text(a);
        deck_press(&d, KEY_CODE_HOME);
        assert_int_equal(a->error.status, EXIT_STATUS_OK);
        struct buffer after = asking_text(a);
        assert_true(text_equal(buffer_text(&line), buffer_text(&after)));
        buffer_free(&line);
        buffer_free(&after);
        assert_string_equal(s.orders, "");
        stage_clear(&st);
    }
}

static void what_was_entered_comes_back(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 40, 10);
    orders_set_range(&st);
    orders_type(&d, "g01-05\r");
    deck_press(&d, 'g');
    deck_press(&d, KEY_CODE_UP);
    deck_press(&d, '\r');
    assert_string_equal(s.orders, "2023-01-05T00:00:00 2023-01-05T00:00:00 ");
    deck_press(&d, 'n');
    deck_press(&d, KEY_CODE_UP); /* another question has a history of its own */
    struct buffer line = asking_text(&st.scene.asking);
    assert_true(text_is(buffer_text(&line), "34.021861,-118.282942,0.02"));
    buffer_free(&line);
    stage_clear(&st);
}

/* As long as there is no session, keys that need one do nothing, and the others work. */
static void without_a_session(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    orders_set(&st, &d, &s, 40, 10);
    d.session = NULL;
    for (int key = 1; key < KEY_CODE_OTHER; key += key < 0x200 ? 1 : 0x400)
        deck_press(&d, key);
    assert_true(d.quit);
    assert_string_equal(s.orders, "");
    stage_clear(&st);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_give_orders),
        cmocka_unit_test(going_on_without_the_silent),
        cmocka_unit_test(who_is_attached_gives_no_orders),
        cmocka_unit_test(tabs_go_round),
        cmocka_unit_test(help_scrolls_to_its_end_and_no_further),
        cmocka_unit_test(seeking_adds_up_and_stays_in_the_data),
        cmocka_unit_test(wrong_answers_say_why_until_the_next_key),
        cmocka_unit_test(what_was_entered_comes_back),
        cmocka_unit_test(without_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
