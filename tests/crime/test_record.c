#include "base/check.h"

#include <math.h>

#include "blotter/crime/record.h"

#define NAME_OF_47 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static void near_is_three_numbers_in_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        struct near near;
    } cases[] = {
        {"34.021861,-118.282942,0.02", true, {34.021861, -118.282942, 0.02, ""}},
        {" 34 , -118 , 1 ", true, {34, -118, 1, ""}},
        {"-90,180,1e-9", true, {-90, 180, 1e-9, ""}},
        {"90.0001,0,1", false, {0, 0, 0, ""}},
        {"0,-180.5,1", false, {0, 0, 0, ""}},
        {"0,0,0", false, {0, 0, 0, ""}},
        {"0,0,-1", false, {0, 0, 0, ""}},
        {"0,0", false, {0, 0, 0, ""}},
        {"0,0,", false, {0, 0, 0, ""}},
        {"0,0,1,", false, {0, 0, 0, ""}},
        {"0,0,1,2", false, {0, 0, 0, ""}},
        {",0,1", false, {0, 0, 0, ""}},
        {"", false, {0, 0, 0, ""}},
        {"nan,0,1", false, {0, 0, 0, ""}},
        {"0,0,inf", false, {0, 0, 0, ""}},
        {"0,0,0x1", false, {0, 0, 0, ""}},
        {"34,-118,0.02 USC", true, {34, -118, 0.02, "USC"}},
        {"34,-118,0.02  City Hall ", true, {34, -118, 0.02, "City Hall"}},
        {"34,-118,0.02 " NAME_OF_47, true, {34, -118, 0.02, NAME_OF_47}},
        {"34,-118,0.02 " NAME_OF_47 "n", false, {0, 0, 0, ""}},
        {"a,b,c", false, {0, 0, 0, ""}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct near near = {0, 0, 0, ""};
        EXPECT_AT(i, near_parse(text_of(cases[i].text), &near) == cases[i].ok);
        EXPECT_AT(i, near.lat == cases[i].near.lat && near.lon == cases[i].near.lon &&
                         near.deg == cases[i].near.deg &&
                         strcmp(near.name, cases[i].near.name) == 0);
    }
}

static void places_have_names(void **state)
{
    (void)state;
    const struct crime c = {.area = text_of("a"),
                            .district = text_of("d"),
                            .address = text_of("s"),
                            .premise = text_of("p")};
    static const char *const names[] = {"area", "district", "address", "premise"};
    static const char *const of[] = {"a", "d", "s", "p"};
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        enum place place;
        EXPECT_AT(i, place_parse(text_of(names[i]), &place) && place == (enum place)i);
        EXPECT_AT(i, strcmp(place_name(place), names[i]) == 0);
        EXPECT_TEXT_AT(i, crime_place(&c, place), of[i]);
    }
    enum place place;
    assert_false(place_parse(text_of("Area"), &place));
    assert_false(place_parse(text_of(""), &place));
    assert_false(place_parse((struct text){NULL, 0}, &place));
}

/* The circle is open: at its edge is outside; and distances are those of doubles. */
static void near_is_closer_than_the_radius(void **state)
{
    (void)state;
    static const struct {
        double lat, lon;
        bool near;
    } cases[] = {
        {1, 1, true},       {1.3, 1.39, true}, {1.3, 1.41, false}, {0.5, 1, false},
        {0.50001, 1, true}, {1, 1.5, false},   {2, 2, false},
    };
    const struct near near = {1, 1, 0.5, ""};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        EXPECT_AT(i, near_holds(&near, cases[i].lat, cases[i].lon) == cases[i].near);
    }
    assert_false(near_holds(&near, (double)NAN, 1));
    assert_false(near_holds(&near, 1, (double)NAN));
    assert_false(near_holds(&near, (double)INFINITY, 1));
}

static void coordinates_are_those_of_strtod(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "34.0141",
        "-118.2978",
        "0",
        "-0",
        "0.0",
        "34",
        "-118",
        "34.123456789012345",
        "34.1234567890123456789",
        "999999999999999",
        "9999999999999999",
        "0.000000000000001",
        "0.0000000000000000000001",
        "123456789012345.6789",
        "1e2",
        "1.5E-3",
        "-3.4e+1",
        "179769313486231570000",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct crime c = {.lat = text_of(cases[i]), .lon = text_of("-118.5")};
        double lat;
        double lon;
        crime_coordinates(&c, &lat, &lon);
        double expected = strtod(cases[i], NULL);
        EXPECT(memcmp(&lat, &expected, sizeof lat) == 0, "%s is %.17g", cases[i], lat);
        EXPECT_AT(i, lon == -118.5);
    }
    struct random r = {8};
    for (size_t i = 0; i < 200000; i++) {
        char text[32];
        int decimals = (int)random_below(&r, 18);
        snprintf(text, sizeof text, "%s%zu.%0*ju", random_below(&r, 2) ? "-" : "",
                 random_below(&r, 200), decimals + 1,
                 (uintmax_t)(random_next(&r) % (uint64_t)pow(10, decimals + 1)));
        struct crime c = {.lat = text_of(text), .lon = text_of(text)};
        double lat;
        double lon;
        crime_coordinates(&c, &lat, &lon);
        double expected = strtod(text, NULL);
        EXPECT(memcmp(&lat, &expected, sizeof lat) == 0, "%s is %.17g", text, lat);
    }
}

static void without_coordinates_a_crime_is_never_near(void **state)
{
    (void)state;
    static const struct {
        const char *lat, *lon;
        bool near;
    } cases[] = {
        {"34", "-118", true},     {"", "", false},          {"34", "", false},
        {"", "-118", false},      {"x", "-118", false},     {"34", "-", false},
        {"34", ".", false},       {"1e999", "-118", false}, {"35", "-118", false},
        {"34.5", "-118.5", true},
    };
    const struct near near = {34, -118, 1, ""};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct crime c = {.lat = text_of(cases[i].lat), .lon = text_of(cases[i].lon)};
        double lat;
        double lon;
        crime_coordinates(&c, &lat, &lon);
        EXPECT_AT(i, near_holds(&near, lat, lon) == cases[i].near);
        EXPECT_AT(i, isnan(lat) == isnan(lon));
    }
    struct crime none = {0};
    double lat;
    double lon;
    crime_coordinates(&none, &lat, &lon);
    assert_false(near_holds(&near, lat, lon));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_is_three_numbers_in_range),
        cmocka_unit_test(places_have_names),
        cmocka_unit_test(near_is_closer_than_the_radius),
        cmocka_unit_test(coordinates_are_those_of_strtod),
        cmocka_unit_test(without_coordinates_a_crime_is_never_near),
    };
    return cmocka_run_group_tests_name("crime/record", tests, NULL, NULL);
}
