#include "base/check.h"

#include "alert/trend.h"

/* Counts of a few watches, each changed by one now and then, beside a count of all at every second.
 */
enum { WATCHES = 5, SECONDS = 5000, SLOT_S = 60 };

static struct alert_slot by_second[SECONDS];

static struct alert_slot stretch(int64_t from, int64_t to)
{
    struct alert_slot slot = {0, false};
    for (int64_t s = from < 0 ? 0 : from; s <= to; s++) {
        slot.most = by_second[s].most > slot.most ? by_second[s].most : slot.most;
        slot.held = slot.held || by_second[s].held;
    }
    return slot;
}

static void expect_trend(const struct trend *t, int64_t begin, int64_t now)
{
    struct alert_slot slots[ALERT_TREND_SLOTS];
    size_t count = trend_read(t, (civil_time){now}, slots);
    size_t expected = (size_t)(now / SLOT_S - begin / SLOT_S + 1);
    assert_int_equal(count, expected < ALERT_TREND_SLOTS ? expected : ALERT_TREND_SLOTS);
    for (size_t i = 0; i < count; i++) {
        int64_t from = (now / SLOT_S - (int64_t)(count - 1 - i)) * SLOT_S;
        int64_t to = from + SLOT_S - 1 < now ? from + SLOT_S - 1 : now;
        struct alert_slot slot = stretch(from < begin ? begin : from, to);
        assert_int_equal(slots[i].most, slot.most);
        assert_int_equal(slots[i].held, slot.held);
    }
}

static void a_slot_has_the_most_of_its_time_however_long_nothing_changes(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (uint32_t pace = 2; pace < 3000; pace *= 5) {
        struct trend t;
        uint32_t counts[WATCHES] = {0};
        int64_t begin = -1;
        trend_init(&t, SLOT_S);
        for (int64_t now = 0; now < SECONDS; now++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            uint32_t drawn = (uint32_t)(random >> 33);
            if (drawn % pace == 0) {
                uint32_t *count = &counts[drawn / pace % WATCHES];
                uint32_t to =
                    *count > 0 && drawn / pace / WATCHES % 2 == 0 ? *count - 1 : *count + 1;
                trend_count(&t, *count, to);
                *count = to;
                trend_note(&t, (civil_time){now}, to > 3);
                begin = begin < 0 ? now : begin;
                by_second[now].held = to > 3;
            } else {
                by_second[now].held = begin >= 0 && by_second[now - 1].held;
            }
            by_second[now].most = 0;
            for (size_t i = 0; i < WATCHES; i++)
                by_second[now].most =
                    counts[i] > by_second[now].most ? counts[i] : by_second[now].most;
            if (begin >= 0 && now % 37 == 0)
                expect_trend(&t, begin, now);
        }
        trend_finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_has_the_most_of_its_time_however_long_nothing_changes),
    };
    return cmocka_run_group_tests_name("alert/trend", tests, NULL, NULL);
}
