#include "base/check.h"
#include "window/reports.h"

#include "blotter/window/analysis.h"

static void ties_are_broken_by_the_bytes_of_the_name(void **state)
{
    (void)state;
    static const struct {
        struct {
            const char *name;
            uint32_t count;
        } in[8];
        const char *out[6];
    } cases[] = {
        {{{"b", 1}, {"a", 1}}, {"a", "b"}},
        {{{"b", 2}, {"a", 1}}, {"b", "a"}},
        {{{"a", 1}, {"", 1}, {"B", 1}}, {"", "B", "a"}}, /* an empty name is a name */
        {{{"", 3}, {"x", 3}}, {"", "x"}},
        {{{"ab", 1}, {"a", 1}, {"abc", 1}}, {"a", "ab", "abc"}},
        {{{"\xC3\xA9", 1}, {"z", 1}, {"~", 1}}, {"z", "~", "\xC3\xA9"}},
        {{{"g", 1}, {"f", 1}, {"e", 1}, {"d", 1}, {"c", 1}, {"b", 1}, {"a", 1}},
         {"a", "b", "c", "d", "e"}},
        {{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5}, {"f", 6}}, {"f", "e", "d", "c", "b"}},
        {{{"none", 0}, {"one", 1}}, {"one"}},
        {{{"none", 0}}, {NULL}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct interner *names = intern_create();
        struct tally t;
        tally_init(&t, 0);
        for (size_t k = 0; k < 8 && cases[i].in[k].name != NULL; k++) {
            struct report r = report_at(0, intern_id(names, text_of(cases[i].in[k].name)));
            for (uint32_t n = 0; n < cases[i].in[k].count; n++)
                tally_add(&t, &r, 1);
        }
        struct top_list top = {0};
        counts_top(&t.crimes, names, TOP_ROWS, &top);
        size_t found = top.count;
        for (size_t k = 0; k < found; k++) {
            EXPECT_AT(i, cases[i].out[k] != NULL);
            EXPECT_TEXT_AT(i, intern_text(names, top.of[k].id), cases[i].out[k]);
        }
        EXPECT_AT(i, cases[i].out[found] == NULL);
        top_list_finish(&top);
        tally_finish(&t);
        intern_destroy(names);
    }
}

struct named {
    struct text name;
    uint32_t count;
};

static int by_count_then_name(const void *a, const void *b)
{
    const struct named *x = a;
    const struct named *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    size_t shared = x->name.len < y->name.len ? x->name.len : y->name.len;
    int order = memcmp(x->name.ptr, y->name.ptr, shared);
    return order != 0 ? order : x->name.len < y->name.len ? -1 : 1;
}

static void top_five_are_the_first_of_all_sorted(void **state)
{
    (void)state;
    struct random r = {12};
    for (size_t i = 0; i < 2000; i++) {
        struct interner *names = intern_create();
        for (size_t n = random_below(&r, 30); n > 0; n--) {
            char name[4];
            size_t len = random_below(&r, sizeof name);
            for (size_t k = 0; k < len; k++)
                name[k] = "ab\xFF"[random_below(&r, 3)];
            intern_id(names, (struct text){name, len});
        }
        struct tally t;
        tally_init(&t, 0);
        struct named sorted[30];
        size_t there = 0;
        for (uint32_t id = 0; id < intern_count(names); id++) {
            uint32_t count = (uint32_t)random_below(&r, 4);
            struct report report = report_at(0, id);
            for (uint32_t n = 0; n < count; n++)
                tally_add(&t, &report, 1);
            if (count > 0)
                sorted[there++] = (struct named){intern_text(names, id), count};
        }
        qsort(sorted, there, sizeof sorted[0], by_count_then_name);
        static const size_t mosts[] = {1, TOP_ROWS, 128, 129, SIZE_MAX};
        struct top_list top = {0};
        for (size_t n = 0; n < COUNT_OF(mosts); n++) {
            counts_top(&t.crimes, names, mosts[n], &top);
            EXPECT(top.count == (there < mosts[n] ? there : mosts[n]), "case %zu", i);
            for (size_t k = 0; k < top.count; k++)
                EXPECT(text_equal(intern_text(names, top.of[k].id), sorted[k].name) &&
                           top.of[k].count == sorted[k].count,
                       "case %zu, place %zu of %zu", i, k, mosts[n]);
        }
        assert_int_equal(counts_there(&t.crimes), there);
        top_list_finish(&top);
        tally_finish(&t);
        intern_destroy(names);
    }
}

static struct report random_report(struct random *r)
{
    struct report report = report_at(0, (uint32_t)random_below(r, 40));
    for (size_t k = 0; k < PLACE_COUNT; k++)
        report.place[k] = (uint32_t)random_below(r, 5 + k * 50);
    report.near = random_below(r, 3) == 0;
    report.others = random_below(r, 4) == 0 ? random_below(r, 256) & UINT8_MAX : 0;
    return report;
}

static void expect_counts(const struct tally *t, const struct report *in, size_t count,
                          unsigned kinds)
{
    uint64_t near = 0;
    for (size_t i = 0; i < count; i++)
        near += in[i].near;
    assert_int_equal(t->total, count);
    assert_int_equal(t->near, near);
    for (size_t k = 1; k <= NEAR_OTHERS_MAX; k++) {
        uint64_t near_this = 0;
        for (size_t i = 0; i < count; i++)
            near_this += report_is_near(&in[i], k);
        assert_int_equal(tally_near(t, k), near_this);
    }
    for (uint32_t id = 0; id < 200; id++) {
        uint32_t crimes = 0;
        uint32_t places[PLACE_COUNT] = {0};
        for (size_t i = 0; i < count; i++) {
            crimes += in[i].crime == id;
            for (size_t k = 0; k < PLACE_COUNT; k++)
                places[k] += in[i].place[k] == id;
        }
        assert_int_equal(counts_of(&t->crimes, id), crimes);
        for (size_t k = 0; k < PLACE_COUNT; k++)
            assert_int_equal(counts_of(&t->places[k], id), kinds >> k & 1 ? places[k] : 0);
    }
}

static void adding_and_removing_count_exactly(void **state)
{
    (void)state;
    struct random r = {13};
    for (unsigned kinds = 0; kinds <= TALLY_ALL_KINDS; kinds++) {
        struct report in[300];
        struct tally t;
        tally_init(&t, kinds);
        for (size_t i = 0; i < COUNT_OF(in); i++)
            in[i] = random_report(&r);
        for (size_t i = 0; i < 100; i++)
            tally_add(&t, &in[i], 1);
        tally_add(&t, in + 100, 200);
        tally_add(&t, in, 0);
        expect_counts(&t, in, 300, kinds);
        tally_remove(&t, in + 200, 100);
        expect_counts(&t, in, 200, kinds);
        for (size_t i = 200; i-- > 120;)
            tally_remove(&t, &in[i], 1);
        expect_counts(&t, in, 120, kinds);
        tally_clear(&t);
        expect_counts(&t, in, 0, kinds);
        tally_add(&t, in, 1);
        expect_counts(&t, in, 1, kinds);
        tally_finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_are_broken_by_the_bytes_of_the_name),
        cmocka_unit_test(top_five_are_the_first_of_all_sorted),
        cmocka_unit_test(adding_and_removing_count_exactly),
    };
    return cmocka_run_group_tests_name("window/tally", tests, NULL, NULL);
}
