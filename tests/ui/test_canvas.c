/* The canvas: whatever bytes come, they stay in their cells. */
#include "blotter/ui/canvas.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "blotter/base/utf8.h"

/* Is every cell whole: a wide character with its right half, nothing else without a character? */
static void assert_whole(const struct canvas *c)
{
    for (int y = 0; y < c->rows; y++)
        for (int x = 0; x < c->cols; x++) {
            const struct cell *cell = canvas_at(c, x, y);
            if (cell->width == 0) {
                assert_true(x > 0 && canvas_at(c, x - 1, y)->width == 2);
                assert_int_equal(cell->ch[0], 0);
                continue;
            }
            assert_true(cell->ch[0] >= L' ' && cell->ch[0] != 0x7F);
            assert_false(cell->ch[0] >= 0x80 && cell->ch[0] < 0xA0);
            assert_true(cell->width == 1 || (x + 1 < c->cols && cell[1].width == 0));
        }
}

static void print_row(const struct canvas *c, int y, char *out, size_t size)
{
    struct buffer b = {0};
    for (int x = 0; x < c->cols; x++)
        for (int i = 0; i < CELL_CHARS && canvas_at(c, x, y)->ch[i] != 0; i++)
            utf8_add(&b, (uint32_t)canvas_at(c, x, y)->ch[i]);
    snprintf(out, size, "%.*s", (int)b.len, b.data);
    buffer_free(&b);
}

static const struct {
    const char *in;
    int width, used; /* given and taken */
    const char *out, *ascii;
} texts[] = {
    {"plain", 8, 5, "plain   ", "plain   "},
    {"", 8, 0, "        ", "        "},
    {"exactly8", 8, 8, "exactly8", "exactly8"},
    {"longer than 8", 8, 8, "longer …", "longer ~"},
    {"a\033[31mb", 8, 7, "a�[31mb ", "a?[31mb "},
    {"tab\tnl\n", 8, 7, "tab�nl� ", "tab?nl? "},
    {"\x7f\xc2\x9b", 8, 2, "��      ", "??      "},
    {"\xff\xe6\x97", 8, 2, "��      ", "??      "},
    {"\xc0\x80", 8, 2, "��      ", "??      "},
    {"日本", 8, 4, "日本    ", "??      "},
    {"日本語日本", 8, 7, "日本語… ", "?????   "},
    {"日本語日", 8, 8, "日本語日", "????    "},
    {"e\u0301tat", 8, 4, "e\u0301tat    ", "e?tat   "},
    {"e\u0301\u0302\u0303x", 8, 2, "e\u0301\u0302x      ", "e???x   "},
    {"\u0301x", 8, 1, "x       ", "?x      "},
    {"a\u202Eb\u200Bc\uFEFF", 8, 6, "a�b�c�  ", "a?b?c?  "},
    {"\u2028\u2066x", 8, 3, "��x     ", "??x     "},
    {"a\uFE0Fb", 8, 2, "ab      ", "ab      "},
    {"日", 1, 1, "…       ", "?       "},
    {"x", 0, 0, "        ", "        "},
};

static void texts_are_mended_measured_and_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct canvas c;
        char row[256];
        canvas_init(&c, false);
        canvas_resize(&c, 8, 1);
        int used = canvas_text(&c, 0, 0, texts[i].width, ROLE_TEXT, text_of(texts[i].in));
        print_row(&c, 0, row, sizeof row);
        if (used != texts[i].used)
            fail_msg("row %zu: used %d", i, used);
        assert_string_equal(row, texts[i].out);
        assert_whole(&c);
        canvas_clear(&c);
        c.ascii = true;
        canvas_text(&c, 0, 0, texts[i].width, ROLE_TEXT, text_of(texts[i].in));
        print_row(&c, 0, row, sizeof row);
        assert_string_equal(row, texts[i].ascii);
        canvas_finish(&c);
    }
}

static void drawing_over_half_a_wide_character_leaves_no_half(void **state)
{
    (void)state;
    struct canvas c;
    char row[64];
    canvas_init(&c, false);
    canvas_resize(&c, 6, 1);
    canvas_text(&c, 0, 0, 6, ROLE_TEXT, text_of("日本語"));
    canvas_text(&c, 1, 0, 1, ROLE_TEXT, text_of("x"));
    canvas_text(&c, 4, 0, 1, ROLE_TEXT, text_of("y"));
    assert_whole(&c);
    print_row(&c, 0, row, sizeof row);
    assert_string_equal(row, " x本y ");
    canvas_text(&c, 1, 0, 2, ROLE_TEXT, text_of("語"));
    assert_whole(&c);
    canvas_finish(&c);
}

static void outside_is_not_drawn(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, false);
    canvas_resize(&c, 5, 2);
    for (int y = -2; y < 4; y++)
        for (int x = -8; x < 8; x++) {
            canvas_text(&c, x, y, 20, ROLE_TEXT, text_of("日e\u0301本x\u0301"));
            canvas_fill(&c, (struct rect){x, y, 3, 2}, ROLE_TEXT, "日");
            assert_whole(&c);
        }
    canvas_finish(&c);
}

/* xorshift: the same bytes in every run. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void any_bytes_stay_in_their_cells(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252U;
    struct canvas c;
    canvas_init(&c, false);
    canvas_resize(&c, 17, 3);
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)next_random(&seed);
        struct text s = {bytes, next_random(&seed) % sizeof bytes};
        int x = (int)(next_random(&seed) % 20) - 2;
        int width = (int)(next_random(&seed) % 20);
        c.ascii = round % 3 == 0;
        assert_true(canvas_text(&c, x, round % 3, width, ROLE_TEXT, s) <= width);
        assert_true(canvas_wrap(&c, (struct rect){x, 0, width, 3}, ROLE_TEXT, s, true) <= 3);
        assert_whole(&c);
    }
    canvas_finish(&c);
}

static void wrapping_breaks_at_blanks(void **state)
{
    (void)state;
    struct canvas c;
    char row[64];
    canvas_init(&c, false);
    canvas_resize(&c, 10, 3);
    struct rect r = {0, 0, 10, 3};
    assert_int_equal(canvas_wrap(&c, r, ROLE_TEXT, text_of("one two three"), false), 2);
    assert_int_equal(canvas_wrap(&c, r, ROLE_TEXT, text_of("one two three"), true), 2);
    print_row(&c, 1, row, sizeof row);
    assert_string_equal(row, "three     ");
    assert_int_equal(canvas_wrap(&c, r, ROLE_TEXT, text_of("abcdefghijklmno"), true), 2);
    print_row(&c, 1, row, sizeof row);
    assert_string_equal(row, "klmno     ");
    r.h = 1;
    assert_int_equal(canvas_wrap(&c, r, ROLE_TEXT, text_of("one two three"), true), 1);
    print_row(&c, 0, row, sizeof row);
    assert_string_equal(row, "one two t…");
    canvas_finish(&c);
}

int main(void)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_mended_measured_and_cut),
        cmocka_unit_test(drawing_over_half_a_wide_character_leaves_no_half),
        cmocka_unit_test(outside_is_not_drawn),
        cmocka_unit_test(any_bytes_stay_in_their_cells),
        cmocka_unit_test(wrapping_breaks_at_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
