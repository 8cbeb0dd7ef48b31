/* Themes: each is whole at every depth, and what matters is told apart without colours. */
#include "blotter/ui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void names_are_read_back(void **state)
{
    (void)state;
    enum theme theme;
    for (int i = 0; i < THEME_COUNT; i++) {
        assert_true(theme_parse(text_of(theme_name((enum theme)i)), &theme));
        assert_int_equal(theme, i);
    }
    assert_false(theme_parse(text_of("dark"), &theme));
    assert_false(theme_parse(text_of(""), &theme));
}

static void as_many_colours_as_there_are(void **state)
{
    (void)state;
    static const struct {
        int colours;
        enum depth depth;
    } rows[] = {
        {-1, DEPTH_MONO}, {0, DEPTH_MONO},  {2, DEPTH_MONO},
        {8, DEPTH_8},     {15, DEPTH_8},    {16, DEPTH_16},
        {88, DEPTH_16},   {256, DEPTH_256}, {1 << 24, DEPTH_DIRECT},
    };
    static const int limits[DEPTH_COUNT] = {0, 8, 16, 256, 1 << 24};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(theme_depth(rows[i].colours, false), rows[i].depth);
        assert_int_equal(theme_depth(rows[i].colours, true), DEPTH_MONO);
    }
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (int depth = 0; depth < DEPTH_COUNT; depth++)
            for (int role = 0; role < ROLE_COUNT; role++) {
                int colour =
                    theme_style((enum theme)theme, (enum depth)depth, (enum role)role).colour;
                assert_true(colour >= -1 && colour < limits[depth]);
            }
}

static void mono_is_mono_at_every_depth(void **state)
{
    (void)state;
    for (int depth = 0; depth < DEPTH_COUNT; depth++)
        for (int role = 0; role < ROLE_COUNT; role++) {
            struct style style = theme_style(THEME_MONO, (enum depth)depth, (enum role)role);
            struct style plain = theme_style(THEME_DEFAULT, DEPTH_MONO, (enum role)role);
            assert_int_equal(style.colour, -1);
            assert_int_equal(style.attributes, plain.attributes);
        }
}

/* Without colours an alarm, a warning and what is selected still look like none of the rest. */
static void what_matters_needs_no_colour(void **state)
{
    (void)state;
    static const enum role loud[] = {ROLE_ALARM, ROLE_WARNING, ROLE_SELECTED, ROLE_TAB_ON,
                                     ROLE_CURSOR};
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (size_t i = 0; i < sizeof loud / sizeof loud[0]; i++)
            assert_int_not_equal(theme_style((enum theme)theme, DEPTH_MONO, loud[i]).attributes,
                                 theme_style((enum theme)theme, DEPTH_MONO, ROLE_TEXT).attributes);
}

static double channel(int value)
{
    double v = value / 255.0;
    return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(int rgb)
{
    return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 0xFF) +
           0.0722 * channel(rgb & 0xFF);
}

/* WCAG's contrast, from 1 to 21. */
static double contrast(int a, int b)
{
    double high = fmax(luminance(a), luminance(b));
    double low = fmin(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/* What is read or measured on the ground that the theme is for; rules may be fainter. */
static void colours_stand_out_from_their_ground(void **state)
{
    (void)state;
    enum { BLACK = 0x000000, WHITE = 0xFFFFFF };
    static const struct {
        enum theme theme;
        int ground;
        double least;
    } rows[] = {
        {THEME_DEFAULT, BLACK, 4.5},       {THEME_DEFAULT, WHITE, 2.4},
        {THEME_LIGHT, WHITE, 4.5},         {THEME_HIGH_CONTRAST, BLACK, 4.5},
        {THEME_HIGH_CONTRAST, WHITE, 2.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int role = 0; role < ROLE_COUNT; role++) {
            int colour = theme_style(rows[i].theme, DEPTH_DIRECT, (enum role)role).colour;
            bool faint = role == ROLE_RULE || role == ROLE_REMAINS || role == ROLE_ALARM ||
                         role == ROLE_MAP_PAST || role == ROLE_MAP_1 || role == ROLE_MARK;
            if (colour >= 0 && !faint && contrast(colour, rows[i].ground) < rows[i].least)
                fail_msg("theme %s, role %d: #%06x has %.1f", theme_name(rows[i].theme), role,
                         (unsigned)colour, contrast(colour, rows[i].ground));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_back),
        cmocka_unit_test(as_many_colours_as_there_are),
        cmocka_unit_test(mono_is_mono_at_every_depth),
        cmocka_unit_test(what_matters_needs_no_colour),
        cmocka_unit_test(colours_stand_out_from_their_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
