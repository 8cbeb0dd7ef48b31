#include "base/check.h"

#include "window/picks.h"

/* Against a list of all that is in the log, each with whether it passes. */

enum { LOG_MAX = 600, ROUNDS = 200 };

struct model {
    bool passes[LOG_MAX];
    size_t first, end;
};

static void expect_same(const struct picks *p, const struct model *m, int round)
{
    size_t k = p->first;
    for (size_t at = m->first; at < m->end; at++)
        if (m->passes[at]) {
            EXPECT(k < p->end && p->at[k] == at, "round %d: %zu", round, at);
            k++;
        }
    EXPECT(k == p->end, "round %d: %zu are too many", round, p->end - k);
}

static void cut(struct picks *p, struct model *m, size_t at)
{
    m->end = at;
    picks_cut(p, at);
}

static void positions_follow_the_log(void **state)
{
    (void)state;
    struct random random = {.state = 7};
    for (int round = 0; round < ROUNDS; round++) {
        struct picks p = {0};
        struct model m = {.end = 0};
        while (m.end < LOG_MAX - 1) {
            bool passes = random_below(&random, 3) == 0;
            size_t roll = random_below(&random, 10);
            if (roll == 0 && m.first < m.end) {
                m.first += random_below(&random, m.end - m.first + 1);
                picks_drop(&p, m.first);
            } else if (roll == 1 && m.first < m.end) {
                cut(&p, &m, m.end - random_below(&random, m.end - m.first < 9 ? 2 : 9));
            } else {
                m.passes[m.end++] = passes;
                if (passes)
                    picks_append(&p, m.end - 1);
            }
            expect_same(&p, &m, round);
        }
        picks_finish(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(positions_follow_the_log)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
