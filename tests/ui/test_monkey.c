/* A monkey at the keyboard: whatever it does, and however it pulls at the window, the screen is
 * alive and whole afterwards. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "ui/keys.h"
#include "orders.h"

enum { STROKES = 100000, DRAWN_EACH = 4, PLAYED_EACH = 500, COLS = 160, ROWS = 60 };

struct monkey {
    uint64_t random;
    struct stage st;
    struct deck d;
    struct session s;
};

static uint32_t below(struct monkey *m, uint32_t limit)
{
    m->random = m->random * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(m->random >> 33) % limit;
}

/* A key of the table, of a prompt, or any other. */
static int any_key(struct monkey *m)
{
    static const int liked[] = {'\r', 0x1B, 0x7F, 'g', 'n', '/', '?', 'u' - '`', 'w' - '`'};
    switch (below(m, 4)) {
    case 0:
        return m->st.keymap->bindings[below(m, (uint32_t)m->st.keymap->count)].key;
    case 1:
        return liked[below(m, sizeof liked / sizeof liked[0])];
    case 2:
        return KEY_CODE_BACK_TAB + (int)below(m, KEY_CODE_OTHER - KEY_CODE_BACK_TAB + 1);
    default:
        return (int)below(m, below(m, 20) == 0 ? 0x110000 : 0x80);
    }
}

static void stroke(struct monkey *m)
{
    if (below(m, 8) > 0) {
        int key = any_key(m);
        if (key != KEY_CODE_MOUSE) /* which the screen asks the terminal about */
            deck_press(&m->d, key);
        return;
    }
    const struct mouse mouse = {(enum mouse_kind)below(m, 3), (int)below(m, COLS),
                                (int)below(m, ROWS)};
    deck_mouse(&m->d, &mouse);
}

static void resize(struct monkey *m)
{
    int cols = 1 + (int)below(m, COLS);
    int rows = 1 + (int)below(m, ROWS);
    canvas_resize(&m->st.canvas, cols, rows);
    m->st.canvas.ascii = below(m, 4) == 0;
    m->st.scene.glyphs = glyphs_choose(!m->st.canvas.ascii);
}

/* What happens meanwhile. */
static void go_on(struct monkey *m)
{
    stage_play(&m->st, 1);
    m->st.status.state = (enum session_state)below(m, SESSION_QUITTING);
    m->st.status.attached = below(m, 5) == 0;
    m->st.status.reports_total = below(m, 3) == 0 ? 0 : 18460;
}

static void assert_whole(const struct stage *st)
{
    const struct canvas *c = &st->canvas;
    for (int y = 0; y < c->rows; y++)
        for (int x = 0; x < c->cols; x++) {
            const struct cell *cell = canvas_at(c, x, y);
            bool right_half = cell->width == 0 && x > 0 && cell[-1].width == 2;
            bool fits = cell->width == 1 || (cell->width == 2 && x + 1 < c->cols);
            if (!(right_half || (fits && cell->ch[0] >= L' ')) || cell->role >= ROLE_COUNT)
                fail_msg("cell %d,%d of %dx%d", x, y, c->cols, c->rows);
        }
    assert_true(st->scene.tab < tabs_count(&st->scene));
    assert_true(st->scene.asking.prompt.at <= st->scene.asking.prompt.line.len);
}

/* It still does what it is told. */
static void assert_alive(struct monkey *m)
{
    deck_press(&m->d, KEY_CODE_PASTE_END);
    deck_press(&m->d, KEY_CODE_ESCAPE); /* out of a question, and out of the help */
    deck_press(&m->d, KEY_CODE_ESCAPE);
    deck_press(&m->d, '1');
    m->st.status.attached = false;
    m->st.status.state = SESSION_PLAYING;
    m->s.orders[0] = '\0';
    deck_press(&m->d, ' ');
    assert_string_equal(m->s.orders, "pause ");
    m->st.canvas.ascii = false;
    m->st.scene.glyphs = glyphs_choose(true);
    stage_draw(&m->st, 80, 24);
    assert_true(stage_shows(&m->st, " 1 Live "));
    assert_true(stage_shows(&m->st, "playing"));
    m->d.quit = false;
    deck_press(&m->d, 'q');
    assert_true(m->d.quit);
}

static void a_hundred_thousand_keys_and_resizes(void **state)
{
    (void)state;
    struct monkey m = {.random = 20230211};
    orders_set(&m.st, &m.d, &m.s, 80, 24);
    orders_set_range(&m.st);
    stage_play(&m.st, 20);
    for (int i = 0; i < STROKES; i++) {
        stroke(&m);
        if (i % 16 == 0)
            resize(&m);
        if (i % PLAYED_EACH == 0)
            go_on(&m);
        if (i % DRAWN_EACH == 0) {
            scene_draw(&m.st.scene, &m.st.canvas);
            assert_whole(&m.st);
        }
        m.s.orders[0] = '\0';
    }
    assert_alive(&m);
    stage_clear(&m.st);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_hundred_thousand_keys_and_resizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
