#include "base/check.h"

#include <math.h>

#include "window/spots.h"

static void coordinates_come_back_exactly(void **state)
{
    (void)state;
    static const struct {
        double lat, lon;
        bool in_table;
    } cases[] = {
        {34.0483, -118.2631, false},
        {0, 0, false}, /* coordinates as any */
        {-90, 180, false},
        {34.1234567, -118.7654321, false},
        {34.12345678, -118.2631, true},
        {34.0483, -118.26310000000001, true},
        {214.7483647, -214.7483647, false},
        {214.7483648, 0, true},
        {1e300, -1e300, true},
        {5e-324, 1, true},
        {34.12345678, -118.2631, true},
    };
    struct spots spots;
    spots_init(&spots);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct spot spot = spots_encode(&spots, cases[i].lat, cases[i].lon);
        struct degrees d = spots_decode(&spots, spot);
        EXPECT_AT(i, d.lat == cases[i].lat && d.lon == cases[i].lon);
        EXPECT_AT(i, (spot.lat == SPOT_IN_TABLE) == cases[i].in_table);
    }
    assert_int_equal(intern_count(spots.odd), 5); /* the last stands there already */
    spots_finish(&spots);
}

static void random_coordinates_come_back_exactly(void **state)
{
    (void)state;
    struct random r = {5};
    struct spots spots;
    spots_init(&spots);
    for (size_t i = 0; i < 20000; i++) {
        size_t decimals = random_below(&r, 12);
        char text[2][32];
        double degrees[2];
        for (size_t k = 0; k < 2; k++) {
            double value = (double)random_below(&r, 360000000) / 1e6 - 180;
            snprintf(text[k], sizeof text[k], "%.*f", (int)decimals, value);
            degrees[k] = strtod(text[k], NULL);
        }
        struct spot spot = spots_encode(&spots, degrees[0], degrees[1]);
        struct degrees d = spots_decode(&spots, spot);
        EXPECT(d.lat == degrees[0] && d.lon == degrees[1], "%s, %s", text[0], text[1]);
        EXPECT(decimals > 7 || spot.lat != SPOT_IN_TABLE, "%s, %s", text[0], text[1]);
    }
    spots_finish(&spots);
}

static void without_coordinates_there_is_no_spot(void **state)
{
    (void)state;
    struct spots spots;
    spots_init(&spots);
    const double halves[][2] = {{(double)NAN, (double)NAN}, {0, (double)NAN}, {(double)NAN, 0}};
    for (size_t i = 0; i < COUNT_OF(halves); i++) {
        struct degrees d = spots_decode(&spots, spots_encode(&spots, halves[i][0], halves[i][1]));
        EXPECT_AT(i, isnan(d.lat) && isnan(d.lon));
    }
    assert_int_equal(intern_count(spots.odd), 0);
    spots_finish(&spots);
}

static bool is_same_half(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* In blocks that end where the texts do. */
static void expect_as_by_doubles(struct text lat, struct text lon)
{
    char *half[2] = {malloc(lat.len + 1), malloc(lon.len + 1)};
    memcpy(half[0] + 1, lat.ptr, lat.len);
    memcpy(half[1] + 1, lon.ptr, lon.len);
    const struct crime c = {.lat = {half[0] + 1, lat.len}, .lon = {half[1] + 1, lon.len}};
    struct spots spots;
    struct degrees d;
    struct degrees expected;
    spots_init(&spots);
    struct spot spot = spots_of(&spots, &c, &d);
    crime_coordinates(&c, &expected.lat, &expected.lon);
    struct spot by_doubles = spots_encode(&spots, expected.lat, expected.lon);
    EXPECT(spot.lat == by_doubles.lat && spot.lon == by_doubles.lon &&
               is_same_half(d.lat, expected.lat) && is_same_half(d.lon, expected.lon),
           "%.*s, %.*s", (int)lat.len, lat.ptr, (int)lon.len, lon.ptr);
    spots_finish(&spots);
    free(half[0]);
    free(half[1]);
}

static void read_from_texts_they_are_those_of_the_doubles(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "34.0483",
        "-118.2631",
        "0",
        "-0",
        "0.0",
        "-0.0000000",
        "214.7483647",
        "-214.7483647",
        "214.7483648",
        "-214.7483648",
        "215",
        "2147483647",
        "-999999999999",
        "999999999999",
        "34.",
        ".5",
        ".",
        "-",
        "",
        "1.2.3",
        "--1",
        "+1",
        "1e2",
        "0034.5",
        "34.1234567",
        "34.12345678",
        "1E1",
        "nan",
        "inf",
        " 1",
        "000000000001",
        "0000000000001",
        "1.00000000",
        "0x10",
        "\xFF",
        "34,5",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t k = 0; k < COUNT_OF(texts); k++)
            expect_as_by_doubles(text_of(texts[i]), text_of(texts[k]));
    struct random r = {18};
    char text[2][16];
    for (size_t i = 0; i < 50000; i++) {
        for (size_t k = 0; k < 2; k++) {
            size_t len = random_below(&r, sizeof text[k]);
            for (size_t at = 0; at < len; at++)
                text[k][at] = "0123456789.."[random_below(&r, 12)];
            if (random_below(&r, 2) == 0)
                text[k][0] = '-';
            text[k][len] = '\0';
        }
        expect_as_by_doubles(text_of(text[0]), text_of(text[1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_come_back_exactly),
        cmocka_unit_test(random_coordinates_come_back_exactly),
        cmocka_unit_test(without_coordinates_there_is_no_spot),
        cmocka_unit_test(read_from_texts_they_are_those_of_the_doubles),
    };
    return cmocka_run_group_tests_name("window/spots", tests, NULL, NULL);
}
