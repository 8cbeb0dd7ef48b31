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
            for (size_t i = 0; i < gaps.count; i++)
                EXPECT(gaps.of[i].from <= gaps.of[i].to &&
                           (i == 0 || gaps.of[i - 1].to < gaps.of[i].from),
                       "seed %d, gap %zu", (int)seed, i);
        }
        size_t left = 0;
        for (size_t i = 0; i < gaps.count; i++)
            left += gaps.of[i].to - gaps.of[i].from + 1;
        for (size_t seq = 0; seq < COUNT_OF(missing); seq++)
            left -= missing[seq];
        EXPECT(left == 0, "seed %d", (int)seed);
        gaps_finish(&gaps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_filling_agrees_with_a_set),
    };
    return cmocka_run_group_tests_name("window/gaps", tests, NULL, NULL);
}
