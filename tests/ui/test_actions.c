/* Keys: what each changes and which order it gives. The session here only writes down its orders;
 * these definitions stand in front of the library's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "blotter/ui/keymap.h"
#include "stage.h"
#include "ui/actions.h"

struct session {
    struct analysis *analysis;
    size_t silent; /* officers 3 and up */
    char orders[256];
};

static void write_down(struct session *s, const char *order)
{
    size_t len = strlen(s->orders);
    snprintf(s->orders + len, sizeof s->orders - len, "%s ", order);
}

struct analysis *session_analysis(struct session *s)
{
    return s->analysis;
}

void session_pause(struct session *s)
{
    write_down(s, "pause");
}

void session_resume(struct session *s)
{
    write_down(s, "resume");
}

void session_set_speed(struct session *s, struct speed speed)
{
    char text[DURATION_TEXT_SIZE];
    speed_write(speed, text);
    write_down(s, text);
}

void session_step(struct session *s, int64_t simulated_ms)
{
    write_down(s, simulated_ms == 600000 ? "step" : "another step");
}

void session_seek(struct session *s, civil_time at)
{
    char text[CIVIL_TEXT_LEN + 1] = {0};
    civil_write(at, text);
    write_down(s, text);
}

void session_restart(struct session *s)
{
    write_down(s, "restart");
}

size_t session_silent(const struct session *s, uint32_t *ret, size_t max)
{
    size_t count = s->silent < max ? s->silent : max;
    for (size_t i = 0; i < count; i++)
        ret[i] = (uint32_t)i + 3;
    return count;
}

void session_go_on_without(struct session *s, uint32_t officer)
{
    char order[32];
    snprintf(order, sizeof order, "without-%u", (unsigned)officer);
    write_down(s, order);
}

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
    {SESSION_BROKEN, " ", "", "nothing is playing; r starts over"},
    {SESSION_ENDED, ".", "", "all has been played; r starts over"},
    {SESSION_LOADING, " ", "", "it is still loading"},
    {SESSION_PLAYING, "Z", "", "no key Z; ? for help"},
    {SESSION_PLAYING, "Z1", "", ""},
    {SESSION_PLAYING, "8", "", "no tab 8; there are 7"},
    {SESSION_PLAYING, "\033", "", "nothing is selected"},
    {SESSION_PLAYING, "?\033", "", ""},
    {SESSION_PLAYING, "? ", "pause ", ""},
    {SESSION_PLAYING, "p", "", "places by district"},
    {SESSION_PLAYING, "pppp", "", "places by area"},
};

static void set_deck(struct stage *st, struct deck *d, struct session *s)
{
    stage_set(st, "1h,6h,12h", true);
    canvas_resize(&st->canvas, 40, 10);
    *s = (struct session){.analysis = st->analysis};
    *d = (struct deck){&st->scene, &st->canvas, s, st->scene.speed, false};
}

static void keys_give_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        set_deck(&st, &d, &s);
        st.status.state = rows[i].state;
        for (const char *key = rows[i].keys; *key != '\0'; key++)
            deck_press(&d, *key);
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
        set_deck(&st, &d, &s);
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
    set_deck(&st, &d, &s);
    st.status.attached = true;
    for (const char *key = " +-=.[]"; *key != '\0'; key++) {
        deck_press(&d, *key);
        assert_string_equal(st.scene.note,
                            "attached, and no simulator listens: start it with --listen");
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
    set_deck(&st, &d, &s);
    deck_press(&d, '4');
    assert_int_equal(st.scene.tab, 3);
    while (st.scene.tab + 1 < scene_tabs(&st.scene))
        deck_press(&d, KEY_CODE_TAB);
    deck_press(&d, KEY_CODE_TAB);
    assert_int_equal(st.scene.tab, 0);
    deck_press(&d, KEY_CODE_BACK_TAB);
    assert_int_equal(st.scene.tab, scene_tabs(&st.scene) - 1);
    deck_press(&d, '0');
    assert_string_equal(st.scene.note, "no tab 10; there are 7");
    assert_int_equal(st.scene.tab, scene_tabs(&st.scene) - 1);
    stage_clear(&st);
}

static void help_scrolls_to_its_end_and_no_further(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set_deck(&st, &d, &s);
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
        set_deck(&st, &d, &s);
        st.status.state = SESSION_PAUSED;
        st.status.has_range = true;
        civil_parse(text_of("2023-01-01"), &st.status.first);
        civil_parse(text_of("2023-01-31T23:00"), &st.status.last);
        st.status.seeking = cases[i].seeking;
        civil_parse(text_of(cases[i].from), &st.status.seek_to);
        deck_press(&d, cases[i].key);
        assert_string_equal(s.orders, cases[i].to);
        stage_clear(&st);
    }
}

/* As long as there is no session, keys that need one do nothing, and the others work. */
static void without_a_session(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set_deck(&st, &d, &s);
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
        cmocka_unit_test(without_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
