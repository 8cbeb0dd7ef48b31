#include "base/check.h"

#include <stdio.h>
#include <unistd.h>

#include "orders.h"
#include "ui/cues_state.h"
#include "ui/prompter.h"

static char path[] = "/tmp/blotter-cues-XXXXXX";

static struct cues *cues_of(const char *content, struct error *err)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    return cues_read(path, err);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return remove(path);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "2023-01-01",         "2023-01-01 go 12:00", "noon pause",           "2023-01-01 pause now",
        "2023-01-01 speed",   "2023-01-01 speed up", "2023-01-01 speed 3x",  "2023-01-01 tab",
        "2023-13-01 say day", "2023-01-01 tab x",    "2023-01-01T1:00 pause"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        char content[128];
        struct error err = {0};
        snprintf(content, sizeof content, "# a lesson\n\n%s\n", lines[i]);
        EXPECT_AT(i, cues_of(content, &err) == NULL);
        EXPECT(strncmp(err.text, "line 3: ", 8) == 0, "%s: %s", lines[i], err.text);
    }
    struct error err = {0};
    assert_null(cues_read("/no/such/file", &err));
    assert_non_null(strstr(err.text, "cannot open"));
}

static const char lesson[] = "2023-01-02T12:00 say Noon, says ä lesson\n"
                             "2023-01-01 say  Begin \n"
                             "2023-01-02T12:00 tab 3\n"
                             "2023-01-02T12:00 pause\n"
                             "# speed 1d\n"
                             "2023-01-03 speed 120/s\n"
                             "2023-01-03 pause\n"
                             "2023-01-03 say\n";

static civil_time at(const char *text)
{
    civil_time t;
    assert_true(civil_parse(text_of(text), &t));
    return t;
}

static void cues_are_in_the_order_of_their_times(void **state)
{
    (void)state;
    struct error err;
    struct cues *c = cues_of(lesson, &err);
    assert_non_null(c);
    assert_string_equal(cues_said(c, at("2022-12-31")), "");
    assert_string_equal(cues_said(c, at("2023-01-02T11:59:59")), "Begin");
    assert_string_equal(cues_said(c, at("2023-01-02T12:00")), "Noon, says ä lesson");
    assert_string_equal(cues_said(c, at("2024-01-01")), "");
    assert_int_equal(cues_pause(c, CIVIL_NEVER).s, at("2023-01-02T12:00").s);
    assert_int_equal(cues_pause(c, at("2023-01-02T12:00")).s, at("2023-01-03").s);
    assert_int_equal(cues_pause(c, at("2023-01-03")).s, CIVIL_FOREVER.s);
    size_t i = 0;
    const struct cue *cue = cues_next(c, at("2023-01-01"), at("2023-01-02T12:00"), &i);
    assert_true(cue->says);
    cue = cues_next(c, at("2023-01-01"), at("2023-01-02T12:00"), &i);
    assert_int_equal(cue->action.verb, VERB_TAB);
    cue = cues_next(c, at("2023-01-01"), at("2023-01-02T12:00"), &i);
    assert_int_equal(cue->action.verb, VERB_PAUSE);
    assert_null(cues_next(c, at("2023-01-01"), at("2023-01-02T12:00"), &i));
    cues_destroy(c);
}

static struct stage st;
static struct deck d;
static struct session session;
static struct prompter prompter;

/* The orders since it was last asked for, once the stream has got to there. */
static const char *orders_at(const char *time)
{
    static char orders[sizeof session.orders];
    prompter_follow(&prompter, &d, at(time));
    memcpy(orders, session.orders, sizeof orders);
    session.orders[0] = '\0';
    return orders;
}

static void a_lesson_plays_itself(void **state)
{
    (void)state;
    struct error err;
    orders_set(&st, &d, &session, 80, 24);
    struct cues *c = cues_of(lesson, &err);
    prompter = (struct prompter){.cues = c};
    st.status.state = SESSION_PLAYING;
    st.status.seeking = false;
    assert_string_equal(orders_at("2023-01-01T00:00:01"), "until-2023-01-02T12:00:00 ");
    assert_string_equal(st.scene.said, "Begin");
    assert_string_equal(orders_at("2023-01-02T11:00"), "");
    assert_int_equal(st.scene.tab, 0);
    assert_string_equal(orders_at("2023-01-02T12:00"), "");
    assert_int_equal(st.scene.tab, 2);
    assert_string_equal(st.scene.said, "Noon, says ä lesson");
    assert_string_equal(orders_at("2023-01-02T12:01"), "until-2023-01-03T00:00:00 ");
    assert_string_equal(orders_at("2023-01-03T00:00"), "120/s ");
    assert_string_equal(st.scene.said, "");
    /* Back: what is behind comes again, also the pause that was told before. */
    st.scene.tab = 0;
    st.status.seeking = true;
    st.status.seek_to = at("2023-01-02");
    assert_string_equal(orders_at("2023-01-03T00:00"), "until-2023-01-02T12:00:00 ");
    st.status.seeking = false;
    prompter_turn(&prompter, at("2023-01-02"));
    orders_at("2023-01-02T00:00:01");
    assert_int_equal(st.scene.tab, 0);
    orders_at("2023-01-02T12:00");
    assert_int_equal(st.scene.tab, 2);
    /* On: what was jumped over is not done. */
    st.scene.tab = 0;
    prompter_turn(&prompter, at("2023-01-02T18:00"));
    orders_at("2023-01-02T18:01");
    assert_int_equal(st.scene.tab, 0);
    assert_string_equal(st.scene.said, "Noon, says ä lesson");
    stage_clear(&st);
    cues_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(cues_are_in_the_order_of_their_times),
        cmocka_unit_test(a_lesson_plays_itself),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
