#include "base/check.h"

#include "blotter/base/nearest.h"

static const char *const words[] = {"monitor", "simulate", "report", "sql", "speed", "top", "to"};

static const struct {
    const char *typed, *word; /* NULL: none is near */
} cases[] = {
    {"report", "report"},
    {"reprot", "report"},
    {"reort", "report"},
    {"REPORTS", "report"},
    {"simulat", "simulate"},
    {"siumlaet", "simulate"},
    {"sqll", "sql"},
    {"spedd", "speed"},
    {"tpo", "top"},
    {"xyz", NULL},
    {"", NULL},
    {"s", NULL},
    {"spoon", NULL},
    {"tos", "top"},
    {"a-word-that-is-longer-than-any-option-could-be", NULL},
};

static void a_slip_of_a_finger_is_near(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nearest n = {.typed = text_of(cases[i].typed)};
        for (size_t k = 0; k < COUNT_OF(words); k++)
            nearest_try(&n, words[k]);
        EXPECT(cases[i].word == NULL ? n.word == NULL
                                     : n.word != NULL && strcmp(n.word, cases[i].word) == 0,
               "%s: %s", cases[i].typed, n.word != NULL ? n.word : "none");
    }
}

/* The definition, as a recursion over the last letters. */
static size_t by_recursion(const char *a, size_t a_len, const char *b, size_t b_len)
{
    if (a_len == 0 || b_len == 0)
        return a_len + b_len;
    size_t least = by_recursion(a, a_len - 1, b, b_len) + 1;
    size_t other = by_recursion(a, a_len, b, b_len - 1) + 1;
    if (other < least)
        least = other;
    other = by_recursion(a, a_len - 1, b, b_len - 1) + (a[a_len - 1] != b[b_len - 1]);
    if (other < least)
        least = other;
    if (a_len > 1 && b_len > 1 && a[a_len - 1] == b[b_len - 2] && a[a_len - 2] == b[b_len - 1]) {
        other = by_recursion(a, a_len - 2, b, b_len - 2) + 1;
        if (other < least)
            least = other;
    }
    return least;
}

static void the_distance_is_that_of_the_definition(void **state)
{
    (void)state;
    struct random r = {3};
    for (int round = 0; round < 3000; round++) {
        char a[8] = {0};
        char b[8] = {0};
        size_t a_len = 1 + random_below(&r, 6);
        size_t b_len = random_below(&r, 7);
        for (size_t i = 0; i < a_len; i++)
            a[i] = (char)('a' + random_below(&r, 3));
        for (size_t i = 0; i < b_len; i++)
            b[i] = (char)('a' + random_below(&r, 3));
        struct nearest n = {.typed = text_of(a)};
        nearest_try(&n, b);
        size_t wanted = by_recursion(a, a_len, b, b_len);
        size_t most = a_len < 6 ? 1 : 2;
        EXPECT((n.word != NULL) == (wanted <= most), "%s %s: %zu", a, b, wanted);
        EXPECT(n.word == NULL || n.distance == wanted, "%s %s: %zu, not %zu", a, b, n.distance,
               wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_of_a_finger_is_near),
        cmocka_unit_test(the_distance_is_that_of_the_definition),
    };
    return cmocka_run_group_tests_name("base/nearest", tests, NULL, NULL);
}
