/* The mouse: what is drawn can be clicked on, where it is drawn and nowhere else. */
#include "ui/mouse.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "blotter/ui/format.h"
#include "ui/keys.h"
#include "orders.h"

static void the_latest_target_is_on_top(void **state)
{
    (void)state;
    struct targets t = {.count = 0};
    targets_add(&t, TARGET_KEY, (struct rect){2, 1, 6, 2}, 'a');
    targets_add(&t, TARGET_KEY, (struct rect){2, 1, 3, 1}, 'b');
    targets_add(&t, TARGET_KEY, (struct rect){5, 5, 0, 1}, 'c');
    targets_add(NULL, TARGET_KEY, (struct rect){0, 0, 9, 9}, 'd');
    assert_int_equal(targets_at(&t, 2, 1).value, 'b');
    assert_int_equal(targets_at(&t, 5, 1).value, 'a');
    assert_int_equal(targets_at(&t, 7, 2).value, 'a');
    assert_int_equal(targets_at(&t, 8, 1).kind, TARGET_NONE);
    assert_int_equal(targets_at(&t, 5, 5).kind, TARGET_NONE);
    for (int i = 0; i < 2 * TARGETS_MAX; i++)
        targets_add(&t, TARGET_TAB, (struct rect){0, 0, 1, 1}, i);
    assert_int_equal(t.count, TARGETS_MAX);
}

/* A deck that has played so long that there is something of everything. */
static void set(struct stage *st, struct deck *d, struct session *s, int cols, int rows)
{
    orders_set(st, d, s, cols, rows);
    orders_set_range(st);
    stage_play(st, 30);
    stage_draw(st, cols, rows);
}

/* Where a text stands on the canvas. */
static struct mouse find(const struct stage *st, const char *text)
{
    for (int y = 0; y < st->canvas.rows; y++)
        for (int x = 0; x < st->canvas.cols; x++) {
            size_t i = 0;
            while (text[i] != '\0' && x + (int)i < st->canvas.cols &&
                   canvas_at(&st->canvas, x + (int)i, y)->ch[0] == (wchar_t)text[i])
                i++;
            if (text[i] == '\0')
                return (struct mouse){MOUSE_CLICK, x, y};
        }
    fail_msg("\"%s\" is not on the screen", text);
    return (struct mouse){MOUSE_CLICK, -1, -1};
}

static void click(struct deck *d, const struct stage *st, const char *text)
{
    struct mouse m = find(st, text);
    deck_mouse(d, &m);
}

static void tabs_are_shown_by_a_click_on_their_names(void **state)
{
    (void)state;
    static const int sizes[][2] = {{100, 24}, {120, 40}, {200, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct stage st;
        struct deck d;
        struct session s;
        set(&st, &d, &s, sizes[i][0], sizes[i][1]);
        for (size_t tab = tabs_count(&st.scene); tab > 0; tab--) {
            char name[FORMAT_SIZE];
            char label[FORMAT_SIZE + 32];
            snprintf(label, sizeof label, "%zu %s", tab, tab_name(&st.scene, tab - 1, name));
            st.scene.help = tab % 2 == 0;
            stage_draw(&st, sizes[i][0], sizes[i][1]);
            click(&d, &st, label);
            assert_int_equal(st.scene.tab, tab - 1);
            assert_false(st.scene.help);
        }
        stage_clear(&st);
    }
}

static void hints_are_their_keys(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 200, 30);
    click(&d, &st, "Space pause");
    click(&d, &st, "+ - speed");
    click(&d, &st, "- speed");
    click(&d, &st, "[ ] day");
    click(&d, &st, "] day");
    assert_string_equal(s.orders, "pause 6h 3h 2023-01-09T12:00:00 2023-01-11T12:00:00 ");
    click(&d, &st, "help");
    assert_true(st.scene.help);
    stage_draw(&st, 200, 30);
    click(&d, &st, "q quit");
    assert_true(d.quit);
    stage_clear(&st);
}

static void the_position_bar_is_the_data_from_end_to_end(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 80, 24);
    struct target bar = {0};
    for (int x = 0; x < 80; x++)
        if (scene_target(&st.scene, &st.canvas, x, 2).kind == TARGET_POSITION)
            bar = scene_target(&st.scene, &st.canvas, x, 2);
    assert_true(bar.r.w > 20);
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, bar.r.x, 2});
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, bar.r.x + bar.r.w - 1, 2});
    assert_string_equal(s.orders, "2023-01-01T00:00:00 2023-01-31T23:00:00 ");
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, bar.r.x - 2, 2});
    st.status.attached = true;
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, bar.r.x, 2});
    assert_string_equal(s.orders, "2023-01-01T00:00:00 2023-01-31T23:00:00 ");
    stage_clear(&st);
}

static void a_click_selects_a_row_and_a_second_one_opens_it(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 80, 24);
    struct target rows = scene_target(&st.scene, &st.canvas, 5, 21);
    assert_int_equal(rows.kind, TARGET_ROWS);
    const struct mouse third = {MOUSE_CLICK, 5, rows.r.y + 2};
    deck_mouse(&d, &third);
    const struct list *list = tab_list(&st.scene);
    assert_true(list->held && !list->open);
    assert_int_equal(list->selected, 2);
    stage_draw(&st, 80, 24);
    rows = scene_target(&st.scene, &st.canvas, 5, 21);
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, 5, rows.r.y + 2});
    assert_true(list->open);
    assert_int_equal(list->selected, 2);
    stage_clear(&st);
}

static void the_wheel_goes_through_a_list_and_back_out_of_it(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 80, 24);
    const struct mouse down = {MOUSE_WHEEL_DOWN, 5, 5};
    const struct mouse up = {MOUSE_WHEEL_UP, 5, 5};
    const struct list *list = tab_list(&st.scene);
    deck_mouse(&d, &up);
    assert_false(list->held);
    deck_mouse(&d, &down);
    deck_mouse(&d, &down);
    assert_true(list->held);
    assert_int_equal(list->selected, 5);
    deck_mouse(&d, &up);
    deck_mouse(&d, &up);
    assert_false(list->held);
    deck_press(&d, '?');
    canvas_resize(&st.canvas, 40, 10);
    deck_mouse(&d, &down);
    assert_int_equal(st.scene.help_scroll, 3);
    stage_clear(&st);
}

/* While something is asked for the mouse does not take it away. */
static void a_question_is_answered_first(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 80, 24);
    orders_type(&d, "g01-0");
    deck_mouse(&d, &(struct mouse){MOUSE_CLICK, 12, 0});
    assert_true(st.scene.asking.on);
    assert_int_equal(st.scene.tab, 0);
    stage_clear(&st);
}

static void what_is_pasted_orders_nothing(void **state)
{
    (void)state;
    struct stage st;
    struct deck d;
    struct session s;
    set(&st, &d, &s, 80, 24);
    deck_press(&d, KEY_CODE_PASTE);
    orders_type(&d, "q \r4");
    deck_press(&d, KEY_CODE_PASTE_END);
    assert_false(d.quit);
    assert_int_equal(st.scene.tab, 0);
    assert_string_equal(st.scene.note, "pasting works only at a prompt");
    deck_press(&d, 'g');
    deck_press(&d, KEY_CODE_PASTE);
    orders_type(&d, "01-05\r14:30\n");
    deck_press(&d, KEY_CODE_UP);
    deck_press(&d, KEY_CODE_PASTE_END);
    assert_string_equal(s.orders, "");
    deck_press(&d, '\r');
    assert_string_equal(s.orders, "2023-01-05T14:30:00 ");
    stage_clear(&st);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_target_is_on_top),
        cmocka_unit_test(tabs_are_shown_by_a_click_on_their_names),
        cmocka_unit_test(hints_are_their_keys),
        cmocka_unit_test(the_position_bar_is_the_data_from_end_to_end),
        cmocka_unit_test(a_click_selects_a_row_and_a_second_one_opens_it),
        cmocka_unit_test(the_wheel_goes_through_a_list_and_back_out_of_it),
        cmocka_unit_test(a_question_is_answered_first),
        cmocka_unit_test(what_is_pasted_orders_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
