#include "base/check.h"

#include "orders.h"
#include "ui/keys.h"

static struct stage st;
static struct deck d;
static struct session session;

static int begin(void **state)
{
    (void)state;
    orders_set(&st, &d, &session, 80, 24);
    orders_set_range(&st);
    return 0;
}

static int end(void **state)
{
    (void)state;
    stage_clear(&st);
    return 0;
}

/* The play is there, with nothing on its way. */
static void given_at(const char *time)
{
    assert_true(civil_parse(text_of(time), &st.status.seek_to));
}

/* The orders that the keys gave; `_` is Enter, `<` Backspace and `>` Tab. */
static void expect(const char *keys, const char *orders)
{
    session.orders[0] = '\0';
    for (; *keys != '\0'; keys++)
        deck_press(&d, *keys == '_'   ? KEY_CODE_ENTER
                       : *keys == '<' ? KEY_CODE_BACKSPACE
                       : *keys == '>' ? KEY_CODE_TAB
                                      : *keys);
    assert_string_equal(session.orders, orders);
}

static void marks_are_set_by_name_or_number_and_gone_to(void **state)
{
    (void)state;
    given_at("2023-01-05T12:00");
    expect("mnoon_", "");
    given_at("2023-01-07");
    expect("m_", "");
    assert_string_equal(st.scene.note, "mark 2 at Sat 2023-01-07 00:00");
    given_at("2023-01-20");
    expect("'noon_", "2023-01-05T12:00:00 ");
    expect("'_", "2023-01-07T00:00:00 "); /* the latest */
    expect("{", "2023-01-07T00:00:00 ");
    given_at("2023-01-07");
    expect("{", "2023-01-05T12:00:00 ");
    expect("}", "");
    assert_string_equal(st.scene.note, "no mark and no alert after this time");
    given_at("2023-01-06");
    expect("}", "2023-01-07T00:00:00 ");
    expect("mnoon_'noon_", "2023-01-06T00:00:00 "); /* moved */
    expect("'nosuch_", "");
    assert_true(st.scene.asking.on);
}

static void a_seek_is_undone(void **state)
{
    (void)state;
    expect("<", "");
    assert_string_equal(st.scene.note, "no seek to undo");
    given_at("2023-01-05");
    expect("]", "2023-01-06T00:00:00 ");
    given_at("2023-01-06");
    expect("]", "2023-01-07T00:00:00 ");
    given_at("2023-01-07");
    expect("<", "2023-01-06T00:00:00 ");
    expect("<<", "2023-01-05T00:00:00 ");
}

static void follow(const char *time)
{
    civil_time at;
    assert_true(civil_parse(text_of(time), &at));
    st.status.seeking = false;
    session.orders[0] = '\0';
    deck_follow_loop(&d, at);
    st.status.seeking = true;
}

static void a_loop_plays_again_and_again_until_it_is_left(void **state)
{
    (void)state;
    st.status.state = SESSION_PLAYING;
    given_at("2023-01-06");
    expect("L", "");
    expect("L", "");
    assert_non_null(strstr(st.scene.note, "the loop's end is at its begin"));
    given_at("2023-01-05"); /* the other way round */
    expect("L", "");
    for (int i = 0; i < 3; i++) {
        follow("2023-01-05T12:00");
        assert_string_equal(session.orders, "");
        follow("2023-01-06T00:10");
        assert_string_equal(session.orders, "2023-01-05T00:00:00 ");
    }
    follow("2023-01-05T12:00");
    given_at("2023-01-08");
    expect("]", "2023-01-09T00:00:00 "); /* out of it */
    follow("2023-01-09");
    assert_string_equal(session.orders, "");
    follow("2023-01-05T12:00");
    expect("L", "");
    follow("2023-01-06T00:10");
    assert_string_equal(session.orders, "");
}

static void any_command_can_be_typed(void **state)
{
    (void)state;
    expect("S120/s_", "120/s ");
    expect("S90m_", "90m ");
    expect("Sfast_", "");
    deck_press(&d, KEY_CODE_ESCAPE);
    expect(":speed 5h_", "5h ");
    expect(":ste>2h_", ""); /* step */
    deck_press(&d, KEY_CODE_ESCAPE);
    expect(":tab> 3_", "");
    deck_press(&d, KEY_CODE_ESCAPE);
    expect(":tab 3_", "");
    assert_int_equal(st.scene.tab, 2);
    expect(":nosuch_", "");
    assert_non_null(strstr(st.scene.asking.error.text, "no command"));
    deck_press(&d, KEY_CODE_ESCAPE);
    expect(":speed d>_", "3h ");
    expect(":go_2023-01-09_", "2023-01-09T00:00:00 "); /* which asks */
    expect(":stop_", "");
    assert_non_null(strstr(st.scene.asking.error.text, "not in this tab"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marks_are_set_by_name_or_number_and_gone_to, begin, end),
        cmocka_unit_test_setup_teardown(a_seek_is_undone, begin, end),
        cmocka_unit_test_setup_teardown(a_loop_plays_again_and_again_until_it_is_left, begin, end),
        cmocka_unit_test_setup_teardown(any_command_can_be_typed, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
