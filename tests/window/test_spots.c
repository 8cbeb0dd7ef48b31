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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_come_back_exactly),
        cmocka_unit_test(random_coordinates_come_back_exactly),
        cmocka_unit_test(without_coordinates_there_is_no_spot),
    };
    return cmocka_run_group_tests_name("window/spots", tests, NULL, NULL);
}
