#include "base/check.h"

#include <math.h>

#include "window/spots.h"

static void equal_pairs_have_one_number(void **state)
{
    (void)state;
    enum { PAIRS = 5000 };
    static uint32_t ids[PAIRS];
    struct spots spots;
    spots_init(&spots);
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < PAIRS; i++) {
            double lat = 34 + (double)(i % 100) / 1000;
            double lon = -118 - (double)(i / 100) / 1000; /* NOLINT(bugprone-integer-division) */
            uint32_t id = spots_id(&spots, lat, lon);
            EXPECT_AT(i, id == (round == 0 ? i + 1 : ids[i]));
            EXPECT_AT(i, spots.of[id].lat == lat && spots.of[id].lon == lon);
            ids[i] = id;
        }
    assert_int_equal(spots.count, PAIRS + 1);
    spots_finish(&spots);
}

static void without_coordinates_there_is_no_spot(void **state)
{
    (void)state;
    struct spots spots;
    spots_init(&spots);
    assert_int_equal(spots_id(&spots, (double)NAN, (double)NAN), NO_SPOT);
    assert_int_equal(spots_id(&spots, 0, (double)NAN), NO_SPOT);
    assert_true(spots_id(&spots, 0, 0) != NO_SPOT); /* coordinates as any */
    assert_true(isnan(spots.of[NO_SPOT].lat) && isnan(spots.of[NO_SPOT].lon));
    spots_finish(&spots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pairs_have_one_number),
        cmocka_unit_test(without_coordinates_there_is_no_spot),
    };
    return cmocka_run_group_tests_name("window/spots", tests, NULL, NULL);
}
