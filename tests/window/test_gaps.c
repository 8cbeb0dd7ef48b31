#include "base/check.h"

#include "window/gaps.h"

static void random_filling_agrees_with_a_set(void **state)
{
    (void)state;
    enum { SEQS = 300 };
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct random r = {seed};
        bool missing[SEQS + 10] = {0};
        struct gaps gaps = {0};
        for (uint64_t seq = 1; seq < SEQS; seq += 2 + random_below(&r, 10)) {
            struct gap gap = {seq, seq + random_below(&r, 8), {(int64_t)seq}};
            gaps_add(&gaps, &gap);
            for (; seq <= gap.to; seq++)
                missing[seq] = true;
        }
        for (size_t n = 0; n < 500; n++) {
            size_t seq = random_below(&r, SEQS + 10);
            EXPECT(gaps_take(&gaps, seq) == missing[seq], "seed %d, seq %zu", (int)seed, seq);
            missing[seq] = false;
            size_t found = 0;
            uint64_t last = 0;
            for (const struct gap *gap = gaps_from(&gaps, 0); gap != NULL;
                 gap = gaps_from(&gaps, gap->to + 1), found++) {
                EXPECT(gap->from <= gap->to && gap->from > last, "seed %d, gap %zu", (int)seed,
                       found);
                last = gap->to;
            }
            EXPECT(found == gaps.count, "seed %d", (int)seed);
        }
        size_t left = 0;
        for (const struct gap *gap = gaps_from(&gaps, 0); gap != NULL;
             gap = gaps_from(&gaps, gap->to + 1))
            left += gap->to - gap->from + 1;
        for (size_t seq = 0; seq < COUNT_OF(missing); seq++)
            left -= missing[seq];
        EXPECT(left == 0, "seed %d", (int)seed);
        gaps_finish(&gaps);
    }
}

/* In an array each gap that goes or splits moves all behind it. */
static void many_gaps_are_filled_in_any_order(void **state)
{
    (void)state;
    enum { GAPS = 200000 };
    for (int order = 0; order < 4; order++) {
        struct random r = {7};
        struct gaps gaps = {0};
        for (uint64_t k = 1; order != 3 && k <= GAPS; k++)
            gaps_add(&gaps, &(struct gap){2 * k, 2 * k, {0}});
        if (order == 3) /* one, split again and again from behind */
            gaps_add(&gaps, &(struct gap){1, 2 * GAPS, {0}});
        for (uint64_t i = 0; i < GAPS; i++) {
            uint64_t upwards = i + 1;
            uint64_t k = order == 0 ? upwards : GAPS - i;
            if (order == 2) /* a step that shares no divisor with GAPS */
                k = 1 + i * 77773 % GAPS;
            EXPECT(gaps_take(&gaps, 2 * k), "order %d, gap %ju", order, (uintmax_t)k);
            if (random_below(&r, 100) == 0)
                EXPECT(!gaps_take(&gaps, 2 * k), "order %d, gap %ju", order, (uintmax_t)k);
        }
        EXPECT(gaps.count == (order == 3 ? GAPS : 0), "order %d", order);
        gaps_finish(&gaps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_filling_agrees_with_a_set),
        cmocka_unit_test(many_gaps_are_filled_in_any_order),
    };
    return cmocka_run_group_tests_name("window/gaps", tests, NULL, NULL);
}
