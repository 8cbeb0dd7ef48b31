#include "base/check.h"

#include "crime/synthetic_draw.h"

static const struct {
    uint32_t weights[6];
    size_t count;
} cases[] = {
    {{1}, 1},
    {{7}, 1},
    {{1, 1}, 2},
    {{1, 3}, 2},
    {{0, 1, 0}, 3},
    {{5, 0, 0, 5, 0, 1}, 6},
    {{1, 2, 3, 4, 5, 6}, 6},
    {{1000000, 1, 1, 1, 1, 1}, 6},
    {{4294967290U, 1, 1, 1, 1, 1}, 6},
};

/* What a lot is drawn with, out of count * 2^32: what it keeps, and what the others give it. */
static uint64_t chance_of(const struct lots *l, uint32_t lot)
{
    uint64_t chance = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        if (i == lot)
            chance += l->lot[i].keep;
        if (l->lot[i].other == lot)
            chance += (UINT64_C(1) << 32) - l->lot[i].keep;
    }
    return chance;
}

static void lots_are_drawn_by_their_weights(void **state)
{
    (void)state;
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        struct lots lots;
        uint64_t total = 0;
        for (size_t i = 0; i < cases[c].count; i++)
            total += cases[c].weights[i];
        lots_init(&lots, cases[c].weights, cases[c].count);
        for (uint32_t i = 0; i < cases[c].count; i++) {
            double wanted = (double)cases[c].weights[i] / (double)total;
            double got = (double)chance_of(&lots, i) / (double)cases[c].count / 4294967296.0;
            EXPECT(got - wanted < 1e-8 && wanted - got < 1e-8, "case %zu, lot %u: %.10f for %.10f",
                   c, i, got, wanted);
            EXPECT((cases[c].weights[i] == 0) == (chance_of(&lots, i) == 0), "case %zu, lot %u", c,
                   i);
        }
        lots_finish(&lots);
    }
}

static void weights_stand_in_a_column_of_a_table(void **state)
{
    (void)state;
    static const uint16_t table[][3] = {{9, 1, 9}, {9, 2, 9}, {9, 1, 9}};
    struct lots lots;
    lots_init_from(&lots, &table[0][1], sizeof table[0], COUNT_OF(table));
    assert_int_equal(lots.count, 3);
    assert_true(chance_of(&lots, 1) > chance_of(&lots, 0) + chance_of(&lots, 2) - 10);
    lots_finish(&lots);
}

static void dice_stay_within_their_sides(void **state)
{
    (void)state;
    struct dice dice = dice_for(1, 2);
    uint32_t seen[7] = {0};
    for (size_t i = 0; i < 70000; i++)
        seen[dice_below(&dice, 7)]++;
    for (size_t i = 0; i < 7; i++)
        EXPECT(seen[i] > 9600 && seen[i] < 10400, "side %zu: %u of 70000", i, seen[i]);
    for (size_t i = 0; i < 1000; i++) {
        uint32_t n = dice_between(&dice, 3, 5);
        assert_true(n >= 3 && n <= 5);
        assert_int_equal(dice_below(&dice, 1), 0);
    }
}

static void dice_of_other_things_roll_otherwise(void **state)
{
    (void)state;
    struct dice dice = dice_for(1, 2);
    struct dice same = dice_for(1, 2);
    struct dice others[] = {dice_for(1, 3), dice_for(2, 2), dice_for(2, 1)};
    uint64_t roll = dice_roll(&dice);
    assert_true(roll == dice_roll(&same));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        EXPECT_AT(i, roll != dice_roll(&others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lots_are_drawn_by_their_weights),
        cmocka_unit_test(weights_stand_in_a_column_of_a_table),
        cmocka_unit_test(dice_stay_within_their_sides),
        cmocka_unit_test(dice_of_other_things_roll_otherwise),
    };
    return cmocka_run_group_tests_name("crime/synthetic_draw", tests, NULL, NULL);
}
